"""What an XBRL file says of a figure, in words."""

from dataclasses import replace

import pytest

from qa.answer import FigureInput, XbrlMark
from qa.formats.xbrl_text import answer_xbrl, figure_xbrl
from tests.library.small_documents import answer

FIGURE = answer().figures[0]
DIFFERS = XbrlMark("differs", "us-gaap:Revenues", "1234000")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (None, ""),
        (XbrlMark("agrees", "us-gaap:Revenues", "1"), "agrees"),
        (XbrlMark("not tagged"), "not tagged"),
        (DIFFERS, "differs: 1,234,000"),
    ],
)
def test_a_stated_figure_says_its_mark_and_what_is_tagged_instead(mark, said):
    assert figure_xbrl(replace(FIGURE, inputs=(), xbrl=mark)) == said


def test_a_figure_that_is_worked_out_names_the_inputs_that_differ():
    inputs = (FigureInput("sales", "1", "2023", 0, DIFFERS), FigureInput("cost", "2", "2023", 0))

    figure = replace(FIGURE, inputs=inputs, xbrl=XbrlMark("differs"))

    assert figure_xbrl(figure) == "differs: sales 1,234,000"
    assert answer_xbrl(replace(answer(), figures=(figure,))) == (
        "XBRL: growth 2023: differs\n  sales 2023: differs: 1,234,000 (us-gaap:Revenues)"
    )
    assert answer_xbrl(replace(answer(), figures=(replace(figure, xbrl=None),))) == ""
