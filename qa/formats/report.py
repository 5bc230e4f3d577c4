"""What an export needs to know of a report beside its facts: its name, its pages, their numbers."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Protocol

from qa.answer import Coverage, page_label
from qa.document import Page


class Report(Protocol):
    """A document as it is named in a file; a StoredDocument is one."""

    @property
    def file_name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def printed_numbers(self) -> Sequence[str | None]: ...
    @property
    def coverage(self) -> Coverage: ...
    def page(self, page_number: int) -> Page: ...


def printed_number(report: Report, page_number: int) -> str | None:
    """Return the number printed on a page, counted from 1."""
    return report.printed_numbers[page_number - 1]


def label_of_page(report: Report, page_number: int) -> str:
    """Return how a page is named: "p. 58 (PDF 60)"."""
    return page_label(page_number, printed_number(report, page_number))


def page_ranges(page_numbers: Iterable[int]) -> str:
    """Return "1-3, 7" for 1, 2, 3, 7 (rising)."""
    runs = groupby(enumerate(page_numbers), key=lambda pair: pair[1] - pair[0])
    ranges = []
    for _, run in runs:
        numbers = [number for _, number in run]
        first, last = numbers[0], numbers[-1]
        ranges.append(str(first) if first == last else f"{first}-{last}")
    return ", ".join(ranges)
