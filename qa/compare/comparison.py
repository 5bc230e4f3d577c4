"""What a comparison is: a row a report, its years, what differs, and why something is not compared.

Values alone; nothing here reads a report. Numbers are exact and in units of one (percent as 36.2).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qa.answer import Answer, AnswerFigure, Citation
from qa.library import StoredDocument

ReasonKey = Literal["no figure", "unit", "line", "kind", "time", "contradicted"]


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """A report with what it answered. answer is None where there is none: error says why."""

    document: StoredDocument
    asked: str  # the question as this report was asked it
    answer: Answer | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is not compared with the others. details: the words that its sentence needs."""

    key: ReasonKey
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one year of one report; its citations count in `citations`.

    column: the year it is lined up under, see qa/compare/years.py. end: the last day, where known.
    """

    column: int
    fiscal_year: int
    end: date | None
    figure: AnswerFigure
    citations: tuple[Citation, ...]

    @property
    def value(self) -> Decimal:
        assert self.figure.value is not None, self.figure
        return Decimal(self.figure.value)


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure went from one year to a later one.

    value: in percent of the earlier one (of CAGR a year), in points of figures that are percent, or
    the plain difference in the figures' unit.
    """

    value: Decimal
    unit: Literal["percent", "points", "difference"]
    first: Point
    last: Point

    @property
    def years(self) -> int:
        return self.last.column - self.first.column


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One report: its answer, the figure in it, the same figure of other years.

    reason: why the row is not compared with the others; None where it is, or nothing is asked for
    that could be. contradiction: (what the report states, what its statements give) where they
    differ by more than a tenth; such a figure is not compared either.
    """

    document: StoredDocument
    company: str
    fiscal_year: int | None
    fiscal_year_end: date | None
    asked: str
    answer: Answer | None
    error: str
    figure: AnswerFigure | None
    end: date | None  # of the figure's period
    points: tuple[Point, ...] = ()  # the oldest first
    change: Change | None = None  # against the year before
    cagr: Change | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as one report prints it. value in units of one."""

    document: StoredDocument
    value: Decimal
    text: str  # as printed
    citation: Citation


@dataclass(frozen=True, slots=True)
class Restatement:
    """The same line, period and entity of one company with another value in a later report.

    is_asked: the answer rests on this line.
    """

    concept: str
    label: str
    period: str
    entity: str | None
    unit: str
    earlier: Printed
    later: Printed
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers of several reports to one question.

    unit and label: of the rows that are compared with one another, None where no two are. columns:
    the years in order. common: those in which two or more compared rows have a figure. by_calendar:
    columns are calendar years, because equal names of fiscal years are not equal times here.
    """

    question: str
    rows: tuple[ComparisonRow, ...]
    label: str | None
    unit: str | None
    columns: tuple[int, ...]
    common: tuple[int, ...]
    by_calendar: bool
    restatements: tuple[Restatement, ...]

    @property
    def has_figures(self) -> bool:
        return any(row.figure is not None for row in self.rows)
