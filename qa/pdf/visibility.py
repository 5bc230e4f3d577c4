"""Which characters of a page nobody sees, and why.

Three questions in the order of their cost: does a character stand on the page and is it of a size
to be seen, is it painted at all, and where that is not sure, does it leave ink (qa.pdf.ink).

Invisible text over an image of the page is what a program read there (OCR). It can be read and is
said to be OCR, as long as something stands in the image where the text is.
"""

import ctypes
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from math import hypot
from operator import sub
from typing import Any

from qa.document import HiddenReason, Line
from qa.pdf import pdfium_library
from qa.pdf.batch import pointer
from qa.pdf.covers import covered_texts, text_object
from qa.pdf.frame import Columns, Frame, char_boxes
from qa.pdf.ink import Box, Canvas, apart
from qa.pdf.page_objects import Objects, page_objects
from qa.pdf.pdfium_library import address_of, addressed
from qa.pdf.words import Words

raw = pdfium_library.load()
_char_matrix = addressed(raw, "FPDFText_GetMatrix")
_font_size = addressed(raw, "FPDFText_GetFontSize")

TOO_SMALL = 1.0  # points, of the font's height or width as shown
NEAR = 2.0  # points: images farther from a text have no pixel in common with it
MAX_IMAGES = 100  # of a page, that are looked at so
PAGE_IMAGE = 0.5  # of the page: images that cover more are an image of the page


@dataclass(slots=True)
class Hidden:
    """The characters that nobody sees, by PDFium's index; whether the others come from OCR."""

    reasons: dict[int, HiddenReason] = field(default_factory=dict)
    is_ocr: bool = False


@dataclass(frozen=True, slots=True)
class Chars:
    """The characters of a page, and PDFium's index of each."""

    text: str
    indices: Sequence[int]

    def without(self, gone: Container[int]) -> "Chars":
        """Return all but these, by index."""
        kept = [(c, i) for c, i in zip(self.text, self.indices, strict=True) if i not in gone]
        return Chars("".join(c for c, _ in kept), [i for _, i in kept])

    def only(self, wanted: Container[int]) -> "Chars":
        """Return these, by index, and all blanks."""
        kept = [
            (c, i)
            for c, i in zip(self.text, self.indices, strict=True)
            if i in wanted or c.isspace()
        ]
        return Chars("".join(c for c, _ in kept), [i for _, i in kept])


def find_hidden(
    page: Any, text_page: Any, frame: Frame, words: Words, lines: Sequence[Line], chars: Chars
) -> Hidden:
    """Return what of an open page's text is not seen when it is shown.

    words, lines: all of the page's text, as qa.pdf.words makes them of its characters.
    """
    objects = page_objects(page)
    objects.doubtful |= covered_texts(text_page, frame, words, chars.indices, objects)
    objects.doubtful -= objects.unseen
    odd = _has_odd_places(words, lines, frame)
    if not (odd or objects.unseen or objects.doubtful):
        return Hidden()
    return _Look(page, text_page, frame, chars, objects).result(odd)


def _has_odd_places(words: Words, lines: Sequence[Line], frame: Frame) -> bool:
    """Tell whether a line seems to reach off the page, or a word to be too small."""
    xs = words.xs
    boxes = [line.bbox for line in lines]
    return (
        # "Not inside" rather than "outside": then a side that is no number is odd too.
        not min([box.x0 for box in boxes], default=0) >= 0
        or not max([box.x1 for box in boxes], default=0) <= frame.width
        or not min([box.top for box in boxes], default=0) >= 0
        or not max([box.bottom for box in boxes], default=0) <= frame.height
        or min(map(sub, words.tops, words.bottoms), default=TOO_SMALL) < TOO_SMALL
        or min(map(sub, xs[1::2], xs[::2]), default=TOO_SMALL) < TOO_SMALL
    )


