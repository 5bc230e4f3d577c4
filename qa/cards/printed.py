"""What a report prints where a quote ends: its value, and what it calls that."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from qa.answer import Citation
from qa.document_facts import facts_in
from qa.document_tables import in_section_scale
from qa.figures import find_scales, read_figures
from qa.library import StoredDocument
from qa.measures import name_of
from qa.statements import Fact
from qa.tables import tables_of

DASHES = "-—–―－"


class PrintedFigures:
    """The figures of one report, read anew."""

    def __init__(self, document: StoredDocument) -> None:
        self._document = document

    def values(self, cited: Citation) -> Iterator[Decimal]:
        """Yield what the last number of a quote may stand for, in units of one.

        One value where a statement has it; several where it is not sure what the page's caption
        covers.
        """
        if facts := self._facts(cited):
            yield from (fact.value for fact in facts)
            return
        text = cited.cited_text
        if text.rstrip()[-1:] in DASHES:
            yield Decimal(0)
            return
        figures = read_figures(text)
        if not figures:
            return
        printed = figures[-1].value
        yield from _scaled(printed, [text])  # "Paid members (000's) 47,600"
        if in_tables := list(self._in_tables(cited)):
            yield from in_tables
            return
        yield printed
        yield from _scaled(printed, [span.text for span in cited.context])

    def other_name(self, cited: Citation, name: str, period: str) -> str:
        """Return what a statement calls the figure where that is not this name and period.

        "" where it is, and where no statement has the figure.
        """
        facts = self._facts(cited)
        if not facts or any(_is_called(fact, name, period) for fact in facts):
            return ""
        return f"{facts[0].label} {facts[0].period.label}".strip()

    def _facts(self, cited: Citation) -> list[Fact]:
        """Return the statements' facts whose value a quote ends with."""
        return [
            fact
            for fact in facts_in(self._document)
            if fact.page_number == cited.page_number and fact.value_span[1] == cited.end
        ]

    def _in_tables(self, cited: Citation) -> Iterator[Decimal]:
        """Yield the value of the table cell that a quote ends with, in the table's own unit."""
        first = max(cited.page_number - 1, 1)  # a table may begin on the page before
        pages = self._document.pages(range(first, cited.page_number + 1))
        tables = tables_of(pages, fiscal_year=facts_in(self._document).fiscal_year)
        scaled = in_section_scale(self._document, cited.page_number, tables)
        for row in (row for table in (*tables, *scaled) for row in table.rows):
            for cell in row.cells:
                is_it = (cell.page_number, cell.end) == (cited.page_number, cited.end)
                if is_it and cell.figure is not None:
                    yield cell.figure.value


def _is_called(fact: Fact, name: str, period: str) -> bool:
    names = {fact.label}
    if fact.concept:
        names |= {name_of(fact.concept), name_of(fact.concept, is_chinese=True)}
    is_named = name.strip(" :").casefold() in {each.strip(" :").casefold() for each in names}
    return is_named and (period == fact.period.label or str(fact.period.year) in period)


def _scaled(printed: Decimal, captions: Iterable[str]) -> Iterator[Decimal]:
    """Yield a printed number in each unit that captions name."""
    for caption in (caption for said in captions for caption in find_scales(said)):
        for scale in (caption.money, caption.shares):
            if scale is not None:
                yield printed * scale
