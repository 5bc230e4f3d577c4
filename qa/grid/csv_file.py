"""A grid as CSV: a row a quote, with the value that is read in it and what a person says."""

from collections.abc import Iterator

from qa.formats.cells import BYTE_ORDER_MARK, csv_line
from qa.grid.content import GridColumn, GridContent
from qa.grid.edited import edited_number, edited_text
from qa.grid.short_answer import short_answer
from qa.grid.source_rows import SourceRow, source_rows
from qa.library.grids import GridCell, GridQuestion

HEADER = (
    *("question", "document", "answer", "state", "note"),
    *("name", "value", "unit", "period", "quote", "page", "printed page", "check"),
)


def grid_csv(content: GridContent) -> str:
    """Return the whole file. A cell without a quote has one row, one not asked yet none."""
    lines = [BYTE_ORDER_MARK + csv_line(HEADER)]
    for number, question in enumerate(content.questions):
        for column in content.columns:
            cell = content.cell(column, number)
            if cell.answer is not None or cell.state != "unchecked" or cell.note:
                lines += map(csv_line, _rows(question, column, cell))
    return "".join(lines)


def _rows(question: GridQuestion, column: GridColumn, cell: GridCell) -> Iterator[tuple[str, ...]]:
    sources = source_rows(cell.answer, column.currency) if cell.answer else []
    shown = short_answer(cell.answer, question.unit) if cell.answer else None
    typed = edited_text(cell)
    said = typed or (shown.text or shown.kind if shown else "")
    start = (question.text, column.report.title, said, cell.state, cell.note)
    if typed:
        number = edited_number(typed)
        value, unit = (f"{number[0]:f}", number[1]) if number else ("", "")
        yield (*start, "edited", value, unit, "", "", "", "", "")
    for source in sources or ([] if typed else [SourceRow("", None, "", "", None)]):
        yield (*start, *_source(source))


def _source(source: SourceRow) -> tuple[str, ...]:
    value = "" if source.value is None else f"{source.value:f}"
    cited = source.citation
    place = (
        (cited.cited_text, str(cited.page_number), cited.printed_number or "", cited.checked)
        if cited
        else ("", "", "", "")
    )
    return (source.name, value, source.unit, source.period, *place)
