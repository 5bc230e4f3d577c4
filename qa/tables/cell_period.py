"""A row and a column of a table -> the time that their cell stands for.

Columns say it in most tables. Where they are segments or quantities, rows do ("2018", "First
quarter" under "2018"), or the line that leads to the table.
"""

import re
from dataclasses import replace

from qa.figures.reading import fold, is_year
from qa.tables.period import Period
from qa.tables.periods import MONTHS, Context, period_of, years_in
from qa.tables.roll_forward import movement_period
from qa.tables.table import Column, Table

_TIME_WORDS = re.compile(
    r"\b(?:fiscal|calendar|years?|ended|ending|as|of|at|the|for|quarters?|first|second|third|fourth"
    r"|1st|2nd|3rd|4th|q[1-4]|fy|months?|weeks?|three|six|nine|twelve|\d{1,2}|\(\d\)"
    rf"|{'|'.join(MONTHS)})\b|第[一二三四]季度|年度?|月|日|(?<!\d)(?:19|20)\d\d(?!\d)|[\s.,:()（）-]",
    re.IGNORECASE,
)

_QUARTERS = re.compile(r"quarter|\bq[1-4]\b", re.IGNORECASE)
_PART_OF_YEAR = re.compile(r"(?:three|six|nine)\s+months|quarter|\bq[1-4]\b", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b\.?\s+\d{{1,2}}\b", re.IGNORECASE)
_ENDS_IN_YEAR = re.compile(r"(?<!\s)\s*(?<![\d.,/-])(?:19|20)\d\d(?:\s*\(\w\))*$")
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th|q[1-4])\b", re.IGNORECASE)


def cell_period(table: Table, row: int, column: Column) -> Period | None:
    """Return the period of the cells where a row and a column meet, None where nothing is sure."""
    if not (table.is_sure and column.is_sure) or column.kind not in ("value", "share"):
        return None
    return (
        _due(table, row, column)
        or _part_of_year(table, row, column)
        or column.period
        or _quarter_of(table, row, column)
        or _row_period(table, row)
        or movement_period(table, row)
        or table.period
    )


def _due(table: Table, row: int, column: Column) -> Period | None:
    """Return the year of a schedule's row, which is due after the day over its column."""
    label = fold(table.rows[row].label)
    if column.period is None or not label or not is_only_time(label):
        return None
    years = set(years_in(label))
    return period_of(label, Context("")) if years and min(years) > column.period.year else None


def _part_of_year(table: Table, row: int, column: Column) -> Period | None:
    """Return the quarter that a row names under a year: "Three Months Ended March 31"."""
    label = fold(table.rows[row].label)
    year = column.period if column.period is not None and column.period.kind == "year" else None
    if year is None or not _PART_OF_YEAR.search(label) or years_in(label):
        return None
    return period_of(f"{label}, {year.year}", Context("")) if is_only_time(label) else None


def _quarter_of(table: Table, row: int, column: Column) -> Period | None:
    """Return the quarter of a column whose head names it without the year.

    "1st", "Quarter 2nd", "Quarter ended September 30": the year stands in the rows above, in another
    head or in the title.
    """
    said = fold(column.head)
    heads = " ".join(other.head for other in table.columns)
    is_named = _ORDINAL.search(said) or _DAY.search(said)
    if not is_named or not is_only_time(said) or not _QUARTERS.search(fold(heads)):
        return None
    above = " ".join(table.rows[index].label for index in _above(table, row))
    leads = (lead.text for lead in table.leads)
    own = table.rows[row].label if _ENDS_IN_YEAR.search(fold(table.rows[row].label)) else ""
    for text in (own, above, heads, table.title, *leads):
        if years := set(years_in(fold(text))):
            year = years.pop()
            found = period_of(f"{said} quarter, {year}", Context("")) if not years else None
            named = said if _QUARTERS.search(said) else f"{said} quarter"
            return found and replace(found, label=f"{named} {year}")
    return None


def _row_period(table: Table, row: int) -> Period | None:
    """Return what the row and those above it say of time, "First quarter" under "2018"."""
    rows = [*_above(table, row), row]
    labels = [fold(table.rows[index].label) for index in rows]
    said = " ".join(label for label in labels if label and is_only_time(label))
    if not said and _ENDS_IN_YEAR.search(labels[-1]):
        said = " ".join(map(str, set(years_in(labels[-1]))))  # "2022 and 2021" are two
    if not years_in(said) and _ORDINAL.search(said) and _QUARTERS.search(said):
        over = (fold(lead.text) for lead in table.leads)  # "2017" over the labels "First Quarter"
        said += "".join(f", {text.strip()}" for text in over if is_year(text.strip()))
    if len(set(years_in(said))) != 1:
        return None
    return period_of(said, Context(table.title))


def row_words(table: Table, row: int) -> tuple[str, list[str]]:
    """Return a row's label and those it stands under, without what they say of time.

    "Operating income 2023" is followed by "2022" and "2021", which are of operating income too.
    """
    label = _without_year(table.rows[row].label)
    above = [_without_year(table.rows[index].label) for index in table.rows[row].parents]
    if label and not is_only_time(fold(label)):
        return label, [words for words in above if words]
    for index in range(row - 1, -1, -1):
        other = table.rows[index]
        if not is_only_time(fold(other.label)):
            if _ENDS_IN_YEAR.search(fold(other.label)):
                return _without_year(other.label), [words for words in above if words]
            break
    return "", [words for words in above if words]


def _without_year(label: str) -> str:
    return (
        _ENDS_IN_YEAR.sub("", fold(label)).strip() if _ENDS_IN_YEAR.search(fold(label)) else label
    )


def _above(table: Table, row: int) -> list[int]:
    """Return the rows that a row stands under; "2018" is above all rows up to "2017"."""
    parents = list(table.rows[row].parents)
    for index in range(row - 1, -1, -1):
        other = table.rows[index]
        if not other.cells and years_in(fold(other.label)) and is_only_time(fold(other.label)):
            return parents if index in parents else [index, *parents]
    return parents


def is_only_time(label: str) -> bool:
    """Tell whether a label names a time and nothing else.

    >>> is_only_time("Fiscal Year Ended January 31, 2023"), is_only_time("Notes due 2023")
    (True, False)
    """
    return not _TIME_WORDS.sub("", label)
