"""A question for what a reserve began with, took in, gave off or ended at in, its row out.

Roll-forwards go from a balance to the next: opening, additions, deductions, closing. Their rows say
little of what they are of; the title, the lead, the group or the closing label does. A question is
of one where those say all its words beside the movement, the time and how one asks how much.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.document_facts import facts_in
from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms
from qa.glossary.held import unmeasured
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.measures.company import without_company
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.notes.noted_figures import tables_for_note
from qa.readers.extractive.rows.row_facts import SOFT, CellAt, Terms, agree, fact_of, is_period
from qa.readers.extractive.rows.table_words import is_less, words_of_head
from qa.readers.extractive.wording.asked_time import time_of, words_in
from qa.readers.extractive.wording.company import company_names
from qa.statements import DocumentFacts, Fact
from qa.tables import Table, cell_period, row_words
from qa.text.terms import terms

_BEGINS = re.compile(r"\b(?:beginning|opening|start)\b", re.I)
_ENDS = re.compile(r"\b(?:end|ending|closing)\b", re.I)
_NET = re.compile(r"^\W*(?:net|add|subtotal)\b", re.I)  # "Net balance at the end of the period"
_AT_START = re.compile(
    r"\b(?:at|by|since|from)\s+the\s+(?:start|beginning|outset)\b|\bopening\b", re.I
)
_AT_END = re.compile(
    r"\b(?:at|by|as\s+of|on)\s+(?:the\s+)?(?:fiscal\s+)?(?:end|close|year[- ]end)\b|\bclosing\b"
    r"|\bend\s+of\b"
    r"|\b(?:stand|stood|sit|sat|remain(?:ed)?|left)\b|\bbalances?\b|\bclosed\b|\byear[- ]end\b",
    re.I,
)
_UP = re.compile(
    r"\b(?:go(?:ne)?|went)\s+up\b|\bris(?:e|en)\b|\brose\b|\b(?:in)crease[sd]?\b|\bgr[eo]w[n]?\b|\bgrowth\b|\bclimb(?:ed)?\b|\bswell\w*\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:go(?:ne)?|went|came|come)\s+down\b|\bf[ae]ll(?:en)?\b|\bdecrease[sd]?\b|\bdrop(?:ped)?\b|\bdecline[sd]?\b|\bshr[aiu]nk\b",
    re.I,
)
_CHANGED = re.compile(r"\bchange[sd]?\b|\bmove(?:d|ment)?\b", re.I)
_MOVEMENTS = (  # what a question says, what the row of it says
    (
        r"\bwritten\s+off\b|\bwrite[- ]?offs?\b|\bwr(?:ote|iting|ites?)\s+off\b|\bcharged[- ]off\b",
        r"\bwrite[- ]?offs?\b|\bwritten\s+off\b|\bcharge[sd]?[- ]offs?\b|\bdeductions?\b",
    ),
    (
        r"\blaps(?:ed?|es|ing)\b|\bexpir\w+|\bstatutes?\s+of\s+limitations?\b|\btime[- ]barred\b",
        r"\blapses?\b|\bexpirations?\b|\bstatutes?\b",
    ),
    (r"\bsettle(?:d|ments?)?\b|\bsettling\b", r"\bsettle(?:d|ments?)\b"),
    (
        r"\bcurrenc(?:y|ies)\b|\bexchange\s+rates?\b|\btranslation\b",
        r"\bcurrency\b|\bexchange\b|\btranslation\b",
    ),
    (
        r"\bpaid(?:\s+out)?\b|\bpay(?:ments?|outs?|ing)?\b",
        r"\bpaid\b|\bpayments?\b|\bclaims\b|\bsettlements?\b",
    ),
    (
        r"\bused(?:\s+up)?\b|\butili[sz]ed\b|\busage\b|\bdrawn\b|\beaten\s+up\b|\bspent\b",
        r"\butili[sz]\w+|\bused\b|\busage\b|\bpayments?\b|\bpaid\b|\bdeductions?\b",
    ),
    (
        r"\badd(?:ed|itions?|ing)?\b|\btopped\s+up\b|\bput\s+(?:in)?to\b|\bset\s+aside\b|\bcharged\b|\bprovided\b|\bprovisions?\b|\baccrued\b|\bbooked\b|\btaken\s+(?:on|in)\b|\bexpensed\b",
        r"^\W*(?:\w+\s+)?(?:additions?|provisions?|accruals?|accrued|charges?|charged|expenses?|amounts?\s+charged|increases?)\b|\bcharged\s+to\b",
    ),
)
_READ = tuple((re.compile(asked, re.I), re.compile(row, re.I)) for asked, row in _MOVEMENTS)
_SET_ASIDE = alike_terms("allowance provision accrual liability liabilities cushion kitty")
_WEAK = (
    SOFT
    | STOP_WORDS
    | _SET_ASIDE
    | frozenset(
        terms(
            "account balance pot fund total company our amount gross change activity following"
            " table summary reconciliation estimated"
        )
    )
)
_WHEN = frozenset(terms("beginning opening start end ending closing of the year period fiscal"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A cell of a roll-forward. label: what it is called; near, far: what says what it is of."""

    label: str
    at: CellAt
    near: Terms
    far: Terms
    head: Terms


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a roll-forward. row: the movement's, None for a balance."""

    subject: Terms
    row: re.Pattern[str] | None
    is_set_aside: bool = False  # whether the question names a reserve
    at_start: bool = False
    change: int = 0  # 1 for a rise, -1 for a fall


