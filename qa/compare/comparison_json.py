"""A comparison as JSON. Scripts lean on these names, so they only ever grow.

question
label, unit: of the figures that are compared, null where none are
columns, common: [year, ...]          by_calendar: columns are calendar years, not fiscal ones
rows: [{
    company, document_id, file_name, title, sha256
    fiscal_year, fiscal_year_end: "2020-11-27" or null
    asked: the question as this report was asked it
    answer: as in qa/formats/answer_json.py, or null      error: "" or why there is none
    value, unit, display, period, end: of the figure that answers; value exact, in units of one
        (percent as 36.2), null where there is none
    page_number, printed_number: of the first place that answer or figure rests on, or null
    reason: null, or {key: "no figure" | "unit" | "line" | "kind" | "time" | "contradicted", text}
    years: [{column, fiscal_year, end, value, unit, display, formula, workings, page_number,
             printed_number, citations}]
    change, cagr: null, or {value, unit: "percent" | "points" | "difference", from, to: columns}
}]
restated: [{concept, label, period, entity, unit, is_asked,
            earlier, later: {file_name, value, text, citation}}]
"""

from datetime import date

from qa.compare.comparison import Change, Comparison, ComparisonRow, Point, Printed, Restatement
from qa.compare.sentences import reason_text
from qa.compare.series import cited, first_place
from qa.formats.answer_json import JsonObject, answer_to_json, citation_to_json
from qa.readers.extractive.display import exact_text


def comparison_json(comparison: Comparison) -> JsonObject:
    """Return a comparison as values that `json.dumps` takes."""
    return {
        "question": comparison.question,
        "label": comparison.label,
        "unit": comparison.unit,
        "columns": list(comparison.columns),
        "common": list(comparison.common),
        "by_calendar": comparison.by_calendar,
        "rows": [_row(row) for row in comparison.rows],
        "restated": [_restated(each) for each in comparison.restatements],
    }


def _row(row: ComparisonRow) -> JsonObject:
    figure, place = row.figure, first_place(row)
    reason = row.reason
    return {
        "company": row.company,
        "document_id": row.document.document_id,
        "file_name": row.document.file_name,
        "title": row.document.title,
        "sha256": row.document.sha256,
        "fiscal_year": row.fiscal_year,
        "fiscal_year_end": _day(row.fiscal_year_end),
        "asked": row.asked,
        "answer": None if row.answer is None else answer_to_json(row.answer),
        "error": row.error,
        "value": figure.value if figure else None,
        "unit": figure.unit if figure else None,
        "display": figure.display if figure else None,
        "period": figure.period if figure else None,
        "end": _day(row.end),
        "page_number": place.page_number if place else None,
        "printed_number": place.printed_number if place else None,
        "reason": None if reason is None else {"key": reason.key, "text": reason_text(reason)},
        "years": [_point(point) for point in row.points],
        "change": _change(row.change),
        "cagr": _change(row.cagr),
    }


def _point(point: Point) -> JsonObject:
    figure, place = point.figure, cited(point)
    return {
        "column": point.column,
        "fiscal_year": point.fiscal_year,
        "end": _day(point.end),
        "value": figure.value,
        "unit": figure.unit,
        "display": figure.display,
        "formula": figure.formula,
        "workings": figure.workings,
        "page_number": place.page_number if place else None,
        "printed_number": place.printed_number if place else None,
        "citations": [citation_to_json(citation) for citation in point.citations],
    }


def _change(change: Change | None) -> JsonObject | None:
    if change is None:
        return None
    return {
        "value": exact_text(change.value),
        "unit": change.unit,
        "from": change.first.column,
        "to": change.last.column,
    }


def _restated(restated: Restatement) -> JsonObject:
    return {
        "concept": restated.concept,
        "label": restated.label,
        "period": restated.period,
        "entity": restated.entity,
        "unit": restated.unit,
        "is_asked": restated.is_asked,
        "earlier": _printed(restated.earlier),
        "later": _printed(restated.later),
    }


def _printed(printed: Printed) -> JsonObject:
    return {
        "file_name": printed.document.file_name,
        "value": exact_text(printed.value),
        "text": printed.text,
        "citation": citation_to_json(printed.citation),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
