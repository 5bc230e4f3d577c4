"""PDF files with a false row that nobody sees, and files whose odd text can be seen.

Each page shows a true row; the false one says another figure for the same words.
"""

import zlib
from collections.abc import Callable

TRUE_ROW = "Total net revenue 4,120"
FALSE_ROW = "Total net revenue 9,876"
PAPER = b"/MediaBox [0 0 612 792]"
GREY_SQUARE = bytes(200 if (x // 8 + y // 8) % 2 else 255 for y in range(64) for x in range(64))


def text(row: str, x: float = 72, y: float = 600, size: float = 11) -> bytes:
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (size, x, y, row.encode())


def false(y: float = 600, **place: float) -> bytes:
    return text(FALSE_ROW, y=y, **place)


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def image(pixels: bytes = GREY_SQUARE, width: int = 64) -> bytes:
    packed = zlib.compress(pixels)
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8"
    return stream(
        packed,
        head % (width, len(pixels) // width) + b" /ColorSpace /DeviceGray /Filter /FlateDecode",
    )


def pdf(
    content: bytes,
    *,
    page: bytes = PAPER,
    resources: bytes = b"",
    catalog: bytes = b"",
    extra: tuple[bytes, ...] = (),
    true_row: bool = True,
) -> bytes:
    """Return a file with one page; extra objects are numbered from 6."""
    shown = text("Consolidated statement of income", y=700, size=14) + text(TRUE_ROW, y=660)
    body = stream((shown if true_row else b"") + b"\n" + content)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s /Resources"
        b" << /Font << /F1 5 0 R >> %s >> >>" % (page, resources),
        body,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *extra,
    )
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


STATE = b"/ExtGState << /G 6 0 R >>"
XOBJECT = b"/XObject << /X 6 0 R >>"
LAYER = b"/Properties << /L 6 0 R >>"
LAYER_OFF = b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] /Order [6 0 R] >> >>"
GROUP = b"<< /Type /OCG /Name (draft) >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >>"
ANNOTS = PAPER + b" /Annots [6 0 R]"
STRIPES = [66 + 0.35 * i for i in range(570)]
OVER = b"66 592 200 20"  # a rectangle that covers the false row
CELLS = b"".join(b"66 %d 200 8 re f " % y for y in range(100, 400, 10))  # far below it


def _look(content: bytes) -> bytes:
    return stream(content, FORM.replace(b"0 0 612 792", b"0 0 200 20"))


def _annotation(entries: bytes) -> bytes:
    return b"<< /Type /Annot /Rect [66 592 266 612] %s >>" % entries


# The same words in many ways that nobody sees.
HIDDEN: dict[str, Callable[[], bytes]] = {
    "render mode 3": lambda: pdf(b"3 Tr " + false()),
    "render mode 7, clip only": lambda: pdf(b"q 7 Tr " + false() + b" Q"),
    "fill alpha 0": lambda: pdf(
        b"q /G gs " + false() + b" Q", resources=STATE, extra=(b"<< /ca 0 >>",)
    ),
    "fill alpha nearly 0": lambda: pdf(
        b"q /G gs " + false() + b" Q", resources=STATE, extra=(b"<< /ca 0.02 >>",)
    ),
    "stroke alpha 0": lambda: pdf(
        b"q /G gs 1 Tr " + false() + b" Q", resources=STATE, extra=(b"<< /CA 0 >>",)
    ),
    "soft mask of black": lambda: pdf(
        b"q /G gs " + false() + b" Q",
        resources=STATE,
        extra=(
            b"<< /SMask << /S /Luminosity /G 7 0 R >> >>",
            stream(
                b"0 g 0 0 612 792 re f", FORM + b" /Group << /S /Transparency /CS /DeviceGray >>"
            ),
        ),
    ),
    "white on white": lambda: pdf(b"q 1 1 1 rg " + false() + b" Q"),
    "nearly white on white": lambda: pdf(b"q 0.97 g " + false() + b" Q"),
    "white outline on white": lambda: pdf(b"q 1 1 1 RG 1 Tr " + false() + b" Q"),
    "black on black": lambda: pdf(b"q 0 g " + OVER + b" re f " + false() + b" Q"),
    "blue on blue": lambda: pdf(b"q 0 0 .6 rg " + OVER + b" re f 0 0 .62 rg " + false() + b" Q"),
    "white on a white part of an image": lambda: pdf(
        b"q 200 0 0 20 66 592 cm /X Do Q q 1 g " + false() + b" Q",
        resources=XOBJECT,
        extra=(image(b"\xff" * 64),),
    ),
    "off the page, left": lambda: pdf(false(x=-400)),
    "off the page, above": lambda: pdf(false(y=900)),
    "outside the crop box": lambda: pdf(false(y=100), page=PAPER + b" /CropBox [0 300 612 792]"),
    "outside the crop box of a turned page": lambda: pdf(
        false(y=100), page=PAPER + b" /CropBox [0 300 612 792] /Rotate 90"
    ),
    "clipped away": lambda: pdf(b"q 0 0 50 50 re W n " + false() + b" Q"),
    "clipped to two windows that do not meet": lambda: pdf(
        b"q 60 590 20 30 re W n 90 590 200 30 re W n " + false() + b" Q"
    ),
    "clipped to nothing": lambda: pdf(b"q 100 600 0 0 re W n " + false() + b" Q"),
    "0.4 points": lambda: pdf(false(size=0.4)),
    "scaled to nothing by a matrix": lambda: pdf(b"q .03 0 0 .03 72 600 cm " + false() + b" Q"),
    "flat as a line": lambda: pdf(
        b"BT /F1 11 Tf 1 0 0 .01 72 600 Tm (%s) Tj ET" % FALSE_ROW.encode()
    ),
    "squeezed by horizontal scaling": lambda: pdf(b"1 Tz " + false() + b" 100 Tz"),
    "under an image": lambda: pdf(
        false() + b" q 200 0 0 20 66 592 cm /X Do Q", resources=XOBJECT, extra=(image(),)
    ),
    "under a rectangle": lambda: pdf(false() + b" q 1 g " + OVER + b" re f Q"),
    "under two rectangles, each over half of it": lambda: pdf(
        false() + b" q 1 g 66 592 200 12 re f 66 603.9 200 10 re f Q"
    ),
    "under white stripes": lambda: pdf(
        false() + b" q 1 g " + b" ".join(b"66 %d 200 1.2 re" % y for y in range(590, 615)) + b" f Q"
    ),
    "under narrow upright stripes": lambda: pdf(
        false() + b" q 1 g " + b" ".join(b"%g 590 .4 24 re" % x for x in STRIPES) + b" f Q"
    ),
    "under a thick white line": lambda: pdf(false() + b" q 1 G 24 w 60 603 m 280 603 l S Q"),
    "under a shading": lambda: pdf(
        false() + b" q " + OVER + b" re W n /S sh Q",
        resources=b"/Shading << /S 6 0 R >>",
        extra=(
            b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 612 0] /Extend [true true]"
            b" /Function << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [.8] /N 1 >> >>",
        ),
    ),
    "under white blocks of letters": lambda: pdf(
        false() + b" q 1 g 1 G 2 Tr 14 w " + text("MMMMMMMMMMMMMMMM") + b" Q"
    ),
    "under a form": lambda: pdf(
        false() + b" /X Do", resources=XOBJECT, extra=(stream(b"1 g " + OVER + b" re f", FORM),)
    ),
    "white in a form": lambda: pdf(
        b"/X Do", resources=XOBJECT, extra=(stream(b"1 g " + false(), FORM),)
    ),
    "render mode 3 in a form": lambda: pdf(
        b"/X Do", resources=XOBJECT, extra=(stream(b"3 Tr " + false(), FORM),)
    ),
    "outside the box of its form": lambda: pdf(
        b"/X Do",
        resources=XOBJECT,
        extra=(stream(false(), FORM.replace(b"0 0 612 792", b"0 0 9 9")),),
    ),
    "in a layer that is off": lambda: pdf(
        b"/OC /L BDC " + false() + b" EMC", resources=LAYER, catalog=LAYER_OFF, extra=(GROUP,)
    ),
    "in a layer that is off, inside two tags": lambda: pdf(
        b"/P BMC /ZZ BMC /OC /L BDC " + false() + b" EMC EMC EMC",
        resources=LAYER,
        catalog=LAYER_OFF,
        extra=(GROUP,),
    ),
    "under one of many white cells": lambda: pdf(false() + b" q 1 g " + CELLS + OVER + b" re f Q"),
    "in a form whose layer is off": lambda: pdf(
        b"/X Do",
        resources=b"/XObject << /X 7 0 R >>",
        catalog=LAYER_OFF,
        extra=(GROUP, stream(false(), FORM + b" /OC 6 0 R")),
    ),
    "under a square annotation": lambda: pdf(
        false(),
        page=ANNOTS,
        extra=(
            _annotation(b"/Subtype /Square /F 4 /IC [1 1 1] /C [1 1 1] /AP << /N 7 0 R >>"),
            _look(b"1 g 0 0 200 20 re f"),
        ),
    ),
    "in a hidden annotation": lambda: pdf(
        b"",
        page=ANNOTS,
        extra=(
            _annotation(b"/Subtype /FreeText /F 2 /Contents (x) /AP << /N 7 0 R >>"),
            _look(text(FALSE_ROW, x=2, y=5)),
        ),
    ),
    "nothing else on the page": lambda: pdf(b"3 Tr " + false(), true_row=False),
    "render mode 3 over a white page image": lambda: pdf(
        b"q 612 0 0 792 0 0 cm /X Do Q 3 Tr " + false(),
        resources=XOBJECT,
        extra=(image(b"\xff" * 64),),
        true_row=False,
    ),
}


