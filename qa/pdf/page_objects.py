"""What a page is painted with, as far as it decides whether its text can be seen.

Nearly all text of nearly all pages is dark, opaque and painted last, so each object is asked as
little as possible, and all objects the same question at once. Text of which this is not sure is
*doubtful*: qa.pdf.ink looks at it.
"""

import ctypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

from qa.pdf import pdfium_library
from qa.pdf.batch import bare, fours, pointer
from qa.pdf.object_state import Box, boxes_of, clipped, in_layers
from qa.pdf.pdfium_library import address_of, addressed

raw = pdfium_library.load()

FILLED, FILLED_AND_STROKED = 0, 2  # text render modes that paint glyphs with the fill colour
UNSEEN = {3, 7}  # text render modes that paint nothing
NOT_TEXT = -1
CONTRAST = 64  # of 255, in one channel at least: then text is told from what is behind it
OPAQUE = 128  # of 255; fainter text is doubtful
RULE = 2.0  # points: a dark path no wider is a rule
MAX_DEPTH = 12  # of forms in forms

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]  # red, green, blue, alpha

_get_object = bare("FPDFPage_GetObject")
_render_mode = bare("FPDFTextObj_GetTextRenderMode")
_fill_colour = bare("FPDFPageObj_GetFillColor")
_has_transparency = bare("FPDFPageObj_HasTransparency")
_type = bare("FPDFPageObj_GetType")
_draw_mode = bare("FPDFPath_GetDrawMode")
_form_object = addressed(raw, "FPDFFormObj_GetObject")
_num_form_objects = bare("FPDFFormObj_CountObjects")


@dataclass(slots=True)
class Cover:
    """Something that lies over or behind text, painted as number `order`. Box in page space."""

    order: float
    box: Box
    colour: Colour | None  # None: several, or not known
    is_told_apart: bool = False  # from every text of the page, where it is painted first


@dataclass(slots=True)
class Objects:
    """A page's objects by address, those first that are painted first."""

    addresses: list[int]
    pointers: list[Any]
    colours: list[Colour]  # zeros where it has none
    texts: list[int]  # numbers of those that are texts
    unseen: set[int] = field(default_factory=set)  # texts painted with nothing
    doubtful: set[int] = field(default_factory=set)  # texts that may not be seen
    images: dict[int, Box] = field(default_factory=dict)  # by address, those in forms included
    covers: list[Cover] = field(default_factory=list)  # all that texts may have to do with

    def are_told_apart(self, text: int, cover: Cover) -> bool:
        """Tell whether this text (a number, not an address) is painted on the cover and shows."""
        return text > cover.order and (
            cover.colour is not None and _contrasts(self.colours[text], cover.colour)
        )


def page_objects(page: Any) -> Objects:
    """Return the objects of an open page, and what may not be seen of its text."""
    count = raw.FPDFPage_CountObjects(page)
    addresses = list(map(_get_object, [pointer(address_of(page))] * count, range(count)))
    pointers = list(map(pointer, addresses))
    modes = list(map(_render_mode, pointers))
    colours = list(struct.iter_unpack("4I", fours(_fill_colour, "I", 4, pointers).tobytes()))
    texts = [i for i, mode in enumerate(modes) if mode != NOT_TEXT]
    others = [i for i, mode in enumerate(modes) if mode == NOT_TEXT]
    found = Objects(addresses, pointers, colours, texts)
    palette = {colours[i] for i in texts}
    _judge(found, modes, palette)
    first = texts[0] if texts else count
    told_apart = {
        colour: all(_contrasts(colour, text) for text in palette)
        for colour in {colours[i] for i in others}
    }
    for cover in (*_covers(others, found), *_annotations(page)):
        cover.is_told_apart = cover.colour is not None and told_apart[cover.colour]
        # Whatever lies under all texts, and is told from each of them, hides none.
        if cover.order > first or not cover.is_told_apart:
            found.covers.append(cover)
    found.doubtful -= found.unseen
    return found