class _Look:
    """One closer look at a page."""

    def __init__(
        self, page: Any, text_page: Any, frame: Frame, chars: Chars, objects: Objects
    ) -> None:
        self._page, self._text_page, self._frame = page, text_page, frame
        self._objects = objects
        address = pointer(address_of(text_page))
        # Only characters with a look of their own: neither blanks nor what PDFium added.
        printed = [
            (i, character)
            for i, character in zip(chars.indices, chars.text, strict=True)
            if not character.isspace()
        ]
        self._chars = dict(printed)
        owners = map(text_object, repeat(address), self._chars)
        self._owners: dict[int, int] = {
            i: owner for i, owner in zip(self._chars, owners, strict=True) if owner
        }
        self._raw_boxes: dict[int, Box] = {}  # in page space
        self._places: dict[int, Box] = {}  # on the page as it is shown
        self._reasons: dict[int, HiddenReason] = {}

    def result(self, odd: bool) -> Hidden:
        objects = self._objects
        suspects = objects.unseen | objects.doubtful
        wanted = [i for i, owner in self._owners.items() if odd or owner in suspects]
        columns = char_boxes(self._text_page, wanted)
        self._raw_boxes = _by_index(wanted, columns)
        self._places = _by_index(wanted, self._frame.upright(*columns))
        if odd:
            self._find_odd_places(wanted)
        left = [i for i in wanted if i not in self._reasons and self._owners[i] in suspects]
        blank = self._without_ink(left)
        ocr = self._from_image(blank) if self._is_mostly(blank) else set()
        for i in blank:
            if i not in ocr:
                self._reasons[i] = HiddenReason.NO_INK
        return Hidden(self._reasons, bool(ocr))

    def _find_odd_places(self, indices: Iterable[int]) -> None:
        frame = self._frame
        bottom, right = frame.top - frame.height, frame.left + frame.width
        small: dict[int, bool] = {}  # by text object, whose characters share a font and a matrix
        for i in indices:
            owner, box = self._owners[i], self._places[i]
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            if owner not in small:
                small[owner] = self._is_too_small(i)
            if small[owner]:
                self._reasons[i] = HiddenReason.TOO_SMALL
            elif not (frame.left <= x <= right and bottom <= y <= frame.top):
                self._reasons[i] = HiddenReason.OFF_PAGE

    def _is_too_small(self, index: int) -> bool:
        matrix = (ctypes.c_float * 6)()
        address = address_of(self._text_page)
        if not _char_matrix(address, index, ctypes.addressof(matrix)):
            return False
        a, b, c, d, _, _ = matrix
        size = abs(_font_size(address, index))
        return bool(min(hypot(a, b), hypot(c, d)) * size < TOO_SMALL)

    def _without_ink(self, indices: list[int]) -> list[int]:
        """Return those that leave no ink, in order."""
        doubtful = [i for i in indices if self._owners[i] in self._objects.doubtful]
        drawn: set[int] = set()
        if doubtful:
            boxes, texts = self._by_owner(doubtful)
            canvas = Canvas(self._page, self._frame, boxes.values())
            far = self._far_images(doubtful)
            shown = canvas.draw(far)
            # Copies that PDFium took no characters of, such as the second one of bold text.
            silent = self._objects.doubtful - boxes.keys()
            for group in apart(boxes, texts):
                rest, members = canvas.draw([*group, *silent, *far]), set(group)
                drawn.update(
                    i
                    for i in doubtful
                    if self._owners[i] in members and canvas.differ(shown, rest, self._places[i])
                )
            for run in self._runs(doubtful):
                if any(i in drawn and self._chars[i].isalnum() for i in run):
                    drawn.update(i for i in run if not self._chars[i].isalnum())  # a dot is small
        return [i for i in indices if i not in drawn]

    def _far_images(self, indices: list[int]) -> list[int]:
        """Return the images that touch none of these: dear to draw, and nothing is seen of it."""
        members: dict[int, list[Box]] = {}
        for i in indices:
            members.setdefault(self._owners[i], []).append(self._raw_boxes[i])
        texts = [_around(boxes) for boxes in members.values()]
        return [
            image
            for image, (left, bottom, right, top) in islice(
                self._objects.images.items(), MAX_IMAGES
            )
            if not any(
                text[0] < right + NEAR
                and left - NEAR < text[2]
                and text[3] < top + NEAR
                and bottom - NEAR < text[1]
                for text in texts
            )
        ]

    def _is_mostly(self, blank: list[int]) -> bool:
        """Tell whether an image covers the page and nearly no text besides these is seen."""
        frame = self._frame
        area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in self._objects.images.values())
        num_seen = len(self._owners) - len(blank) - len(self._reasons)
        return area > PAGE_IMAGE * frame.width * frame.height and num_seen < len(blank)

    def _from_image(self, blank: list[int]) -> set[int]:
        """Return those that stand where an image shows something: the image's own text."""
        inside = [i for i in blank if self._is_on_image(i)]
        if not inside:
            return set()
        canvas = Canvas(self._page, self._frame, (self._places[i] for i in inside))
        shown = canvas.draw()
        read: set[int] = set()
        for run in self._runs(inside):
            if canvas.has_print(shown, _around(self._places[i] for i in run)):
                read.update(run)
        return read

    def _is_on_image(self, index: int) -> bool:
        left, top, right, bottom = self._raw_boxes[index]
        x, y = (left + right) / 2, (top + bottom) / 2
        return any(
            box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in self._objects.images.values()
        )

    def _by_owner(self, indices: list[int]) -> tuple[dict[int, Box], dict[int, str]]:
        members: dict[int, list[int]] = {}
        for i in indices:
            members.setdefault(self._owners[i], []).append(i)
        boxes = {owner: _around(self._places[i] for i in own) for owner, own in members.items()}
        texts = {owner: "".join(self._chars[i] for i in own) for owner, own in members.items()}
        return boxes, texts

    def _runs(self, indices: list[int]) -> Iterator[list[int]]:
        """Yield stretches without a gap that belong to one text object."""
        run: list[int] = []
        for i in indices:
            if run and (i != run[-1] + 1 or self._owners[i] != self._owners[run[-1]]):
                yield run
                run = []
            run.append(i)
        if run:
            yield run


def _by_index(indices: list[int], columns: Columns) -> dict[int, Box]:
    return dict(zip(indices, zip(*columns, strict=True), strict=True))


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), max(tops), max(rights), min(bottoms)
