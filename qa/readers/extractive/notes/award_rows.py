"""How many awards were granted, vested, exercised or lost, are open, and at what price or value.

Every report has the same table of them: it rolls the awards of one kind from one day to the next,
and each of its movements is of the year that ends with the day below it. The title, the heads and
the labels say of which kind they are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.document_facts import facts_in
from qa.figures import Kind
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.row_facts import CellAt, agree, fact_of
from qa.readers.extractive.rows.row_figures import period_of
from qa.readers.extractive.rows.row_lookup import FEWEST_SHARES
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.wording.asked_time import OF_MONTH
from qa.statements import DocumentFacts, Fact
from qa.tables import Cell, Period, Row, Table
from qa.tables.periods import years_in

_KINDS = {
    "performance": r"\bp(?:r)?sus?\b|\bperformance\b|\bmarket[- ]based\b",
    "option": r"\boptions?\b",
    "right": r"\bsars?\b|\bappreciation\s+rights?\b",
    "unit": r"\brsus?\b|\brestricted\s+(?:stock\s+|share\s+)?units?\b",
    "restricted": r"\brestricted\s+(?:(?:common\s+)?(?:stock|shares?))\b(?!\s+units?)",
    "purchase": r"\bespp\b|\bpurchase\s+plan\b",
}
_ALL_KINDS = {kind: re.compile(pattern, re.I) for kind, pattern in _KINDS.items()}
_AWARDS = re.compile(r"\b(?:share|stock|equity)\s+awards?\b|\bawards?\b", re.I)
_NOT = r"(?:had|have|has|were|was|did|do)?\s*(?:n['’]t|not)\s+(?:yet\s+)?(?:be(?:en)?\s+)?"
_ASKED = (
    (
        "exercisable",
        r"\bexercisable\b|\b(?:could|can)\s+be\s+exercised\b|\bready\s+to\s+exercise\b",
    ),
    ("expected", r"\bexpected\s+to\s+vest\b"),
    (
        "open",
        rf"\b(?:outstanding|unvested|non-?vested|(?<!\w)open(?!\s+market)|unexercised|in\s+circulation)\b|{_NOT}vest(?:ed)?\b"
        r"|\byet\s+to\s+(?:vest|be\s+exercised)\b|\bstill\s+(?:to\s+vest|held|unvested)\b",
    ),
    (
        "granted",
        r"\b(?:grant(?:ed|s)?|hand(?:ed|s)?\s+out|given\s+(?:out|to)|award(?:ed)|issued|gave\s+out|new)\b",
    ),
    ("exercised", r"\b(?:exercised?|exercis(?:es|ing)|cashed\s+in)\b"),
    ("vested", r"\b(?:vest(?:ed|ing)?|released)\b"),
    (
        "lost",
        r"\b(?:forfeit\w*|lapsed?|taken\s+back|cancel\w*|expired?|lost|fell\s+away|returned)\b",
    ),
)
_MOVES = tuple((move, re.compile(pattern, re.I)) for move, pattern in _ASKED)
_LABELS = {
    "granted": re.compile(
        r"^\W*(?:granted|awarded|awards\s+granted|(?:options|units|shares)\s+granted)\b", re.I
    ),
    "exercised": re.compile(r"^\W*(?:options\s+)?exercise[sd]\b", re.I),
    "vested": re.compile(
        r"^\W*(?:shares\s+|units\s+)?(?:vested(?!\s+(?:and\s+)?(?:or\s+)?expected)(?!\s+at\b)|released|converted)\b",
        re.I,
    ),
    "lost": re.compile(r"^\W*(?:options\s+)?(?:forfeit\w*|cancel\w*|expired)\b", re.I),
    "exercisable": re.compile(r"^\W*(?:options\s+)?(?:vested\s+and\s+)?exercisable\b", re.I),
    "expected": re.compile(r"^\W*(?:vested\s+(?:and|or)\s+)?expected\s+to\s+vest\b", re.I),
}
_VALUED = re.compile(r"\b(?:fair\s+)?values?\b|\bworth\b", re.I)
_PRICED = re.compile(r"\b(?:exercise|strike|average)?\s*prices?\b", re.I)
_NO_ROW = re.compile(
    r"\bintrinsic\b|\b(?:term|life|lives)\b|\byears\b|\btotal\s+(?:fair\s+)?value\b|\bexpenses?\b|\bcosts?\b"
    r"|\bcompensation\b|\bvolatility\b|\btax\w*|\bproceeds\b|\bpercent\w*|\bcash\b|\bexpected\s+(?:dividend|life)"
    r"|\brate\b|\bper\s+cent\b|%|\bshare\s+of\b|\bproportion\b|\bavailable\b|\breserved\b|\bwarrants?\b|\bhow\s+much\b"
    r"|\bassum\w+|\bacquisition\b|\bpeople\b|\bemployees\s+(?:were|got|received)\b|\bdividends?\b|\bauthori[sz]ed\b"
    r"|\bdilut\w*|\bthan\b|\bpatents?\b|\bdebt\b|\bnotes?\b",
    re.I,
)
_EACH = re.compile(r"\bprice\b|\bvalue\b|\baverage\b", re.I)
_COUNTED = re.compile(
    r"\bhow\s+many\b|\bnumber\b|\bin\s+(?:thousands|millions)\b|\bthousands\b|\bcount\b", re.I
)
_SCALES = {"thousands": Decimal(1000), "millions": Decimal(1_000_000)}
_SCALE = re.compile(
    r"\bin\s+(thousands|millions)\b(?!,?\s+except\s+(?:for\s+)?shares?\b(?!\s+price))", re.I
)
_IN_NOTE = r"(?:\w+\s+are\s+)?in\s+(thousands|millions)\b"
_MARK = re.compile(r"\((\w)\)")
_WORDS_OF_TABLES = ("forfeited", "weighted-average grant date fair value", "granted vested")
_FEWEST_MOVES = 2  # rows of movements that make a table one of awards


@dataclass(frozen=True, slots=True)
class _WantedAward:
    kind: str | None  # None: awards of whichever kind
    is_performance: bool
    move: str
    head: re.Pattern[str] | None  # of the amount for each award; None: how many

    @property
    def unit(self) -> str:
        """The last part of the unit: "shares", or "share" of an amount for each."""
        return "share" if self.head else "shares"


def award_figure(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return what the tables of awards give; None where they disagree or name no such row."""
    facts = facts_in(document)
    if facts.fiscal_year is None or _wanted(asked.text) is None:
        return None
    tables = tables_for(document, asked.text, [*asked.words, *_WORDS_OF_TABLES], facts)
    return FigureWriter(document, asked).row(award_fact(document, tables, asked, facts))


