"""What painted objects stand in: their boxes, what they are clipped to, their layers.

Takes pointers (qa.pdf.batch), many at once where that is how they are needed.
"""

import ctypes
import struct
from itertools import repeat
from typing import Any

from qa.pdf import pdfium_library
from qa.pdf.batch import bare, fours, pointer, unsigned_long

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
_mark = bare("FPDFPageObj_GetMark")
_mark_name = bare("FPDFPageObjMark_GetName")

_point = (ctypes.c_float * 2)()
_name, _size = ctypes.create_string_buffer(8), ctypes.c_ulong()
_NAME, _SIZE = pointer(ctypes.addressof(_name)), pointer(ctypes.addressof(_size))
_NO_ROOM, _ROOM = unsigned_long(0), unsigned_long(len(_name))
LAYER = "OC\0".encode("utf-16-le")  # the tag of what belongs to a layer
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
    boxes = boxes_of(texts)
    found = [False] * len(texts)
    windows: dict[int, Box | None] = {}  # by their first segment: texts share what they stand in
    for number in range(max(counts)):
        deep = [i for i, count in enumerate(counts) if count > number]
        clips = [paths[i] for i in deep]
        firsts = list(map(_segment, clips, repeat(number), repeat(0)))
        for i, clip, first in zip(deep, clips, firsts, strict=True):
            if first not in windows:
                windows[first] = _window(clip, number)
            window, box = windows[first], boxes[i]
            if window is None or not (
                window[0] <= box[0]
                and window[1] <= box[1]
                and box[2] <= window[2]
                and box[3] <= window[3]
            ):
                found[i] = True
    return found if any(found) else []


def _window(clip: Any, number: int) -> Box | None:
    """Return one of the paths of a clip as a box that is a little larger; None where it is none."""
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
    return min(xs) - CLOSE, min(ys) - CLOSE, max(xs) + CLOSE, max(ys) + CLOSE


def in_layers(items: list[Any]) -> list[bool]:
    """Tell of each object whether it stands in a layer that can be switched off; [] if of none."""
    counts = list(map(_num_marks, items))
    if not any(counts):
        return []
    found = [False] * len(items)
    layers: dict[int, bool] = {}  # by mark: what is marked together shares one
    for number in range(max(counts)):
        deep = [i for i, count in enumerate(counts) if count > number]
        marks = list(map(_mark, [items[i] for i in deep], repeat(unsigned_long(number))))
        layers |= _are_layers(list(set(marks) - layers.keys()))
        if any(map(layers.__getitem__, marks)):
            for i, mark in zip(deep, marks, strict=True):
                found[i] |= layers[mark]
    return found if any(found) else []


def _are_layers(marks: list[int]) -> dict[int, bool]:
    """Tell of each mark whether it is a layer's: most have a name of another length."""
    items = list(map(pointer, marks))
    nowhere, no_room = [None] * len(items), [_NO_ROOM] * len(items)
    sizes = fours(_mark_name, "I", 1, items, nowhere, no_room)[0::4]
    return {
        mark: size == len(LAYER) and _has_layer_name(item)
        for mark, item, size in zip(marks, items, sizes, strict=True)
    }


def _has_layer_name(mark: Any) -> bool:
    _mark_name(mark, _NAME, _ROOM, _SIZE)
    return _name.raw[: len(LAYER)] == LAYER
