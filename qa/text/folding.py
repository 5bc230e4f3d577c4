"""A document's text as a quote may write it: white space, line ends and broken words folded.

- any run of white space is one space; a line end before or after a Chinese or Japanese character is
  nothing
- soft hyphens and zero-width characters are nothing
- a word broken by a hyphen at a line end is whole again ("impair-" / "ment" is "impairment"),
  unless the document elsewhere writes it with a hyphen ("long-" / "term" is "long-term")
- Unicode NFC, in which models write

Every folded character knows the offset in the source at which it stands. BREAK separates what no
quote may run across: pages, and closing brackets that would look like the end of a quote.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa.text.nfc import IntArray, nfc_with_origins

BREAK = "\0"
WIDE_RANGES = (  # Chinese and Japanese characters and their punctuation, written without spaces
    ("\u2e80", "\ua4cf"),
    ("\uf900", "\ufaff"),
    ("\ufe30", "\ufe4f"),
    ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)

_WIDE = "".join(f"{first}-{last}" for first, last in WIDE_RANGES)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s\s+|[^\S ]")
_NOTHING = re.compile(
    rf"(?:\u00ad|[\u200b\u2060\ufeff])+(?:[^\S\n]*\n\s*)?"
    rf"|(?<=[{_WIDE}])[^\S\n]*\n\s*|(?<!\s)[^\S\n]*\n\s*(?=[{_WIDE}])"
)
_BROKEN_WORD = re.compile(r"(?<![^\W_])([^\W_]+)([-\u2010\u2011][^\S\n]*\n\s*)(?=([^\W_]+))")
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W\d_]+[-\u2010\u2011][^\W\d_]+(?![^\W_])")
_BRACKETS = re.compile(r"\]{2,}")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text and, for each character, the offset in the source where it stands."""

    text: str
    origins: IntArray


def fold(source: str) -> FoldedText:
    """Fold a whole document, its parts separated by BREAK."""
    text, origins = nfc_with_origins(_LONE_SURROGATE.sub(BREAK, source))
    is_kept = np.ones(len(text), dtype=bool)
    for start, end in _dropped(text):
        is_kept[start:end] = False
    codes = np.array(np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32))
    for match in _SPACES.finditer(text):
        codes[match.start()] = ord(" ")
        is_kept[match.start() + 1 : match.end()] = False
    folded = codes[is_kept].tobytes().decode("utf-32-le")
    return FoldedText(
        text=_BRACKETS.sub(lambda match: BREAK * len(match.group()), folded),
        origins=origins[is_kept],
    )


def _dropped(text: str) -> list[tuple[int, int]]:
    """Return the stretches of text that fold to nothing, spaces apart."""
    dropped = [match.span() for match in _NOTHING.finditer(text)]
    broken = list(_BROKEN_WORD.finditer(text))
    if broken:
        keeps_hyphen = _hyphen_rule(text)
        for match in broken:
            start, end = match.span(2)
            dropped.append((start + keeps_hyphen(match[1], match[3]), end))
    return dropped


def _hyphen_rule(text: str) -> Callable[[str, str], bool]:
    """Return what says whether two parts of a word keep the hyphen between them."""
    hyphenated = {re.sub("[\u2010\u2011]", "-", w).lower() for w in _HYPHENATED.findall(text)}

    def keeps_hyphen(first: str, second: str) -> bool:
        if not (first.isalpha() and second.isalpha() and second[0].islower()):
            return True  # "2018-" / "2019", "non-" / "GAAP"
        return f"{first}-{second}".lower() in hyphenated

    return keeps_hyphen
