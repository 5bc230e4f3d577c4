"""Years of several reports as bars: an SVG of our own, from exact values, beside the numbers.

Bars begin at zero. The number under a bar is its report's in the table, so that no colour need be
told apart; what each bar stands for is in its title and, all of it, in the table.
"""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from qa.compare.comparison import Comparison, ComparisonRow, Point
from qa.compare.sentences import column_name, row_name
from ui.views.i18n import Language, in_both, say
from ui.views.markup import join
from ui.views.phrases import PHRASES

HEIGHT, TOP, BOTTOM, SIDE = 168, 16, 34, 8  # user units; about pixels
BAR, BAR_GAP, GROUP_GAP = 26, 4, 30
NUM_COLOURS = 10
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def bar_chart(comparison: Comparison) -> Markup:
    """Return bars by year of the rows that are compared; nothing where no years line up."""
    rows = [
        (number, row)
        for number, row in enumerate(comparison.rows, start=1)
        if row.reason is None and any(p.column in comparison.common for p in row.points)
    ]
    groups = [(column, _bars(rows, column)) for column in comparison.common]
    values = [point.value for _, bars in groups for _, _, point in bars]
    if len(rows) < 2 or not any(values):
        return Markup()
    scale = _Scale(min(*values, Decimal(0)), max(*values, Decimal(0)))
    x, drawn = float(SIDE), []
    for column, bars in groups:
        drawn.append(_group(comparison, column, bars, scale, x))
        x += len(bars) * (BAR + BAR_GAP) - BAR_GAP + GROUP_GAP
    width = round(x - GROUP_GAP + SIDE)
    zero = Markup('<line class="zero" x1="0" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
        width, scale.y(Decimal(0)), scale.y(Decimal(0))
    )
    names = {
        language: say(
            "together_chart",
            language,
            label=comparison.label,
            unit=_unit(comparison.unit or "", language),
        )
        for language in LANGUAGES
    }
    return Markup(
        '<figure class="pw-chart"><figcaption>{}</figcaption><div class="pw-wide">'
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{} / {}">{}{}</svg>'
        "</div></figure>"
    ).format(
        in_both(names["en"], names["zh"]),
        width,
        HEIGHT,
        width,
        HEIGHT,
        names["en"],
        names["zh"],
        zero,
        join(drawn),
    )


def _unit(unit: str, language: Language) -> str:
    if unit == "":
        return say("no_unit", language)
    return say(f"unit_{unit}", language) if f"unit_{unit}" in PHRASES else unit


class _Scale:
    """Values -> heights on the drawing."""

    def __init__(self, lowest: Decimal, highest: Decimal) -> None:
        self._highest, self._span = highest, highest - lowest

    def y(self, value: Decimal) -> float:
        share = (self._highest - value) / self._span
        return TOP + float(share) * (HEIGHT - TOP - BOTTOM)


def _bars(
    rows: Sequence[tuple[int, ComparisonRow]], column: int
) -> list[tuple[int, ComparisonRow, Point]]:
    return [
        (number, row, point)
        for number, row in rows
        for point in row.points
        if point.column == column
    ]


def _group(
    comparison: Comparison,
    column: int,
    bars: Sequence[tuple[int, ComparisonRow, Point]],
    scale: _Scale,
    x: float,
) -> Markup:
    drawn = [
        _bar(number, row_name(comparison, row), point, scale, x + index * (BAR + BAR_GAP))
        for index, (number, row, point) in enumerate(bars)
    ]
    middle = x + (len(bars) * (BAR + BAR_GAP) - BAR_GAP) / 2
    year = Markup('<text class="year" x="{:.1f}" y="{}">{}</text>').format(
        middle, HEIGHT - 4, column_name(comparison, column)
    )
    return join([*drawn, year])


def _bar(number: int, name: str, point: Point, scale: _Scale, x: float) -> Markup:
    zero, end = scale.y(Decimal(0)), scale.y(point.value)
    return Markup(
        '<g class="c{}"><title>{}, {}: {}</title>'
        '<rect x="{:.1f}" y="{:.1f}" width="{}" height="{:.1f}" rx="1.5"/>'
        '<text x="{:.1f}" y="{}">{}</text></g>'
    ).format(
        (number - 1) % NUM_COLOURS + 1,
        name,
        point.fiscal_year,
        point.figure.display,
        x,
        min(zero, end),
        BAR,
        max(abs(zero - end), 1.0),
        x + BAR / 2,
        HEIGHT - BOTTOM + 14,
        number,
    )
