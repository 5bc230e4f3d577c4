"""Pictures of our own are read back pixel by pixel; every other file is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from qa.pdf.png import SIGNATURE, NotOurPng, Pixels, pixels_of, png

RGB = bytes(range(36))  # four columns, three rows


@pytest.mark.parametrize("level", [1, 9])
def test_pixels_come_back_as_they_were_written(level):
    image = png(4, 3, RGB, level=level)

    assert pixels_of(image) == Pixels(4, 3, RGB)
    assert Image.open(io.BytesIO(image)).convert("RGB").tobytes() == RGB


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def image_of(columns: int, rows: int, data: bytes, depth: int = 8, colours: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", columns, rows, depth, colours, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def other_tool() -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(buffer, "PNG")  # its rows are filtered
    return buffer.getvalue()


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"GIF89a",
        SIGNATURE,
        SIGNATURE + b"\0\0",
        png(4, 3, RGB)[:-20],
        image_of(4, 3, b"no deflate"),
        image_of(4, 3, zlib.compress(bytes(10))),
        image_of(4, 3, zlib.compress(bytes(40))),
        image_of(4, 3, zlib.compress(bytes(39)), depth=16),
        image_of(4, 3, zlib.compress(bytes(39)), colours=3),
        image_of(0, 3, zlib.compress(b"")),
        image_of(100_000, 100_000, zlib.compress(bytes(1_000_000))),
        other_tool(),
    ],
)
def test_any_other_file_is_refused(image):
    with pytest.raises(NotOurPng):
        pixels_of(image)


def test_a_picture_that_unpacks_to_more_than_it_says_is_refused_without_unpacking_it():
    with pytest.raises(NotOurPng):
        pixels_of(image_of(4, 3, zlib.compress(bytes(200_000_000), 9)))


def test_a_part_is_cut_out_within_the_picture():
    picture = Pixels(3, 2, bytes(range(18)))

    assert picture.cut(1, 1, 3, 9) == Pixels(2, 1, bytes([12, 13, 14, 15, 16, 17]))
    assert picture.cut(-4, -4, 0, 0) == Pixels(1, 1, bytes([0, 1, 2]))
