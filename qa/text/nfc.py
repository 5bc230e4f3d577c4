"""Unicode NFC with a way back from each normalised character to the original."""

import unicodedata
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.signedinteger[Any]]


def nfc_with_origins(text: str) -> tuple[str, IntArray]:
    """Return (NFC of text, for each of its characters the offset in text where it begins)."""
    if unicodedata.is_normalized("NFC", text):
        return text, np.arange(len(text), dtype=np.int32)
    pieces: list[str] = []
    origins: list[int] = []
    starts = [i for i, character in enumerate(text) if i == 0 or not _joins(character)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        origins += [start] * len(piece)
    return "".join(pieces), np.array(origins, dtype=np.int32)


def _joins(character: str) -> bool:
    """Whether normalising may join a character with those before it.

    True of marks, of the vowels and final consonants of Hangul, and of Kirat Rai vowels, the only
    other letters that compose.
    """
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\U00016d63" <= character <= "\U00016d6a"
    )
