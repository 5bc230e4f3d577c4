"""Figures that a later report of a company gives another value for, both places to press."""

from collections.abc import Sequence

from markupsafe import Markup

from qa.compare.comparison import Comparison, Printed, Restatement
from qa.compare.sentences import bare_number
from ui.views.i18n import both, place_html
from ui.views.look import look
from ui.views.markup import join


def restated_figures(comparison: Comparison) -> Markup:
    asked = [each for each in comparison.restatements if each.is_asked]
    others = [each for each in comparison.restatements if not each.is_asked]
    if not asked and not others:
        return Markup()
    folded = Markup()
    if others:
        folded = Markup('<details class="pw-folded"><summary>{}</summary>{}</details>').format(
            both("together_others_restated", count=len(others)), _restated_list(others)
        )
    return Markup('<section class="pw-restated"><h4>{}</h4>{}{}</section>').format(
        both("together_restated"), _restated_list(asked) if asked else "", folded
    )


def _restated_list(restatements: Sequence[Restatement]) -> Markup:
    return Markup("<ul>{}</ul>").format(join(map(_restatement, restatements)))


def _restatement(restated: Restatement) -> Markup:
    name = " · ".join(filter(None, (restated.label, restated.entity, restated.period)))
    return Markup('<li><span dir="auto">{}</span> {} {} → {} <small>{}</small></li>').format(
        " ".join(name.split()),
        both("together_restated_as"),
        _printed(restated.earlier, name),
        _printed(restated.later, name),
        restated.unit,
    )


def _printed(printed: Printed, name: str) -> Markup:
    text = Markup("{}").format(bare_number(printed.text))
    place = Markup("<small><bdi>{}</bdi>, {}</small>").format(
        printed.document.file_name,
        place_html(printed.citation),
    )
    return Markup("{} {}").format(
        look(printed.document, [printed.citation], text, name=name), place
    )
