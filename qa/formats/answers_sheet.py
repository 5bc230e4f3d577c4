"""The sheets Answers and Sources: figures over their inputs, computed ones as live formulas."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qa.answer import Answer, AnswerFigure, Citation, FigureInput
from qa.formats.answer_csv import answer_text, status_of
from qa.formats.excel_formula import excel_formula
from qa.formats.figure_cells import (
    format_of,
    held_value,
    page_of,
    place_and_words,
    unit_of_input,
)
from qa.formats.shown_formula import input_formula
from qa.formats.workbook import SheetWriter, WorkbookWriter
from qa.formats.xbrl_text import figure_xbrl, mark_text

HEADS = ("question", "figure", "value", "unit", "period", "formula", "page", "note", "answer")
WIDTHS = (36, 30, 20, 12, 25, 40, 17, 36, 80)
SOURCE_HEADS = ("question", "name", "page", "printed page", "quote", "check", "beside it")
QUESTION, LABEL, VALUE, UNIT, PERIOD, FORMULA, PAGE, NOTE, ANSWER = range(len(HEADS))


def write_answers(book: WorkbookWriter, answers: Iterable[Answer], currency: str) -> None:
    """Write each answer: its figures, under each the inputs that it is worked out of.

    currency: what the report counts money in, "" where that is not known.
    """
    sheet = book.sheet("Answers", WIDTHS)
    sheet.head(0, HEADS, {VALUE})
    sheet.freeze(1, 1)
    row = 1
    for answer in answers:
        sheet.text(row, QUESTION, answer.question, bold=True, text_wrap=True)
        if answer.figures:  # beside figures the text is in one line, so that they stay together
            sheet.text(row, ANSWER, answer_text(answer))
        else:
            sheet.text(row, ANSWER, answer_text(answer), text_wrap=True)
            sheet.text(row, NOTE, status_of(answer))
            if answer.citations:
                sheet.text(row, PAGE, page_of(answer.citations[0]))
            row += 1
        for figure in answer.figures:
            row = _figure(sheet, row, figure, answer.citations, currency)


def write_sources(sheet: SheetWriter, row: int, answers: Iterable[Answer]) -> int:
    """Write a line for each citation from a row on; return the row after them."""
    for answer in answers:
        for citation in answer.citations:
            sheet.text(row, 0, answer.question, text_wrap=True)
            sheet.number(row, 2, Decimal(citation.page_number), "0")
            sheet.text(row, 3, citation.printed_number or "")
            sheet.text(row, 4, citation.cited_text, text_wrap=True)
            sheet.text(row, 5, citation.checked)
            sheet.text(row, 6, " | ".join(span.text for span in citation.context), text_wrap=True)
            row += 1
    return row


def _figure(
    sheet: SheetWriter,
    row: int,
    figure: AnswerFigure,
    citations: Sequence[Citation],
    currency: str,
) -> int:
    """Write a figure and its inputs; return the row after them."""
    label = figure.label if figure.entity is None else f"{figure.label} ({figure.entity})"
    sheet.text(row, LABEL, label, bold=True, text_wrap=True)
    sheet.text(row, UNIT, figure.unit, indent=1)
    sheet.text(row, PERIOD, figure.period, text_wrap=True)
    sheet.text(row, FORMULA, figure.formula or "", text_wrap=True)
    notes = [figure.note, f"XBRL {figure_xbrl(figure)}" if figure.xbrl else ""]
    cells: list[str] = []
    percents: set[int] = set()
    for number, given in enumerate(figure.inputs):
        place = citations[given.citation] if given.citation is not None else None
        unit = unit_of_input(given, place, currency)
        cells.append(_input(sheet, row + 1 + number, given, unit, place))
        if unit == "percent":
            percents.add(number)
    cited = citations[figure.citation] if figure.citation is not None else None
    if cited is not None:
        sheet.text(row, PAGE, page_of(cited))
    if figure.value is None:
        sheet.text(row, VALUE, figure.display, align="right")
    elif (formula := input_formula(figure, percents)) is not None:
        is_percent = figure.unit == "percent"
        written = excel_formula(formula, cells, is_percent=is_percent)
        value = held_value(Decimal(figure.value), figure.unit)
        sheet.formula(row, VALUE, written, float(value), format_of(value, figure.unit))
    else:
        value = held_value(Decimal(figure.value), figure.unit)
        sheet.number(row, VALUE, value, format_of(value, figure.unit), place_and_words(cited))
        if figure.formula:
            notes.append("the formula cannot be put over these inputs: the value is fixed")
    sheet.text(row, NOTE, "; ".join(filter(None, notes)), text_wrap=True)
    return row + 1 + len(figure.inputs)


def _input(
    sheet: SheetWriter, row: int, given: FigureInput, unit: str, cited: Citation | None
) -> str:
    """Write an input and return what a formula calls it."""
    sheet.text(row, LABEL, given.name, indent=1, text_wrap=True)
    sheet.text(row, UNIT, unit, indent=1)
    sheet.text(row, PERIOD, given.period, text_wrap=True)
    if cited is not None:
        sheet.text(row, PAGE, page_of(cited))
    if given.xbrl is not None:
        sheet.text(row, NOTE, f"XBRL {mark_text(given.xbrl)}")
    value = held_value(Decimal(given.value), unit)
    return sheet.number(row, VALUE, value, format_of(value, unit), place_and_words(cited))
