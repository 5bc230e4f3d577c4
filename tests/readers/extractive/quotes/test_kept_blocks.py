"""A page is taken apart once, however many questions come to it, and forgotten with its report."""

from pathlib import Path

import pytest

from qa.document import Page
from qa.library.document_cache import forget_document
from qa.readers.extractive.quotes import kept_blocks
from qa.readers.extractive.quotes.kept_blocks import blocks_of, titles_over
from qa.readers.extractive.quotes.page_blocks import PageBlocks
from tests.search.small_filing import FILING, store


@pytest.fixture
def taken_apart(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the number of each page that is taken apart."""
    numbers: list[int] = []
    of = PageBlocks.of

    def counted(page: Page) -> PageBlocks:
        numbers.append(page.page_number)
        return of(page)

    monkeypatch.setattr(kept_blocks.PageBlocks, "of", counted)
    return numbers


def test_a_page_is_taken_apart_once(tmp_path: Path, taken_apart: list[int]) -> None:
    document = store(tmp_path, FILING)

    first = list(blocks_of(document, [2, 1]))
    again = list(blocks_of(document, [1, 2]))

    assert [blocks.page.page_number for blocks in first] == [2, 1]
    assert taken_apart == [2, 1]
    assert again == first[::-1]


def test_the_pages_of_a_report_that_goes_are_forgotten(
    tmp_path: Path, taken_apart: list[int]
) -> None:
    document = store(tmp_path, FILING)
    list(blocks_of(document, [1]))

    forget_document(document.document_id)
    list(blocks_of(document, [1]))

    assert taken_apart == [1, 1]


def test_titles_are_those_above_also_of_pages_before(tmp_path: Path) -> None:
    texts = ["Harbor Segment\nIt grew a lot.", "It grew more.\nCosts Of Harbor\nThey fell in 2018."]
    document = store(tmp_path, texts)
    text = document.page(2).text

    assert titles_over(document, 2, 0) == ("Harbor Segment",)
    assert titles_over(document, 2, len(text)) == ("Costs Of Harbor", "Harbor Segment")
