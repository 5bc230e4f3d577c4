"""What an XBRL file beside the report says of a figure, as one quiet mark."""

from typing import Literal

from markupsafe import Markup

from qa.answer import AnswerFigure
from qa.formats.xbrl_text import figure_xbrl
from ui.views.i18n import Language, both, say

_OF_INPUTS = {
    "agrees": "xbrl_inputs_agree",
    "differs": "xbrl_inputs_differ",
    "not tagged": "xbrl_inputs_not_tagged",
}
_OF_FIGURE = {
    "agrees": "xbrl_agrees",
    "differs": "xbrl_differs",
    "not tagged": "xbrl_not_tagged",
}


def xbrl_mark(figure: AnswerFigure, *, tag: Literal["p", "small"] = "p") -> Markup:
    """Return the mark; nothing where no file lies beside the report."""
    if figure.xbrl is None:
        return Markup()
    return Markup('<{} class="pw-xbrl" data-xbrl="{}" title="{}">{}</{}>').format(
        tag, figure.xbrl.status, figure.xbrl.concept, both(_key(figure), value=_value(figure)), tag
    )


def xbrl_words(figure: AnswerFigure, language: Language) -> str:
    """Return the mark as plain text, "" without a file."""
    return "" if figure.xbrl is None else say(_key(figure), language, value=_value(figure))


def _key(figure: AnswerFigure) -> str:
    assert figure.xbrl is not None, figure
    return (_OF_INPUTS if figure.inputs else _OF_FIGURE)[figure.xbrl.status]


def _value(figure: AnswerFigure) -> str:
    return figure_xbrl(figure).removeprefix("differs: ")
