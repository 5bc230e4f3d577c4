"""A grid as a workbook: Grid, Sources, Coverage, Notes.

A value is a number whose comment is its page and words; one that is worked out is a live formula
over its inputs in Sources.
"""

from collections import Counter
from decimal import Decimal

from qa.formats.excel_formula import excel_formula
from qa.formats.figure_cells import decimals_of, format_of, held_value, place_and_words
from qa.formats.report import page_ranges
from qa.formats.shown_formula import input_formula
from qa.formats.workbook import SheetWriter, WorkbookWriter, on_sheet, workbook_bytes
from qa.grid.content import GridColumn, GridContent
from qa.grid.edited import edited_number, edited_text
from qa.grid.short_answer import figure_of, short_answer
from qa.grid.source_rows import SourceRow, source_rows
from qa.library.grids import CELL_STATES, GridCell, GridQuestion

SOURCES = "Sources"
SOURCE_HEADS = (
    *("question", "report", "name", "value", "unit", "period"),
    *("page", "printed page", "quote", "check", "beside it"),
)
SOURCE_WIDTHS = (36, 24, 28, 20, 12, 24, 8, 12, 80, 10, 50)
NAME, VALUE, UNIT, PERIOD, PAGE, PRINTED, QUOTE, CHECK, BESIDE = range(2, 11)
COVERAGE_HEADS = (
    *("report", "file", "SHA-256", "pages read", "without text", "left out", "pages not read"),
    *("answered", "not found", "failed", "readers", *CELL_STATES),
)
NOTE_HEADS = ("question", "report", "state", "answer", "edited", "note")
LOOKS: dict[str, dict[str, object]] = {
    "unchecked": {},
    "accepted": {"bg_color": "#E4F3E4"},
    "wrong": {"bg_color": "#FBE3DF"},
    "edited": {"bg_color": "#E3ECFA"},
}


def grid_xlsx(content: GridContent) -> bytes:
    """Return the workbook."""

    def write(book: WorkbookWriter) -> None:
        grid = book.sheet("Grid", [48, 14, *[30] * len(content.columns)])
        sources = book.sheet(SOURCES, SOURCE_WIDTHS)
        _Cells(content, grid, sources).write()
        _write_coverage(book, content)
        _write_notes(book, content)

    return workbook_bytes(content.title, write)


class _Cells:
    """The sheets Grid and Sources, cell by cell: formulas of one name rows of the other."""

    def __init__(self, content: GridContent, grid: SheetWriter, sources: SheetWriter) -> None:
        self._content, self._grid, self._sources = content, grid, sources
        self._source = 1  # the next free row

    def write(self) -> None:
        titles = [column.report.title for column in self._content.columns]
        self._grid.head(0, ["question", "expected", *titles])
        self._grid.freeze(1, 1)
        self._sources.head(0, SOURCE_HEADS, {VALUE})
        self._sources.freeze(1)
        for number, question in enumerate(self._content.questions):
            self._grid.text(number + 1, 0, question.text, text_wrap=True)
            self._grid.text(number + 1, 1, question.unit)
            for place, column in enumerate(self._content.columns, start=2):
                cell = self._content.cell(column, number)
                sources = self._write_sources(question, column, cell)
                self._write_cell(number + 1, place, question, cell, sources)

    def _write_sources(
        self, question: GridQuestion, column: GridColumn, cell: GridCell
    ) -> list[tuple[SourceRow, str]]:
        """Write what a cell rests on; return each row with what a formula calls its value."""
        written = []
        for source in source_rows(cell.answer, column.currency) if cell.answer else []:
            self._sources.text(self._source, 0, question.text, text_wrap=True)
            self._sources.text(self._source, 1, column.report.title, text_wrap=True)
            written.append((source, self._write_source(self._source, source)))
            self._source += 1
        return written

    def _write_source(self, row: int, source: SourceRow) -> str:
        sheet, cited, name = self._sources, source.citation, ""
        sheet.text(row, NAME, source.name, text_wrap=True)
        sheet.text(row, UNIT, source.unit)
        sheet.text(row, PERIOD, source.period, text_wrap=True)
        if source.value is not None:
            value = held_value(source.value, source.unit)
            written = sheet.number(row, VALUE, value, format_of(value, source.unit))
            name = on_sheet(written, SOURCES)
        if cited is not None:
            sheet.number(row, PAGE, Decimal(cited.page_number), "0")
            sheet.text(row, PRINTED, cited.printed_number or "")
            sheet.text(row, QUOTE, cited.cited_text, text_wrap=True)
            sheet.text(row, CHECK, cited.checked)
            beside = " | ".join(span.text for span in cited.context)
            sheet.text(row, BESIDE, beside, text_wrap=True)
        return name

    def _write_cell(
        self,
        row: int,
        place: int,
        question: GridQuestion,
        cell: GridCell,
        sources: list[tuple[SourceRow, str]],
    ) -> None:
        look = LOOKS[cell.state]
        if typed := edited_text(cell):
            self._write_edited(row, place, typed, cell, look)
        elif cell.answer is not None:
            shown = short_answer(cell.answer, question.unit)
            if shown.kind == "figure":
                remark = "" if shown.is_expected else f"expected: {question.unit}"
                self._write_figure(row, place, cell, remark, sources)
            else:
                self._grid.text(row, place, shown.text or shown.kind, text_wrap=True, **look)
                self._grid.comment(row, place, _comment(cell, place_and_words(shown.citation)))

    def _write_edited(
        self, row: int, place: int, typed: str, cell: GridCell, look: dict[str, object]
    ) -> None:
        comment, number = _comment(cell, "typed by hand"), edited_number(typed)
        if number is None:
            self._grid.text(row, place, typed, text_wrap=True, **look)
            self._grid.comment(row, place, comment)
        else:
            value = held_value(*number)
            self._grid.number(row, place, value, shown_format(value, number[1]), comment, **look)

    def _write_figure(
        self,
        row: int,
        place: int,
        cell: GridCell,
        remark: str,
        sources: list[tuple[SourceRow, str]],
    ) -> None:
        figure = figure_of(cell.answer) if cell.answer else None
        assert figure is not None
        assert figure.value is not None
        value = held_value(Decimal(figure.value), figure.unit)
        number_format = shown_format(value, figure.unit)
        (first, _), *inputs = sources[: 1 + len(figure.inputs)]
        percents = {number for number, (given, _) in enumerate(inputs) if given.unit == "percent"}
        formula = input_formula(figure, percents)
        look = LOOKS[cell.state]
        said = (f"{figure.label}, {figure.period}", place_and_words(first.citation), figure.note)
        words = [*said, remark]
        if formula is None:
            comment = _comment(cell, "\n".join(filter(None, words)))
            self._grid.number(row, place, value, number_format, comment, **look)
            return
        references = [name for _, name in inputs]
        written = excel_formula(formula, references, is_percent=figure.unit == "percent")
        self._grid.formula(row, place, written, float(value), number_format, **look)
        words[1] = figure.formula or ""
        words += [place_and_words(given.citation) for given, _ in inputs]
        self._grid.comment(row, place, _comment(cell, "\n".join(filter(None, words))))