def award_fact(
    document: StoredDocument, tables: Iterable[Table], asked: Asked, facts: DocumentFacts
) -> Fact | None:
    """Return what tables of awards say of a question, if they agree."""
    wanted = _wanted(asked.text)
    is_plain = asked.operation == "none" and len(asked.periods) <= 1 and not asked.is_chinese
    is_plain &= asked.manner in ("value", "text") and asked.expression is None
    is_of_day = any(each.end is not None for each in asked.periods)
    is_plain &= is_of_day or OF_MONTH.search(asked.text) is None
    if wanted is None or not is_plain or facts.fiscal_year is None:
        return None
    period = period_of(asked, facts.fiscal_year)
    if period.kind == "quarter":
        return None
    found = [fact for table in tables for fact in _facts(document, table, wanted, period, facts)]
    return found[0] if found and agree(found) else None


def _wanted(question: str) -> _WantedAward | None:
    if _NO_ROW.search(question):
        return None
    kinds = _kinds(question)
    is_performance = "performance" in kinds
    kinds -= {"performance"}
    if len(kinds) > 1 or (not kinds and not _AWARDS.search(question) and not is_performance):
        return None
    plain = _PRICED.sub(" ", question)
    move = next((name for name, pattern in _MOVES if pattern.search(plain)), None)
    if move is None:
        return None
    head = None if _COUNTED.search(question) else _head(question)
    return _WantedAward(next(iter(kinds), None), is_performance, move, head)


def _head(question: str) -> re.Pattern[str] | None:
    """Return what the column of the amount for each award says, where one is asked for."""
    return _VALUED if _VALUED.search(question) else _PRICED if _PRICED.search(question) else None


