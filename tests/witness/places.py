"""Places of a report, cited."""

from qa.answer import Citation
from qa.library import StoredDocument
from qa.quoting.cite import cite


def cited(document: StoredDocument, words: str, sentence: str) -> Citation:
    page = next(page for page in document.pages() if words in page.text)
    start = page.text.index(words)
    return cite(document, page, start, start + len(words), answer_start=0, answer_end=len(sentence))
