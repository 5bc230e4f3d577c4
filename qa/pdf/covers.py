"""Which texts of a page have something painted over or behind them that may hide them.

Tables whose cells are coloured one by one, each before its figure, have hundreds of such things on
a page. What can be told from every text hides only what was painted before it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import repeat
from math import inf
from operator import attrgetter, sub
from typing import Any

from qa.pdf.batch import bare, pointer
from qa.pdf.frame import Frame
from qa.pdf.object_state import boxes_of
from qa.pdf.page_objects import Cover, Objects
from qa.pdf.pdfium_library import address_of
from qa.pdf.words import Words

text_object = bare("FPDFText_GetTextObject")

BAND = 0.2  # of the height, above and below the middle of a word: covered there, it is doubtful
SLIVER = 0.05  # of the height: a cover that reaches no further into a word hides none of it
STRIP = 2.0  # points: height of the strips of the page that covers and texts are compared in
LAST_STRIP = 1023  # to which belongs what lies beyond
FEW = 10  # covers: compared with all texts sooner than strips are made
MAX_PAIRS = 200_000  # of covers and texts; the other covers are compared with the words themselves
NO_SIZE = 24.0  # points around a text without a size that are taken for its place

Place = tuple[int, float, float, float, float]  # number of a text, left, bottom, right, top


def covered_texts(
    text_page: Any, frame: Frame, words: Words, indices: Sequence[int], objects: Objects
) -> set[int]:
    """Return the text objects with a word over or behind which something else is painted.

    indices: PDFium's index of each character of the words' text.
    """
    found: set[int] = set()
    if not objects.covers or not words.xs:
        return found
    covers = list(_over_texts(objects))
    if not covers:
        return found
    sides = [list(column) for column in zip(*(cover.box for cover in covers), strict=True)]
    boxes = zip(*frame.upright(sides[0], sides[3], sides[2], sides[1]), strict=True)
    heights = zip(words.tops[::2], words.bottoms[::2], strict=True)
    middle_of = [(top + bottom) / 2 for top, bottom in heights]
    rows = sorted(range(len(middle_of)), key=middle_of.__getitem__)
    middles = [middle_of[n] for n in rows]
    reach = max(map(sub, words.tops, words.bottoms)) / 2
    numbers: dict[int, int] = {}
    owners: dict[int, set[int]] = {}  # of each word
    handle = pointer(address_of(text_page))
    for cover, (left, top, right, bottom) in zip(covers, boxes, strict=True):
        low = bisect_left(middles, bottom - reach)
        for n in rows[low : bisect_right(middles, top + reach)]:
            middle, x0, x1 = middle_of[n], words.xs[2 * n], words.xs[2 * n + 1]
            height = words.tops[2 * n] - words.bottoms[2 * n]
            sliver = SLIVER * height
            if x0 + sliver >= right or x1 - sliver <= left:
                continue
            half = height * (BAND if height < 2 * (x1 - x0) else 0.5)
            if min(top, middle + half) - max(bottom, middle - half) <= half / 2:
                continue
            if n not in owners:
                word = indices[words.positions[2 * n] : words.positions[2 * n + 1]]
                owners[n] = set(map(text_object, repeat(handle), word))
            numbers = numbers or {text: i for i, text in enumerate(objects.addresses)}
            for text in owners[n]:
                number = numbers.get(text, -1)  # text in forms is doubtful anyway
                if number not in (-1, cover.order) and not objects.are_told_apart(number, cover):
                    found.add(text)
    return found


def _over_texts(objects: Objects) -> Iterator[Cover]:
    """Yield the covers that may hide text: those over or behind a text that they can hide."""
    places = _places(objects)
    numbers = [place[0] for place in places]
    has_many = len(objects.covers) > FEW
    # By strip: from where to where text is so far.
    lefts, rights = [inf] * (LAST_STRIP + 1), [-inf] * (LAST_STRIP + 1)
    num_reached, num_pairs = 0, 0
    covers = sorted(objects.covers, key=attrgetter("order"))
    lows = _strips([cover.box[1] for cover in covers])
    highs = _strips([cover.box[3] for cover in covers])
    for cover, low, high in zip(covers, lows, highs, strict=True):
        left, bottom, right, top = cover.box
        order, num_rivals = cover.order, len(places)
        if cover.is_told_apart:
            num_rivals = bisect_left(numbers, order)
            if has_many:
                if num_reached < num_rivals:
                    _reach(lefts, rights, places[num_reached:num_rivals])
                    num_reached = num_rivals
                if low > high or not (
                    min(lefts[low : high + 1]) < right and left < max(rights[low : high + 1])
                ):
                    continue
        num_pairs += len(places)
        if num_pairs > MAX_PAIRS or any(
            y0 < top and bottom < y1 and x0 < right and left < x1 and number != order
            for number, x0, y0, x1, y1 in places[:num_rivals]
        ):
            yield cover


def _places(objects: Objects) -> list[Place]:
    """Return the place of each text in the order of painting, its outermost edges left out."""
    places = []
    boxes = boxes_of([objects.pointers[i] for i in objects.texts])
    for number, (left, bottom, right, top) in zip(objects.texts, boxes, strict=True):
        width, height = right - left, top - bottom
        if width > 0 and height > 0:
            across, down = min(SLIVER * height, width / 4), 0.1 * height
        else:
            across = down = -NO_SIZE
        places.append((number, left + across, bottom + down, right - across, top - down))
    return places


def _reach(lefts: list[float], rights: list[float], places: list[Place]) -> None:
    """Note how far these texts reach in each of the strips that they touch."""
    lows = _strips([place[2] for place in places])
    highs = _strips([place[4] for place in places])
    for (_, left, _, right, _), low, high in zip(places, lows, highs, strict=True):
        for strip in range(low, high + 1):
            if left < lefts[strip]:
                lefts[strip] = left
            if right > rights[strip]:
                rights[strip] = right


def _strips(heights: list[float]) -> list[int]:
    """Return the strip in which each of these lies, y upwards."""
    return [
        int(y / STRIP) if 0.0 <= y < LAST_STRIP * STRIP else LAST_STRIP if y > 0.0 else 0
        for y in heights
    ]
