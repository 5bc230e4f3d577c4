"""Cells of a report's tables in, sentences that a model could write of them out: true and altered.

An altered sentence that some row of the same label bears out is left out: it would be true. So is
an amount spent or lost, printed below zero, that is said without a sign, as people say it, and a
loss, printed without a sign, that is said with a minus: it says the same loss.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from qa.document import Page
from qa.document_facts import facts_in
from qa.document_tables import in_section_scale
from qa.figures import Kind
from qa.glossary import content, load
from qa.library import StoredDocument
from qa.statements.fact import PRIMARY
from qa.tables import Row, Span, Table, tables_of
from qa.text.terms import is_chinese, terms
from qa.witness.printed import whole_label
from qa.witness.wording import is_loss, is_spending
from qa.witness.words import WEAK

KINDS = (Kind.MONEY, Kind.PERCENT, Kind.PER_SHARE)
MOST_LABEL_CHARS = 60
NO_LABELS = ("合计", "其他", "小计", "总计")  # nobody says a figure of these alone
TRUE, DIGIT, SIGN, SCALE, YEAR, ROW = "true", "digit", "sign", "scale", "year", "row"
SCALES_EN = {3: "thousand", 6: "million", 9: "billion"}
SCALES_ZH = {4: "万元", 8: "亿元"}


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure of a row with one period a column. value in units of one; row is the whole line."""

    page_number: int
    row: Span
    label: str
    year: int
    value: Decimal
    scale: Decimal
    kind: Kind
    before: Decimal | None  # the year before, in the same row
    is_of_statement: bool
    concept: str  # the glossary's key, "" where the row is none


@dataclass(frozen=True, slots=True)
class FigureSentence:
    """kind: "true" or what was altered; cited: the cell whose row the sentence cites."""

    kind: str
    text: str
    cited: TableCell


def cells_of(document: StoredDocument) -> list[TableCell]:
    """Return the figures of a report's tables whose row, year and scale are sure."""
    pages, facts = document.pages(), facts_in(document)
    concepts = {(f.page_number, f.value_span): f.concept for f in facts if f.rank == PRIMARY}
    on_statements = {n for statement in facts.statements for n in statement.page_numbers}
    found: list[TableCell] = []
    for table in tables_of(pages, fiscal_year=facts.fiscal_year):
        if table.is_sure:
            (in_section,) = in_section_scale(document, table.pages[0], [table])
            for row in in_section.rows:
                is_of_statement = row.page_number in on_statements
                page = document.page(row.page_number)
                found += _of_row(page, in_section, row, concepts, is_of_statement=is_of_statement)
    return found


def _of_row(
    page: Page,
    table: Table,
    row: Row,
    concepts: Mapping[tuple[int, Span], str],
    *,
    is_of_statement: bool,
) -> Iterator[TableCell]:
    words = frozenset(content(terms(row.label))) - WEAK
    if len(row.label) > MOST_LABEL_CHARS or not any(len(word) > 1 for word in words):
        return
    if row.label in NO_LABELS or row.label[:1].isdigit():
        return
    dated = {}
    for cell in row.cells:
        column = table.columns[cell.column]
        if column.kind == "value" and column.period is not None and cell.figure is not None:
            if column.period.kind not in ("year", "instant") or column.period.year in dated:
                return  # quarters, or segments side by side: the year tells no column
            dated[column.period.year] = cell
    label = whole_label(page.text, row.label_span[0], row.label)
    spans = [row.label_span, *((cell.start, cell.end) for cell in row.cells)]
    if len({row.page_number, *(cell.page_number for cell in row.cells)}) > 1:
        return
    for year, cell in dated.items():
        figure = cell.figure
        if figure is None or figure.kind not in KINDS or abs(figure.printed) < 10:
            continue
        if figure.kind is Kind.MONEY and figure.scale_span is None:
            continue  # nothing says whether it is dollars or millions
        if figure.currency not in (None, "CNY" if is_chinese(row.label) else "USD"):
            continue
        if (
            figure.kind is Kind.PERCENT
            and "%" not in f"{cell.text} {table.columns[cell.column].head}"
        ):
            continue
        earlier = dated[year - 1].figure if year - 1 in dated else None
        yield TableCell(
            page_number=cell.page_number,
            row=(min(spans)[0], max(end for _, end in spans)),
            label=" ".join(label.split()).rstrip(":：.… "),
            year=year,
            value=figure.value,
            scale=figure.scale,
            kind=figure.kind,
            before=earlier.value if earlier else None,
            is_of_statement=is_of_statement,
            concept=concepts.get((cell.page_number, (cell.start, cell.end)), ""),
        )


