"""What a page shows where an answer cites it: a strip of the page as PNG, and how two compare."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.answer import Citation
from qa.document import BBox, union
from qa.errors import RenderingFailed
from qa.library import StoredDocument
from qa.pdf import PageRenderer
from qa.pdf.png import NotOurPng, Pixels, pixels_of, png

SCALE = 2.0  # 144 dpi: small print is read on paper too
MARGIN = 30.0  # points above and below: two or three lines to see where one is
REACH = 200.0  # points up to a table's heading that is shown too
BLOCK = 8  # pixels; a digit of small print fills more than one block
# Mean difference of a block's bytes: another release of the renderer smooths edges another way,
# up to about ten; a digit exchanged for another gives forty and more.
MOST_DIFFERENCE = 24.0

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Region:
    """A strip of a page, as wide as the page. All in points from the page's top left."""

    page_number: int
    width: float
    top: float
    bottom: float
    boxes: tuple[BBox, ...]
    context: tuple[BBox, ...]  # heading, years, unit, where they are within the strip


def regions_of(citations: Sequence[Citation], sizes: Sequence[tuple[float, float]]) -> list[Region]:
    """Return a strip for each citation. sizes: width and height of every page, in points."""
    return [_region(citation, *sizes[citation.page_number - 1]) for citation in citations]


def _region(citation: Citation, width: float, height: float) -> Region:
    boxes = citation.boxes or (BBox(0.0, 0.0, width, height),)
    cited = union(boxes)
    near = [
        box
        for span in citation.context
        if span.page_number == citation.page_number
        for box in span.boxes
        if cited.top - REACH <= box.top and box.bottom <= cited.bottom + MARGIN
    ]
    around = union([cited, *near])
    return Region(
        page_number=citation.page_number,
        width=width,
        top=max(around.top - MARGIN, 0.0),
        bottom=min(around.bottom + MARGIN, height),
        boxes=boxes,
        context=tuple(near),
    )


def draw(
    document: StoredDocument, regions: Sequence[Region], renderer: PageRenderer
) -> list[bytes | None]:
    """Return each strip as PNG; None for one whose page cannot be drawn."""
    pictures: list[bytes | None] = []
    for region in regions:
        try:
            page = pixels_of(
                renderer.png(
                    document.pdf_path, region.page_number, scale=SCALE, password=document.password
                )
            )
        except (RenderingFailed, NotOurPng):
            pictures.append(None)
            continue
        drawn = page.columns / region.width  # pixels a point: less than SCALE on a large page
        part = page.cut(0, int(region.top * drawn), page.columns, int(region.bottom * drawn) + 1)
        pictures.append(png(part.columns, part.rows, part.rgb, level=9))
    return pictures


def look_alike(one: bytes, other: bytes) -> bool:
    """Tell whether two pictures show the same, smoothing of edges aside.

    False also for a picture that this product has not made.
    """
    try:
        a, b = pixels_of(one), pixels_of(other)
    except NotOurPng:
        return False
    if (a.columns, a.rows) != (b.columns, b.rows):
        return False
    return float(_blocks(a, b).max(initial=0.0)) <= MOST_DIFFERENCE


def _blocks(one: Pixels, other: Pixels) -> FloatArray:
    """Return the mean difference in each block of pixels; those at the edges are padded."""
    a, b = (
        np.frombuffer(picture.rgb, np.uint8).reshape(picture.rows, picture.columns * 3)
        for picture in (one, other)
    )
    difference = np.abs(a.astype(np.float32) - b.astype(np.float32))
    rows, columns = -one.rows % BLOCK, -one.columns % BLOCK * 3
    padded = np.pad(difference, ((0, rows), (0, columns)))
    height, width = padded.shape
    blocks = padded.reshape(height // BLOCK, BLOCK, width // (3 * BLOCK), 3 * BLOCK)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float32)
