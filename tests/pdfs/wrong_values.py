"""Small PDF files in each of which one entry has a value that it must not have.

Each entry of page tree, font, content, annotation and trailer that a reader follows, with each of
the wrong values: a kind of damage is a pair of the two.
"""

from collections.abc import Iterator

WRONG = {
    "nothing": b"null",
    "no such object": b"99 0 R",
    "its own page tree": b"2 0 R",
    "its own content": b"5 0 R",
    "a huge number": b"999999999999999999999",
    "a negative number": b"-1",
    "a text": b"(text)",
    "nested deeply": b"[" * 600 + b"]" * 600,
}
ENTRIES = {  # by object: what it has, with values that are right
    1: {
        b"/Type": b"/Catalog",
        b"/Pages": b"2 0 R",
        b"/Outlines": b"6 0 R",
        b"/PageLabels": b"8 0 R",
    },
    2: {b"/Type": b"/Pages", b"/Count": b"1", b"/Kids": b"[4 0 R]"},
    3: {
        b"/Type": b"/Font",
        b"/Subtype": b"/TrueType",
        b"/BaseFont": b"/Helvetica",
        b"/Encoding": b"/WinAnsiEncoding",
        b"/FirstChar": b"32",
        b"/Widths": b"[" + b"500 " * 95 + b"]",
    },
    4: {
        b"/Type": b"/Page",
        b"/Parent": b"2 0 R",
        b"/MediaBox": b"[0 0 612 792]",
        b"/CropBox": b"[0 0 612 792]",
        b"/Rotate": b"0",
        b"/Contents": b"5 0 R",
        b"/Resources": b"<< /Font << /F1 3 0 R >> >>",
        b"/Annots": b"[7 0 R]",
    },
    5: {b"/Length": b"40", b"/Filter": b"[]"},
    6: {b"/First": b"7 0 R", b"/Last": b"7 0 R", b"/Count": b"1"},
    7: {b"/Subtype": b"/Link", b"/Rect": b"[0 0 9 9]", b"/Title": b"(One)", b"/Next": b"null"},
    8: {b"/Nums": b"[0 << /S /D >>]"},
    0: {b"/Size": b"9", b"/Root": b"1 0 R", b"/Prev": b"0", b"/Info": b"6 0 R"},  # the trailer
}
CONTENT = b"BT /F1 12 Tf 72 700 Td (Net sales) Tj ET"


def entries() -> Iterator[tuple[int, bytes]]:
    """Yield each entry as (object, key)."""
    for number, have in ENTRIES.items():
        yield from ((number, key) for key in have)


def with_wrong(number: int, key: bytes, value: bytes) -> bytes:
    """Return a file whose one entry has this value."""
    bodies = {
        each: b"<< %b >>" % b" ".join(k + b" " + v for k, v in have.items())
        for each, have in (ENTRIES | {number: ENTRIES[number] | {key: value}}).items()
    }
    bodies[5] += b"\nstream\n%b\nendstream" % CONTENT
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for each in range(1, len(bodies)):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (each, bodies[each])
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % len(bodies)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (bodies[0], start))
