"""What the search found as a model is shown it with numbers, and the citation behind a number."""

from collections.abc import Iterable
from dataclasses import replace

from qa.answer import Citation
from qa.quoting.markers import QuoteFound


def words_of(finding: Citation) -> str:
    """Return the words of a finding in one line, by which it is known again."""
    return " ".join(finding.cited_text.split())


def with_heads(finding: Citation) -> str:
    """Return a finding with the heads and the unit that explain it."""
    return "; ".join([words_of(finding), *(" ".join(c.text.split()) for c in finding.context)])


def named_finding(found: QuoteFound, findings: Iterable[Citation]) -> Citation | None:
    """Return the finding whose words a quote is, as the citation of its claim; else None."""
    for finding in findings:
        if words_of(finding) == found.quote:
            return replace(finding, answer_start=found.answer_start, answer_end=found.answer_end)
    return None
