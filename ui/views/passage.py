"""A line copied from a report as the screen shows it: a row as a small table, or the words."""

from collections.abc import Sequence

from markupsafe import Markup

from qa.answer import Citation
from qa.document_tables import QuotedRow
from qa.library import StoredDocument
from ui.views.chip import chip
from ui.views.markup import join
from ui.views.mini_table import quoted_row, row_table, unexplained


def passage(document: StoredDocument, line: str, citations: Sequence[Citation]) -> Markup:
    """Return a line of an answer with the places it is copied from."""
    quoted = _split_context(line, citations)
    row = quoted_row(document, citations[0]) if quoted else None
    return Markup('<div class="pw-finding">{}<p class="pw-chips">{}</p></div>').format(
        _quote(*(quoted or (line, ""))) if row is None else _row(row, citations[0]),
        join(chip(document, citation) for citation in citations),
    )


def is_copied(line: str, citations: Sequence[Citation]) -> bool:
    """Tell whether a line is the words of its one place and nothing else."""
    quoted = _split_context(line, citations)
    return quoted is not None and not quoted[1]


def _row(row: QuotedRow, citation: Citation) -> Markup:
    return join((row_table(row), *map(_context, unexplained(row, citation))))


def _quote(said: str, context: str) -> Markup:
    return Markup('<p class="pw-quote" dir="auto">{}</p>{}').format(
        said, _context(context) if context else ""
    )


def _context(words: str) -> Markup:
    return Markup('<p class="pw-context" dir="auto">{}</p>').format(words)


def _split_context(line: str, citations: Sequence[Citation]) -> tuple[str, str] | None:
    """Return verbatim words and their context (unit, years); None for a line not made like that."""
    if len(citations) == 1:
        words = " ".join(citations[0].cited_text.split())
        folded = " ".join(line.split())
        if folded.startswith(words):
            return words, folded[len(words) :].lstrip("; ")
    return None
