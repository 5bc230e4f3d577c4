"""Where characters stand on the page as it is shown, whichever way the file turns it."""

from collections.abc import Sequence
from typing import Any

from qa.pdf import pdfium_library
from qa.pdf.batch import bare, fours, pointer
from qa.pdf.pdfium_library import address_of

raw = pdfium_library.load()
_loose_char_box = bare("FPDFText_GetLooseCharBox")

Columns = tuple[list[float], list[float], list[float], list[float]]


class Frame:
    """The page as it is shown: its size, and where PDFium's coordinates lie on it."""

    def __init__(self, page: Any) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, box)
        self._box = box
        self._rotation: int = raw.FPDFPage_GetRotation(page)  # in quarter turns, clockwise
        self.width: float = round(raw.FPDF_GetPageWidthF(page), 2)
        self.height: float = round(raw.FPDF_GetPageHeightF(page), 2)
        # Origin of the upright page in the coordinates that `upright` returns.
        self.left: float
        self.top: float
        self.left, self.top = (box.left, box.top) if self._rotation == 0 else (0.0, self.height)

    def upright(
        self, left: list[float], top: list[float], right: list[float], bottom: list[float]
    ) -> Columns:
        """Return the four sides of all characters as if the page had not been rotated."""
        box = self._box
        match self._rotation:
            case 1:
                return (
                    [y - box.bottom for y in bottom],
                    [box.right - x for x in left],
                    [y - box.bottom for y in top],
                    [box.right - x for x in right],
                )
            case 2:
                return (
                    [box.right - x for x in right],
                    [box.top - y for y in bottom],
                    [box.right - x for x in left],
                    [box.top - y for y in top],
                )
            case 3:
                return (
                    [box.top - y for y in top],
                    [x - box.left for x in right],
                    [box.top - y for y in bottom],
                    [x - box.left for x in left],
                )
        return left, top, right, bottom


def char_boxes(text_page: Any, indices: Sequence[int]) -> Columns:
    """Return left, top, right and bottom of these characters, y upwards."""
    text_pages = [pointer(address_of(text_page))] * len(indices)
    sides = fours(_loose_char_box, "f", 1, text_pages, indices)
    return sides[0::4].tolist(), sides[1::4].tolist(), sides[2::4].tolist(), sides[3::4].tolist()
