"""Does a question ask about somebody of whom the document never speaks?"""

import re
from collections.abc import Collection

from qa.glossary import common_words, content, load
from qa.library import StoredDocument
from qa.search import indexed
from qa.text.terms import is_chinese, terms

_POSSESSIVE = re.compile(r"\b([A-Za-z][\w&]+)['’]s\b")
_CHUNK = re.compile(
    r"[的是为在和与及有多少什么谁哪怎样何吗呢年月日第几个了请问告诉我们这那其该本公司，。？！、：\s]+"
)
_MIN_UNKNOWN_PAIRS = 2  # of overlapping characters: a word of three that the document never has
_CJK = re.compile(r"[一-鿿]{3,}")


def names_foreign(
    document: StoredDocument, question: str, names: Collection[str], own: frozenset[str]
) -> bool:
    """Return whether a name of the question stands nowhere in the document.

    names: those of the question without the company's own. own: terms of the company's own names.
    """
    index = indexed(document).index

    def is_absent(term: str) -> bool:
        return not index.counts(term).any()

    possessors = [
        w for w in _POSSESSIVE.findall(question) if not set(terms(w)) <= own | common_words()
    ]
    for name in (*names, *possessors):
        said = content(terms(name))
        if said and any(is_absent(term) for term in said):
            return True
    if not is_chinese(question):
        return False
    known = {name for entry in load() for name in (*entry.names, *entry.words)}
    bare = question
    for name in sorted((n for n in known if not n.isascii()), key=len, reverse=True):
        bare = bare.replace(name, " ")
    return any(
        len([t for t in terms(part) if is_absent(t)]) >= _MIN_UNKNOWN_PAIRS
        for chunk in _CHUNK.split(bare)
        for part in _CJK.findall(chunk)
    )
