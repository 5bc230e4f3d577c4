"""What painted objects stand in: their boxes, what they are clipped to, their layers.

Takes pointers (qa.pdf.batch), many at once where that is how they are needed.
"""

import ctypes
import struct
from itertools import repeat
from typing import Any

from qa.pdf import pdfium_library
from qa.pdf.batch import bare, fours, pointer
from qa.pdf.pdfium_library import addressed

raw = pdfium_library.load()

CLOSE = 0.5  # points that a text may stick out of what it is clipped to

Box = tuple[float, float, float, float]  # left, bottom, right, top, y upwards

_bounds = bare("FPDFPageObj_GetBounds")
_clip_path = bare("FPDFPageObj_GetClipPath")
_num_clips = bare("FPDFClipPath_CountPaths")
_num_segments = bare("FPDFClipPath_CountPathSegments")
_segment = bare("FPDFClipPath_GetPathSegment")
_get_point = bare("FPDFPathSegment_GetPoint")
_num_marks = bare("FPDFPageObj_CountMarks")
_mark = addressed(raw, "FPDFPageObj_GetMark")
_mark_name = addressed(raw, "FPDFPageObjMark_GetName")

_point = (ctypes.c_float * 2)()
_name, _size = ctypes.create_string_buffer(8), ctypes.c_ulong()
_POINT = tuple(pointer(ctypes.addressof(_point) + 4 * n) for n in range(2))


def boxes_of(items: list[Any]) -> list[Box]:
    """Return the sides of objects, in the space of what holds them."""
    return list(struct.iter_unpack("4f", fours(_bounds, "f", 4, items).tobytes()))


def clipped(texts: list[Any]) -> list[bool]:
    """Tell of each text whether a part of it may lie outside what it is clipped to; [] if of none.

    PDFium itself drops clips that cut nothing.
    """
    paths = list(map(pointer, map(_clip_path, texts)))
    counts = list(map(_num_clips, paths))
    if max(counts, default=0) <= 0:
        return []
    windows: dict[int, Box | None] = {}  # by their first segment: texts share what they stand in
    found = []
    for clip, count, box in zip(paths, counts, boxes_of(texts), strict=True):
        left, bottom, right, top = box
        cut = False
        for number in range(count):
            first = _segment(clip, number, 0) or 0
            if first not in windows:
                windows[first] = _window(clip, number)
            window = windows[first]
            cut = (
                cut
                or window is None
                or not (
                    window[0] <= left + CLOSE
                    and window[1] <= bottom + CLOSE
                    and right - CLOSE <= window[2]
                    and top - CLOSE <= window[3]
                )
            )
        found.append(cut)
    return found


def _window(clip: Any, number: int) -> Box | None:
    """Return one of the paths of a clip as a box; None where it is none."""
    count = _num_segments(clip, number)
    if not 4 <= count <= 6:
        return None
    points: set[tuple[float, float]] = set()
    for i in range(count):
        _get_point(pointer(_segment(clip, number, i)), *_POINT)
        points.add((_point[0], _point[1]))
    xs, ys = {x for x, _ in points}, {y for _, y in points}
    if len(points) != 4 or len(xs) != 2 or len(ys) != 2:
        return None
    return min(xs), min(ys), max(xs), max(ys)


def in_layers(items: list[Any]) -> list[bool]:
    """Tell of each object whether it stands in a layer that can be switched off; [] if of none."""
    counts = list(map(_num_marks, items))
    if not any(counts):
        return []
    found = [False] * len(items)
    layers: dict[int, bool] = {}  # by mark: what is marked together shares one
    for number in range(max(counts)):
        deep = [i for i, count in enumerate(counts) if count > number]
        marks = list(map(_mark, map(items.__getitem__, deep), repeat(number)))
        layers |= {mark: _is_layer(mark) for mark in set(marks) - layers.keys()}
        for i, mark in zip(deep, marks, strict=True):
            found[i] |= layers[mark]
    return found if any(found) else []


def _is_layer(mark: int) -> bool:
    _mark_name(mark, ctypes.addressof(_name), len(_name), ctypes.addressof(_size))
    return _size.value == 6 and _name.raw[:4] == b"O\0C\0"
