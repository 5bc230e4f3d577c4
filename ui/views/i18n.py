"""Every word of the screen in English and Chinese.

HTML carries both languages and the page shows one (`html[lang]` decides, see style.css), so
switching is instant and a running answer or progress bar needs to know no language. Whatever is
not HTML - placeholders, exported files - takes a language. Details are escaped on the way.
"""

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from qa.answer import Citation, PageLabels, page_label, place_label
from qa.document import PageStatus
from qa.errors import LibraryNotUpdated, LibraryTooNew, LibraryUnusable, QAError
from ui.views.phrases import PHRASES
from ui.views.phrases_errors import DETAILS, ERRORS

# Their sentences name folders and SQLite's reasons: for who runs the app, on its terminal.
ABOUT_FOLDERS = (LibraryUnusable, LibraryTooNew, LibraryNotUpdated)
Language = Literal["en", "zh"]
PAGE_LABELS: dict[Language, PageLabels] = {
    "en": PageLabels(),
    "zh": PageLabels(
        unnumbered="PDF 第 {page_number} 页",
        agreeing="第 {printed_number} 页",
        differing="第 {printed_number} 页 (PDF {page_number})",
    ),
}


def say(key: str, language: Language, **details: object) -> str:
    """Return one phrase as plain text."""
    return _phrase(PHRASES, key, language).format(**details)


def both(key: str, **details: object) -> Markup:
    """Return one phrase as HTML in both languages; details are escaped."""
    return in_both(
        Markup(_phrase(PHRASES, key, "en")).format(**details),
        Markup(_phrase(PHRASES, key, "zh")).format(**details),
    )


def in_both(english: str, chinese: str) -> Markup:
    """Return two texts as HTML of which the page shows one."""
    return Markup('<span lang="en">{}</span><span lang="zh">{}</span>').format(english, chinese)


def error_text(error: QAError, language: Language) -> str:
    """Return the one sentence of an error as plain text; no path of the server's is shown."""
    if isinstance(error, ABOUT_FOLDERS):
        return say("library_unusable", language)
    if language == "en" or error.code not in ERRORS:
        return str(error)
    said = {name: DETAILS.get(str(detail), detail) for name, detail in error.details.items()}
    return ERRORS[error.code].format(**said)


def error_html(error: QAError) -> Markup:
    """Return the one sentence of an error as HTML in both languages."""
    return in_both(error_text(error, "en"), error_text(error, "zh"))


def page_text(page_number: int, printed_number: str | None, language: Language) -> str:
    """Return how a page is named: "p. 58 (PDF 60)" or "第 58 页 (PDF 60)"."""
    return page_label(page_number, printed_number, PAGE_LABELS[language])


def page_texts(printed_numbers: Sequence[str | None]) -> dict[Language, list[str]]:
    """Return the names of all pages of a report, in both languages, for the page's scripts."""
    return {
        language: [
            page_text(page_number, printed_number, language)
            for page_number, printed_number in enumerate(printed_numbers, start=1)
        ]
        for language in PAGE_LABELS
    }


def place_text(citation: Citation, language: Language) -> str:
    """Return how a citation's page is named, with "OCR" where its words were read in an image."""
    return place_label(citation, PAGE_LABELS[language])


def place_html(citation: Citation) -> Markup:
    return in_both(place_text(citation, "en"), place_text(citation, "zh"))


def page_html(page_number: int, printed_number: str | None) -> Markup:
    return in_both(
        page_text(page_number, printed_number, "en"), page_text(page_number, printed_number, "zh")
    )


def status_key(status: PageStatus) -> str:
    return "status_" + status.name.lower()


def _phrase(table: dict[str, tuple[str, str]], key: str, language: Language) -> str:
    return table[key][0 if language == "en" else 1]
