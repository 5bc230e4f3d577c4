"""Sets a report in type: headings, paragraphs, tables, charts, running heads, printed page numbers.

A chapter writes into a `Report`; `Report.save` lays it out and returns where every mark came to stand. It knows
nothing about the companies. The same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import PIL
import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    paragraph,
)

from flowables import BarChart, CoverArt, Mark, Picture

PRODUCER = (  # the same versions write the same bytes
    f"reportlab {reportlab.__version__}, Pillow {PIL.__version__}, zlib {zlib.ZLIB_RUNTIME_VERSION}"
)
MARGIN = 60  # points
GUTTER = 22
INK, ACCENT, TINT, GREY = (HexColor(c) for c in ("#1d2733", "#0b4f6c", "#e8f0f3", "#6b7680"))

Cell = str | int | None
Row = Sequence[Cell]


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


def chinese(font: str, glyphs: frozenset[int]) -> Look:
    # reportlab knows the Japanese marks that may not begin a line, but not these.
    paragraph.ALL_CANNOT_START += "，；：！？）》”％"
    return Look(font, font, A4, 10.5, 18.6, font, glyphs)


def number(value: Cell) -> str:
    """Set a number as accountants do: thousands parted, negatives in brackets, nil as a dash."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if value == 0:
        return "—"
    return f"{value:,}" if value > 0 else f"({-value:,})"


