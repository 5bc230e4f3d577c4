"""Every place of a document where a quote can begin, go on and end.

Built once per document over its folded text in UTF-8, because a model's tokens are bytes. `start`
and `extend` follow a quote as it is copied, byte string by byte string; `resolve` tells where a
finished quote stands. The index is frozen: many answers may use it at once.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qa.document import LineRole, Page
from qa.quoting.word_edges import MIN_BYTES, MIN_UNITS, find_edges
from qa.text.folding import BREAK, fold
from qa.text.nfc import IntArray

KEY_BYTES = 8  # so many bytes of each start are sorted; beyond, the few places left are compared
PREFIX_BYTES = 4  # one Chinese character, or most of an English token
MAX_WAYS_ON = 1_000  # listing more would take longer than trying tokens, of which many go on
FEW_PLACES = 64  # so many places are compared faster one by one than in numpy

BoolArray = npt.NDArray[np.bool_]


class QuoteSpan(NamedTuple):
    """Where a quote stands: page.text[start:end] of the page with this number."""

    page_number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What a quote has copied so far, and the places (byte offsets of its start) it may come from.

    Up to KEY_BYTES bytes, places is sorted_starts[low:high]; after that a part of it.
    """

    text: bytes
    low: int
    high: int
    places: IntArray


class QuoteIndex:
    """A document's text, ready to be quoted from."""

    def __init__(self, pages: Iterable[Page]) -> None:
        stretches = [stretch for page in pages for stretch in _stretches(page)]
        source = BREAK.join([*(text for _, _, text in stretches), ""])
        lengths = [0, *(len(text) + 1 for _, _, text in stretches)]
        self._source = source
        self._stretch_starts = np.cumsum(lengths)
        self._stretches = [(page_number, start) for page_number, start, _ in stretches]

        folded = fold(source)
        edges = find_edges(folded.text)
        codes = np.frombuffer(folded.text.encode("utf-32-le"), dtype=np.uint32)
        codes = np.where(edges.is_tail, ord(BREAK), codes).astype(np.uint32)
        widths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000)
        byte_ends = np.cumsum(widths)
        self._text = codes.tobytes().decode("utf-32-le").encode()
        self._bytes = np.frombuffer(self._text + bytes(KEY_BYTES), dtype=np.uint8)
        self._origins = np.repeat(folded.origins, widths)
        self._is_end = np.zeros(len(self._text) + 1, dtype=bool)
        self._is_end[byte_ends[edges.is_end]] = True
        self._units = np.repeat(edges.units_before, widths)

        starts = (byte_ends - widths)[edges.is_start]
        keys = self._numbers(starts, KEY_BYTES)
        order = np.argsort(keys, kind="stable")
        self._sorted_keys = keys[order]
        self._sorted_starts = starts[order].astype(np.int32)

    def start(self) -> Copied | None:
        """Return the state of a quote of which nothing is copied; None if nothing can be quoted."""
        if not len(self._sorted_starts):
            return None
        return Copied(b"", 0, len(self._sorted_starts), self._sorted_starts)

    def extend(self, copied: Copied, data: bytes) -> Copied | None:
        """Return the state after copying data too; None where the document goes on otherwise."""
        if b"\0" in data:
            return None
        text = copied.text + data
        low, high, places = copied.low, copied.high, copied.places
        num_compared = len(copied.text)
        if num_compared < KEY_BYTES:
            low, high = self._interval(text[:KEY_BYTES], low, high)
            places = self._sorted_starts[low:high]
            num_compared = KEY_BYTES
        if len(places) and len(text) > num_compared:
            places = self._going_on(places, num_compared, text[num_compared:])
        return Copied(text, low, high, places) if len(places) else None

    def may_close(self, copied: Copied) -> bool:
        """Whether a quote may end here: at the end of a word, after at least MIN_UNITS."""
        if len(copied.text) < MIN_BYTES:
            return False
        starts = copied.places[self._is_end[copied.places + len(copied.text)]]
        units = self._units_between(starts, starts + len(copied.text))
        return bool((units >= MIN_UNITS).any())

    def next_prefixes(self, copied: Copied) -> set[bytes] | None:
        """Return the next 1 to PREFIX_BYTES bytes of the document at any of the places, None where
        there are more than MAX_WAYS_ON.
        """
        windows = np.sort(self._numbers(copied.places + len(copied.text), PREFIX_BYTES))
        windows = windows[np.append(True, windows[1:] != windows[:-1])]
        if len(windows) > MAX_WAYS_ON:
            return None
        prefixes: set[bytes] = set()
        for window in windows.tolist():
            text = window.to_bytes(PREFIX_BYTES).partition(b"\0")[0]
            prefixes.update(text[:end] for end in range(1, len(text) + 1))
        return prefixes

    def resolve(self, quote: str) -> list[QuoteSpan]:
        """Return every place of a quote, in the document's order; none if it does not stand there.

        Brackets, signs and quotation marks that touch the quote are taken in: "1,577" of "(1,577)"
        would be another number.
        """
        nothing = self.start()
        copied = nothing and self.extend(nothing, fold(quote).text.strip().encode())
        if not copied or not copied.text:
            return []
        starts = np.sort(copied.places)
        ends = starts + len(copied.text)
        is_whole = self._is_end[ends]
        return [
            self._place(start, end)
            for start, end in zip(
                self._origins[starts[is_whole]].tolist(),
                self._origins[ends[is_whole]].tolist(),
                strict=True,
            )
        ]

    # -- bytes

    def _numbers(self, starts: IntArray, num_bytes: int) -> npt.NDArray[np.uint64]:
        """The first num_bytes bytes at each start as one number, the first byte the highest."""
        numbers = np.zeros(len(starts), dtype=np.uint64)
        for i in range(num_bytes):
            numbers = (numbers << np.uint64(8)) | self._bytes[starts + i]
        return numbers

    def _interval(self, text: bytes, low: int, high: int) -> tuple[int, int]:
        """Narrow sorted_starts[low:high] to those that begin with text, of at most KEY_BYTES."""
        lowest = int.from_bytes(text.ljust(KEY_BYTES, b"\0"))
        highest = int.from_bytes(text.ljust(KEY_BYTES, b"\xff"))
        keys = self._sorted_keys[low:high]
        return (
            low + int(keys.searchsorted(np.uint64(lowest), "left")),
            low + int(keys.searchsorted(np.uint64(highest), "right")),
        )

    def _going_on(self, places: IntArray, offset: int, data: bytes) -> IntArray:
        """The places at which data stands `offset` bytes further on."""
        if len(places) <= FEW_PLACES:
            text = self._text
            found = [p for p in places.tolist() if text.startswith(data, p + offset)]
            return np.array(found, dtype=np.int32)
        for i, byte in enumerate(data, start=offset):
            # No place reaches over the end: a break stands there, which data never holds.
            places = places[self._bytes[places + i] == byte]
        return places

    def _units_between(self, starts: IntArray, ends: IntArray) -> IntArray:
        # The text always ends with a break, so that an end is never the end of the array.
        return self._units[ends] - self._units[starts]

    # -- characters

    def _place(self, start: int, end: int) -> QuoteSpan:
        """Turn offsets in the source into a place on a page; end is where the text after begins."""
        source = self._source
        stretch = int(self._stretch_starts.searchsorted(start, "right")) - 1
        while source[end - 1].isspace():
            end -= 1
        while unicodedata.category(source[end]) in _CLOSING or source[end] in _CLOSING_SIGNS:
            end += 1
        while start and (
            unicodedata.category(source[start - 1]) in _OPENING
            or source[start - 1] in _OPENING_SIGNS
        ):
            start -= 1
        page_number, offset = self._stretches[stretch]
        shift = offset - int(self._stretch_starts[stretch])
        return QuoteSpan(page_number, start + shift, end + shift)


_OPENING = ("Ps", "Pi", "Sc")
_OPENING_SIGNS = "\"'-\u2212"
_CLOSING = ("Pe", "Pf")
_CLOSING_SIGNS = "\"'%\u2030"


def _stretches(page: Page) -> Iterator[tuple[int, int, str]]:
    """Yield (page number, offset in page.text, text) of each run of body lines."""
    start: int | None = None
    for line, line_start in zip(page.lines, page.line_starts, strict=True):
        if line.role is LineRole.BODY:
            start = line_start if start is None else start
        elif start is not None:
            yield page.page_number, start, page.text[start : line_start - 1]
            start = None
    if start is not None:
        yield page.page_number, start, page.text[start:]
