"""A stretch of a stored document's page in, the table row that it quotes out, with its heads.

Tables of money are in the unit of their section where they have none of their own: "Notes to
Financial Statements (in millions, unless otherwise noted)" stands pages before most of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.document import LineRole, Page
from qa.document_facts import facts_in
from qa.figures import Kind, find_scales
from qa.formats.statement_words import period_names
from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.search import indexed
from qa.statements import DocumentFacts, Statement, StatementRow
from qa.tables import Cell, Row, Span, Table, find_tables, tables_of
from qa.tables.section_scale import SectionScale, section_scale_of, with_section_scale
from qa.text.terms import terms

PAGES_KEPT = 64  # some 50 KB each
MOST_TITLE_CHARS = 70  # more is a sentence above the table, not its title
MOST_PAGES = 3  # before a page, on which a table that goes on may have begun
EDGE = 2  # characters that a quotation may reach beyond the row: brackets, a percent sign
SECTION_PHRASES = (  # where a section may say the unit of its tables
    "tabular dollars",
    "tabular amounts",
    "unless otherwise noted in",
    "unless otherwise stated in",
    "unless otherwise indicated in",
    "statements amounts in",
    "statements dollars in",
    "operations amounts in",
    "operations dollars in",
    "amounts are in",
    # the company's name stands between the section's title and the unit
    *(
        f"{name} {money} in"
        for name in ("company", "corporation", "inc", "subsidiaries", "plc")
        for money in ("dollars", "amounts")
    ),
)
SECTION_PAGES = 12
KEPT_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class QuotedCell:
    """A printed cell of a quoted row: its column, counted from 0, and its characters.

    money_scale: what its table says to multiply an amount of money by; None where it says nothing.
    """

    column: int
    text: str
    span: Span
    money_scale: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuotedRow:
    """A row of a table, with the head of every column of the table; "" for one without.

    table tells which of the page's tables it is. notes are the columns of note numbers. years are
    those that columns are known to be of; beside, the labels of all rows of the page, or statement.
    is_clear: each value has a head of its own.
    """

    page_number: int
    table: int
    title: str
    unit: str
    heads: tuple[str, ...]
    notes: frozenset[int]
    label: str
    label_span: Span
    cells: tuple[QuotedCell, ...]
    years: tuple[int | None, ...] = ()  # by column
    beside: tuple[str, ...] = ()
    is_clear: bool = True

    @property
    def span(self) -> Span:
        """Return the characters of its page from its label to its last cell."""
        spans = [self.label_span, *(cell.span for cell in self.cells)]
        return min(spans)[0], max(spans)[1]


def row_at(
    document: StoredDocument,
    page_number: int,
    start: int,
    end: int,
    *,
    may_be_unclear: bool = False,
) -> QuotedRow | None:
    """Return the table row that page.text[start:end] lies in, None where it lies in no one row.

    None also where it is not sure which head stands over which value: then nobody may say so.
    may_be_unclear: such a row is wanted too; only its years say what its columns are of.
    Raises UnknownDocument where the document has been removed.
    """
    rows = rows_on(document, page_number)
    for row in rows if may_be_unclear else (row for row in rows if row.is_clear):
        first, last = row.span
        has_value = any(c.span[0] >= start and c.span[1] <= end + EDGE for c in row.cells)
        if has_value and first - EDGE <= start and end <= last + EDGE:
            return row
    return None


def rows_on(document: StoredDocument, page_number: int) -> tuple[QuotedRow, ...]:
    """Return the rows of a page's sure tables, those whose heads are not told apart too."""
    return _rows_on(DocumentKey(document), page_number)


@kept_by_document(PAGES_KEPT)
def _rows_on(key: DocumentKey, page_number: int) -> tuple[QuotedRow, ...]:
    page, facts = key.document.page(page_number), facts_in(key.document)
    tables = _tables_on(key.document, page, facts.fiscal_year)
    tables = in_section_scale(key.document, page_number, tables)
    labels = tuple(dict.fromkeys(r.label for t in tables for r in t.rows if r.cells and r.label))
    rows = [
        replace(quoted, beside=labels)
        for number, table in enumerate(tables)
        if table.is_sure
        for quoted in _quoted_rows(key.document, page, table, number)
    ]
    known = {cell.span for row in rows if row.is_clear for cell in row.cells}
    for number, statement in enumerate(facts.statements, start=1):
        for row in statement.rows:  # those behind a page break, whose heads are a page earlier
            spans = {cell.span for cell in row.cells if cell.page_number == page_number}
            if row.page_number == page_number and spans and known.isdisjoint(spans):
                unit = _unit_of(key.document, facts, page_number, spans)
                rows.append(_statement_row(statement, row, -number, unit))
    return tuple(rows)


def _tables_on(document: StoredDocument, page: Page, fiscal_year: int | None) -> tuple[Table, ...]:
    """Return the tables of a page; one that began on the page before has its heads."""
    tables = find_tables(page, fiscal_year=fiscal_year)
    if page.page_number == 1 or all(map(_is_whole, tables)):
        return tables
    first = page.page_number
    found: Sequence[Table] = tables
    while first > 1 and page.page_number - first < MOST_PAGES and _begins_before(found, first):
        first -= 1
        while first > 1 and not any(
            line.role is LineRole.BODY for line in document.page(first).lines
        ):
            first -= 1  # an empty page parts no table
        pages = document.pages(range(first, page.page_number + 1))
        found = tables_of(pages, fiscal_year=fiscal_year)
        found = [table for table in found if page.page_number in table.pages]
    return tuple(found)