def _kinds(text: str) -> set[str]:
    return {kind for kind, pattern in _ALL_KINDS.items() if pattern.search(text)}


def _facts(
    document: StoredDocument,
    table: Table,
    wanted: _WantedAward,
    period: WantedPeriod,
    facts: DocumentFacts,
) -> Iterator[Fact]:
    moves = {
        move for row in table.rows for move, label in _LABELS.items() if label.search(row.label)
    }
    if not table.is_sure or len(moves & {"granted", "vested", "exercised", "lost"}) < _FEWEST_MOVES:
        return
    if any(column.period is not None for column in table.columns):
        return
    column = _column(table, wanted)
    if column is None:
        return
    for row in table.rows:
        year = _year_of(table, row, facts.fiscal_year)
        if year != period.year or not _is_move(table, row, wanted.move):
            continue
        cell = table.cell(row.index, column)
        if cell is None or cell.figure is None or year is None:
            continue
        if wanted.unit == "shares":
            cell = _counted(document, table, cell)
        of = Period("year", year, 12, label=str(year))
        at = CellAt(cell, row, table.columns[column], table, of)
        fact = fact_of(at, concept="", entity=None, currency=facts.currency)
        if fact is None or (wanted.unit == "shares" and abs(fact.value) < FEWEST_SHARES):
            continue  # of millions whose scale was not read
        if fact.unit.rpartition("/")[2] == wanted.unit:
            yield replace(fact, value=abs(fact.value))


def _counted(document: StoredDocument, table: Table, cell: Cell) -> Cell:
    """Return a cell as a number of shares in the scale that its table or a note below it says."""
    figure = cell.figure
    assert figure is not None, cell
    scale = figure.scale
    if scale == 1:
        head = table.columns[cell.column].head
        said = [_SCALE.search(" ".join([table.label_head, *(lead.text for lead in table.leads)]))]
        notes = document.page(cell.page_number).text
        for mark in _MARK.findall(head):
            said.append(re.search(rf"\({mark}\)\s+{_IN_NOTE}", notes, re.I))
        scale = next((_SCALES[each[1].lower()] for each in said if each), scale)
    counted = replace(figure, kind=Kind.SHARES, scale=scale)
    return replace(cell, figure=counted)


def _column(table: Table, wanted: _WantedAward) -> int | None:
    """Return the column of the kind that is asked for: its number, or what is paid for each."""
    led = " ".join([table.title, *(lead.text for lead in table.leads[:2]), table.label_head])
    labels = " ".join(row.label for row in table.rows)
    fitting = []
    for column in table.columns:
        is_each = (wanted.head or _EACH).search(column.head)
        is_other = re.search(
            r"\baggregate\b|\bintrinsic\b|\bterm\b|\blife\b|\byears\b", column.head, re.I
        )
        if is_other or bool(is_each) is not bool(wanted.head):
            continue
        kinds = _kinds(column.head) or _kinds(led) | _kinds(labels)
        fitting.append((column.index, kinds))
    best = [index for index, kinds in fitting if _is_kind(kinds, wanted)]
    return best[0] if len(best) == 1 else None


def _is_kind(kinds: set[str], wanted: _WantedAward) -> bool:
    if ("performance" in kinds) is not wanted.is_performance:
        return False
    others = kinds - {"performance"}
    if wanted.kind is None:
        return not others & {"option", "right", "purchase"}
    return others == {wanted.kind}


def _is_move(table: Table, row: Row, move: str) -> bool:
    labels = " ".join(table.labels(row.index))
    if move != "open":
        return _LABELS[move].search(labels) is not None
    if any(label.search(labels) for label in _LABELS.values()):
        return False
    return bool(years_in(row.label)) or re.search(r"\bend(?:ing)?\b", row.label, re.I) is not None


def _year_of(table: Table, row: Row, fiscal_year: int | None) -> int | None:
    """Return the year in which a row's movement falls: that of the next day below it."""
    if years := years_in(row.label):
        return max(years)
    for other in table.rows[row.index :]:
        if years := years_in(other.label):
            return max(years)
    days = [year for other in table.rows[: row.index] for year in years_in(other.label)]
    led = years_in(" ".join([table.title, *(lead.text for lead in table.leads[:2])]))
    return max(days) if days else max(led, default=fiscal_year)
