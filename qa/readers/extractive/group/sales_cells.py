"""The name of a part of the group in, the cells of its sales out.

A row, or a column, is of sales where it, what it stands under or what leads to the table says so,
or where it adds up with its neighbours to what is called sales. Its name must be said by the
question, and what the question says beside its asking by the name and what stands around it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.document_facts import facts_in
from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms, like, other_phrases
from qa.glossary.sales_words import sales_words
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.readers.extractive.notes.noted_figures import tables_for_note
from qa.readers.extractive.notes.noted_shares import sum_below
from qa.readers.extractive.rows.group_ends import is_behind_its_sum
from qa.readers.extractive.rows.row_facts import (
    SOFT,
    CellAt,
    Terms,
    agree,
    content_terms,
    fact_of,
    is_of_a_part,
    is_period,
)
from qa.readers.extractive.rows.row_lookup import OTHERS
from qa.readers.extractive.rows.said import is_bare_total
from qa.readers.extractive.rows.table_words import words_of_head
from qa.readers.extractive.rows.tables_for import tables_on
from qa.readers.extractive.wording.asked_sales import AskedSales
from qa.search import indexed
from qa.statements import DocumentFacts, Fact
from qa.tables import Row, Table, cell_period, row_words
from qa.text.terms import terms

SALES_CONCEPTS = ("revenue", "net_sales")
_SALES = like("revenue")
_NO_SALES = re.compile(
    r"\b(?:costs?|expenses?|income|profits?|loss(?:es)?|earnings|ebit\w*|assets?|liabilit\w+|equity|receivables?"
    r"|inventor\w+|deferred|unearned|volumes?|gmv|bookings?|capital|depreciation|amorti\w+|margins?|growth"
    r"|changes?|comparable|gallons|orders|backlog|tax\w*|cash|goodwill|employees|allowances?|increases?|decreases?"
    r"|impacts?|effects?|rates?|per(?!\s?cent)|pro\s+forma|acqui\w+|discontinued|stores?|hedg\w+|adjust\w+|proceeds"
    r"|purchases?|intersegment|incremental|quarter\w*|marketable|securities|held|investments?)\b",
    re.I,
)
_ASIDE = re.compile(r"\([^()]*\)")
_EITHER = re.compile(r"\s*/\s*")
HEADING = SOFT | _SALES | content_terms("type geography geographic service major class similar")
_OF_WHOLE = re.compile(
    r"\baccount\w*\s+for\b|\brepresent|\bmix\b|\bpercent\w*\s+of\b|%\s+of\b", re.I
)
_FULL, _NEARLY = Decimal(100), Decimal(2)  # percent
_FEWEST_WORDS = 4  # of a line that says something; "(In millions)" does not
_SIGN = re.compile(r"[$€£¥￥]")
_FEWEST_DIGITS = 4  # of sales that stand nowhere by chance
_PAGES_ON = 3  # that a long table of products may go over


@dataclass(frozen=True, slots=True)
class SalesCell:
    """A cell of sales whose name a question says. Less is better in `order`."""

    at: CellAt
    fact: Fact
    rest: Terms  # words of the question that only stand around the cell
    order: tuple[int, int, int, int]

    @property
    def label(self) -> str:
        """What the cell is called: its row, or its column where the row only says "revenue"."""
        label = row_words(self.at.table, self.at.row.index)[0].strip(" :")
        return label if name_of_row(label) else f"{self.at.column.head} {label}".strip()


class SalesCells:
    """The cells of sales in the tables of a document that may say what is asked for."""

    def __init__(
        self, document: StoredDocument, asked: Asked, sales: AskedSales, company: Sequence[str]
    ) -> None:
        """company: names that ask for nothing, and may begin those of parts."""
        self.facts = facts = facts_in(document)
        self._said, self._is_plain = sales.said, sales.is_plain
        self.company = alike_terms(" ".join(company))
        self._known = sales.said | self.company | HEADING
        found = tables_for_note(document, asked, facts)
        pages = {f.page_number for f in facts.facts if f.entity and f.concept in SALES_CONCEPTS}
        pages |= _beside_wholes(document, facts, sales, asked.text)
        pages -= {page for table in found for page in table.pages}
        found += [table for page in sorted(pages) for table in tables_on(document, page, facts)]
        own = [table for table in found if table.is_sure and not OTHERS.search(table.title)]
        said = content_terms(asked.text)
        self._tables = [t for t in own if not is_of_a_part(t, facts.part_names, said)]

    def best(
        self, wanted: Terms, period: WantedPeriod, *, is_share: bool = False
    ) -> SalesCell | None:
        """Return the best of the cells that fit, if those that fit as well agree with it.

        is_share: a printed share of sales, else an amount.
        """
        for near in (*period.nearby(), period.as_kind("year")):
            found = [
                each
                for table in self._tables
                for row in table.rows
                for each in self._of_row(table, row, near, wanted)
                if (each.fact.unit == "percent") == is_share
            ]
            if found:
                order = min(each.order for each in found)
                best = [each for each in found if each.order == order]
                is_one = agree([each.fact for each in best]) and not self._has_rival(best[0])
                return best[0] if is_one else None
        return None

    def fact(self, at: CellAt) -> Fact | None:
        """Return a cell as a fact."""
        return fact_of(at, concept="", entity=None, currency=self.facts.currency)

    def _of_row(
        self, table: Table, row: Row, period: WantedPeriod, wanted: Terms
    ) -> Iterator[SalesCell]:
        label, above = row_words(table, row.index)
        if not row.cells or (label and is_bare_total(label) and not _SALES & alike_terms(label)):
            return
        if is_behind_its_sum(row, table):
            above = []  # of the group again, and not of the part that is summed up above
        around = around_table(table) | alike_terms(" ".join(above)) | self.company
        for cell in row.cells:
            column = table.columns[cell.column]
            has = cell_period(table, row.index, column)
            if cell.figure is None or has is None or not is_period(has, period):
                continue
            if column.kind not in ("value", "share"):
                continue
            own = " ".join([label, *above, column.head])
            head = words_of_head(column)
            name = None if _NO_SALES.search(_ASIDE.sub(" ", own)) else self._name(label, head)
            at = CellAt(cell, row, column, table, has)
            fact = self.fact(at) if name is not None and name & wanted else None
            if name is None or fact is None or not self._is_sales(at, own, fact.unit):
                continue
            rest = wanted - name - _SALES
            if not rest <= around or self._may_be_profit(name):
                continue
            unsaid = [text for text in above if alike_terms(text) - self._known - STOP_WORDS]
            told = len((alike_terms(_ASIDE.sub(" ", label)) | head) & self._said)
            order = (
                len(unsaid),
                not self.stands_beside(at, self._wholes(has.year)),
                len(rest),
                -told,
            )
            yield SalesCell(at, fact, rest, order)

    def _name(self, label: str, head: Terms) -> Terms | None:
        """Return the words that name a cell; None where the question does not say them all."""
        for side in _EITHER.split(_ASIDE.sub(" ", label)):
            of_row = alike_terms(side) - HEADING
            saying = of_row & alike_terms(sales_words(side).rest)  # no "brand", no "family"
            name = of_row | (head - HEADING)
            name = frozenset(word for word in name if not word[:1].isdigit() or word in self._said)
            # "Water" beside the total of American Water is a column of its own
            left = ((saying & name) - self._known) | (head - HEADING - self._said)
            if name and not left:
                return name
        return None

    def _is_sales(self, at: CellAt, own: str, unit: str) -> bool:
        """Tell whether a cell is an amount of sales, or a share of all sales."""
        if unit == "percent":
            is_said = bool(_SALES & (alike_terms(own) | around_table(at.table)))
            return is_said and self._is_share(at)
        if len(unit) != len("USD") or _has_no_sign(at):
            return False
        return _is_led_to(at.table) or bool(_SALES & alike_terms(own)) or self._adds_up(at)

    def _has_rival(self, cell: SalesCell) -> bool:
        """Tell whether a row is of one part of the group only, and another part has the like.

        "Grocery" of one segment beside "Grocery and consumables" of another.
        """
        own, name = self._parts_over(cell.at.table), name_of_row(cell.label)
        others = (table for table in self._tables if own and self._parts_over(table) - own)
        return any(name <= name_of_row(row.label) for table in others for row in table.rows)

    def _parts_over(self, table: Table) -> set[str]:
        """Return the parts that stand over a table and that the question does not say."""
        led = " ".join(leads_of(table))
        parts = (part for part in self.facts.part_names if part in led)
        return {part for part in parts if alike_terms(part) - self._known}

    def _is_share(self, at: CellAt) -> bool:
        """Tell whether a cell is a share: of a column of 100 %, or as the table says."""
        if at.row.is_total:
            return False
        led = leads_of(at.table)
        for part in self.facts.part_names:
            of_part = rf"\b{re.escape(part)}(?:['’]s|\s+(?:segment|division)\b)"
            if re.search(of_part, " ".join(led)) and alike_terms(part) - self._known:
                return False  # of one segment's sales, and not of the group's
        if any(map(_OF_WHOLE.search, (*led, at.column.head))):
            return True
        rows = (row for row in at.table.rows if not row.is_total)
        cells = (cell for row in rows for cell in row.cells if cell.column == at.column.index)
        total = sum((cell.figure.printed for cell in cells if cell.figure), Decimal(0))
        return abs(total - _FULL) <= _NEARLY

    def _adds_up(self, at: CellAt) -> bool:
        """Tell whether a cell and those around it add up to what is called sales."""
        below = sum_below(at)
        if below is None:
            return False
        row, cell = below
        is_named = _SALES & alike_terms(row.label) and not _NO_SALES.search(row.label)
        assert cell.figure is not None, cell
        return bool(is_named) or abs(cell.figure.value) in self._wholes(at.period.year)

    def stands_beside(self, at: CellAt, wholes: Collection[Decimal]) -> bool:
        """Tell whether one of the group's sales stands in the cell's column or in its row."""
        return any(
            cell.figure is not None and abs(cell.figure.value) in wholes
            for row in at.table.rows
            for cell in row.cells
            if cell.column == at.column.index or row.index == at.row.index
        )

    def _wholes(self, year: int) -> set[Decimal]:
        own = (f for f in self.facts.facts if f.entity is None and f.concept in SALES_CONCEPTS)
        return {abs(fact.value) for fact in own if fact.period.year == year}

    def _may_be_profit(self, name: Terms) -> bool:
        """Tell whether a part that has a profit too is asked for in words that may mean that."""
        profits = (f for f in self.facts.facts if f.entity and f.concept not in SALES_CONCEPTS)
        named = (alike_terms(fact.entity or "") - self.company - HEADING for fact in profits)
        return not self._is_plain and any(name & each for each in named)


def _beside_wholes(
    document: StoredDocument, facts: DocumentFacts, sales: AskedSales, question: str
) -> set[int]:
    """Return the pages that name a part, on which sales of the group or a part of it stand too.

    So they may shortly before.
    """
    index = indexed(document).index
    own = (fact for fact in facts.facts if fact.concept in SALES_CONCEPTS)
    numbers = {term for fact in own for term in terms(fact.text) if term[0].isdigit()}
    numbers = {number for number in numbers if len(number) >= _FEWEST_DIGITS}
    names = [[word] for word in sales.names]
    named = index.counts_of([*names, *filter(None, map(terms, other_phrases(question)))])
    wholes = {int(page) for number in numbers for page in index.counts(number).nonzero()[0]}
    near = {page + after for page in wholes for after in range(_PAGES_ON)}
    return {page + 1 for page in near if page < index.num_pages and named[page]}


def _has_no_sign(at: CellAt) -> bool:
    """Tell whether no cell of a column has a currency sign, and another column's cells have."""
    signed = {cell.column for row in at.table.rows for cell in row.cells if _SIGN.search(cell.text)}
    return bool(signed) and at.column.index not in signed


def _is_led_to(table: Table) -> bool:
    """Tell whether the nearest line over a table that says what it is of says sales alone."""
    for line in (*leads_of(table)[1:], table.title):
        is_sales, is_other = bool(_SALES & alike_terms(line)), _NO_SALES.search(line) is not None
        if is_sales or is_other:
            return is_sales and not is_other
    return False


def leads_of(table: Table) -> list[str]:
    """Return the title of a table and the lines that lead to it."""
    leads = [lead.text for lead in table.leads if len(lead.text.split()) >= _FEWEST_WORDS]
    return [table.title, *leads[:2]]


def around_table(table: Table) -> Terms:
    """Return the words of what stands over a table, as `alike_terms` gives them."""
    return alike_terms(" ".join(leads_of(table)))


def name_of_row(label: str) -> Terms:
    """Return the words of a label that name a part."""
    return alike_terms(_ASIDE.sub(" ", label)) - HEADING
