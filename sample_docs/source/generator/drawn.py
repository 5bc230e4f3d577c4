"""The drawn parts of a report: marks, bar charts, the cover and the picture page."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageDraw
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Paragraph

PALETTE = tuple(HexColor(c) for c in ("#0b4f6c", "#f2a541", "#7fb7be", "#9aa5ad"))
INK = HexColor("#1d2733")


class Mark(Flowable):
    """Remembers the page on which it stands; with a title it is an entry of the outline."""

    def __init__(self, key: str, title: str = "", level: int = 0) -> None:
        super().__init__()
        self.key, self.title, self.level = key, title, level
        self.keepWithNext = 1

    def wrap(self, *_: float) -> tuple[float, float]:
        return (0, 0)

    def draw(self) -> None:
        pass


class BarChart(Flowable):
    """Grouped bars with their values above them."""

    def __init__(
        self, width: float, labels: Sequence[str], series: Mapping[str, Sequence[float]]
    ) -> None:
        super().__init__()
        self.width, self.height = width, 150
        self.labels, self.series = labels, series

    def wrap(self, *_: float) -> tuple[float, float]:
        return (self.width, self.height)

    def draw(self) -> None:
        canvas, base, tall = self.canv, 18, 104
        top = max(max(values) for values in self.series.values())
        group = self.width / len(self.labels)
        bar = group * 0.72 / len(self.series)
        for index, label in enumerate(self.labels):
            left = index * group + group * 0.14
            for turn, values in enumerate(self.series.values()):
                value, x = values[index], left + turn * bar
                canvas.setFillColor(PALETTE[turn % 4])
                canvas.rect(x, base, bar * 0.92, tall * value / top, stroke=0, fill=1)
                canvas.setFillColor(INK)
                canvas.setFont("Helvetica", 6.8)
                text = f"{value:,}"
                canvas.drawCentredString(x + bar * 0.46, base + tall * value / top + 3, text)
            canvas.setFont("Helvetica", 7.6)
            canvas.drawCentredString(left + group * 0.36, 6, label)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.5)
        canvas.line(0, base, self.width, base)
        x = 0.0
        for turn, name in enumerate(self.series):
            canvas.setFillColor(PALETTE[turn % 4])
            canvas.rect(x, self.height - 10, 8, 8, stroke=0, fill=1)
            canvas.setFillColor(INK)
            canvas.setFont("Helvetica", 8)
            canvas.drawString(x + 12, self.height - 9, name)
            x += 34 + canvas.stringWidth(name, "Helvetica", 8)


class Picture(Flowable):
    """A works at dusk, drawn into pixels, so that the page has no text layer."""

    def __init__(self, size: tuple[float, float], seed: int) -> None:
        super().__init__()
        self.size, self.seed = size, seed

    def wrap(self, *_: float) -> tuple[float, float]:
        return (self.size[0], self.size[1] - 0.01)

    def draw(self) -> None:
        width, height = self.size
        self.canv.drawImage(ImageReader(works_at_dusk(self.seed)), 0, 0, width, height)


def works_at_dusk(seed: int) -> Image.Image:
    width, height = 612, 792
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for band in range(66):  # flat bands: a smooth sky would not compress
        share = band / 66
        colour = (int(11 + 231 * share**2), int(79 + 86 * share), int(108 - 43 * share))
        draw.rectangle((0, band * 12, width, band * 12 + 12), fill=colour)
    draw.ellipse((390, 430, 500, 540), fill=(255, 214, 140))
    chance = random.Random(seed)
    for depth, shade in enumerate(((58, 92, 108), (32, 62, 80), (16, 36, 50))):
        x, ground = -20, 540 + 60 * depth
        while x < width:
            wide, tall = chance.randint(40, 110), chance.randint(30, 120)
            draw.rectangle((x, ground - tall, x + wide, height), fill=shade)
            if chance.random() < 0.45:
                stack = x + chance.randint(5, wide - 15)
                draw.rectangle((stack, ground - tall - 90, stack + 10, height), fill=shade)
            for window in range(x + 8, x + wide - 8, 14):
                if depth == 2 and chance.random() < 0.5:
                    box = (window, ground - tall + 14, window + 6, ground - tall + 22)
                    draw.rectangle(box, fill=(242, 165, 65))
            x += wide + chance.randint(0, 18)
    return image


class CoverArt(Flowable):
    """The cover: blocks of colour and four lines of text, no page number."""

    def __init__(
        self,
        size: tuple[float, float],
        texts: tuple[str, str, str, str],
        fonts: tuple[str, str],
        mixed: Callable[[str], str],
    ) -> None:
        super().__init__()
        self.size, self.texts, self.fonts, self.mixed = size, texts, fonts, mixed

    def wrap(self, *_: float) -> tuple[float, float]:
        return (self.size[0], self.size[1] - 0.01)

    def draw(self) -> None:
        canvas, (width, height) = self.canv, self.size
        canvas.setFillColor(PALETTE[0])
        canvas.rect(0, 0, width, height, stroke=0, fill=1)
        for index in range(9):
            canvas.setFillColor(PALETTE[(index * 2 + 1) % 4])
            canvas.rect(60 + index * 54, 250, 36, 40 + 17 * index, stroke=0, fill=1)
        white = HexColor("#ffffff")
        kicker, title, subtitle, foot = self.texts
        lines = ((kicker, 13, height - 120, 1), (title, 36, height - 200, 0),
                 (subtitle, 19, height - 240, 1), (foot, 9, 120, 1))  # fmt: skip
        for text, size, y, font in lines:
            style = ParagraphStyle("cover", fontName=self.fonts[font], fontSize=size,
                                   leading=size * 1.25, textColor=white)  # fmt: skip
            paragraph = Paragraph(self.mixed(text), style)
            paragraph.wrap(width - 120, 200)
            paragraph.drawOn(canvas, 60, y)
