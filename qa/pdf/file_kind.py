"""Names what a file is that was dropped as a PDF and is none, from its first bytes."""

import re

HEAD_BYTES = 1_024  # readers accept a PDF header anywhere in here
KINDS = (
    (rb"\x89PNG\r\n\x1a\n", "a PNG image"),
    (rb"\xff\xd8\xff", "a JPEG image"),
    (rb"GIF8[79]a", "a GIF image"),
    (rb"(II\*\0|MM\0\*)", "a TIFF image"),
    (rb"RIFF....WEBP", "a WebP image"),
    (rb"\{\\rtf", "an RTF document"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file"),
    (rb"%!PS", "a PostScript file"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!", "a compressed archive"),
)
OFFICE = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
)


def has_pdf_header(data: bytes) -> bool:
    return b"%PDF-" in data[:HEAD_BYTES]


def guess_kind(data: bytes) -> str:
    """Return words that complete "it looks like ..."."""
    head = data[:HEAD_BYTES]
    for pattern, kind in KINDS:
        if re.match(pattern, head, re.DOTALL):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in OFFICE if mark in data), "a zip archive")
    if re.match(
        rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body)", head, re.I | re.S
    ):
        return "a web page"
    if re.match(rb"(\xef\xbb\xbf)?\s*<\?xml", head):
        return "an XML file"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "plain text"
    try:
        text = head[:-4].decode()  # the last character may be cut
    except UnicodeDecodeError:
        return "something else"
    return (
        "plain text" if all(c.isprintable() or c in "\r\n\t\f" for c in text) else "something else"
    )
