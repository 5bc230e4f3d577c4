"""The pages that a report flows into: frames, running heads, printed page numbers, outline.

In: the flowables of a report. Out: a PDF, and the page on which every mark came to stand. It must
not know what is written. The same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import PIL
import reportlab
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from generator.drawn import Mark
from generator.look import ACCENT, GREY, GUTTER, MARGIN, Look

PRODUCER = (  # the same versions write the same bytes
    f"reportlab {reportlab.__version__}, Pillow {PIL.__version__}, zlib {zlib.ZLIB_RUNTIME_VERSION}"
)


@dataclass(frozen=True, slots=True)
class PageSetup:
    """What stands on every page, and in the file's properties."""

    title: str
    author: str
    subject: str
    running_head: str
    num_front_pages: int  # PDF pages before printed page 1
    look: Look

    @property
    def width(self) -> float:
        return self.look.pagesize[0] - 2 * MARGIN


def save(story: Sequence[Flowable], path: Path, setup: PageSetup) -> dict[str, int]:
    """Write the PDF; return the PDF page number of every mark."""
    document = _Document(path, setup)
    document.build(list(story), canvasmaker=_canvas)
    return document.marks


def _canvas(*args: object, **settings: object) -> Canvas:
    """A canvas without dates and random marks, that opens with its outline."""
    canvas = Canvas(*args, **(settings | {"invariant": 1, "pageCompression": 1}))
    canvas.showOutline()
    return canvas


class _Document(BaseDocTemplate):
    """Pages: bare (picture, cover), front (roman number), one column, two columns."""

    def __init__(self, path: Path, setup: PageSetup) -> None:
        super().__init__(
            str(path),
            pagesize=setup.look.pagesize,
            title=setup.title,
            author=setup.author,
            subject=setup.subject,
            producer=PRODUCER,
        )
        self.setup = setup
        self.marks: dict[str, int] = {}
        width, height = setup.look.pagesize
        tall, bottom = height - 128, 62
        column = (setup.width - GUTTER) / 2

        def frame(x: float, w: float) -> Frame:
            return Frame(x, bottom, w, tall, 0, 0, 0, 0)

        bare = Frame(0, 0, width, height, 0, 0, 0, 0)
        two = [frame(MARGIN, column), frame(MARGIN + column + GUTTER, column)]
        self.addPageTemplates([
            PageTemplate("bare", [bare]),
            PageTemplate("front", [frame(MARGIN, setup.width)], onPage=self._front),
            PageTemplate("one", [frame(MARGIN, setup.width)], onPageEnd=self._running),
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
        canvas.drawCentredString(self.setup.look.pagesize[0] / 2, 36, roman)

    def _running(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        width, height = self.setup.look.pagesize
        printed = canvas.getPageNumber() - self.setup.num_front_pages
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, height - 50, width - MARGIN, height - 50)
        canvas.setFillColor(GREY)
        canvas.setFont(self.setup.look.body if self.setup.look.cjk_font else "Helvetica", 8)
        mixed = self._head_text
        mixed(canvas, MARGIN, height - 44, self.setup.running_head, right=False)
        mixed(canvas, width - MARGIN, height - 44, self.current, right=True)
        canvas.setFont("Helvetica", 8.5)
        x = MARGIN if printed % 2 == 0 else width - MARGIN
        (canvas.drawString if printed % 2 == 0 else canvas.drawRightString)(x, 36, str(printed))

    def _head_text(self, canvas: Canvas, x: float, y: float, text: str, *, right: bool) -> None:
        look = self.setup.look
        style = ParagraphStyle("running", fontName=look.body if look.cjk_font else "Helvetica",
                               fontSize=8, leading=10, textColor=GREY,
                               alignment=TA_RIGHT if right else TA_LEFT)  # fmt: skip
        line = Paragraph(look.mixed(text), style)
        line.wrap(320, 20)
        line.drawOn(canvas, x - 320 if right else x, y - 2)
