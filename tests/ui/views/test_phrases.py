"""Every word of the screen exists in both languages and is shown escaped."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa.models.errors  # noqa: F401 - a branch of the tree
from qa.document import PageStatus
from qa.errors import LibraryUnusable, NotAPdf, QAError
from ui.views.i18n import both, error_html, error_text, page_text, say, status_key
from ui.views.phrases import PHRASES
from ui.views.phrases_errors import ERRORS

UI = Path(__file__).parents[3] / "ui"
USED = re.compile(r"""(?:\bboth|\bsay|\bt|_tip|phrase)\(\s*["']([a-z_0-9]+)["']\s*[,)]""")


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def all_errors(kind: type[QAError] = QAError) -> Iterator[type[QAError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from all_errors(child)


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_says_the_same_in_both_languages(key: str) -> None:
    english, chinese = PHRASES[key]
    assert english.strip()
    assert chinese.strip()
    assert names_in(english) == names_in(chinese)


@pytest.mark.parametrize("kind", list(all_errors()), ids=lambda kind: kind.__name__)
def test_an_error_has_a_chinese_sentence_with_the_same_details(kind: type[QAError]) -> None:
    assert names_in(ERRORS[kind.__name__]) == names_in(kind.template)


def test_every_phrase_that_the_code_asks_for_exists() -> None:
    sources = [*UI.rglob("*.py"), *UI.rglob("*.js")]
    used = {key for source in sources for key in USED.findall(source.read_text("utf-8"))}
    assert len(used) > 50
    assert used <= set(PHRASES)


def test_every_page_status_has_a_name() -> None:
    assert {status_key(status) for status in PageStatus} <= set(PHRASES)


def test_details_are_escaped_in_both_languages() -> None:
    html = error_html(NotAPdf(file_name="<b>x</b>", kind="HTML"))
    assert "<b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 2
    assert "<i>" not in both("no_such_page", number="<i>")


def test_a_sentence_can_be_had_in_one_language() -> None:
    assert say("num_pages", "zh", count=3) == "3 页"
    error = NotAPdf(file_name="a", kind="HTML")
    assert error_text(error, "en") == str(error)
    assert "不是 PDF" in error_text(error, "zh")


@pytest.mark.parametrize(
    ("page_number", "printed", "english", "chinese"),
    [
        (60, "58", "p. 58 (PDF 60)", "第 58 页 (PDF 60)"),
        (60, "60", "p. 60", "第 60 页"),
        (60, None, "PDF p. 60", "PDF 第 60 页"),
    ],
)
def test_a_page_is_named_by_both_numbers(
    page_number: int, printed: str | None, english: str, chinese: str
) -> None:
    assert page_text(page_number, printed, "en") == english
    assert page_text(page_number, printed, "zh") == chinese


def test_the_first_words_do_not_say_where_a_narrow_window_has_nothing() -> None:
    english, chinese = PHRASES["empty_steps_1"]
    assert "left" not in english
    assert "左" not in chinese


def test_what_the_server_says_of_its_folders_is_not_for_visitors() -> None:
    error = LibraryUnusable(folder=Path("/srv/secret"), reason="database disk image is malformed")
    for language in ("en", "zh"):
        assert "secret" not in error_text(error, language)
        assert "malformed" not in error_text(error, language)
