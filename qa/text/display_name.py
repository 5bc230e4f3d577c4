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
    name = _ODD_SPACE.sub(" ", file_name)
    name = "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)
    name = _ODD_SPACE.sub(" ", unicodedata.normalize("NFC", name))  # what stood apart is together
    name = re.split(r"[/\\]", name)[-1].strip().lstrip(". ")
    if len(name) > MAX_LENGTH:
        kept = (MAX_LENGTH - 1) // 2
        name = f"{name[:kept]}…{name[-kept:]}"
    return name or UNNAMED
