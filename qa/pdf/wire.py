"""How a page crosses from a child process: one line of JSON, numbers packed.

Never pickle: what a child says is not trusted, because a hostile file may have taken it over.
"""

import json
from array import array
from base64 import b64decode, b64encode
from itertools import starmap
from typing import TYPE_CHECKING, Any

from qa.document import BBox, Edges, HiddenLine, HiddenReason, Line, Page, PageStatus
from qa.pdf.edges import WordEdges

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

FARTHEST = 10_000_000.0  # points: far beyond any page


class BadMessage(Exception):
    """A child said something that is not in the protocol."""


def encode_page(page: Page) -> dict[str, Any]:
    """Return what `decode_page` reads: texts, boxes, and edges at some positions of each line."""
    boxes, positions, xs = array("f"), array("I"), array("f")
    num_edges = []
    for line in page.lines:
        box, edges = line.bbox, line.edges
        boxes.extend((box.x0, box.top, box.x1, box.bottom))
        if isinstance(edges, WordEdges):
            positions.extend(edges.positions)
            xs.extend(edges.xs)
            num_edges.append(len(edges.xs))
        else:
            positions.extend(range(len(edges)))
            xs.extend(edges)
            num_edges.append(len(edges))
    return {
        "page": page.page_number,
        "size": (page.width, page.height),
        "status": page.status,
        "tokens": page.num_tokens,
        "texts": [line.text for line in page.lines],
        "boxes": b64encode(boxes.tobytes()).decode(),
        "num_edges": num_edges,
        "positions": b64encode(positions.tobytes()).decode(),
        "xs": b64encode(xs.tobytes()).decode(),
        "hidden": [
            (line.text, line.reason, (box.x0, box.top, box.x1, box.bottom))
            for line in page.hidden
            for box in (line.bbox,)
        ],
        "is_ocr": page.is_ocr,
    }


def decode_page(message: dict[str, Any]) -> Page:
    """Return the page; raises BadMessage for anything `encode_page` would not have made."""
    try:
        texts = message["texts"]
        boxes = _unpack(message["boxes"], "f4").reshape(len(texts), 4).round(2).tolist()
        lines = tuple(
            Line(text, BBox(*box), edges)
            for text, box, edges in zip(texts, boxes, _edges(message), strict=True)
        )
        width, height = message["size"]
        return Page(
            page_number=int(message["page"]),
            printed_number=None,
            width=float(width),
            height=float(height),
            lines=lines,
            status=PageStatus(message["status"]),
            num_tokens=int(message["tokens"]),
            hidden=tuple(starmap(_hidden_line, message["hidden"])),
            is_ocr=bool(message["is_ocr"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessage(str(error)) from error


def _hidden_line(text: Any, reason: Any, sides: Any) -> HiddenLine:
    if not isinstance(text, str):
        raise BadMessage("not a text")
    x0, top, x1, bottom = (max(-FARTHEST, min(float(side), FARTHEST)) for side in sides)
    box = BBox(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
    return HiddenLine(text, HiddenReason(reason), box)


def _edges(message: dict[str, Any]) -> list[Edges]:
    """Return the edges of every line, those between known ones interpolated for the whole page."""
    import numpy as np  # not at the top: children encode only, and start faster without

    lengths = np.array([len(text) + 1 for text in message["texts"]], dtype=np.int64)
    counts = np.array(message["num_edges"], dtype=np.int64)
    lengths[counts == 0] = 0
    ends = lengths.cumsum()
    positions = _unpack(message["positions"], "u4") + np.repeat(ends - lengths, counts)
    xs = _unpack(message["xs"], "f4")
    if not len(positions):
        return [Edges(b"")] * len(counts)
    last = np.append(np.diff(positions) > 0, True)  # where two words touch, the second one counts
    everywhere = np.interp(np.arange(ends[-1]), positions[last], xs[last])
    packed = np.rint(everywhere.clip(-FARTHEST, FARTHEST) * 100).astype("<i4").tobytes()
    spans = zip((4 * (ends - lengths)).tolist(), (4 * ends).tolist(), strict=True)
    return [Edges(packed[a:b]) for a, b in spans]


def _unpack(text: str, kind: str) -> "Floats":
    import numpy as np

    numbers = np.frombuffer(b64decode(text, validate=True), dtype=kind).astype(np.float64)
    if not np.isfinite(numbers).all():
        raise BadMessage("not a number")
    return numbers


def parse(line: bytes) -> dict[str, Any]:
    """Return the message in one line; raises BadMessage where it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadMessage(str(error)) from error
    if not isinstance(message, dict):
        raise BadMessage("not an object")
    return message
