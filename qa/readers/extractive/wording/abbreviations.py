"""Names that a report shortens: "Frito-Lay North America (FLNA)" is FLNA in its tables.

In: a question. Out: the same with each such name in the report's other form. Only what the report
itself sets side by side counts, with the capitals of the name as letters of the short form in
their order.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.search.question import ParsedQuestion
from qa.text.terms import terms

KEPT_DOCUMENTS = 8
MOST_WORDS = 7
_DEFINED = re.compile(
    rf"((?:[A-Z][\w.&’'-]{{0,40}}[ \n]+(?:(?:of|and|the|for|&)[ \n]+){{0,2}}){{1,{MOST_WORDS}}})"
    r"\([“\"]?([A-Z][A-Za-z&]{1,9})[”\"]?\)"
)


def in_other_names(document: StoredDocument, question: str) -> str | None:
    """Return a question with names in their other form; None where it has none."""
    text = question
    for name, short in _shortened(DocumentKey(document)).items():
        if re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", text):
            text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", short, text)
        elif re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text):
            text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", name, text)
    return text if text != question else None


def with_short_forms(document: StoredDocument, question: ParsedQuestion) -> ParsedQuestion:
    """Return a question that also looks for the short form of a name that it has the first word of.

    "Quaker" is QFNA over its tables, where no other name with a short form begins so.
    """
    ways = dict(question.said_otherwise)
    for term in (question.proper_nouns & question.words.keys()) - ways.keys():
        known = _shortened(DocumentKey(document)).items()
        forms = {short for name, short in known if terms(name)[:1] == [term]}
        if len(forms) == 1:
            ways[term] = ((term,), tuple(terms(forms.pop())))
    return replace(question, said_otherwise=ways)


@kept_by_document(KEPT_DOCUMENTS)
def _shortened(key: DocumentKey) -> Mapping[str, str]:
    """Name -> short form, of those that are shortened one way throughout; the longest first."""
    found: dict[str, set[str]] = {}
    for text in key.document.page_texts():
        for said, short in _DEFINED.findall(text):
            if name := _spelt(said.split(), short):
                found.setdefault(name, set()).add(short)
    sure = {name: forms.pop() for name, forms in found.items() if len(forms) == 1}
    return dict(sorted(sure.items(), key=lambda item: -len(item[0])))


def _spelt(words: list[str], short: str) -> str | None:
    """Return the last words, as few as have all letters of a short form as capitals in order.

    >>> _spelt(["The", "Frito-Lay", "North", "America"], "FLNA")
    'Frito-Lay North America'
    """
    for count in range(1, len(words) + 1):
        name = " ".join(words[-count:])
        capitals = "".join(c for c in name if c.isupper())
        if capitals == "".join(c for c in short if c.isupper()) and count > 1:
            return name
    return None
