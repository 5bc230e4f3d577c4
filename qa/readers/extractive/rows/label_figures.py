"""A figure that stands in a row's label: "Cash dividends declared ($5.86 per share)".

Statements of equity print what was paid per share there and nowhere else. The year is the one of
the balance that the row leads to.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from qa.document import Page
from qa.library import StoredDocument
from qa.measures import WantedPeriod
from qa.readers.extractive.rows.row_facts import agree
from qa.search import indexed
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import SECONDARY
from qa.tables import Period
from qa.tables.periods import years_in
from qa.text.terms import terms

MOST_PAGES = 12
_PER_SHARE = re.compile(
    r"^[^\n\S]*(?:(?:common|cash|declared|stock)\s+)*dividends?\b(?!.{0,60}\bpreferred)[^\n(]{0,60}"
    r"(?:\(|,\s)\s*(?P<value>[$€£]?\s?\d+\.\d+)\s+(?:per|a)\s+(?:common\s+)?share\s*\)?\s+[—–(\d$-]",
    re.I | re.M,
)
_BALANCE = re.compile(r"^[^\n\S]*balances?\b[^\n]*", re.I | re.M)


def dividends_in_labels(
    document: StoredDocument, facts: DocumentFacts, period: WantedPeriod
) -> Fact | None:
    """Return a year's dividends per share as labels say them; None where they disagree."""
    pages = document.pages(_pages(document))
    found = [fact for fact in _labelled(pages, facts) if fact.period.year == period.year]
    is_year = period.kind in ("year", "instant")
    return found[0] if found and is_year and agree(found) else None


def _pages(document: StoredDocument) -> list[int]:
    """Return the pages on which a dividend and a balance are said, those that say most of them."""
    index = indexed(document).index
    balances = index.phrase_counts(terms("balance"))
    dividends = index.phrase_counts(terms("per share"))
    both = [
        (min(int(a), int(b)), n)
        for n, (a, b) in enumerate(zip(balances, dividends, strict=True), 1)
    ]
    best = sorted((pair for pair in both if pair[0]), key=lambda pair: (-pair[0], pair[1]))
    return [number for _, number in best[:MOST_PAGES]]


def _labelled(pages: Iterable[Page], facts: DocumentFacts) -> Iterator[Fact]:
    end, year = facts.fiscal_year_end, facts.fiscal_year
    ahead = end.year - year if end and year else 0  # fiscal 2017 ends in February 2018
    for page in pages:
        for match in _PER_SHARE.finditer(page.text):
            balance = _BALANCE.search(page.text, match.end())
            years = years_in(balance.group()) if balance else []
            if balance is None or len(years) != 1:
                continue
            closes = years[0] - ahead
            value, span = match["value"], match.span("value")
            yield Fact(
                concept="dividends_per_share",
                label=page.text[match.start() : span[0]].strip(" (,"),
                period=Period("year", closes, 12, None, str(closes)),
                value=Decimal(value.lstrip("$€£ ")),
                unit=f"{facts.currency}/share",
                entity=None,
                statement=None,
                page_number=page.page_number,
                text=value,
                value_span=span,
                label_span=(match.start(), match.end()),
                label_page=page.page_number,
                period_span=balance.span(),
                period_page=page.page_number,
                scale_span=None,
                scale_page=page.page_number,
                rank=SECONDARY,
            )