@dataclass
class Report:
    """The story of one report, in the order of its pages."""

    title: str
    author: str
    look: Look
    num_front_pages: int  # PDF pages before printed page 1
    running_head: str
    known_pages: dict[str, int] = field(
        default_factory=dict
    )  # marks of the run before, for contents
    story: list[Flowable] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    chapter: str = ""

    def __post_init__(self) -> None:
        look, cjk = self.look, "CJK" if self.look.cjk_font else None

        def style(name: str, **settings: object) -> ParagraphStyle:
            base: dict[str, object] = {
                "fontName": look.body, "fontSize": look.size, "leading": look.leading,
                "textColor": INK, "wordWrap": cjk, "alignment": TA_LEFT if cjk else TA_JUSTIFY,
            }  # fmt: skip
            return ParagraphStyle(name, **(base | settings))

        heads = {"fontName": look.heading, "alignment": TA_LEFT, "textColor": ACCENT}
        indent = 2 * look.size if cjk else 0
        small = look.size - (2.1 if cjk else 1.4)
        self.styles = {
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

    @property
    def width(self) -> float:
        return self.look.pagesize[0] - 2 * MARGIN

    def flow(self, text: str, style: str) -> Paragraph:
        return Paragraph(self.look.mixed(text), self.styles[style])

    def h1(self, title: str, *, mark: str | None = None, template: str = "one") -> None:
        """Open a chapter on a new page."""
        self.chapter = title
        self.story += [NextPageTemplate(template), PageBreak()]
        self.story += [Mark(mark or title, title, 0), self.flow(title, "h1")]

    def h1_inline(self, title: str) -> None:
        """A chapter that goes on under a new title, on the page where we are."""
        self.story += [Mark(title, title, 0), self.flow(title, "h1")]

    def h2(self, title: str, *, mark: str | None = None) -> None:
        self.story += [Mark(mark or title, title, 1), self.flow(title, "h2")]

    def h3(self, title: str) -> None:
        self.story.append(self.flow(title, "h3"))

    def p(self, *texts: str, style: str = "p") -> None:
        for text in texts:
            clean = " ".join(text.split())
            self.paragraphs.append(clean)
            self.story.append(self.flow(clean, style))

    def bullets(self, *texts: str) -> None:
        for text in texts:
            clean = " ".join(text.split())
            self.paragraphs.append(clean)
            markup = "<bullet>•</bullet>" + self.look.mixed(clean)
            if self.look.cjk_font:
                markup = self.look.mixed("· " + clean)
            self.story.append(Paragraph(markup, self.styles["bullet"]))

    def table(
        self,
        head: Row,
        rows: Sequence[Row],
        *,
        unit: str = "",
        first: float = 0.0,
        widths: Sequence[float] = (),
        text_columns: Sequence[int] = (0,),
    ) -> None:
        """Set rows under a head. A label that begins with * is a total, with # a heading of its rows.

        `first` is the share of the width of the first column; `widths` gives all shares instead.
        """
        num_columns = len(head)
        if not widths:
            wide = 0.11 if self.look.cjk_font else 0.085  # statements in yuan and fen need room
            least = 0.16 if self.look.cjk_font else 0.28
            first = first or max(least, 0.6 - wide * (num_columns - 2))
            widths = [first] + [(1 - first) / (num_columns - 1)] * (num_columns - 1)
        styles: list[tuple[object, ...]] = [
            ("LINEBELOW", (0, 0), (-1, 0), 1.1, ACCENT),
            ("LINEBELOW", (0, -1), (-1, -1), 0.6, ACCENT),
            ("TOPPADDING", (0, 0), (-1, -1), 1.6), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.9),
            ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ]  # fmt: skip
        body = [self._cells(head, text_columns, "head", "head-right")]
        for index, row in enumerate(rows, start=1):
            label = str(row[0])
            kind = "total" if label[:1] in "*#" and label else "cell"
            if label[:1] == "*":
                styles.append(("LINEABOVE", (1, index), (-1, index), 0.5, INK))
                styles.append(("BACKGROUND", (0, index), (-1, index), TINT))
            cells = [label.lstrip("*#"), *row[1:], *[""] * (num_columns - len(row))]
            body.append(self._cells(cells, text_columns, kind, "cell-right"))
        if max(text_columns) > 0:
            styles.append(("VALIGN", (0, 1), (-1, -1), "TOP"))
        if unit:
            self.story.append(self.flow(unit, "unit"))
        table = Table(body, [w * self.width for w in widths], repeatRows=1, style=styles)
        table.spaceAfter = 9
        table.spaceBefore = 3
        self.story.append(table)

    def _cells(
        self, row: Row, text_columns: Sequence[int], text: str, right: str
    ) -> list[Flowable]:
        return [
            self.flow(number(cell), text if column in text_columns else right)
            for column, cell in enumerate(row)
        ]

    def chart(self, title: str, labels: Sequence[str], series: dict[str, Sequence[float]]) -> None:
        self.h3(title)
        self.story += [BarChart(self.width, labels, series), Spacer(0, 8)]

    def picture(self, path_free_seed: int) -> None:
        """A page that is one picture, with no text on it."""
        self.story += [NextPageTemplate("bare"), PageBreak()]
        self.story.append(Picture(self.look.pagesize, path_free_seed))

    def cover(self, kicker: str, title: str, subtitle: str, foot: str) -> None:
        texts = (kicker, title, subtitle, foot)
        font = (self.look.heading, self.look.body)
        self.story.append(CoverArt(self.look.pagesize, texts, font, self.look.mixed))

    def contents(self, title: str, entries: Sequence[tuple[str, str]], note: str) -> None:
        """The list of chapters: (mark, what to call it)."""
        self.story += [NextPageTemplate("front"), PageBreak(), self.flow(title, "h1")]
        rows = []
        for mark, name in entries:
            printed = self.known_pages.get(mark, self.num_front_pages) - self.num_front_pages
            sub = name.startswith(" ")
            size = "cell" if sub else "total"
            rows.append([self.flow(("&nbsp;" * 4 if sub else "") + name.strip(), size),
                         self.flow(str(printed), "cell-right")])  # fmt: skip
        lines = [("LINEBELOW", (0, 0), (-1, -1), 0.25, TINT), ("TOPPADDING", (0, 0), (-1, -1), 2),
                 ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip
        self.story.append(Table(rows, [self.width - 50, 50], style=lines))
        self.story += [Spacer(0, 14)]
        self.p(note)

    def break_page(self, template: str | None = None) -> None:
        self.story += [NextPageTemplate(template)] if template else []
        self.story.append(PageBreak())

    def save(self, path: Path, subject: str) -> dict[str, int]:
        """Write the PDF; return the PDF page number of every mark."""
        document = _Document(self, path, subject)
        document.build(self.story, canvasmaker=_canvas)
        return document.marks


def _canvas(*args: object, **settings: object) -> Canvas:
    """A canvas without dates and random marks, that opens with its outline."""
    canvas = Canvas(*args, **(settings | {"invariant": 1, "pageCompression": 1}))
    canvas.showOutline()
    return canvas


class _Document(BaseDocTemplate):
    """Pages: bare (picture, cover), front (roman number), one column, two columns."""

    def __init__(self, report: Report, path: Path, subject: str) -> None:
        super().__init__(
            str(path),
            pagesize=report.look.pagesize,
            title=report.title,
            author=report.author,
            subject=subject,
            producer=PRODUCER,
        )
        self.report = report
        self.marks: dict[str, int] = {}
        width, height = report.look.pagesize
        tall, bottom = height - 128, 62
        column = (report.width - GUTTER) / 2

        def frame(x: float, w: float) -> Frame:
            return Frame(x, bottom, w, tall, 0, 0, 0, 0)

        bare = Frame(0, 0, width, height, 0, 0, 0, 0)
        two = [frame(MARGIN, column), frame(MARGIN + column + GUTTER, column)]
        self.addPageTemplates([
            PageTemplate("bare", [bare]),
            PageTemplate("front", [frame(MARGIN, report.width)], onPage=self._front),
            PageTemplate("one", [frame(MARGIN, report.width)], onPageEnd=self._running),
            PageTemplate("two", two, onPageEnd=self._running),
        ])  # fmt: skip

    def afterFlowable(self, flowable: Flowable) -> None:
        if not isinstance(flowable, Mark):
            return
        self.marks[flowable.key] = self.page
        if flowable.title:
            self.current = flowable.title if flowable.level == 0 else self.current
            self.canv.bookmarkPage(flowable.key)
            self.canv.addOutlineEntry(flowable.title, flowable.key, flowable.level, closed=True)

    current = ""

    def _front(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        roman = ("", "i", "ii", "iii", "iv", "v", "vi")[canvas.getPageNumber()]
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.drawCentredString(self.report.look.pagesize[0] / 2, 36, roman)

    def _running(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        width, height = self.report.look.pagesize
        printed = canvas.getPageNumber() - self.report.num_front_pages
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, height - 50, width - MARGIN, height - 50)
        canvas.setFillColor(GREY)
        canvas.setFont(self.report.look.body if self.report.look.cjk_font else "Helvetica", 8)
        mixed = self._head_text
        mixed(canvas, MARGIN, height - 44, self.report.running_head, right=False)
        mixed(canvas, width - MARGIN, height - 44, self.current, right=True)
        canvas.setFont("Helvetica", 8.5)
        x = MARGIN if printed % 2 == 0 else width - MARGIN
        (canvas.drawString if printed % 2 == 0 else canvas.drawRightString)(x, 36, str(printed))

    def _head_text(self, canvas: Canvas, x: float, y: float, text: str, *, right: bool) -> None:
        style = ParagraphStyle("running", fontName=self.report.look.body if
                               self.report.look.cjk_font else "Helvetica", fontSize=8, leading=10,
                               textColor=GREY, alignment=TA_RIGHT if right else TA_LEFT)  # fmt: skip
        line = Paragraph(self.report.look.mixed(text), style)
        line.wrap(320, 20)
        line.drawOn(canvas, x - 320 if right else x, y - 2)
