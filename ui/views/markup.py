"""How HTML is made here: markupsafe escapes whatever is put into a template; nothing slips by."""

import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

_NOTHING = Markup()


def join(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def html_json(value: Mapping[str, object]) -> str:
    """Return JSON for a data attribute; put into a Markup template it is escaped like any text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def action(name: str, label: Markup, *, classes: str = "", **details: object) -> Markup:
    """Return a button that sends an event to Python (see events.py) with these details."""
    return Markup('<button class="{}" data-do="{}" data-details="{}">{}</button>').format(
        classes, name, html_json(details), label
    )


def sure_action(
    name: str, label: Markup, sure: Markup, *, classes: str = "", **details: object
) -> Markup:
    """Return a button that acts on the second press; the first one asks `sure`."""
    return Markup(
        '<button class="{} pw-sure" data-do="{}" data-details="{}">'
        "<span>{}</span><span>{}</span></button>"
    ).format(classes, name, html_json(details), label, sure)


def by_samples(there: Markup, none: Markup = _NOTHING) -> Markup:
    """Return what is shown while sample reports stand on the shelf, and what while none does."""
    return Markup(
        '<span class="pw-with-samples">{}</span><span class="pw-without-samples">{}</span>'
    ).format(there, none)
