"""A child in place of the one that recognises: it finds the same rows in every image with ink.

It needs no package, so that all around it can be tried without one. `use` puts it there.
"""

import json
import sys

import pytest

from qa.ocr import children, installed
from qa.pdf.confined import own_pipe
from qa.pdf.png import Pixels, pixels_of

ROWS = ("Consolidated income", "Net sales 4,500 4,187", "Gross profit 1,577 1,468")
Found = list[tuple[str, list[float], list[tuple[int, int, float, float]]]]


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it recognise for the length of a test."""
    monkeypatch.setattr(children, "RECOGNISES", __name__)
    monkeypatch.setattr(installed, "PACKAGES", ())


def rows(image: Pixels) -> Found:
    """Return the rows, one below the other; none for a white image."""
    if not image.rgb.strip(b"\xff"):
        return []
    return [
        (text, [0.06, 0.15 + 0.23 * number, 0.6, 0.25 + 0.23 * number], [])
        for number, text in enumerate(ROWS)
    ]


def main(_options: str) -> None:
    """Serve requests on standard input until it closes, as qa.ocr.child does."""
    replies, requests = own_pipe(), sys.stdin.buffer
    while line := requests.readline():
        image = pixels_of(requests.read(json.loads(line)["num_bytes"]))
        replies.write(json.dumps({"lines": rows(image)}).encode() + b"\n")
        replies.flush()
