"""A comparison as rows of text: for CSV files, and for a terminal."""

from collections.abc import Iterator

from qa.answer import Citation, place_label
from qa.compare.comparison import Comparison, ComparisonRow, Restatement
from qa.compare.sentences import (
    BY_FORMULA,
    change_text,
    column_name,
    reason_text,
    restated_text,
    row_name,
    span_name,
)
from qa.compare.series import first_place, other_reading
from qa.formats.answer_csv import answer_text, status_of
from qa.formats.cells import BYTE_ORDER_MARK, csv_line
from qa.formats.text_table import table_lines
from qa.readers.extractive.display import exact_text

CSV_HEADER = (
    *("kind", "company", "report", "question", "answer", "status"),
    *("value", "unit", "period", "period end", "page", "printed page", "quote"),
    *("change", "change in", "change over", "cagr percent", "cagr over", "not compared because"),
)
CHANGE_UNITS = {"percent": "percent", "points": "percentage points", "difference": "unit"}
MOST_ANSWER = 160  # characters of a line on a terminal


def comparison_csv(comparison: Comparison) -> str:
    """Return the file: a row a report, then a row for each restated figure.

    Behind the columns of CSV_HEADER stands one for each year. Values are exact and in units of one,
    percent as 36.2.
    """
    years = [column_name(comparison, column) for column in comparison.columns]
    lines = [csv_line((*CSV_HEADER, *years))]
    lines += [csv_line(_row(comparison, row)) for row in comparison.rows]
    empty = ("",) * (6 + len(years))
    for restated in comparison.restatements:
        lines += [csv_line((*cells, *empty)) for cells in _restated(restated)]
    return BYTE_ORDER_MARK + "".join(lines)


def comparison_text(comparison: Comparison) -> str:
    """Return the comparison for a terminal."""
    lines = []
    if comparison.has_figures:
        years = [column_name(comparison, column) for column in comparison.columns]
        table = [("", "answer", "period", *years, "change", "CAGR", "page")]
        table += [_shown(comparison, row) for row in comparison.rows]
        lines += [*table_lines(table), ""]
    for row in comparison.rows:
        lines += _said(row, row_name(comparison, row), has_figures=comparison.has_figures)
    if comparison.by_calendar:
        lines.append(
            "Columns are calendar years: a fiscal year that ends from January to May stands under"
            " the year before."
        )
    asked = [restated for restated in comparison.restatements if restated.is_asked]
    lines += map(_restated_line, asked)
    if others := len(comparison.restatements) - len(asked):
        lines.append(f"{others} other figures were restated: --json and --csv have them.")
    return "\n".join(lines).rstrip() + "\n"


def _row(comparison: Comparison, row: ComparisonRow) -> tuple[str, ...]:
    figure, place = row.figure, first_place(row)
    by_column = {point.column: point.figure.value or "" for point in row.points}
    change, cagr = row.change, row.cagr
    return (
        "answer",
        row.company,
        row.document.file_name,
        row.asked,
        answer_text(row.answer) if row.answer is not None else row.error,
        status_of(row.answer) if row.answer is not None else "failed",
        *((figure.value or "", figure.unit, figure.period) if figure else ("", "", "")),
        row.end.isoformat() if row.end else "",
        *_place(place),
        *((exact_text(change.value), CHANGE_UNITS[change.unit]) if change else ("", "")),
        span_name(comparison, change) if change else "",
        *((exact_text(cagr.value), span_name(comparison, cagr)) if cagr else ("", "")),
        reason_text(row.reason) if row.reason else "",
        *(by_column.get(column, "") for column in comparison.columns),
    )


def _restated(restated: Restatement) -> Iterator[tuple[str, ...]]:
    """Yield the cells of both places under the first columns of CSV_HEADER."""
    name = " ".join(filter(None, (restated.label, restated.entity)))
    for kind, printed in (("restated from", restated.earlier), ("restated to", restated.later)):
        said = f"{name}: {restated_text(restated)}"
        report = printed.document.file_name
        value = exact_text(printed.value)
        cells = (kind, "", report, "", said, "", value, restated.unit, restated.period, "")
        yield (*cells, *_place(printed.citation))


def _place(citation: Citation | None) -> tuple[str, str, str]:
    if citation is None:
        return "", "", ""
    return str(citation.page_number), citation.printed_number or "", citation.cited_text


def _shown(comparison: Comparison, row: ComparisonRow) -> tuple[str, ...]:
    by_column = {point.column: point.figure.display for point in row.points}
    return (
        row_name(comparison, row),
        row.figure.display if row.figure else "–",
        " ".join(row.figure.period.split()) if row.figure else "",
        *(by_column.get(column, "") for column in comparison.columns),
        change_text(row.change) if row.change else "",
        f"{change_text(row.cagr)} ({span_name(comparison, row.cagr)})" if row.cagr else "",
        _page(first_place(row)),
    )


def _said(row: ComparisonRow, name: str, *, has_figures: bool) -> Iterator[str]:
    """Yield what a table has no room for: words that answer, and why a row stands alone."""
    if row.answer is None:
        yield f"{name}: {row.error or 'no answer is kept'}"
    elif row.figure is None:
        said = answer_text(row.answer).partition("\n")[0]
        yield f"{name}: {said[:MOST_ANSWER]}{'…' if len(said) > MOST_ANSWER else ''}"
    given = other_reading(row.answer) if row.answer is not None else None
    if given is not None and (row.reason is None or row.reason.key != "contradicted"):
        yield f"{name}: {BY_FORMULA.format(given=given)}"
    if row.reason is not None and has_figures:
        yield f"{name}: {reason_text(row.reason)}"


def _restated_line(restated: Restatement) -> str:
    name = " ".join(filter(None, (restated.label, restated.entity, restated.period)))
    places = " → ".join(
        f"{printed.document.file_name}, {_page(printed.citation)}"
        for printed in (restated.earlier, restated.later)
    )
    return f"{name}: {restated_text(restated)} ({places})"


def _page(citation: Citation | None) -> str:
    return place_label(citation) if citation else ""
