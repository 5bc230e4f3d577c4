"""What the two reports look like: fonts, sizes, colours, and the style of every kind of paragraph.

In: the font of a report. Out: styles for reportlab. It must not know what the report says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import paragraph

MARGIN = 60  # points
GUTTER = 22
INK, ACCENT, TINT, GREY = (HexColor(c) for c in ("#1d2733", "#0b4f6c", "#e8f0f3", "#6b7680"))
FONT_FILE = "DroidSansFallbackFull.ttf"  # of Debian's package fonts-droid-fallback
FONT_FOLDERS = (Path("/usr/share/fonts/truetype/droid"), Path.home() / ".local/share/fonts")


@dataclass(frozen=True)
class Look:
    """What differs between the two reports in type."""

    body: str
    heading: str
    pagesize: tuple[float, float]
    size: float
    leading: float
    cjk_font: str | None = None  # glyphs of everything that `latin` does not have
    cjk_glyphs: frozenset[int] = frozenset()

    def mixed(self, text: str) -> str:
        """Give each run of the text the font that has its glyphs."""
        if self.cjk_font is None:
            return text
        parts, run, run_cjk, in_tag = [], "", False, False
        for char in text:
            if char == "<":
                in_tag = True
            cjk = run_cjk if in_tag or char == " " else ord(char) in self.cjk_glyphs
            if cjk != run_cjk and run:
                parts.append(self._run(run, run_cjk))
                run = ""
            run, run_cjk = run + char, cjk
            if char == ">":
                in_tag = False
        return "".join([*parts, self._run(run, run_cjk)])

    def _run(self, run: str, cjk: bool) -> str:
        return run if cjk else f'<font name="Helvetica">{run}</font>'


ENGLISH = Look("Times-Roman", "Helvetica-Bold", LETTER, 9.8, 12.6)


def chinese(font_file: Path) -> Look:
    font = TTFont("Droid", str(font_file))
    pdfmetrics.registerFont(font)
    # reportlab knows the Japanese marks that may not begin a line, but not these.
    marks = "，；：！？）》”％"
    if marks not in paragraph.ALL_CANNOT_START:
        paragraph.ALL_CANNOT_START += marks
    return Look("Droid", "Droid", A4, 10.5, 18.6, "Droid", frozenset(font.face.charToGlyph))


def chinese_font() -> Path | None:
    """Return the font of the Chinese report, or None where it is not installed."""
    files = (folder / FONT_FILE for folder in FONT_FOLDERS)
    return next((file for file in files if file.is_file()), None)


def styles(look: Look) -> dict[str, ParagraphStyle]:
    """Return the style of each kind of paragraph by its name."""
    cjk = "CJK" if look.cjk_font else None

    def style(name: str, **settings: object) -> ParagraphStyle:
        base: dict[str, object] = {
            "fontName": look.body, "fontSize": look.size, "leading": look.leading,
            "textColor": INK, "wordWrap": cjk, "alignment": TA_LEFT if cjk else TA_JUSTIFY,
        }  # fmt: skip
        return ParagraphStyle(name, **(base | settings))

    heads = {"fontName": look.heading, "alignment": TA_LEFT, "textColor": ACCENT}
    indent = 2 * look.size if cjk else 0
    small = look.size - (2.1 if cjk else 1.4)
    return {
        "p": style("p", spaceAfter=6.5, firstLineIndent=indent),
        "lead": style("lead", spaceAfter=9, fontSize=look.size + 2, leading=look.leading + 3,
                      textColor=ACCENT),
        "bullet": style("bullet", leftIndent=13, bulletIndent=3, spaceAfter=3.5),
        "h1": style("h1", fontSize=21, leading=27, spaceAfter=14, **heads),
        "h2": style("h2", fontSize=13, leading=17, spaceBefore=9, spaceAfter=5,
                    keepWithNext=1, **heads),
        "h3": style("h3", fontSize=look.size + 0.6, leading=look.leading + 1, spaceBefore=5,
                    spaceAfter=3, keepWithNext=1, **(heads | {"textColor": INK})),
        "unit": style("unit", fontSize=small, leading=11, textColor=GREY, alignment=TA_RIGHT,
                      keepWithNext=1, spaceAfter=1),
        "cell": style("cell", fontSize=small, leading=small + 2.6, alignment=TA_LEFT),
        "total": style("total", fontSize=small, leading=small + 2.6, alignment=TA_LEFT,
                       fontName=look.heading),
        "cell-right": style("cell-right", fontSize=small, leading=small + 2.6,
                            alignment=TA_RIGHT),
        "head-right": style("head-right", fontSize=small, leading=small + 2.6,
                            alignment=TA_RIGHT, fontName=look.heading, textColor=ACCENT),
        "head": style("head", fontSize=small, leading=small + 2.6, alignment=TA_LEFT,
                      fontName=look.heading, textColor=ACCENT),
    }  # fmt: skip
