"""File names from outside become names that can be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.display_name import MAX_LENGTH, UNNAMED, display_name


@pytest.mark.parametrize(
    ("file_name", "shown"),
    [
        ("report 2023.pdf", "report 2023.pdf"),
        ("年度报告.pdf", "年度报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\report.pdf", "report.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        (" . .. report.pdf ", "report.pdf"),
        ("two\nlines\t.pdf", "two lines .pdf"),
        ("nul\x00escape\x1b[31m.pdf", "nulescape[31m.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),  # shown as invoiceexe.pdf otherwise
        ("zero\u200bwidth\U000e0041.pdf", "zerowidth.pdf"),
        ("lone\ud800surrogate.pdf", "lonesurrogate.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("cafe\u200b\u0301.pdf", "café.pdf"),
        ("two \x1b\rspaces.pdf", "two spaces.pdf"),
        ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),  # shown as it is: it never becomes a path
        ("", UNNAMED),
        ("..", UNNAMED),
        ("\u202e\u200b", UNNAMED),
        ("folder/", UNNAMED),
    ],
)
def test_a_file_name_is_shown_without_what_misleads(file_name, shown):
    assert display_name(file_name) == shown


def test_a_long_name_keeps_its_start_and_its_ending():
    shown = display_name("annual" + "x" * 300 + ".pdf")

    assert len(shown) <= MAX_LENGTH
    assert shown.startswith("annual")
    assert shown.endswith(".pdf")


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_name_becomes_one_line_that_can_be_written_anywhere(file_name):
    shown = display_name(file_name)

    assert 0 < len(shown) <= MAX_LENGTH
    assert display_name(shown) == shown
    assert not {"/", "\\", "\n"} & set(shown)
    assert not shown.startswith(".")
    assert all(unicodedata.category(char) != "Cc" for char in shown)
    shown.encode()
