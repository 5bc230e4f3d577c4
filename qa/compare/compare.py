"""Answers of several reports in, the comparison out: which rows are of one measure, unit and time.

Each report was asked on its own; nothing here changes an answer or fills one in from another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa.compare.changes import cagr_between, change_between
from qa.compare.companies import company_of
from qa.compare.comparison import Comparison, ComparisonRow, Point, Reason, ReportAnswer
from qa.compare.restated import restatements
from qa.compare.series import contradiction, figure_of, points_of
from qa.compare.years import months_between, time_of
from qa.document_facts import facts_in

MOST_MONTHS_APART = 6
FEWEST_YEARS_FOR_CAGR = 2

Measure = tuple[str, str, str]  # unit, label in lower case, kind of period


def compare(question: str, answered: Sequence[ReportAnswer]) -> Comparison:
    """Return the comparison of what reports answered, in their order."""
    rows = [_row(each) for each in answered]
    measures = [_measure(row) for row in rows]
    counted = Counter(measure for measure in measures if measure is not None)
    # The measure of most rows; of two that are equally frequent that of the earlier row.
    base = max(counted, key=lambda measure: counted[measure], default=None)
    is_compared = [measure is not None and measure == base for measure in measures]
    compared = [row for row, is_one in zip(rows, is_compared, strict=True) if is_one]
    common = _common(compared)
    rows = [
        replace(row, reason=_reason(row, measure, base, compared, common))
        for row, measure in zip(rows, measures, strict=True)
    ]
    spans = _spans(compared, common)
    rows = [_with_changes(row, spans.get(row.document.document_id, ())) for row in rows]
    points = [point for row in rows for point in row.points]
    is_alike = len(compared) > 1 and base is not None
    return Comparison(
        question=question,
        rows=tuple(rows),
        label=compared[0].figure.label if is_alike and compared[0].figure else None,
        unit=base[0] if is_alike and base is not None else None,
        columns=tuple(sorted({point.column for point in points})),
        common=common,
        by_calendar=_is_by_calendar(points),
        restatements=restatements(answered),
    )


def _row(given: ReportAnswer) -> ComparisonRow:
    document, answer = given.document, given.answer
    facts = facts_in(document)
    figure = figure_of(answer)
    time = time_of(figure.period, facts) if figure is not None else None
    return ComparisonRow(
        document=document,
        company=company_of(document),
        fiscal_year=facts.fiscal_year,
        fiscal_year_end=facts.fiscal_year_end,
        asked=given.asked,
        answer=answer,
        error=given.error,
        figure=figure,
        end=time.end if time is not None else None,
        points=points_of(document, given.asked, answer) if answer is not None else (),
    )


def _measure(row: ComparisonRow) -> Measure | None:
    """Return what a row's figure measures; None where it has none, or one that cannot be right."""
    if row.figure is None or row.answer is None or contradiction(row.answer):
        return None
    kind = "year" if row.points else _kind(row)
    label = " ".join(row.figure.label.lower().split())
    return row.figure.unit, f"{label} {row.figure.entity or ''}".strip(), kind


def _kind(row: ComparisonRow) -> str:
    time = time_of(row.figure.period, facts_in(row.document)) if row.figure else None
    return time.kind if time is not None else "unknown"


def _reason(
    row: ComparisonRow,
    measure: Measure | None,
    base: Measure | None,
    compared: Sequence[ComparisonRow],
    common: Sequence[int],
) -> Reason | None:
    """Return why a row is not compared with the rows of the base."""
    if row.answer is not None and (stated := contradiction(row.answer)):
        return Reason("contradicted", (("stated", stated[0]), ("given", stated[1])))
    if base is None:
        return None
    if measure is None:
        return Reason("no figure")
    first = compared[0]
    if measure[0] != base[0]:
        return Reason("unit", (("one", base[0]), ("other", measure[0])))
    if measure[1] != base[1]:
        return Reason("line", (("one", _label(first)), ("other", _label(row))))
    if measure[2] != base[2]:
        return Reason("kind")
    if _is_shared(row, common) or (row is first and not common):
        return None  # where no two meet, the others say so beside the first
    return _time(row, compared)


def _time(row: ComparisonRow, compared: Sequence[ComparisonRow]) -> Reason | None:
    """Return that a row's time is another, beside the row whose time is nearest."""
    if row.end is None:
        return None
    others = [other for other in compared if other is not row and other.end is not None]
    end = row.end
    nearest = min(others, key=lambda other: months_between(end, other.end or end), default=None)
    if nearest is None or nearest.end is None:
        return None
    months = months_between(end, nearest.end)
    if months <= MOST_MONTHS_APART and not row.points:
        return None
    return Reason(
        "time",
        (
            ("other", nearest.company),
            ("other_end", nearest.end.isoformat()),
            ("end", end.isoformat()),
            ("months", str(months)),
        ),
    )


def _label(row: ComparisonRow) -> str:
    assert row.figure is not None, row
    return " ".join(filter(None, (row.figure.label, row.figure.entity)))


def _common(rows: Sequence[ComparisonRow]) -> tuple[int, ...]:
    """Return the columns in which more than one of these rows has a figure."""
    counted = Counter(point.column for row in rows for point in row.points)
    return tuple(sorted(column for column, count in counted.items() if count > 1))


def _is_shared(row: ComparisonRow, common: Sequence[int]) -> bool:
    return any(point.column in common for point in row.points)


def _spans(rows: Sequence[ComparisonRow], common: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Return by document over which years its CAGR is best shown beside the others'.

    Those that all of them have, or else those that it has with some other.
    """
    columns = {
        row.document.document_id: [p.column for p in row.points if p.column in common]
        for row in rows
        if _is_shared(row, common)
    }
    of_all = [column for column in common if all(column in own for own in columns.values())]
    is_enough = len(of_all) > FEWEST_YEARS_FOR_CAGR
    return {key: tuple(of_all if is_enough else own) for key, own in columns.items()}


def _with_changes(row: ComparisonRow, common: Sequence[int]) -> ComparisonRow:
    """Add the change against the year before, and CAGR over the common years, else over all."""
    if not row.points:
        return row
    by_column = {point.column: point for point in row.points}
    own = next((p for p in row.points if p.figure is row.figure), row.points[-1])
    before = by_column.get(own.column - 1)
    spanned = [point for point in row.points if point.column in common]
    if len(spanned) <= FEWEST_YEARS_FOR_CAGR:
        spanned = [point for point in row.points if point.column <= own.column]
    cagr = None
    if len(spanned) > FEWEST_YEARS_FOR_CAGR:
        cagr = cagr_between(spanned[0], spanned[-1])
    return replace(
        row, change=change_between(before, own) if before is not None else None, cagr=cagr
    )


def _is_by_calendar(points: Sequence[Point]) -> bool:
    """Tell whether columns cannot bear the names of fiscal years: two share one, or one has two."""
    named = {(point.column, point.fiscal_year) for point in points}
    columns, names = {column for column, _ in named}, {name for _, name in named}
    return not len(named) == len(columns) == len(names)
