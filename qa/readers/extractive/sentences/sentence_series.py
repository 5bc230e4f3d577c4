"""What sentences say of one thing in several years -> its growth, difference, sum or average.

"Advertising expense was $145 million, $102 million and $188 million, respectively": a question for
by how much it rose is answered of two of them, where no table has the thing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, Computed, FactLike, WantedPeriod, figures_for
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.row_facts import content_terms
from qa.readers.extractive.sentences.sentence_figures import sentence_figure

_AS_PERCENT = re.compile(
    r"\bby\s+(?:what|how\s+many)\s+percent\w*|\bin\s+percent\b|\bpercentage\b|%", re.I
)
_OPERATIONS = ("growth", "difference", "sum", "average")


@dataclass(frozen=True, slots=True)
class _SentenceSource:
    """The figures that sentences give, as values of the one thing that is asked for."""

    document: StoredDocument
    asked: Asked
    currency: str
    company: Sequence[str]

    def find(
        self, concept: str, period: WantedPeriod, entity: str | None = None
    ) -> FactLike | None:
        fact = sentence_figure(
            self.document,
            self.asked,
            period,
            currency=self.currency,
            company=content_terms(" ".join(self.company)),
        )
        return fact and replace(fact, concept=concept)


def told_series(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return what is asked of several years' figures, if sentences give each of them."""
    facts = facts_in(document)
    is_own = asked.expression is None and asked.unread_definition is None and not asked.entity
    is_plain = asked.manner in ("value", "change") and asked.operation in _OPERATIONS
    if facts.fiscal_year is None or not (is_own and is_plain) or not asked.words:
        return None
    plain = replace(asked, text=_AS_PERCENT.sub(" ", asked.text), operation="none")
    name = " ".join(asked.words)
    row = replace(asked, key=name, keys=(name,), qualifiers=())
    found = figures_for(
        row,
        _SentenceSource(document, plain, facts.currency, company),
        facts.fiscal_year,
        fiscal_year_end=facts.fiscal_year_end,
    )
    if found is None or not isinstance(found.answer, Computed):
        return None
    return FigureWriter(document, asked).written(found)
