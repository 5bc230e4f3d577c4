"""What the commands print."""

from dataclasses import replace

from qa.answer import Progress
from qa.cli.output import gaps, info_json, info_text
from qa.cli.progress_line import ProgressLine
from qa.document import PageStatus
from qa.formats.report import page_ranges
from qa.library import Library
from tests.library.small_documents import document, page


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
