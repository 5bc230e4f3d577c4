"""Figures that a later report of a company gives another value for, both places to press."""

from collections.abc import Sequence

from markupsafe import Markup

from qa.compare.comparison import Comparison, Printed, Restatement
from qa.compare.sentences import bare_number, printed_power
from ui.views.i18n import Language, both, in_both, place_html, say
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
    return Markup('<li><span dir="auto">{}</span> {} {} → {}</li>').format(
        " ".join(f"{name} · {restated.unit}".split()),
        both("together_restated_as"),
        _printed(restated.earlier, name),
        _printed(restated.later, name),
    )


def printed_number(printed: Printed, language: Language) -> str:
    """Return a figure as its report prints it, and what it is counted in: "1,234 million"."""
    number, power = bare_number(printed.text), printed_power(printed.value, printed.text)
    return f"{number} {say(f'power_{power}', language)}" if power else number


def _printed(printed: Printed, name: str) -> Markup:
    text = in_both(printed_number(printed, "en"), printed_number(printed, "zh"))
    place = Markup("<small><bdi>{}</bdi>, {}</small>").format(
        printed.document.file_name,
        place_html(printed.citation),
    )
    return Markup("{} {}").format(
        look(printed.document, [printed.citation], text, name=name), place
    )