def _page_before(document: StoredDocument, page_number: int) -> int:
    """Return the last page before one that has text: an empty page parts no table."""
    for number in range(page_number - 1, 1, -1):
        if any(line.role is LineRole.BODY for line in document.page(number).lines):
            return number
    return 1


def _begins_before(tables: Sequence[Table], page_number: int) -> bool:
    """Tell whether a table that begins on this page may have begun before it."""
    return any(table.pages[0] == page_number and not _is_whole(table) for table in tables)


def _is_whole(table: Table) -> bool:
    """Tell whether a table has heads, and its unit or a title of its own."""
    is_told = table.unit_span is not None or bool(table.title)
    return is_told and any(column.head for column in table.columns)


def _statement_row(statement: Statement, row: StatementRow, table: int, unit: str) -> QuotedRow:
    cells = [cell for cell in row.cells if cell.page_number == row.page_number]
    return QuotedRow(
        page_number=row.page_number,
        table=table,
        title=statement.title if len(statement.title) <= MOST_TITLE_CHARS else "",
        unit=unit,
        heads=period_names(statement.periods),
        notes=frozenset(),
        label=row.label,
        label_span=row.label_span,
        cells=tuple(QuotedCell(cell.column, cell.text, cell.span) for cell in cells),
        years=tuple(period.year for period in statement.periods),
        beside=tuple(other.label for other in statement.rows),
    )


def _unit_of(
    document: StoredDocument, facts: DocumentFacts, page_number: int, spans: Collection[Span]
) -> str:
    """Return the caption that states the scale of some printed cells, "" where there is none."""
    for fact in facts:
        if fact.page_number == page_number and fact.value_span in spans and fact.scale_span:
            text = document.page(fact.scale_page).text[slice(*fact.scale_span)]
            return " ".join(text.split())
    return ""


def _quoted_rows(
    document: StoredDocument, page: Page, table: Table, number: int
) -> list[QuotedRow]:
    """Return the clear rows of a table on a page; its heads stand on its first one."""
    heads: list[str] = []
    first = document.page(table.pages[0])
    units = [] if table.unit_span is None else [_unit(document, table, table.unit_span)]
    for column in table.columns:
        parts = [" ".join(first.text[slice(*span)].split()) for span in column.head_spans]
        captions = [part for part in parts if find_scales(part)]
        units += captions
        heads.append(" ".join(part for part in parts if part not in captions))
    changes = {c.index for c in table.columns if c.kind in ("change", "percent change")}
    sure = {c.index for c, head in zip(table.columns, heads, strict=True) if c.is_sure and head}
    return [
        QuotedRow(
            page_number=page.page_number,
            table=number,
            title=_title(table),
            unit=" ".join(units[0].split()) if units else "",
            heads=tuple(heads),
            notes=frozenset(c.index for c in table.columns if c.kind == "note"),
            label=row.label,
            label_span=row.label_span,
            cells=tuple(
                QuotedCell(cell.column, cell.text, (cell.start, cell.end), _money_scale(cell))
                for cell in row.cells
            ),
            years=tuple(c.period.year if c.period else None for c in table.columns),
            is_clear=_is_clear(row, heads, sure, changes),
        )
        for row in table.rows
        if row.cells and row.page_number == page.page_number
        if all(cell.page_number == page.page_number for cell in row.cells)
    ]


def _unit(document: StoredDocument, table: Table, span: Span) -> str:
    """Return the caption of a table, or that of its section without the section's title."""
    said = document.page(table.unit_page or table.pages[0]).text[slice(*span)]
    return said[said.find("(") :] if said.endswith(")") else said


def _money_scale(cell: Cell) -> Decimal | None:
    figure = cell.figure
    is_said = figure is not None and figure.kind is Kind.MONEY and figure.scale_span is not None
    return figure.scale if figure is not None and is_said else None


def _is_clear(row: Row, heads: Sequence[str], sure: Collection[int], told: Collection[int]) -> bool:
    """Tell whether each value has a head of its own; two alike were not told apart.

    told: columns that their places tell apart, as changes do that stand behind their years.
    """
    columns = [cell.column for cell in row.cells]
    alike = [heads[column] for column in columns if column not in told]
    return all(column in sure for column in columns) and len(set(alike)) == len(alike)


def _title(table: Table) -> str:
    title = " ".join(table.title.split())
    is_sentence = title.endswith(".") or ". " in title
    return "" if is_sentence or len(title) > MOST_TITLE_CHARS else title


def section_scale_at(document: StoredDocument, page_number: int) -> SectionScale | None:
    """Return the unit that the last section to say one, up to this page, sets for its tables."""
    scales = _section_scales(DocumentKey(document))
    return next((s for s in reversed(scales) if s.page_number <= page_number), None)


def in_section_scale(
    document: StoredDocument, page_number: int, tables: Sequence[Table]
) -> tuple[Table, ...]:
    """Return the tables of a page; those without a unit of their own in that of their section."""
    scale = section_scale_at(document, page_number)
    return tuple(t if scale is None else with_section_scale(t, scale) for t in tables)


@kept_by_document(KEPT_DOCUMENTS)
def _section_scales(key: DocumentKey) -> tuple[SectionScale, ...]:
    """Return the units that sections set for all their tables, in the document's order."""
    index = indexed(key.document).index
    found = {
        page + 1
        for phrase in SECTION_PHRASES
        for page, count in enumerate(index.phrase_counts(terms(phrase)))
        if count
    }
    pages = sorted(found)[:SECTION_PAGES]
    scales = (section_scale_of(key.document.page(page)) for page in pages)
    return tuple(scale for scale in scales if scale is not None)
