"""The process that recognises words in page images. It meets pixels alone, never the file.

In: a line of JSON {"num_bytes"}, then a PNG of ours. Out: a line of JSON {"lines"}, see `Found`.
It opens no connection: the models lie in rapidocr's own folder, and one that is missing is an
error.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from qa.pdf.confined import confine, ends_after, own_pipe
from qa.pdf.limits import Limits
from qa.pdf.png import Pixels, pixels_of

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
LONGEST_SIDE = 2_500  # pixels; a longer image is shrunk for the detector
SHORTEST_SIDE = 16  # pixels of an image that can hold a line of text
STEEPEST = 12  # sides' ratio: longer strips are no page, and cost memory without end
FORBIDDEN = {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"}

# [text, [x0, top, x1, bottom], [[start, end, x0, x1] of each word]]; places are shares of the image
Found = list[tuple[str, list[float], list[tuple[int, int, float, float]]]]


class Recogniser:
    """The models, loaded once. One thread: pages are many, and others work on this machine."""

    def __init__(self) -> None:
        import cv2
        import numpy
        import rapidocr

        cv2.setNumThreads(1)
        models = Path(rapidocr.__file__).parent / "models"
        self._array = numpy.frombuffer, numpy.uint8
        self._read = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "Global.max_side_len": LONGEST_SIDE,
                "Global.min_side_len": SHORTEST_SIDE,
                "Det.model_path": str(models / DETECTOR),
                "Rec.model_path": str(models / RECOGNISER),
                "Det.limit_type": "max",
                "Det.limit_side_len": LONGEST_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def lines(self, image: Pixels) -> Found:
        """Return the lines of words in an image; none for one that can be no page."""
        short, long = sorted((image.columns, image.rows))
        if short < SHORTEST_SIDE or long > STEEPEST * short:
            return []
        from_buffer, byte = self._array
        pixels = from_buffer(image.rgb, byte).reshape(image.rows, image.columns, 3)
        said = self._read(pixels[:, :, ::-1])
        if said.boxes is None:
            return []
        return [
            _line(text, box.tolist(), words, image)
            for text, box, words in zip(said.txts, said.boxes, said.word_results, strict=True)
        ]


def _line(
    text: str, corners: Sequence[Sequence[float]], words: Sequence[Any], image: Pixels
) -> tuple[str, list[float], list[tuple[int, int, float, float]]]:
    """corners: from the top left clockwise, in pixels. The mean of a tilted edge is its place."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    width, height = image.columns, image.rows
    sides = (min(x0, x3), (y0 + y1) / 2, max(x1, x2), (y2 + y3) / 2)
    box = [sides[0] / width, sides[1] / height, sides[2] / width, sides[3] / height]
    return text, box, list(_places(text, words, width))


def _places(text: str, words: Sequence[Any], width: int) -> Iterator[tuple[int, int, float, float]]:
    """Yield where each word stands in the text, and from where to where in the image."""
    done = 0
    for word, _score, corners in words:
        start = text.find(word, done)
        if start < 0 or not word:
            continue
        done = start + len(word)
        xs = [x for x, _ in corners]
        yield start, done, min(xs) / width, max(xs) / width


def forbid_connections() -> None:
    """Make every try to reach another machine an error from now on; it cannot be undone."""

    def watch(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in FORBIDDEN:
            raise PermissionError(event)

    sys.addaudithook(watch)


def serve(requests: BinaryIO, replies: BinaryIO, limits: Limits) -> None:
    """Work until the other end closes the pipe."""
    recogniser = Recogniser()
    while line := requests.readline():
        image = pixels_of(requests.read(json.loads(line)["num_bytes"]))
        with ends_after(limits.ocr_page_seconds):
            found = recogniser.lines(image)
        replies.write(json.dumps({"lines": found}).encode() + b"\n")
        replies.flush()


def main(options: str) -> None:
    """Serve requests on standard input until it closes; `options` are the limits as JSON."""
    limits = Limits(**json.loads(options))
    replies = own_pipe()
    os.environ["OMP_NUM_THREADS"] = "1"
    confine(limits)
    forbid_connections()
    serve(sys.stdin.buffer, replies, limits)
