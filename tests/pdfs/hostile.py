"""Makers of small PDF files that hurt a careless reader; each returns the bytes of a file."""

import io
import zipfile
import zlib
from functools import cache

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a file of these objects, numbered from 1; object 1 is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def packed(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + entries)


def pages(
    contents: list[bytes],
    *,
    extra: tuple[bytes, ...] = (),
    resources: bytes = b"",
    box: bytes = b"0 0 612 792",
    page_entries: bytes = b"",
    font: bytes = FONT,
) -> bytes:
    """Return a file with one page per content stream object.

    Object 3 is the font F1, then come the `extra` objects (from 4), then pages and contents.
    """
    first = 4 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(contents), kids),
        font,
        *extra,
    ]
    for i, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] %b /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %b >> >>"
            % (box, page_entries, first + 2 * i + 1, resources)
        )
        objects.append(content)
    return pdf(*objects)


def shown(*lines: str, x: int = 72, y: int = 720, size: int = 12) -> bytes:
    """Return a content stream that shows lines one below the other."""
    rows = b" T* ".join(b"(%b) Tj" % line.encode("latin-1") for line in lines)
    return stream(b"BT /F1 %d Tf %d TL %d %d Td %b ET" % (size, size + 4, x, y, rows))


def plain(*texts: str) -> bytes:
    """Return a harmless file with one line of text per page."""
    return pages([shown(text) for text in texts])


def form(content: bytes, entries: bytes = b"") -> bytes:
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] " + entries)


def self_drawing_form(before: int = 0) -> bytes:
    """A form that draws itself twice, after so many harmless pages."""
    loop = form(b"/X Do /X Do", b"/Resources << /XObject << /X 4 0 R >> >>")
    harmless = [shown(f"Page {i + 1} can be read") for i in range(before)]
    return pages([*harmless, stream(b"/X Do")], extra=(loop,), resources=b"/XObject << /X 4 0 R >>")


def nested_forms(depth: int = 9, calls: int = 10) -> bytes:
    """Forms that each draw the next one ten times: ten to the ninth drawings."""
    forms = [
        form(b"/X Do " * calls, b"/Resources << /XObject << /X %d 0 R >> >>" % (5 + i))
        for i in range(depth)
    ]
    last = form(b"BT /F1 9 Tf (x) Tj ET", b"/Resources << /Font << /F1 3 0 R >> >>")
    return pages([stream(b"/X Do")], extra=(*forms, last), resources=b"/XObject << /X 4 0 R >>")


@cache  # a second and a half
def flate_in_flate(megabytes: int = 1024) -> bytes:
    """Zeros packed twice: a few kilobytes that unpack to a gigabyte."""
    packer, once = zlib.compressobj(9), bytearray()
    for _ in range(megabytes):
        once += packer.compress(bytes(1 << 20))
    once += packer.flush()
    twice = zlib.compress(bytes(once), 9)
    return pages([stream(twice, b"/Filter [/FlateDecode /FlateDecode]")])


def unicode_map(code: int, utf16_hex: str) -> bytes:
    """Return a ToUnicode stream that sends one character code to these UTF-16 units."""
    return packed(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        b"1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfchar <%02X> <%b> endbfchar endcmap end end" % (code, utf16_hex.encode())
    )


def mapped(utf16_hex: str, codes: str = "A") -> bytes:
    """Return a file whose letter A means the given UTF-16 units."""
    font = FONT.replace(b" >>", b" /ToUnicode 4 0 R >>")
    return pages([shown(codes)], extra=(unicode_map(ord("A"), utf16_hex),), font=font)


def long_ligature(glyphs: int = 200_000) -> bytes:
    """One glyph that means 250 characters, shown again and again."""
    font = FONT.replace(b" >>", b" /ToUnicode 4 0 R >>")
    content = packed(b"BT /F1 1 Tf 10 10 Td (" + b"A" * glyphs + b") Tj ET")
    return pages([content], extra=(unicode_map(65, "0042" * 250),), font=font)


def crowded_page(num_chars: int = 40_000_000) -> bytes:
    row = b"(" + b"word " * 200 + b") Tj T* "
    return pages([packed(b"BT /F1 1 Tf 1 TL 10 780 Td " + row * (num_chars // 1000) + b" ET")])


def many_pages(count: int = 100_000) -> bytes:
    """A page tree that lists one page object again and again."""
    kids = b"4 0 R " * count
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids),
        FONT,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        shown("The same page again"),
    )


def tiny_tiles(*texts: str, count: int = 1) -> bytes:
    """Pages of tiles that are a thousandth of a point apart, before harmless pages."""
    tile = stream(
        b"0 0 1 1 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
        b"/XStep 0.001 /YStep 0.001 /Resources << >>",
    )
    return pages(
        [
            *[stream(b"/Pattern cs /P scn 0 0 612 792 re f")] * count,
            *(shown(text) for text in texts),
        ],
        extra=(tile,),
        resources=b"/Pattern << /P 4 0 R >>",
    )


def many_curves(count: int = 500_000) -> bytes:
    curve = b"0 0 m 600 10 10 700 600 780 c S "
    return pages([packed(curve * count)])


def huge_page() -> bytes:
    """A page of 200 by 200 inches, the largest there may be."""
    return pages([shown("A very large page", size=400, x=400, y=7000)], box=b"0 0 14400 14400")


def deep_brackets(depth: int = 100_000) -> bytes:
    return pages([packed(b"[" * depth + b" BT /F1 12 Tf 72 700 Td (after) Tj ET")])


def far_startxref(text: str) -> bytes:
    """The offset of the cross-reference table is 2 to the power of 63."""
    data = plain(text)
    head, _, _ = data.rpartition(b"startxref")
    return head + b"startxref\n9223372036854775808\n%%EOF\n"


def scan() -> bytes:
    """A page that is one grey image, without text."""
    image = packed(
        bytes(range(256)) * 4,
        b"/Type /XObject /Subtype /Image /Width 32 /Height 32 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray",
    )
    return pages(
        [stream(b"q 612 0 0 792 0 0 cm /I Do Q")],
        extra=(image,),
        resources=b"/XObject << /I 4 0 R >>",
    )


def damaged_content(*texts: str) -> bytes:
    """A file whose second page has a content stream that does not unpack."""
    contents = [shown(text) for text in texts]
    contents[1] = stream(b"\xff\x00this is not deflate" * 9, b"/Filter /FlateDecode")
    return pages(contents)


def self_pointing_outline(text: str) -> bytes:
    """Two bookmarks that are each other's next one."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        FONT,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        shown(text),
        b"<< /Type /Outlines /First 7 0 R /Last 8 0 R /Count 2 >>",
        b"<< /Title (One) /Parent 6 0 R /Next 8 0 R /First 7 0 R /Dest [4 0 R /Fit] >>",
        b"<< /Title (Two) /Parent 6 0 R /Next 7 0 R /Dest [4 0 R /Fit] >>",
    )


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return buffer.getvalue()


def encrypted(data: bytes, *, user: str, owner: str, algorithm: str) -> bytes:
    """Return the file encrypted; algorithm as pypdf names it: "RC4-128", "AES-128", "AES-256"."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, owner, algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
