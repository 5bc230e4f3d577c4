"""A report in, cells of the tables found in it out, each with questions that ask for it."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.library import StoredDocument
from qa.readers.extractive.rows.row_facts import SOFT, CellAt, content_terms, fact_of, head_terms
from qa.readers.extractive.rows.tables_for import tables_on
from qa.statements import DocumentFacts, Fact
from qa.tables import Period, Table, cell_period, row_words
from qa.text.terms import is_chinese

FEWEST_WORDS = 2  # of a label; one word is the label of too many rows
MOST_WORDS = 14  # more is a sentence
FEWEST_CHARS = 4  # of a Chinese label
MOST_TITLE = 9  # words of a title that a person would say
DRAWS = 60  # tries for each cell that is wanted
_MARKS = re.compile(
    r"\s*\(\s*(?:\d{1,2}|[a-z])\s*\)|\s*[:：]\s*$|[*†‡]+|\.{2,}|^(?:less|add|plus)\b\s*:?\s*", re.I
)
_OPENING = re.compile(r"\b(?:beginning|opening)\b|期初", re.I)  # of no period that a head names
_TIMES = re.compile(
    r"\b(?:for\s+the\s+|as\s+(?:of|at)\s+|at\s+)?(?:fiscal\s+)?(?:(?:twelve|three|six|nine)\s+months?|quarters?"
    r"|years?|weeks?)?(?:\s+(?:ended|ending))?\s*(?:(?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\s+\d{1,2}\s*,?\s*)?(?:(?:19|20)\d\d)\b|\b(?:fiscal\s+)?years?"
    r"\s+ended(?:\s+[a-z]+\s+\d{1,2},?)?|\bas\s+(?:of|at)\b(?:\s+[a-z]+\s+\d{1,2},?)?|\b(?:january|february"
    r"|march|april|may|june|july|august|september|october|november|december)\s+\d{1,2},?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell with what it is called by: its label, the rows above it, its column's head."""

    fact: Fact
    label: str
    above: tuple[str, ...]
    head: str
    title: str
    scope: frozenset[str]  # words of the rows above and of the head
    around: frozenset[str]  # of the title and the lines before the table
    is_primary: bool


def printed_cells(document: StoredDocument, facts: DocumentFacts) -> list[list[Printed]]:
    """Return the cells that can be asked for, table by table."""
    primary = {page for statement in facts.statements for page in statement.page_numbers}
    tables: dict[tuple[int, float, str], Table] = {}
    for number in range(1, document.num_pages + 1):
        for table in tables_on(document, number, facts):
            tables.setdefault((table.pages[0], table.bbox.top, table.title), table)
    found = (list(_cells(table, facts, primary)) for table in tables.values() if table.is_sure)
    return [cells for cells in found if cells]


def _cells(table: Table, facts: DocumentFacts, primary: set[int]) -> Iterator[Printed]:
    around = content_terms(" ".join([table.title, *(lead.text for lead in table.leads)]))
    for row in table.rows:
        label, above = row_words(table, row.index)
        label = _bare(label)
        if not _is_asked_by(label) or _OPENING.search(label):
            continue
        for cell in row.cells:
            column = table.columns[cell.column]
            period = cell_period(table, row.index, column)
            if cell.figure is None or period is None or _is_vague(period):
                continue
            at = CellAt(cell, row, column, table, period)
            fact = fact_of(at, concept="", entity=None, currency=facts.currency)
            if fact is None:
                continue
            scope = (content_terms(" ".join(above)) | head_terms(column)) - SOFT
            head = " ".join(_TIMES.sub(" ", column.head).split()).strip(" ,.-—")
            named = () if row.is_total else tuple(map(_bare, above))  # a sum may be of them all
            is_primary = cell.page_number in primary
            yield Printed(fact, label, named, head, table.title, scope, around, is_primary)


def _is_vague(period: Period) -> bool:
    """Tell whether a period cannot be said in a few words."""
    return period.kind == "months" or (period.kind == "quarter" and period.end is None)


def _bare(label: str) -> str:
    return " ".join(_MARKS.sub("", label).split())


def _is_asked_by(label: str) -> bool:
    """Tell whether a label says enough to ask by it, and is no sentence."""
    if is_chinese(label):
        return FEWEST_CHARS <= len(label) <= 20
    words = [term for term in content_terms(label) - SOFT if not term[:1].isdigit()]
    return len(words) >= FEWEST_WORDS and len(label.split()) <= MOST_WORDS


def drawn(tables: Sequence[Sequence[Printed]], count: int, chance: random.Random) -> list[Printed]:
    """Return cells of all tables alike, however long each is."""
    found: dict[tuple[int, tuple[int, int]], Printed] = {}
    for _ in range(DRAWS * count):
        cell = chance.choice(chance.choice(tables))
        found.setdefault((cell.fact.page_number, cell.fact.value_span), cell)
        if len(found) == count:
            break
    return list(found.values())


def questions_of(cell: Printed) -> Iterator[tuple[str, str]]:
    """Yield the forms in which a cell is asked for, each with its name."""
    label, when = cell.label, _when(cell.fact.period)
    group = next((name for name in reversed(cell.above) if name), "")
    if not group and _is_heading(cell.title):
        group = _bare(_TIMES.sub(" ", cell.title)).strip(" ,.-—")
    if is_chinese(label):
        yield "plain", f"{cell.fact.period.year}年{label}是多少？"
        if group and group != label:
            yield "of its group", f"{group}中{label}在{cell.fact.period.year}年是多少？"
        return
    verb = "were" if label.lower().split()[-1].endswith("s") else "was"
    yield "plain", f"What {verb} {label} in {when}?"
    yield "lower", f"what {verb} {label.lower()} in {when}"
    if cell.fact.unit not in ("percent", "ratio", "days", "count", "shares"):
        yield "how much", f"How much {_lowered(label)} did they report for {when}?"
    if group and content_terms(group) - SOFT - content_terms(label):
        yield "of its group", f"What {verb} {label} of {group} for {_spelled(cell.fact.period)}?"
    if cell.head and content_terms(cell.head) - SOFT:
        yield "of its head", f"What {verb} {label} for {cell.head} in {when}?"


def _is_heading(title: str) -> bool:
    """Tell whether a title is one that a person would say, and no piece of a sentence."""
    words = title.split()
    is_whole = title[:1].isupper() and not title.rstrip().endswith((".", ",", ";"))
    return is_whole and len(words) <= MOST_TITLE and not words[-1].islower()


def _lowered(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _when(period: Period) -> str:
    if period.kind == "quarter" and period.end is not None:
        return f"the quarter ended {period.end:%B} {period.end.day}, {period.end.year}"
    return str(period.year)


def _spelled(period: Period) -> str:
    """Return a period as a sentence of a report names it."""
    if period.end is None or period.kind == "quarter":
        return _when(period) if period.kind == "quarter" else f"fiscal year {period.year}"
    day = f"{period.end:%B} {period.end.day}, {period.end.year}"
    return day if period.kind == "instant" else f"the year ended {day}"
