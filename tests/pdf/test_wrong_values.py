"""A file with one entry of a wrong value ends in pages, each with a status, or in one sentence."""

import pytest

from qa.document import PageStatus
from qa.errors import DocumentError
from qa.pdf import Limits, read_pdf
from tests.pdfs.wrong_values import WRONG, entries, with_wrong

SMALL = Limits(memory_bytes=400 << 20)
ALL = list(entries())


def test_the_file_without_a_wrong_value_is_read():
    document = read_pdf(with_wrong(4, b"/Rotate", b"0"), file_name="a.pdf")
    assert [page.status for page in document.pages] == [PageStatus.TEXT]
    assert document.pages[0].text == "Net sales"


def end_of(data: bytes) -> tuple[int, list[PageStatus]] | str:
    """Return how many pages the file has with the status of each, or what is said of it."""
    try:
        document = read_pdf(data, file_name="a.pdf", limits=SMALL)
    except DocumentError as error:
        return str(error)
    return document.num_pages_in_file, [page.status for page in document.pages]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "key"), ALL)
def test_a_wrong_value_ends_in_pages_or_in_one_sentence(number, key):
    for value in WRONG.values():
        match end_of(with_wrong(number, key, value)):
            case str(said):
                assert "a.pdf" in said
            case num_pages, statuses:
                assert len(statuses) == num_pages > 0


def test_there_are_hundreds_of_kinds():
    assert len(ALL) * len(WRONG) > 200
