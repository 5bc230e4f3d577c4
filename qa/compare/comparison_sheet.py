"""A comparison as a workbook: Comparison, Restated, Sources.

Each year's figure is a number whose comment is its page and words; change and CAGR are live
formulas over those cells. In a workbook a percentage is a fraction of one.
"""

from decimal import Decimal

from qa.answer import Citation, place_label
from qa.compare.comparison import Change, Comparison, ComparisonRow, Printed
from qa.compare.sentences import column_name, reason_text, span_name
from qa.compare.series import cited, first_place, places_of
from qa.formats.answer_csv import answer_text, status_of
from qa.formats.workbook import SheetWriter, WorkbookWriter, number_format, workbook_bytes

HEADS = ("company", "report", "question", "answer", "period", "period end", "page")
WIDTHS = (22, 30, 30, 44, 22, 12, 17)
BEHIND = ("change", "change over", "CAGR", "CAGR over", "not compared because")
BEHIND_WIDTHS = (12, 14, 10, 14, 50)
YEAR_WIDTH = 18
USUAL_DECIMALS = {"percent": 1, "ratio": 2, "days": 1}
MOST_DECIMALS = 4
POINTS_FORMAT = '+0.00" points";-0.00" points";0'


def comparison_xlsx(comparison: Comparison) -> bytes:
    """Return the workbook."""

    def write(book: WorkbookWriter) -> None:
        _write_rows(book, comparison)
        if comparison.restatements:
            _write_restated(book, comparison)
        _write_sources(book, comparison)

    return workbook_bytes(comparison.question, write)


def _write_rows(book: WorkbookWriter, comparison: Comparison) -> None:
    years = [column_name(comparison, column) for column in comparison.columns]
    widths = (*WIDTHS, *[YEAR_WIDTH] * len(years), *BEHIND_WIDTHS)
    sheet = book.sheet("Comparison", widths)
    numbers = range(len(HEADS), len(HEADS) + len(years) + 1)
    sheet.head(0, (*HEADS, *years, *BEHIND), numbers)
    sheet.freeze(1, 1)
    for line, row in enumerate(comparison.rows, start=1):
        _write_row(sheet, line, row, comparison)
    if comparison.by_calendar:
        note = (
            "Years are calendar years: one that ends from January to May counts as the year before."
        )
        sheet.text(len(comparison.rows) + 2, 0, note)


def _write_row(sheet: SheetWriter, line: int, row: ComparisonRow, comparison: Comparison) -> None:
    figure = row.figure
    said = row.error or "no answer is kept"
    if row.answer is not None:
        said = figure.display if figure else f"{answer_text(row.answer)} ({status_of(row.answer)})"
    place = first_place(row)
    texts = (
        row.company,
        row.document.file_name,
        row.asked,
        said,
        figure.period if figure else "",
        row.end.isoformat() if row.end else "",
        _page(place),
    )
    for column, text in enumerate(texts):
        sheet.text(line, column, text, text_wrap=True, **({"bold": True} if not column else {}))
    cells: dict[int, str] = {}
    for number, column in enumerate(comparison.columns, start=len(HEADS)):
        point = next((p for p in row.points if p.column == column), None)
        if point is not None:
            value = _held(point.value, point.figure.unit)
            shape = _format(value, point.figure.unit)
            comment = _said(cited(point), point.figure.workings)
            cells[column] = sheet.number(line, number, value, shape, comment)
    behind = len(HEADS) + len(comparison.columns)
    if row.change is not None:
        _write_change(sheet, line, behind, row.change, cells)
        sheet.text(line, behind + 1, span_name(comparison, row.change))
    if row.cagr is not None:
        first, last = (cells[p.column] for p in (row.cagr.first, row.cagr.last))
        formula = f"=({last}/{first})^(1/{row.cagr.years})-1"
        sheet.formula(line, behind + 2, formula, float(row.cagr.value / 100), "0.0%")
        sheet.text(line, behind + 3, span_name(comparison, row.cagr))
    if row.reason is not None:
        sheet.text(line, behind + 4, reason_text(row.reason), text_wrap=True)


def _write_change(
    sheet: SheetWriter, line: int, column: int, change: Change, cells: dict[int, str]
) -> None:
    first, last = (cells[point.column] for point in (change.first, change.last))
    if change.unit == "percent":
        sheet.formula(line, column, f"={last}/{first}-1", float(change.value / 100), "0.0%")
    elif change.unit == "points":
        formula = f"=({last}-{first})*100"
        sheet.formula(line, column, formula, float(change.value), POINTS_FORMAT)
    else:
        shape = _format(change.value, change.last.figure.unit)
        sheet.formula(line, column, f"={last}-{first}", float(change.value), shape)


def _write_restated(book: WorkbookWriter, comparison: Comparison) -> None:
    heads = ("line", "part", "period", "unit", "before", "restated", "difference", "before: place")
    sheet = book.sheet("Restated", (34, 20, 26, 12, 18, 18, 18, 44, 44))
    sheet.head(0, (*heads, "restated: place"), {4, 5, 6})
    sheet.freeze(1)
    for line, restated in enumerate(comparison.restatements, start=1):
        texts = (restated.label, restated.entity or "", restated.period, restated.unit)
        for column, text in enumerate(texts):
            sheet.text(line, column, text, text_wrap=True)
        cells = []
        for column, printed in ((4, restated.earlier), (5, restated.later)):
            value = _held(printed.value, restated.unit)
            shape = _format(value, restated.unit)
            cells.append(sheet.number(line, column, value, shape, _said(printed.citation, None)))
            sheet.text(line, column + 3, _place(printed), text_wrap=True)
        difference = _held(restated.later.value - restated.earlier.value, restated.unit)
        shape = _format(difference, restated.unit)
        sheet.formula(line, 6, f"={cells[1]}-{cells[0]}", float(difference), shape)


def _write_sources(book: WorkbookWriter, comparison: Comparison) -> None:
    sheet = book.sheet("Sources", (22, 30, 12, 8, 12, 80))
    sheet.head(0, ("company", "report", "of year", "page", "printed page", "quote"))
    sheet.freeze(1)
    line = 1
    for row in comparison.rows:
        quotes = [("", c) for c in row.answer.citations] if row.answer is not None else []
        for point in row.points:
            if point.figure is not row.figure:
                year = str(point.fiscal_year)
                quotes += [(year, c) for c in places_of(point.figure, point.citations)]
        for year, citation in quotes:
            sheet.text(line, 0, row.company)
            sheet.text(line, 1, row.document.file_name)
            sheet.text(line, 2, year)
            sheet.number(line, 3, Decimal(citation.page_number), "0")
            sheet.text(line, 4, citation.printed_number or "")
            sheet.text(line, 5, citation.cited_text, text_wrap=True)
            line += 1


def _held(value: Decimal, unit: str) -> Decimal:
    return value / 100 if unit == "percent" else value


def _format(value: Decimal, unit: str) -> str:
    if unit in USUAL_DECIMALS:
        return number_format(unit, USUAL_DECIMALS[unit])
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    least = 2 if places or "/" in unit else 0
    return number_format(unit, max(min(places, MOST_DECIMALS), least))


def _page(citation: Citation | None) -> str:
    return place_label(citation) if citation else ""


def _place(printed: Printed) -> str:
    return f"{printed.document.file_name}, {_page(printed.citation)}"


def _said(citation: Citation | None, workings: str | None) -> str:
    if citation is None:
        return ""
    said = f"{_page(citation)}: {' '.join(citation.cited_text.split())}"
    return f"{said}\n= {workings}" if workings else said
