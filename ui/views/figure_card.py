"""The figure that answers a question, as a card: the number, its period, how it was worked out."""

from markupsafe import Markup

from qa.answer import Answer, AnswerFigure
from ui.views.i18n import both
from ui.views.markup import join


def figure_card(answer: Answer) -> Markup:
    """Return the card of an answer's first figure, the others below it; nothing without figures."""
    if not answer.figures:
        return Markup()
    first, *others = answer.figures
    return Markup(
        '<section class="pw-figure"><p class="pw-figure-label" dir="auto">{}</p>'
        '<p class="pw-figure-value">{}</p>{}{}{}</section>'
    ).format(
        _label(first),
        first.display,
        _formula(first),
        Markup('<p class="pw-context" dir="auto">{}</p>').format(first.note) if first.note else "",
        _others(others),
    )


def _label(figure: AnswerFigure) -> Markup:
    parts = [figure.label, figure.entity, figure.period]
    shown = join(Markup("<span>{}</span>").format(part) for part in parts if part)
    stated = Markup(" <em>{}</em>").format(both("figure_stated")) if figure.is_stated else ""
    return Markup("{}{}").format(shown, stated)


def _formula(figure: AnswerFigure) -> Markup:
    if figure.formula is None:
        return Markup()
    return Markup('<p class="pw-figure-formula" dir="auto">= {}<br>= {}</p>').format(
        figure.formula, figure.workings or ""
    )


def _others(figures: list[AnswerFigure]) -> Markup:
    rows = join(
        Markup("<tr><th dir=auto>{}</th><td>{}</td><td>{}</td></tr>").format(
            figure.label, figure.period, figure.display
        )
        for figure in figures
    )
    return Markup("<table>{}</table>").format(rows) if rows else Markup()