def chosen(cells: Sequence[TableCell], number: int, chance: random.Random) -> list[TableCell]:
    """Return so many cells, half of them of the statements where there are as many."""
    statements = [cell for cell in cells if cell.is_of_statement]
    notes = [cell for cell in cells if not cell.is_of_statement]
    first = chance.sample(statements, min(number // 2, len(statements)))
    return first + chance.sample(notes, min(number - len(first), len(notes)))


def sentences_of(
    cell: TableCell, cells: Sequence[TableCell], chance: random.Random
) -> Iterator[FigureSentence]:
    """Yield the true sentences of a cell, one for each wording, and one for each alteration."""
    yield from (FigureSentence(TRUE, text, cell) for text in wordings(cell, cell.value))
    truths = [c for c in cells if _words(c.label) == _words(cell.label)]

    def altered(kind: str, value: Decimal, year: int, cited: TableCell) -> Iterator[FigureSentence]:
        said = replace(cell, value=value, year=year, before=None)
        size = f"{abs(cell.value):,f}"
        in_units = (f" of {size}.", f" of -{size}.")  # true, where a table prints thousands
        texts = [text for text in wordings(said, value) if not text.endswith(in_units)]
        text = texts[chance.randrange(len(texts))]
        rounded = Decimal("0.05")  # a wording may round to two digits
        is_true = any(
            c.year == year and abs(abs(c.value) - abs(value)) <= abs(value) * rounded
            for c in truths
            if kind != SIGN or (c.value < 0) == (value < 0)
        )
        if not is_true:
            yield FigureSentence(kind, text, cited)

    yield from altered(DIGIT, another_digit(cell.value, chance), cell.year, cell)
    is_free = is_loss(cell.label) or (cell.value < 0 and is_spending(cell.label))
    if not is_free:
        yield from altered(SIGN, -cell.value, cell.year, cell)
    if cell.kind is Kind.MONEY:
        step = Decimal(10_000 if is_chinese(cell.label) else 1000)
        factor = step if chance.random() < 0.5 else 1 / step
        yield from altered(SCALE, cell.value * factor, cell.year, cell)
    if cell.before is not None:
        yield from altered(YEAR, cell.before, cell.year, cell)
    others = [
        c
        for c in cells
        if c.page_number == cell.page_number
        if (c.year, c.kind) == (cell.year, cell.kind) and (c.value < 0) == (cell.value < 0)
        if _words(c.label) != _words(cell.label)
    ]
    if others:
        other = chance.choice(others)
        yield from altered(ROW, other.value, cell.year, chance.choice([cell, other]))


def wordings(cell: TableCell, value: Decimal) -> Iterator[str]:
    """Yield sentences that say a value of a cell's row and year."""
    label, year = cell.label, cell.year
    sign, size = "-" if value < 0 else "", abs(value)
    if cell.kind is Kind.PERCENT:
        if is_chinese(label):
            yield f"{year}年{label}为{sign}{size.normalize():f}%。"
        else:
            yield f"{label} was {sign}{size.normalize():f}% in {year}."
        return
    if is_chinese(label):
        unit = "元" if cell.kind is Kind.MONEY else "元/股"
        yield f"{year}年{label}为{sign}{size:,f}{unit}。"
        if cell.kind is Kind.MONEY and size >= 10**5:
            amount = _short(size, SCALES_ZH)
            yield f"公司{year}年的{label}达{sign}{amount}。"
            if way := _way(cell, "增至", "降至"):
                yield f"{label}在{year}年{way}{sign}{amount}。"
        return
    if cell.kind is Kind.PER_SHARE:
        yield f"{label} was {sign}${size:f} in {year}."
        return
    printed = size / cell.scale
    name = SCALES_EN.get(cell.scale.adjusted(), "")
    yield f"{label} was {sign}${printed:,f} {name} in {year}.".replace("  ", " ")
    yield f"In {year}, the company reported {label} of {sign}{printed:,f}."
    if size >= 10**4:
        amount = _short(size, SCALES_EN)
        yield f"{_common_name(cell)} came to {sign}${amount} in fiscal {year}."
        if way := _way(cell, "rose", "fell"):
            yield f"{label} {way} to {sign}{amount} in {year}."


def _common_name(cell: TableCell) -> str:
    """Return what people call a row: the first name of its concept."""
    names = [name for e in load() if e.key == cell.concept for name in e.names]
    english = [name for name in names if name.isascii()]
    return english[0].capitalize() if english else cell.label


def _way(cell: TableCell, up: str, down: str) -> str:
    """Return in which direction a value above zero came from the year before, "" for none."""
    if cell.before is None or cell.before <= 0 or cell.value <= 0 or cell.before == cell.value:
        return ""
    return up if cell.value > cell.before else down


def _short(size: Decimal, scales: dict[int, str]) -> str:
    """Return an amount in words with two or three digits: "4.5 billion", "45.0亿元"."""
    power = max((p for p in scales if size >= Decimal(10) ** p), default=min(scales))
    amount = size.scaleb(-power)
    places = Decimal("0.1") if amount >= 10 else Decimal("0.01")
    gap = "" if scales is SCALES_ZH else " "
    return f"{amount.quantize(places, ROUND_HALF_UP):,f}{gap}{scales[power]}"


def another_digit(value: Decimal, chance: random.Random) -> Decimal:
    """Return a value with another first or second digit, so that no rounding hides it."""
    digits = list(value.as_tuple().digits)
    at = chance.randrange(2) if len(digits) > 1 else 0
    others = [d for d in range(1, 10) if abs(d - digits[at]) > (at == 1)]
    digits[at] = chance.choice(others)
    sign, _, exponent = value.as_tuple()
    return Decimal((sign, tuple(digits), int(exponent)))


def _words(label: str) -> frozenset[str]:
    """Return the terms that tell a label from others."""
    label = re.sub(r"\(\d\)", " ", label)  # a footnote's mark
    return frozenset(content(terms(label))) - WEAK or frozenset(terms(label))