def rolled_forward(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return a balance of a roll-forward, one of its movements, or by how much it changed."""
    facts = facts_in(document)
    is_own = asked.expression is None and asked.unread_definition is None and not asked.balances
    if (
        facts.fiscal_year is None
        or asked.is_chinese
        or not is_own
        or asked.manner not in ("value", "text", "change")
    ):
        return None
    when = time_of(asked, facts)
    if when is None or not asked.periods or when.is_ahead or not when.is_year_end:
        return None
    text = without_company(when.rest.lower(), company_names(document))
    wanted = wanted_in(text, asked)
    if wanted is None or not wanted.subject or is_less(text):
        return None
    period = WantedPeriod("year", when.year, 12, None, str(when.year))
    of_statements = {page for each in facts.statements for page in each.page_numbers}
    tables = [
        table
        for table in tables_for_note(document, asked, facts)
        if of_statements.isdisjoint(table.pages)
    ]
    return _written(told_in(tables, wanted, period, facts), wanted, FigureWriter(document, asked))


def told_in(
    tables: Sequence[Table], wanted: Wanted, period: WantedPeriod, facts: DocumentFacts
) -> list[Fact]:
    """Return what roll-forwards say of a period: the closing and the opening of a change."""
    lines = [line for table in tables for line in _lines(table, period)]
    asked = [wanted]
    if wanted.change:
        closing = replace(wanted, change=0)
        asked = [closing, replace(closing, at_start=True)]
    found = [_one(lines, each, facts) for each in asked]
    known = [fact for fact in found if fact is not None]
    return known if len(known) == len(asked) and len({f.unit for f in known}) == 1 else []


def _written(found: Sequence[Fact], wanted: Wanted, writer: FigureWriter) -> FigureAnswer | None:
    if not found or not wanted.change:
        return writer.row(found[0]) if found else None
    last, first = found[:: wanted.change]
    names = [fact.label.strip(" :") for fact in (last, first)]
    return writer.worked(
        last.value - first.value,
        last.unit,
        formula=" − ".join(names),
        workings=f"{last.value:,f} − {first.value:,f}",
        inputs=list(zip(names, (last, first), strict=True)),
        period=str(found[0].period.year),
    )


def wanted_in(text: str, asked: Asked) -> Wanted | None:
    """Read a question without its time and its company."""
    said = bool(alike_terms(text) & _SET_ASIDE)
    if asked.manner == "change":
        up, down = _UP.search(text), _DOWN.search(text)
        found = up or down or _CHANGED.search(text)
        if found is None or (up and down) or asked.operation != "difference":
            return None
        return Wanted(_subject(_blank(text, found)), None, said, change=-1 if down else 1)
    if found := _AT_START.search(text):
        return Wanted(_subject(_blank(text, found)), None, said, at_start=True)
    if _AT_END.search(asked.text) or any(each.kind == "instant" for each in asked.periods):
        return Wanted(_subject(text), None, said)
    for says, row in _READ:
        if found := says.search(text):
            return Wanted(_subject(_blank(text, found)), row)
    return None


def _blank(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _subject(text: str) -> Terms:
    words = words_in(text)
    kept = unmeasured([stem for stem, _ in words])
    return alike_terms(" ".join(dict.fromkeys(words[i][1] for i in kept))) - _WEAK


def _one(lines: Sequence[_Line], wanted: Wanted, facts: DocumentFacts) -> Fact | None:
    """Return what the lines that say all that is wanted give, if they agree."""
    found: dict[tuple[int, int], list[Fact]] = {}
    for line in lines:
        if not _is_kind(line, wanted):
            continue
        own = alike_terms(line.label) if wanted.row else frozenset()
        of_subject = wanted.subject - own
        if not of_subject <= line.near | line.far | line.head:
            continue
        if not wanted.subject & (line.near | line.far):
            continue
        if line.head - wanted.subject - _WEAK:
            continue  # another plan's, another segment's
        if wanted.row is None and not _is_balance_of(line, wanted):
            continue
        fact = fact_of(line.at, concept="", entity=None, currency=facts.currency)
        if fact is None or len(fact.unit) != len("USD"):
            continue
        place = (len(of_subject - line.near), -len(wanted.subject & own))
        fact = replace(fact, label=line.label or fact.label)
        found.setdefault(place, []).append(
            replace(fact, value=abs(fact.value)) if wanted.row else fact
        )
    best = found[min(found)] if found else []
    return best[0] if best and agree(best) else None


def _is_balance_of(line: _Line, wanted: Wanted) -> bool:
    """Tell whether a balance is of the subject: not of more, nor of what is set aside for it."""
    more = alike_terms(line.label) - wanted.subject - _WEAK - _WHEN
    is_near = wanted.subject & line.near
    around = line.near if is_near else line.near | line.far
    return not more and (wanted.is_set_aside or not around & _SET_ASIDE)


def _is_kind(line: _Line, wanted: Wanted) -> bool:
    begins, ends = _BEGINS.search(line.label), _ENDS.search(line.label)
    if wanted.row is not None:
        return not begins and not ends and wanted.row.search(line.label) is not None
    return bool(begins if wanted.at_start else ends) and not _NET.search(line.label)


def _lines(table: Table, period: WantedPeriod) -> Iterator[_Line]:
    """Yield the cells of a table's roll-forwards that are of a period."""
    heads = [column.head for column in table.columns if column.kind == "value"]
    led = [table.title, *(lead.text for lead in table.leads[:2])]
    far = alike_terms(" ".join(led))
    if any(map(_BEGINS.search, heads)) and any(map(_ENDS.search, heads)):
        for row in table.rows:
            label, above = row_words(table, row.index)
            near = alike_terms(" ".join([label, *above]))
            for cell in row.cells:
                column = table.columns[cell.column]
                has = cell_period(table, row.index, column)
                if cell.figure is not None and has is not None and is_period(has, period):
                    at = CellAt(cell, row, column, table, has)
                    yield _Line(column.head, at, near, far, frozenset())
        return
    for start, end in _spans(table):
        closing = table.rows[end]
        near = alike_terms(
            " ".join(
                [
                    *row_words(table, start)[1],
                    *row_words(table, end)[1],
                    table.rows[start].label,
                    closing.label,
                ]
            )
        )
        for row in table.rows[start : end + 1]:
            for cell in row.cells:
                column = table.columns[cell.column]
                has = cell_period(table, row.index, column)
                if cell.figure is not None and has is not None and is_period(has, period):
                    at = CellAt(cell, row, column, table, has)
                    yield _Line(row.label, at, near, far, words_of_head(column))


def _spans(table: Table) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of each roll-forward."""
    start: int | None = None
    for row in table.rows:
        if not row.cells:
            continue
        if _BEGINS.search(row.label):
            start = row.index
        elif start is not None and _ENDS.search(row.label) and not _NET.search(row.label):
            yield start, row.index
            start = None
