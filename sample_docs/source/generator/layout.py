"""Sets a report in type: headings, paragraphs, bullets, tables, charts.

In: the chapters, written into a `Report` in the order of the pages. Out: the flowables for
`document.save`. It must not know the companies, nor where a chapter is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.platypus import (
    Flowable,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from generator.document import PageSetup
from generator.drawn import BarChart, CoverArt, Mark, Picture
from generator.look import ACCENT, INK, TINT, Look, styles

Cell = str | int | float | None
Row = Sequence[Cell]


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

    setup: PageSetup
    known_pages: Mapping[str, int]  # PDF pages of the marks, from the run before, for the contents
    story: list[Flowable] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = styles(self.look)

    @property
    def look(self) -> Look:
        return self.setup.look

    @property
    def width(self) -> float:
        return self.setup.width

    def flow(self, text: str, style: str) -> Paragraph:
        return Paragraph(self.look.mixed(text), self.styles[style])

    def h1(self, title: str, *, mark: str | None = None, template: str = "one") -> None:
        """Open a chapter on a new page."""
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
        """Set rows under a head. A label that begins with * is a total, with # heads its rows.

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

    def chart(
        self, title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]
    ) -> None:
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
            printed = (
                self.known_pages.get(mark, self.setup.num_front_pages) - self.setup.num_front_pages
            )
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
