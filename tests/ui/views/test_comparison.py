"""Reports asked together as HTML: places, reasons in both languages, bars that are figures."""

import json
import re
from xml.etree import ElementTree

from markupsafe import Markup

from tests.compare.conftest import Together, reports, together  # noqa: F401 - fixtures
from tests.ui.small_reports import HOSTILE, Parsed
from ui.views.chart import bar_chart
from ui.views.comparison import Waiting, comparison_card


def card(comparison, **more):  # type: ignore[no-untyped-def]
    return comparison_card(comparison, [row.document for row in comparison.rows], **more)


def looks(html: str) -> list[dict[str, object]]:
    return [
        json.loads(value or "") for name, value in Parsed(html).attributes if name == "data-look"
    ]


def words(html: str) -> str:
    return " ".join(Parsed(html).words.split())


def test_every_value_leads_to_its_own_report(together: Together) -> None:  # noqa: F811
    comparison = together("gross margin", "first", "other")
    places = looks(card(comparison))

    ids = {row.document.document_id for row in comparison.rows}
    assert {place["document_id"] for place in places} == ids
    assert all(place["boxes"] for place in places)
    # Both operands of a margin stand on one page: one button marks the two.
    assert len(places[0]["boxes"]) == 2  # type: ignore[arg-type]


def test_why_a_row_stands_alone_is_said_in_both_languages(together: Together) -> None:  # noqa: F811
    said = words(card(together("revenue", "first", "later", "yuan")))
    assert "USD and CNY are not compared." in said
    assert "USD 与 CNY 不作比较。" in said


def test_what_a_later_report_restates_has_both_places(together: Together) -> None:  # noqa: F811
    html = card(together("revenue", "first", "later"))
    said = words(html)
    assert "Restated in a later report" in said
    assert "1,234 million1,234 百万" in said  # one is shown
    assert re.search(
        r"restated:\s*重述：\s*1,234 .*first\.pdf, p\. 2.* → 1,250 million.*later\.pdf", said
    )


def test_bars_stand_for_the_exact_values(together: Together) -> None:  # noqa: F811
    comparison = together("gross margin", "first", "other")
    html = str(bar_chart(comparison))
    drawing = ElementTree.fromstring(re.search(r"<svg.*</svg>", html, re.S).group())  # type: ignore[union-attr]

    assert drawing.get("role") == "img"
    assert "gross margin" in (drawing.get("aria-label") or "")
    bars = drawing.findall("g")
    titles = [bar.findtext("title") for bar in bars]
    assert titles[:2] == ["Borealis Tools, 2019: 40.0%", "Austral Foods, 2020: 15.0%"]
    heights = [float(bar.find("rect").get("height") or 0) for bar in bars]  # type: ignore[union-attr]
    assert abs(heights[0] / heights[1] - 40 / 15) < 0.01
    assert [bar.findtext("text") for bar in bars] == ["1", "2"] * 3


def test_a_loss_hangs_below_the_line(together: Together) -> None:  # noqa: F811
    html = str(bar_chart(together("net income", "first", "other")))
    drawing = ElementTree.fromstring(re.search(r"<svg.*</svg>", html, re.S).group())  # type: ignore[union-attr]
    zero = float(drawing.find("line").get("y1") or 0)  # type: ignore[union-attr]
    tops = {
        bar.findtext("title"): float(bar.find("rect").get("y") or 0)  # type: ignore[union-attr]
        for bar in drawing.findall("g")
    }
    assert tops["Austral Foods, 2021: -$50 million"] == zero
    assert tops["Austral Foods, 2022: $300 million"] < zero


def test_where_no_years_meet_there_is_no_chart_and_that_is_said(
    together: Together,  # noqa: F811
) -> None:
    html = card(together("revenue", "first", "old"))
    assert "<svg" not in html
    assert "No chart: no year stands in two of these reports." in words(html)


def test_other_currencies_are_in_no_bar(together: Together) -> None:  # noqa: F811
    html = str(bar_chart(together("revenue", "first", "later", "yuan")))
    assert "Borealis" in html
    assert "Meridional" not in html


def test_a_report_that_has_not_answered_says_what_it_does(together: Together) -> None:  # noqa: F811
    waiting = [Waiting(HOSTILE, Markup("<span>Not asked yet</span>"))]
    html = card(together("revenue", "first", "later"), waiting=waiting, is_done=False)
    assert HOSTILE in words(html)
    assert "<script" not in html
    assert "pw/together" not in html, "files come when all have answered"


def test_words_come_with_their_page_a_row_each(together: Together) -> None:  # noqa: F811
    html = card(together("Who is the auditor?", "first", "other"))
    said = words(html)
    assert "Sample Auditors LLP" in said
    assert len(looks(html)) >= 2
    assert "CAGR" not in said
