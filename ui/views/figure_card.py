"""The figure that answers a question, as a card: the number, its period, how it was worked out."""

import re
from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from qa.answer import AnswerFigure, Citation, FigureInput
from qa.library import StoredDocument
from ui.views.i18n import both
from ui.views.markup import join
from ui.views.mini_table import cell_chip, evidence_tables, quoted_row
from ui.views.xbrl_mark import xbrl_mark

# A number with what closes behind it, which is to begin no line; or what stands between
_PIECE = re.compile(r"(\d[\d,]*(?:\.\d+)?)([);]*)|\D+")
_VALUE_AND_UNIT = re.compile(r"(\D*[\d,.]+%?)\s*(.*)", re.DOTALL)


Citations = Sequence[Citation]  # of an answer; figures count in them


def figure_card(
    document: StoredDocument, figures: Sequence[AnswerFigure], citations: Citations
) -> Markup:
    """Return the card of an answer's first figure, the others below it; nothing without figures."""
    if not figures:
        return Markup()
    first, *others = figures
    given = {item.citation for item in first.inputs}
    beside = [other for other in others if other.citation is None or other.citation not in given]
    return Markup(
        '<section class="pw-figure{}"><p class="pw-figure-label" dir="auto">{}</p>'
        '<p class="pw-figure-value">{}</p>{}{}{}{}{}</section>'
    ).format(
        "" if first.value is not None else " pw-figure-missing",
        _label(document, citations, first),
        _value(first),
        xbrl_mark(first),
        _formula(document, citations, first),
        Markup('<p class="pw-figure-note" dir="auto">{}</p>').format(first.note)
        if first.note
        else "",
        _beside(document, citations, beside),
        evidence_tables(document, rows_in_card(document, figures, citations)),
    )


def rows_in_card(
    document: StoredDocument, figures: Sequence[AnswerFigure], citations: Citations
) -> list[Citation]:
    """Return the citations that the card shows as rows of their tables."""
    numbers: set[int | None] = set()
    for figure in figures:
        numbers |= {figure.citation, *(given.citation for given in figure.inputs)}
    cited = [c for number, c in enumerate(citations) if number in numbers]
    return [citation for citation in cited if quoted_row(document, citation) is not None]


def _label(document: StoredDocument, citations: Citations, figure: AnswerFigure) -> Markup:
    parts = [figure.label, figure.entity, figure.period]
    shown = join(Markup("<span>{}</span>").format(part) for part in parts if part)
    if not figure.is_stated:
        return shown
    cited = _cited(citations, figure.citation)
    return Markup("{} · <em>{}</em> {}").format(
        shown, both("figure_stated"), cell_chip(document, cited) if cited else ""
    )


def _value(figure: AnswerFigure) -> Markup:
    parts = _VALUE_AND_UNIT.fullmatch(figure.display)
    if parts is None or not parts[2]:
        return Markup("{}").format(figure.display)
    gap = " " if " " in figure.display else ""
    return Markup("{}<small>{}{}</small>").format(parts[1], gap, parts[2])


def _formula(document: StoredDocument, citations: Citations, figure: AnswerFigure) -> Markup:
    """Return the formula by names, then by values; each value is a button to its place."""
    lines: list[Markup] = []
    if figure.formula and figure.formula != figure.label:
        lines.append(Markup("{}").format(figure.formula))
    waiting = [given for given in figure.inputs if _cited(citations, given.citation)]
    if figure.workings:
        lines.append(_workings(document, citations, figure.workings, waiting))
    shown = join(
        Markup('<p class="pw-figure-formula" dir="auto">= {}</p>').format(line) for line in lines
    )
    if not waiting:
        return shown
    rest = Markup(" · ").join(
        Markup("{} {} {}").format(g.name, g.period, _operand(document, citations, g))
        for g in waiting
    )
    return Markup('{}<p class="pw-figure-formula" dir="auto">{} {}</p>').format(
        shown, both("figure_from"), rest
    )


def _workings(
    document: StoredDocument, citations: Citations, workings: str, waiting: list[FigureInput]
) -> Markup:
    """Return the workings with a button for each operand; these are taken out of `waiting`."""
    parts: list[Markup] = []
    for piece in _PIECE.finditer(workings):
        number, closing = piece.groups()
        operand = next((given for given in waiting if _is_value(number, given.value)), None)
        if operand is None:
            parts.append(Markup("{}").format(piece[0]))
        else:
            waiting.remove(operand)
            button = _operand(document, citations, operand, number)
            parts.append(Markup('<span class="pw-operand">{}{}</span>').format(button, closing))
    return join(parts)


def _is_value(number: str | None, value: str) -> bool:
    """Tell whether a number is that of an operand; a formula may turn its sign."""
    return number is not None and Decimal(number.replace(",", "")) == abs(Decimal(value))


def _operand(
    document: StoredDocument, citations: Citations, given: FigureInput, shown: str | None = None
) -> Markup:
    cited = _cited(citations, given.citation)
    assert cited is not None, given
    text = shown or f"{Decimal(given.value):,f}"
    return cell_chip(document, cited, text, name=f"{given.name} {given.period}".strip())


def _beside(
    document: StoredDocument, citations: Citations, figures: Sequence[AnswerFigure]
) -> Markup:
    """Return further figures, and what the formula gives where the report states another."""
    rows = join(
        Markup('<tr><th scope="row">{} <em>{}</em></th><td>{}</td><td>{}</td></tr>{}').format(
            figure.label,
            both("figure_stated" if figure.is_stated else "figure_computed"),
            figure.period,
            _display(document, citations, figure),
            _formula_row(document, citations, figure),
        )
        for figure in figures
    )
    return (
        Markup('<div class="pw-wide"><table class="pw-table pw-beside">{}</table></div>').format(
            rows
        )
        if rows
        else Markup()
    )


def _display(document: StoredDocument, citations: Citations, figure: AnswerFigure) -> Markup | str:
    cited = _cited(citations, figure.citation)
    if cited is None:
        return figure.display
    return cell_chip(document, cited, figure.display, name=f"{figure.label} {figure.period}")


def _formula_row(document: StoredDocument, citations: Citations, figure: AnswerFigure) -> Markup:
    differs = figure.xbrl is not None and figure.xbrl.status == "differs"
    said = (xbrl_mark(figure) if differs else Markup()) + _formula(document, citations, figure)
    said += Markup('<p class="pw-figure-note">{}</p>').format(figure.note) if figure.note else ""
    return Markup('<tr><td colspan="3">{}</td></tr>').format(said) if said else Markup()


def _cited(citations: Citations, number: int | None) -> Citation | None:
    is_there = number is not None and number < len(citations)
    return citations[number] if is_there and number is not None else None