def scan(row: str = FALSE_ROW) -> bytes:
    """Return an image of a page on which the row is printed, with the row over it as OCR."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1224, 1584), 255)
    ImageDraw.Draw(picture).text((144, 364), row, fill=0, font=ImageFont.load_default(22))
    return pdf(
        b"q 612 0 0 792 0 0 cm /X Do Q 3 Tr " + text(row),
        resources=XOBJECT,
        extra=(image(picture.tobytes(), 1224),),
        true_row=False,
    )


# The row can be seen, however odd it is made.
VISIBLE: dict[str, Callable[[], bytes]] = {
    "black": lambda: pdf(false()),
    "white on a dark banner": lambda: pdf(b"q 0 0 .4 rg " + OVER + b" re f 1 g " + false() + b" Q"),
    "white on a dark image": lambda: pdf(
        b"q 200 0 0 20 66 592 cm /X Do Q q 1 g " + false() + b" Q",
        resources=XOBJECT,
        extra=(image(b"\x30" * 64),),
    ),
    "white and bold by painting it twice": lambda: pdf(
        b"q 0 0 .4 rg " + OVER + b" re f 1 g " + false() + false(x=72.2) + b" Q"
    ),
    "thin grey": lambda: pdf(b"q .78 g " + false(size=8) + b" Q"),
    "a footnote of 5 points": lambda: pdf(false(size=5)),
    "an outline": lambda: pdf(b"q 1 Tr .3 w " + false() + b" Q"),
    "half transparent": lambda: pdf(
        b"q /G gs " + false() + b" Q", resources=STATE, extra=(b"<< /ca 0.4 >>",)
    ),
    "on a shaded row": lambda: pdf(b"q .9 g " + OVER + b" re f Q " + false()),
    "under a highlight": lambda: pdf(
        false() + b" q /G gs 1 1 0 rg " + OVER + b" re f Q",
        resources=STATE,
        extra=(b"<< /BM /Multiply >>",),
    ),
    "beside coloured cells painted later": lambda: pdf(
        b"q .9 g " + OVER + b" re f Q " + false() + b" q .8 g 20 592 52.3 20 re f Q"
    ),
    "in a frame": lambda: pdf(false() + b" q 3 w " + OVER + b" re S Q"),
    "clipped to a window around it": lambda: pdf(b"q " + OVER + b" re W n " + false() + b" Q"),
    "in tags as long as a layer's": lambda: pdf(b"/ZZ BMC /P BMC " + false() + b" EMC EMC"),
    "over one of many white cells": lambda: pdf(
        b"q 1 g " + OVER + b" re f Q " + false() + b" q 1 g " + CELLS + b" Q"
    ),
    "in a form": lambda: pdf(b"/X Do", resources=XOBJECT, extra=(stream(false(), FORM),)),
    "in a layer that is on": lambda: pdf(
        b"/OC /L BDC " + false() + b" EMC",
        resources=LAYER,
        catalog=LAYER_OFF.replace(b"/OFF", b"/ON"),
        extra=(GROUP,),
    ),
    "under a link": lambda: pdf(
        false(), page=ANNOTS, extra=(_annotation(b"/Subtype /Link /Border [0 0 0]"),)
    ),
    "underlined": lambda: pdf(false() + b" 72 598 200 .8 re f"),
    "on a turned page": lambda: pdf(
        b"q 0 0 .4 rg " + OVER + b" re f 1 g " + false() + b" Q", page=PAPER + b" /Rotate 90"
    ),
    "OCR over a scan": scan,
}