def shown_format(value: Decimal, unit: str) -> str:
    """Return the format of a held value with its unit beside it; large ones in millions.

    >>> shown_format(Decimal(32376000000), "USD")
    '#,##0,," m USD";-#,##0,," m USD";0" USD"'
    """
    decimals = f".{'0' * places}" if (places := decimals_of(value, unit)) else ""
    if unit == "percent":
        return f"0{decimals}%"
    if unit in ("", "ratio", "count"):
        return f"#,##0{decimals};-#,##0{decimals};0{decimals}"
    name = unit.replace('"', "")
    if "/" not in unit and unit != "days" and abs(value) >= 1_000_000:
        return f'#,##0,," m {name}";-#,##0,," m {name}";0" {name}"'
    number = f'#,##0{decimals}" {name}"'
    return f"{number};-{number}"


def _comment(cell: GridCell, words: str) -> str:
    said = [] if cell.state == "unchecked" else [cell.state]
    return "\n".join(filter(None, [words, *said, cell.note]))


def _write_coverage(book: WorkbookWriter, content: GridContent) -> None:
    widths = [30, 30, 20, 11, 12, 9, 30, 10, 10, 8, 20, 11, 10, 8, 8]
    sheet = book.sheet("Coverage", widths)
    sheet.head(0, COVERAGE_HEADS)
    sheet.freeze(1, 1)
    for row, column in enumerate(content.columns, start=1):
        report, coverage = column.report, column.report.coverage
        cells = [content.cell(column, number) for number in range(len(content.questions))]
        answers = [cell.answer for cell in cells if cell.answer is not None]
        ends = Counter(answer.finish_reason for answer in answers)
        states = Counter(cell.state for cell in cells)
        missing = page_ranges(sorted({*coverage.without_text, *coverage.left_out}))
        for place, text in enumerate((report.title, report.file_name, report.sha256)):
            sheet.text(row, place, text)
        pages = (coverage.read, coverage.without_text, coverage.left_out)
        counts = {3 + place: len(numbers) for place, numbers in enumerate(pages)}
        answered = len(answers) - ends["not found"] - ends["failed"]
        counts |= {7: answered, 8: ends["not found"], 9: ends["failed"]}
        counts |= {11 + place: states[state] for place, state in enumerate(CELL_STATES)}
        for place, count in counts.items():
            sheet.number(row, place, Decimal(count), "0")
        sheet.text(row, 6, missing, text_wrap=True)
        sheet.text(row, 10, ", ".join(sorted({answer.reader for answer in answers})))


def _write_notes(book: WorkbookWriter, content: GridContent) -> None:
    """Write what a person has said: every cell that is not as it came."""
    sheet = book.sheet("Notes", [48, 28, 12, 50, 30, 60])
    sheet.head(0, NOTE_HEADS)
    sheet.freeze(1, 1)
    row = 1
    for number, question in enumerate(content.questions):
        for column in content.columns:
            cell = content.cell(column, number)
            if cell.state == "unchecked" and not cell.note:
                continue
            shown = short_answer(cell.answer, question.unit) if cell.answer else None
            answer = (shown.text or shown.kind) if shown else ""
            texts = (question.text, column.report.title, cell.state, answer)
            for place, text in enumerate((*texts, edited_text(cell), cell.note)):
                sheet.text(row, place, text, text_wrap=True)
            row += 1
