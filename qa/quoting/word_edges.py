"""Where in folded text a quote may start and end: at the edges of words, never inside a number."""

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.text.folding import BREAK, WIDE_RANGES
from qa.text.nfc import IntArray

WORD_UNITS = 2
WIDE_UNITS = 1  # one Chinese or Japanese character
MIN_UNITS = 4  # a quote has at least two words, or four Chinese characters
MIN_BYTES = 3  # two words of one letter each, with what parts them
# Between letters or digits these belong to one word or number.
JOINERS = ".,'\u2019-\u2010\u2011/&_:@"

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WordBounds:
    """One entry per character.

    is_start: a quote may begin with it; a place to end, and MIN_UNITS before it, are sure to
    follow. is_end: a quote may end with it. is_tail: no place to end follows it before the next
    break, so that no quote may reach it. units_before: words and wide characters before it, counted
    in units.
    """

    is_start: BoolArray
    is_end: BoolArray
    is_tail: BoolArray
    units_before: IntArray


def find_edges(text: str) -> WordBounds:
    """Return the edges of folded text."""
    kinds, kind_of = _kinds(text)
    flags = kinds[:, kind_of]
    is_break, is_space, is_wide, is_word, is_joiner, is_opening, is_mark, is_bracket = flags
    is_gap = is_break | is_space
    is_opening |= is_mark & _before(is_gap, edge=True)
    inside = is_joiner & _before(is_word) & _after(is_word)  # the comma of 1,577

    begins_word = is_word & ~_before(is_word) & ~_before(inside) | is_word & is_wide
    begins_word |= is_word & _before(is_wide)
    is_start = ~is_gap & (_before(is_gap, edge=True) | begins_word | is_opening)
    is_start &= ~(is_wide & ~is_word & ~is_opening)  # not with a Chinese comma

    ends_word = is_word & ~_after(is_word) & ~_after(inside) | is_wide | _after(is_wide)
    ends_sign = ~is_word & ~inside & ~_after(is_word)
    is_end = ~is_gap & ~is_opening & ~is_bracket
    is_end &= _after(is_gap, edge=True) | ends_word | ends_sign

    units = WORD_UNITS * (begins_word & ~is_wide) + WIDE_UNITS * (is_word & is_wide)
    units_after = np.cumsum(units, dtype=np.int32)
    units_before = units_after - units.astype(np.int32)
    last_end = _last_end(is_end, is_break)
    is_start &= np.where(last_end >= 0, units_after[last_end], 0) - units_before >= MIN_UNITS
    is_tail = np.arange(len(text)) > last_end
    return WordBounds(is_start, is_end, is_tail, units_before)


def _last_end(is_end: BoolArray, is_break: BoolArray) -> IntArray:
    """For each character, the last end before the next break; an earlier one or -1 if none."""
    index = np.arange(len(is_end))
    next_break = np.where(is_break, index, len(is_end) - 1)
    next_break = np.minimum.accumulate(next_break[::-1])[::-1]
    return np.asarray(np.maximum.accumulate(np.where(is_end, index, -1))[next_break])


def _before(flags: BoolArray, *, edge: bool = False) -> BoolArray:
    """For each character, the flag of the one before it."""
    return np.concatenate([[edge], flags[:-1]]) if len(flags) else flags


def _after(flags: BoolArray, *, edge: bool = False) -> BoolArray:
    """For each character, the flag of the one after it."""
    return np.concatenate([flags[1:], [edge]]) if len(flags) else flags


def _kinds(text: str) -> tuple[BoolArray, IntArray]:
    """Return (flags [kind, distinct character], for each character its column)."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    distinct, column = np.unique(codes, return_inverse=True)
    flags = [_kinds_of(chr(code)) for code in distinct.tolist()]
    return np.array(flags, dtype=bool).reshape(-1, 8).T, column


def _kinds_of(character: str) -> tuple[bool, ...]:
    category = unicodedata.category(character)
    return (
        character == BREAK,
        character == " ",
        any(first <= character <= last for first, last in WIDE_RANGES),
        character.isalnum() or category[0] == "M",
        character in JOINERS,
        category in ("Ps", "Pi", "Sc"),
        character == '"',
        character == "]",
    )