def _judge(found: Objects, modes: list[int], palette: set[Colour]) -> None:
    """Find the texts that are painted with nothing, and those that may not be seen."""
    texts, addresses, pointers = found.texts, found.addresses, found.pointers
    items = [pointers[i] for i in texts] if len(texts) < len(pointers) else pointers
    kinds = set(modes)
    odd = kinds - UNSEEN - {NOT_TEXT, FILLED, FILLED_AND_STROKED}
    if kinds & UNSEEN:
        found.unseen.update(addresses[i] for i in texts if modes[i] in UNSEEN)
    if odd:
        found.doubtful.update(addresses[i] for i in texts if modes[i] in odd)
    for doubts in (list(map(_has_transparency, items)), clipped(items), in_layers(items)):
        if any(doubts):
            found.doubtful.update(addresses[i] for i in compress(texts, doubts))
    doubtful = set(filter(_is_doubtful, palette))
    if not doubtful:
        return
    for i in texts:
        colour = found.colours[i]
        if colour in doubtful:
            found.doubtful.add(addresses[i])
            # White blocks hide what they are written over.
            if _is_pale(colour) and modes[i] not in UNSEEN:
                found.covers.append(Cover(i, boxes_of([pointers[i]])[0], None))


def _is_doubtful(colour: Colour) -> bool:
    """Tell whether text in this colour may not be seen on white paper."""
    return colour[3] < OPAQUE or _is_pale(colour)


def _is_pale(colour: Colour) -> bool:
    return min(colour[:3]) > 255 - CONTRAST


def _contrasts(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one[:3], other[:3], strict=True)) >= CONTRAST


# What lies over and behind text


def _covers(others: list[int], found: Objects) -> Iterator[Cover]:
    """Yield all that is no text; text in forms is doubtful, because a form may be hidden whole."""
    items = [found.pointers[i] for i in others]
    boxes = boxes_of(items)
    pale = set(filter(_is_pale, {found.colours[i] for i in others}))
    paths: list[tuple[int, Box]] = []
    for i, item, kind, box in zip(others, items, map(_type, items), boxes, strict=True):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            is_rule = box[2] - box[0] < RULE or box[3] - box[1] < RULE
            if not is_rule or found.colours[i] in pale:
                paths.append((i, box))
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            yield Cover(i, box, None)
            _search_form(item, _matrix(item), found, 1)
        else:
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                found.images[found.addresses[i]] = box
            yield Cover(i, box, None)
    yield from _painted_paths(paths, found)


def _painted_paths(paths: list[tuple[int, Box]], found: Objects) -> Iterator[Cover]:
    modes = fours(_draw_mode, "i", 2, [found.pointers[i] for i, _ in paths])
    for (i, box), fill, stroke in zip(paths, modes[0::4], modes[1::4], strict=True):
        if fill:
            colour = found.colours[i]
            yield Cover(i, box, None if stroke or colour[3] < 255 else colour)
        elif stroke:
            width = ctypes.c_float()
            raw.FPDFPageObj_GetStrokeWidth(found.addresses[i], ctypes.byref(width))
            if width.value >= RULE:
                yield Cover(i, box, None)


def _search_form(form: Any, matrix: Matrix, found: Objects, depth: int) -> None:
    count = _num_form_objects(form)
    for address in map(_form_object, repeat(form, count), range(count)):
        inner = pointer(address)
        mode = _render_mode(inner)
        if mode in UNSEEN:
            found.unseen.add(address)
        elif mode != NOT_TEXT:
            found.doubtful.add(address)
        elif (kind := _type(inner)) == raw.FPDF_PAGEOBJ_IMAGE:
            found.images[address] = _transformed(boxes_of([inner])[0], matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            _search_form(inner, _product(_matrix(inner), matrix), found, depth + 1)


def _annotations(page: Any) -> Iterator[Cover]:
    """Yield what is painted over the page: annotations other than links without a look."""
    for i in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        drawn = kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
        if drawn or raw.FPDFAnnot_GetAP(annotation, 0, None, 0) > 2:
            sides = (ctypes.c_float * 4)()
            raw.FPDFAnnot_GetRect(annotation, ctypes.addressof(sides))
            left, top, right, bottom = sides
            box = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            yield Cover(float("inf"), box, None)
        raw.FPDFPage_CloseAnnot(annotation)


# Matrices of forms


def _matrix(form: Any) -> Matrix:
    numbers = (ctypes.c_float * 6)(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    raw.FPDFPageObj_GetMatrix(form, ctypes.addressof(numbers))
    return tuple(numbers)


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    A, B, C, D, E, F = then
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )


def _transformed(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
