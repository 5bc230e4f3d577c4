"""Text in, index terms out: the same terms for the index and for the question.

English words are folded and stemmed ("Purchases" and "purchasing" are both "purchas"), a number is
one term ("1,577" is "1577", "12.4" is "12d4"), Chinese is cut into overlapping pairs of characters.
A term consists of letters and digits alone, so that no search engine's tokenizer splits it again.
"""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import Stemmer

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_CHUNK = re.compile(r"[^\W_]+(?:[.,&'\u2019][^\W_]+)*")
_PART = re.compile(
    rf"[{CJK}]+"
    r"|\d+(?:[.,]\d+)*"
    rf"|[^\W\d_{CJK}]+(?:[.&'\u2019][^\W\d_{CJK}]+)*"  # R&D, u.s, don't
)
_CJK_CHARACTER = re.compile(rf"[{CJK}]")
_LETTER = re.compile(r"[^\W\d_]")
_SPLIT_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[a-z])")
_E_WORD = re.compile(r"(?<![^\W_])e[-\u2010](?=[^\W\d_]{3})")  # e-commerce is eCommerce too
_US = re.compile(r"\bUS\b")
_INNER_MARKS = str.maketrans("", "", "&.'\u2019")

_STEMMER = Stemmer.Stemmer("english", 0)  # no cache of its own: _terms_of remembers
_STEMMER_LOCK = Lock()  # a stemmer works in one buffer
CACHED_WORDS = 1 << 16  # more than the different words of a shelf of reports; about 15 MB when full


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order, repeats included.

    A word broken over a line end ("impair-" / "ment") gives one term, like the whole word.
    """
    if "US" in text:
        text = _US.sub("U.S.", text)
    text = _E_WORD.sub("e", fold(text))
    if "\n" in text:
        text = _SPLIT_WORD.sub("", text)
    found: list[str] = []
    for chunk in _CHUNK.findall(text):
        found += _terms_of(chunk)
    return found


def fold(text: str) -> str:
    """Return text in lower case with full-width and ligature forms made plain (Unicode NFKC)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


def is_chinese(text: str) -> bool:
    """Return whether a text is mainly Chinese; a name in another script does not change that."""
    return len(_CJK_CHARACTER.findall(text)) * 4 >= max(1, len(_LETTER.findall(text)))


@lru_cache(maxsize=CACHED_WORDS)
def _terms_of(chunk: str) -> tuple[str, ...]:
    if chunk.isascii() and chunk.isalpha():
        return (_stem(chunk),)
    found: list[str] = []
    for part in _PART.findall(chunk):
        if part[0].isdigit():
            found.append(_number(part))
        elif _CJK_CHARACTER.match(part):
            found.extend(_bigrams(part))
        else:
            found.extend(_word(part))
    return tuple(found)


def _word(word: str) -> tuple[str, ...]:
    word = word.replace("\u2019", "'").removesuffix("'s")
    letters = word.split(".")
    if any(len(letter) > 1 for letter in letters):  # "end.Next" is two words, "u.s" is one
        return tuple(_stem(part.translate(_INNER_MARKS)) for part in letters)
    if word == "u.s":
        return ("usa",)  # "us" is the people who write the report
    return (_stem(word.translate(_INNER_MARKS)),)


# The stemmer would make people of their accounts: "accountants" and "accounts payable".
_NOT_STEMMED = {"accountant": "accountant", "accountants": "accountant"}


def _stem(word: str) -> str:
    if word in _NOT_STEMMED:
        return _NOT_STEMMED[word]
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))


def _number(digits: str) -> str:
    whole, point, decimals = digits.replace(",", "").partition(".")
    return f"{whole}d{decimals.replace('.', 'd')}" if point else whole


def _bigrams(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
