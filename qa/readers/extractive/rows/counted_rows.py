"""How many of a thing a company operates, from a table that counts them by place or by kind.

"How many aircraft", "how many stores in Mexico": such tables name no time in their heads and have a
column of totals. The lines that lead to one, or the sum below the row, say what is counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.figures import Kind
from qa.glossary.alike import alike_terms
from qa.readers.extractive.rows.row_facts import CellAt, Terms, agree, content_terms, fact_of
from qa.readers.extractive.rows.said import is_bare_total
from qa.statements import DocumentFacts, Fact
from qa.tables import Cell, Column, Period, Row, Table, row_words
from qa.tables.periods import years_in

_ASKED = re.compile(
    r"^\W*how\s+many\s+(?P<thing>(?:[a-z][\w-]*\s+){1,3}?)(?:does|do|did|has|have|are|were|is)\b"
    r"[^?]*?\b(?:operat\w+|have|has|run|runs|fly|flies|in\s+(?:its|the)\s+fleet)\b"
    r"(?:\s+in\s+(?!total|all|its|operation|(?:fiscal\s+)?(?:19|20)\d\d|service|the\s+fleet)"
    r"(?:the\s+)?(?P<place>[A-Z][\w.]*(?:\s+[A-Z][\w.]*)*))?"
    r"(?:\s+(?:in\s+total|in\s+all|in\s+its\s+fleet|(?:in|at\s+the\s+end\s+of)\s+(?:fiscal\s+)?"
    r"(?P<year>(?:19|20)\d\d)))*\W*$",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:commit\w*|purchas\w+|deliver\w*|order\w*|expect\w*|retire\w*|clos\w+|planned|idle\w*)\b",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?:consist\w*\s+of|summari[sz]ed\s+by|number\s+of|counts?|further\s+details\s+of|as\s+follows)\b",
    re.I,
)
_ALSO = {"store": content_terms("retail units"), "plane": content_terms("aircraft")}
_NO_COUNT = re.compile(r"[$€£¥%.]")


def counted_row(
    tables: Sequence[Table], question: str, facts: DocumentFacts, company: Sequence[str]
) -> Fact | None:
    """Return how many of a thing there are in all, or in a place; None where tables disagree."""
    asked = _ASKED.match(question)
    year = facts.fiscal_year
    if asked is None or year is None or asked["year"] not in (None, str(year)):
        return None
    thing, place = content_terms(asked["thing"]), content_terms(asked["place"] or "")
    place -= content_terms(" ".join(company))
    found = [fact for table in tables for fact in _counts(table, thing, place, year)]
    named = [replace(fact, label=asked["thing"].strip(), entity=asked["place"]) for fact in found]
    return named[0] if named and agree(named) else None


def _counts(table: Table, thing: Terms, place: Terms, year: int) -> Iterator[Fact]:
    led = " ".join([table.title, *(lead.text for lead in table.leads)])
    years = years_in(led)
    is_counted = _COUNTED.search(led) and not _TO_COME.search(led) and table.unit_span is None
    if not (table.is_sure and is_counted and years and max(years) == year):
        return
    if any(column.period is not None for column in table.columns):
        return
    totals = [column for column in table.columns if column.head and is_bare_total(column.head)]
    if len(totals) != 1:
        return
    for row in table.rows:
        cells = [cell for cell in row.cells if cell.column == totals[0].index]
        if len(cells) == 1 and _is_row(table, row, thing, place, led):
            fact = _fact(cells[0], row, totals[0], table, year)
            if fact is not None:
                yield fact


def _is_row(table: Table, row: Row, thing: Terms, place: Terms, led: str) -> bool:
    """Tell whether a row counts the thing in the place, or all of the thing."""
    label, above = row_words(table, row.index)
    if not place:
        is_all = row.is_total and is_bare_total(label) and not above
        return is_all and _says(led, thing)
    if content_terms(label) != place or row.is_total:
        return False
    sums = [other for other in table.rows if other.index > row.index and other.is_total]
    return bool(sums) and _says(row_words(table, sums[0].index)[0], thing)


def _says(text: str, thing: Terms) -> bool:
    """Tell whether a text names the thing, as it is called or as reports call it."""
    words = content_terms(text) | alike_terms(text)
    return any(each <= words for each in (thing, *(_ALSO.get(word, thing) for word in thing)))


def _fact(cell: Cell, row: Row, column: Column, table: Table, year: int) -> Fact | None:
    figure = cell.figure
    if figure is None or figure.scale != 1 or _NO_COUNT.search(cell.text):
        return None
    period = Period("instant", year, label=str(year))
    counted = replace(cell, figure=replace(figure, kind=Kind.COUNT))
    at = CellAt(counted, row, column, table, period)
    return fact_of(at, concept="", entity=None, currency="")
