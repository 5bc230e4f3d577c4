"""Three tips for whoever is here for the first time, one at a time; tour.js turns and ends them."""

from markupsafe import Markup

from ui.views.i18n import both
from ui.views.markup import by_samples, join

TIPS = ("drop", "page", "views")  # what each is about: help.css rings that


def tour() -> Markup:
    """Return the tips, hidden until tour.js finds that this browser has not put them away."""
    words = {name: both(f"tour_{name}") for name in TIPS}
    words["drop"] += by_samples(both("tour_samples"))
    tips = join(
        Markup('<li data-tip="{}" hidden>{}</li>').format(name, said)
        for name, said in words.items()
    )
    return Markup(
        '<section id="pw-tour" class="pw-tour" aria-labelledby="pw-tour-name" hidden>'
        '<h2 id="pw-tour-name">{} <small id="pw-tour-count"></small></h2>'
        '<ol aria-live="polite">{}</ol>'
        '<div><button id="pw-tour-next">{}</button>'
        '<button id="pw-tour-end">{}</button></div></section>'
    ).format(both("tour"), tips, both("tour_next"), both("tour_end"))
