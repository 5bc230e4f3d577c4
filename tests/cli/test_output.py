"""Text and CSV that the commands print."""

from dataclasses import replace

import pytest

from qa.answer import Progress
from qa.cli.output import answer_row, answer_text, gaps, info_json, info_text, page_ranges
from qa.cli.progress_line import ProgressLine
from qa.document import PageStatus
from qa.library import Library
from tests.library.shelf import answer, document, page

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=HYPERLINK(1)",
    "-cmd|' /C calc'!A0",
]
NUMBERS = ["-1", "+1,577.3", "-7.4%", "1,577", "(1,577)", "Net sales - total", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    cited = replace(answer().citations[0], cited_text=text, printed_number=text)

    row = answer_row(replace(answer(text), text=text, citations=(cited,)))

    assert row[0] == row[3] == row[4] == f"'{text}"


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_and_words_stay_as_they_are(text):
    cited = replace(answer().citations[0], cited_text=text)

    assert answer_row(replace(answer(), citations=(cited,)))[4] == text


def test_an_answer_without_a_citation_has_empty_cells():
    row = answer_row(replace(answer("Why?"), text="None", citations=(), finish_reason="not found"))

    assert row == ("Why?", "None", "", "", "", "not found")


def test_each_claim_is_followed_by_its_pages():
    first, second = answer().citations[0], replace(answer().citations[0], page_number=9)
    later = replace(first, answer_start=21, answer_end=23, printed_number=None)

    text = answer_text(replace(answer(), citations=(later, first, second, first)))

    assert text == "Net sales grew 7.4% [p. F-1 (PDF 1), p. F-1 (PDF 9)]; 利润 [PDF p. 1]"


def test_page_ranges_join_neighbours():
    assert page_ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert page_ranges([]) == ""


def test_pages_beyond_the_limit_count_as_not_read(tmp_path):
    report = document(page(1, "text"), page(2, status=PageStatus.UNREADABLE))
    with Library.open(tmp_path / "library") as library:
        stored = library.add(
            replace(report, num_pages_in_file=4), b"%PDF", owner="ann", file_name="r.pdf"
        )

    assert gaps(stored) == [
        "Partly read: pages 3-4 could not be read.",
        "No readable text on page 2, so nothing there can be quoted.",
    ]
    assert info_json(stored)["statuses"] == {
        "1": "text", "2": "unreadable text", "3": "not read", "4": "not read",
    }  # fmt: skip
    assert "not read: 3-4" in info_text(stored)


class Terminal:
    """Takes what is written, as a terminal or as a file."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.is_terminal, self.written = is_terminal, ""

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass


def test_a_terminal_gets_a_moving_line_that_goes_away():
    terminal = Terminal(is_terminal=True)
    line = ProgressLine(terminal)

    line(Progress("reading", 300, 600, 2.6))
    shown = terminal.written
    line.clear()

    assert "████████████░░░░░░░░░░░░ reading 300 of 600, 3 s left" in shown
    assert "\n" not in terminal.written
    assert terminal.written.endswith("\r\x1b[K")


def test_a_log_stays_quiet_about_a_quick_reading():
    log = Terminal(is_terminal=False)
    line = ProgressLine(log)

    for done in range(600):
        line(Progress("reading", done, 600))
    line.clear()

    assert log.written == ""
