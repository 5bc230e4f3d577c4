"""How a page crosses from a child process: one line of JSON, numbers packed as 32-bit floats.

Never pickle: what a child says is not trusted, because a hostile file may have taken it over.
"""

import json
from array import array
from base64 import b64decode, b64encode
from typing import Any

from qa.document import BBox, Line, Page, PageStatus


class BadMessage(Exception):
    """A child said something that is not in the protocol."""


def encode_page(page: Page) -> dict[str, Any]:
    """Return what `decode_page` reads: texts, and per line 4 box numbers and then the edges."""
    numbers = array("f")
    for line in page.lines:
        box = line.bbox
        numbers.extend((box.x0, box.top, box.x1, box.bottom))
        numbers.extend(line.edges)
    return {
        "page": page.page_number,
        "size": (page.width, page.height),
        "status": page.status,
        "tokens": page.num_tokens,
        "texts": [line.text for line in page.lines],
        "exact": [int(bool(line.edges)) for line in page.lines],
        "numbers": b64encode(numbers.tobytes()).decode(),
    }


def decode_page(message: dict[str, Any]) -> Page:
    """Return the page; raises BadMessage for anything `encode_page` would not have made."""
    try:
        packed = array("f")
        packed.frombytes(b64decode(message["numbers"], validate=True))
        numbers = packed.tolist()
        lines, at = [], 0
        for text, exact in zip(message["texts"], message["exact"], strict=True):
            end = at + 4 + (len(text) + 1 if exact else 0)
            x0, top, x1, bottom = numbers[at : at + 4]
            bbox = BBox(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
            lines.append(Line(text, bbox, tuple(numbers[at + 4 : end])))
            at = end
        if at != len(numbers):
            raise BadMessage("numbers")
        width, height = message["size"]
        return Page(
            page_number=int(message["page"]),
            printed_number=None,
            width=float(width),
            height=float(height),
            lines=tuple(lines),
            status=PageStatus(message["status"]),
            num_tokens=int(message["tokens"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessage(str(error)) from error


def parse(line: bytes) -> dict[str, Any]:
    """Return the message in one line; raises BadMessage where it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadMessage(str(error)) from error
    if not isinstance(message, dict):
        raise BadMessage("not an object")
    return message
