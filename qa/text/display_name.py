"""A file name from outside, made fit to be shown. It never becomes a path: ours are random."""

import re
import unicodedata

MAX_LENGTH = 120  # characters; longer names are cut in the middle so that the ending stays
UNNAMED = "document.pdf"

_ODD_SPACE = re.compile(r"\s+")
# Control, format (bidi overrides, zero widths, tag characters), surrogate, private use, unassigned.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def display_name(file_name: str) -> str:
    """Return the last part of the name, one line, without unseen characters; never empty."""
    return _cut(re.split(r"[/\\]", _seen(file_name))[-1].strip().lstrip(". ")) or UNNAMED


def display_line(text: str) -> str:
    """Return what somebody typed as a name: one line, without unseen characters, "" if nothing."""
    return _cut(_seen(text).strip())


def _seen(text: str) -> str:
    line = _ODD_SPACE.sub(" ", text)
    line = "".join(char for char in line if unicodedata.category(char) not in _UNSEEN)
    return _ODD_SPACE.sub(" ", unicodedata.normalize("NFC", line))  # what stood apart is together


def _cut(name: str) -> str:
    kept = (MAX_LENGTH - 1) // 2
    return name if len(name) <= MAX_LENGTH else f"{name[:kept]}…{name[-kept:]}"
