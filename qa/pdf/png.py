"""Page images as this product writes them: RGB rows in, PNG out, and back; a part of one cut out.

Only such files are read: eight bits a colour, no transparency, no filter of rows. Anything else is
refused, so that whoever reads a picture of unknown origin needs no decoder with more abilities.
"""

import struct
import zlib
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 16_000_000  # of a picture that is read; four times what the renderer draws


class NotOurPng(ValueError):
    """These bytes were not written by `png`."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture: `rows` times `columns` pixels of three bytes, from the top left."""

    columns: int
    rows: int
    rgb: bytes

    def cut(self, left: int, top: int, right: int, bottom: int) -> "Pixels":
        """Return the part between these edges (right and bottom exclusive), at least a pixel."""
        left, top = min(max(left, 0), self.columns - 1), min(max(top, 0), self.rows - 1)
        right, bottom = (
            min(max(right, left + 1), self.columns),
            min(max(bottom, top + 1), self.rows),
        )
        width = 3 * self.columns
        rows = (self.rgb[r * width + 3 * left : r * width + 3 * right] for r in range(top, bottom))
        return Pixels(right - left, bottom - top, b"".join(rows))


def png(columns: int, rows: int, pixels: bytes, *, level: int = 1) -> bytes:
    """Return RGB rows as PNG; level 1 compresses for speed, 9 for size."""
    width = 3 * columns
    filtered = b"".join(b"\0" + pixels[i : i + width] for i in range(0, width * rows, width))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"IDAT", zlib.compress(filtered, level)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def pixels_of(image: bytes) -> Pixels:
    """Return the pixels of what `png` has written; raises NotOurPng for anything else."""
    try:
        header, data = _chunks(image)
        columns, rows, *kind = struct.unpack(">IIBBBBB", header)
    except struct.error as error:
        raise NotOurPng from error
    if kind != [8, 2, 0, 0, 0] or not 0 < columns * rows <= MAX_PIXELS:
        raise NotOurPng
    width = 3 * columns + 1
    reader = zlib.decompressobj()
    try:
        filtered = reader.decompress(data, width * rows + 1)
    except zlib.error as error:
        raise NotOurPng from error
    if len(filtered) != width * rows or any(filtered[::width]):
        raise NotOurPng
    lines = (filtered[i + 1 : i + width] for i in range(0, width * rows, width))
    return Pixels(columns, rows, b"".join(lines))


def _chunks(image: bytes) -> tuple[bytes, bytes]:
    """Return the bytes of the header and of the one block of pixels."""
    if not image.startswith(SIGNATURE):
        raise NotOurPng
    found: list[tuple[bytes, bytes]] = []
    place = len(SIGNATURE)
    while place < len(image):
        (size,) = struct.unpack_from(">I", image, place)
        found.append((image[place + 4 : place + 8], image[place + 8 : place + 8 + size]))
        place += size + 12
    match found:
        case [(b"IHDR", header), (b"IDAT", data), (b"IEND", _)]:
            return header, data
    raise NotOurPng
