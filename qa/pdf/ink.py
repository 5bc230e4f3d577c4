"""Whether text leaves ink: the page is drawn with it and without it, and the pixels are compared.

That finds text in the colour of what is behind it, covered, clipped, transparent, or in a layer
that is not shown, without knowing how it was done; and white text on a dark banner passes.
"""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from operator import sub
from typing import Any

from qa.pdf import pdfium_library
from qa.pdf.frame import Frame
from qa.pdf.pdfium_library import addressed
from qa.pdf.raw_page import PageFailed

raw = pdfium_library.load()
_set_active = addressed(raw, "FPDFPageObj_SetIsActive")

SCALE = 2.0  # pixels per point: a full stop of a footnote has one
MAX_PIXELS = 2_000_000  # of the part of the page that is looked at
INK = 24  # of 255: the least a pixel must change for an eye to notice
PRINT = 48  # of 255: between paper and print in an image of a page
MAX_DRAWINGS = 8  # of a page, each without texts that do not touch; real pages need one or two
STRIP = 8.0  # points: boxes are looked up by the strips of the page that they lie in

Box = tuple[float, float, float, float]  # left, top, right, bottom as in Frame.upright, y upwards


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pixels of a part of a page, three bytes each."""

    pixels: bytes
    stride: int


class Canvas:
    """A part of a page that can be drawn again and again."""

    def __init__(self, page: Any, frame: Frame, boxes: Iterable[Box]) -> None:
        """Take the part of the page around these boxes."""
        boxes = list(boxes)
        self._page, self._frame = page, frame
        left = max(min(b[0] for b in boxes) - frame.left, 0.0)
        top = max(frame.top - max(b[1] for b in boxes), 0.0)
        right = min(max(b[2] for b in boxes) - frame.left, frame.width)
        bottom = min(frame.top - min(b[3] for b in boxes), frame.height)
        area = max(right - left, 1.0) * max(bottom - top, 1.0)
        self._scale = min(SCALE, sqrt(MAX_PIXELS / area))
        self._x, self._y = int(left * self._scale), int(top * self._scale)
        self._columns = max(1, int(right * self._scale) + 1 - self._x)
        self._rows = max(1, int(bottom * self._scale) + 1 - self._y)

    def draw(self, without: Sequence[int] = ()) -> Drawing:
        """Return the page as it is shown, annotations included, without these objects."""
        for item in without:
            _set_active(item, 0)
        try:
            return self._draw()
        finally:
            for item in without:
                _set_active(item, 1)

    def _draw(self) -> Drawing:
        columns, rows = self._columns, self._rows
        bitmap = raw.FPDFBitmap_CreateEx(columns, rows, raw.FPDFBitmap_BGR, None, 0)
        if not bitmap:
            raise PageFailed
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
            width = max(1, round(self._frame.width * self._scale))
            height = max(1, round(self._frame.height * self._scale))
            place = (-self._x, -self._y, width, height)
            raw.FPDF_RenderPageBitmap(bitmap, self._page, *place, 0, raw.FPDF_ANNOT)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            pixels = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * rows)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return Drawing(pixels, stride)

    def differ(self, one: Drawing, other: Drawing, box: Box) -> bool:
        """Tell whether an eye sees a difference inside the box."""
        for start, end in self._spans(box, one.stride):
            a, b = one.pixels[start:end], other.pixels[start:end]
            if a != b and max(map(abs, map(sub, a, b))) >= INK:
                return True
        return False

    def has_print(self, drawing: Drawing, box: Box) -> bool:
        """Tell whether something stands inside the box, be it a part of an image."""
        lightest, darkest = 0, 255
        for start, end in self._spans(box, drawing.stride):
            greens = drawing.pixels[start + 1 : end : 3]
            lightest, darkest = max(lightest, *greens), min(darkest, *greens)
        return lightest - darkest >= PRINT

    def _spans(self, box: Box, stride: int) -> Iterator[tuple[int, int]]:
        """Yield where in the pixels each row of the box begins and ends, middle rows first."""
        scale, frame = self._scale, self._frame
        inset = (box[2] - box[0]) / 10  # neighbours reach into the box
        left = max(int((box[0] + inset - frame.left) * scale) - self._x, 0)
        right = min(int((box[2] - inset - frame.left) * scale) + 1 - self._x, self._columns)
        top = max(int((frame.top - box[1]) * scale) - self._y, 0)
        bottom = min(int((frame.top - box[3]) * scale) + 1 - self._y, self._rows)
        if left >= right or top >= bottom:
            return
        middle = (top + bottom) // 2
        for row in chain(range(middle, bottom), range(middle - 1, top - 1, -1)):
            yield row * stride + 3 * left, row * stride + 3 * right


def apart(boxes: dict[int, Box], texts: dict[int, str]) -> list[list[int]]:
    """Part text objects, by address, into groups in which no two touch, at most MAX_DRAWINGS.

    Copies of a text on one spot, as some programs write bold, stay together: one of them alone can
    go without a trace. What finds no group is in none.
    """
    copies: dict[tuple[str, int, int], list[int]] = {}
    for text, box in boxes.items():
        spot = (texts[text], round(box[0] / 3), round(box[1] / 3))
        copies.setdefault(spot, []).append(text)
    groups: list[list[int]] = []
    strips: list[dict[int, list[Box]]] = []
    for same in copies.values():
        box = _inner(boxes[same[0]])
        lines = range(int(box[3] // STRIP), int(box[1] // STRIP) + 1)
        number = 0
        while number < len(groups) and any(
            _touch(box, other) for n in lines for other in strips[number].get(n, ())
        ):
            number += 1
        if number == MAX_DRAWINGS:
            continue
        if number == len(groups):
            groups.append([])
            strips.append({})
        groups[number] += same
        for n in lines:
            strips[number].setdefault(n, []).append(box)
    return groups


def _inner(box: Box) -> Box:
    """Return the box without its margins, with which lines and words touch their neighbours."""
    across, down = 0.03 * (box[2] - box[0]), 0.25 * (box[1] - box[3])
    return box[0] + across, box[1] - down, box[2] - across, box[3] + down


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[3] < other[1] and other[3] < one[1]
