"""The card of a figure: the number first, each operand a button to its place, no word as markup."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Answer, AnswerFigure, Coverage, FigureInput, XbrlMark
from qa.library import Library, StoredDocument
from qa.pipeline import ask, read_document
from qa.quoting.cite import span
from tests.ui.small_reports import HOSTILE, Parsed
from ui.views.conversation_view import turn
from ui.views.figure_card import figure_card

SAMPLES = Path(__file__).parents[3] / "sample_docs"
FIGURE = AnswerFigure(
    label="gross margin",
    value="36.2",
    display="36.2%",
    unit="percent",
    period="2023",
    formula="gross profit ÷ revenue",
    workings="362 ÷ 1,000",
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, StoredDocument]]:
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        yield {
            language: read_document(
                (SAMPLES / f"annual_report_{language}.pdf").read_bytes(),
                library=library,
                owner="me",
            )
            for language in ("en", "zh")
        }


def answer(*figures: AnswerFigure) -> Answer:
    coverage = Coverage((1,), (), ())
    return Answer("margin?", "", (), coverage, "quotes", "stop", 0.1, figures=figures)


def card_of(document: StoredDocument, found: Answer) -> str:
    return figure_card(document, found.figures, found.citations)


def answered(document: StoredDocument, question: str) -> Answer:
    *_, last = ask(document, question)
    assert isinstance(last, Answer)
    return last


def buttons_in(html: str) -> list[dict[str, object]]:
    found = Parsed(html).attributes
    return [json.loads(value or "") for name, value in found if name == "data-citation"]


def test_the_number_stands_with_its_period_and_its_formula(document: StoredDocument) -> None:
    html = card_of(document, answer(FIGURE))

    for said in ("36.2%", "gross margin", "2023", "gross profit ÷ revenue", "362 ÷ 1,000"):
        assert said in Parsed(html).words


def test_a_formula_without_workings_leaves_no_empty_line(document: StoredDocument) -> None:
    words = Parsed(card_of(document, answer(replace(FIGURE, workings=None)))).words

    assert words.count("=") == 1
    assert (
        "="
        not in Parsed(card_of(document, answer(replace(FIGURE, formula=None, workings=None)))).words
    )


def test_a_missing_operand_is_said_with_its_reason(document: StoredDocument) -> None:
    missing = replace(FIGURE, value=None, display="n/a", note="no revenue found")
    html = card_of(document, answer(missing))

    assert "n/a" in html
    assert "no revenue found" in html
    assert "pw-figure-missing" in html


def test_an_answer_without_figures_has_no_card(document: StoredDocument) -> None:
    assert card_of(document, answer()) == ""


def test_what_the_report_states_and_what_is_worked_out_are_both_shown(
    document: StoredDocument,
) -> None:
    stated = replace(FIGURE, display="36.0%", formula=None, workings=None, is_stated=True)
    words = Parsed(card_of(document, answer(stated, FIGURE))).words

    assert "as the report states it" in words
    assert words.index("36.0%") < words.index("worked out") < words.index("362 ÷ 1,000")


def test_words_of_a_report_are_never_markup(document: StoredDocument) -> None:
    bad = replace(FIGURE, label=HOSTILE, formula=HOSTILE, workings=HOSTILE, note=HOSTILE)
    tags = Parsed(card_of(document, answer(bad, replace(bad, display=HOSTILE)))).tags

    assert not {"script", "img"} & set(tags)


def test_each_operand_of_a_formula_is_a_button_to_its_own_words(
    samples: dict[str, StoredDocument],
) -> None:
    found = answered(samples["en"], "days sales outstanding")
    html = card_of(samples["en"], found)
    formula = html[html.index("365 × average(<span") :]
    formula = formula[: formula.index("</p>")]

    assert [place["page_number"] for place in buttons_in(formula)] == [43, 43, 42]
    for value in ("826,000,000", "748,000,000", "4,500,000,000"):
        assert f">{value}<" in formula
    assert "revenue 2025, p. 40 (PDF 42)" in formula
    assert "748,000,000<" in formula
    assert re.search(r"</button>\)</span> ÷ ", formula)  # what closes begins no line


def test_of_a_row_the_cell_alone_is_marked_and_its_label_fainter(
    samples: dict[str, StoredDocument],
) -> None:
    found = answered(samples["en"], "What was the gross margin in 2024?")
    cited = found.citations[found.figures[0].citation or 0]
    page = samples["en"].page(cited.page_number)
    label = span(page, cited.start, cited.start + len("Gross margin"))
    assert cited.cited_text.split() == ["Gross", "margin", "33.1%", "36.2%"]

    for place in buttons_in(card_of(samples["en"], found)):
        [[x0, _, x1, _]] = place["boxes"]
        assert x1 == pytest.approx(cited.boxes[0].x1, abs=0.01)
        assert x1 - x0 < 30  # one number, and not the one before it
        assert label.boxes[0].x1 == pytest.approx(place["context"][0]["boxes"][0][2], abs=0.01)


def test_an_operand_that_the_workings_do_not_name_is_shown_below_them(
    samples: dict[str, StoredDocument],
) -> None:
    found = answered(samples["zh"], "毛利率")
    figure = replace(found.figures[0], inputs=(FigureInput("营业成本", "5", "2025年度", 0),))
    words = Parsed(card_of(samples["zh"], replace(found, figures=(figure,)))).words

    assert "营业成本 2025年度 5" in words


def test_the_rows_behind_a_figure_stand_under_their_heads_with_the_asked_cells_marked(
    samples: dict[str, StoredDocument],
) -> None:
    html = card_of(samples["en"], answered(samples["en"], "days sales outstanding"))
    table = html[html.index("Consolidated balance sheets") :]
    table = table[: table.index("</table>")]

    assert '<th scope="col">2025</th><th scope="col">2024</th>' in table
    assert '<th scope="row">Trade receivables, net</th>' in table
    assert table.count('<td class="asked">') == 2
    assert "Note" not in table


def test_a_quoted_row_is_a_table_and_no_flat_string(samples: dict[str, StoredDocument]) -> None:
    question = "Segment profit and segment assets"
    html = turn(samples["en"], answered(samples["en"], question))
    row = html.index('<th scope="row">Segments</th><td>4,046</td><td>631</td>')
    table = html[html.rindex("<table", 0, row) : row]

    assert '<th scope="col">Net sales</th><th scope="col">Profit</th>' in table
    assert "Segments in 2023" in html  # what the heads do not say


def test_rows_of_the_card_are_not_quoted_again_and_further_passages_are_folded(
    samples: dict[str, StoredDocument],
) -> None:
    found = answered(samples["en"], "restructuring charges")  # with a sentence beside the figure
    more = found.text.split("\n")[-1]
    end = len(found.text) + 1 + len(more)
    again = replace(found.citations[-1], answer_start=end - len(more), answer_end=end)
    found = replace(found, text=f"{found.text}\n{more}", citations=(*found.citations, again))

    html = turn(samples["en"], found)
    shown, folded = html.split("<details")

    assert html.count("Restructuring expenses</th>") == 1
    assert shown.count('class="pw-finding"') == 1
    hidden = found.text.count("\n") - 2  # without the figure, its row and the one that is shown
    assert folded.count('class="pw-finding"') == hidden > 0
    assert f"{hidden} more" in folded


def test_what_a_model_wrote_is_never_folded(document: StoredDocument) -> None:
    text = "One.\nTwo.\nThree.\nFour.\nFive."
    html = turn(document, replace(answer(), text=text, reader="a model"))

    assert "<details" not in html
    assert "Five." in html


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (XbrlMark("agrees", "us-gaap:Revenues", "1"), ("XBRL agrees", "与 XBRL 一致")),
        (XbrlMark("differs", HOSTILE, "1234"), ("XBRL differs: 1,234", "与 XBRL 不符：1,234")),
        (XbrlMark("not tagged"), ("not tagged in XBRL", "XBRL 中未标记")),
        (None, ()),
    ],
)
def test_what_an_xbrl_file_says_is_one_mark_in_both_languages(
    document: StoredDocument, mark: XbrlMark | None, said: tuple[str, ...]
) -> None:
    html = Parsed(card_of(document, answer(replace(FIGURE, xbrl=mark))))

    assert [value for name, value in html.attributes if name == "data-xbrl"] == (
        [mark.status] if mark else []
    )
    assert all(words in html.words for words in said)
    assert not {"script", "img"} & set(html.tags)


def test_of_a_computed_figure_the_mark_names_the_inputs_that_differ(
    document: StoredDocument,
) -> None:
    differing = FigureInput("revenue", "1", "2023", None, XbrlMark("differs", "x:Sales", "2000"))
    agreeing = FigureInput("cost", "1", "2023", None, XbrlMark("agrees", "x:Cost", "1"))
    figure = replace(FIGURE, inputs=(differing, agreeing), xbrl=XbrlMark("differs"))
    agreed = replace(FIGURE, inputs=(agreeing,), xbrl=XbrlMark("agrees"))

    assert "XBRL differs: revenue 2,000" in Parsed(card_of(document, answer(figure))).words
    assert "XBRL agrees with each input" in Parsed(card_of(document, answer(agreed))).words
