"""An answer as text for somebody's document: each line with the report and the pages it is from."""

from collections.abc import Sequence

from qa.answer import OCR, Answer, Citation
from qa.library import StoredDocument
from ui.views.i18n import Language
from ui.views.passages import SHOWN, lines_of


def copied_answer(document: StoredDocument, answer: Answer, language: Language) -> str:
    """Return the lines of an answer, of quotes the first few, each with where it stands.

    "Revenues $ 32,376 $ 30,601 (NIKE 10-K 2016, p. 22, PDF 24)"
    """
    lines = lines_of(answer.text, answer.citations)
    shown = lines[:SHOWN] if answer.reader == "quotes" else lines
    return "\n".join(_cited(document, line, citations, language) for line, citations in shown)


def _cited(
    document: StoredDocument, line: str, citations: Sequence[Citation], language: Language
) -> str:
    if not citations:
        return line
    pages = [_page(citation, language) for citation in citations]
    between = "；" if language == "zh" else "; "
    where = between.join(dict.fromkeys(pages))
    if language == "zh":
        return f"{line}（{document.title}，{where}）"
    return f"{line} ({document.title}, {where})"


def _page(citation: Citation, language: Language) -> str:
    """Return how a page is named, with "OCR" where its words were read in an image."""
    page = _numbers(citation, language)
    between = "，" if language == "zh" else ", "
    return f"{page}{between}{OCR}" if citation.is_ocr else page


def _numbers(citation: Citation, language: Language) -> str:
    """Return both numbers of a page where they differ: "p. 22, PDF 24"."""
    number, printed = citation.page_number, citation.printed_number
    if printed is None:
        return f"PDF 第 {number} 页" if language == "zh" else f"PDF p. {number}"
    named = f"第 {printed} 页" if language == "zh" else f"p. {printed}"
    if printed == str(number):
        return named
    return f"{named}，PDF {number}" if language == "zh" else f"{named}, PDF {number}"
