"""A small report with its facts, for tests of the files it is exported to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Coverage
from qa.document import Page
from qa.statements import DocumentFacts, facts_of
from tests.statements.build_statements import report


@dataclass(frozen=True)
class SmallReport:
    """What the exports ask of a stored document."""

    pages: tuple[Page, ...]
    file_name: str = "small.pdf"
    title: str = "A small report"
    sha256: str = "a" * 64

    @property
    def printed_numbers(self) -> Sequence[str | None]:
        return [page.printed_number for page in self.pages]

    @property
    def coverage(self) -> Coverage:
        return Coverage(tuple(page.page_number for page in self.pages), (), ())

    def page(self, page_number: int) -> Page:
        return self.pages[page_number - 1]


def small_report() -> tuple[SmallReport, DocumentFacts]:
    """Return the report, whose pages 2 to 4 are printed F-2 to F-4, and its facts."""
    pages = report()
    numbered = (replace(page, printed_number=f"F-{page.page_number}") for page in pages)
    return SmallReport(tuple(numbered)), facts_of(pages)
