"""What helps those who use the keyboard: a link past the head of a page, and the list of keys."""

from collections.abc import Mapping
from typing import Literal

from markupsafe import Markup

from ui.views.i18n import both
from ui.views.icons import tip
from ui.views.markup import join

# Keys as they are named on a keyboard, and the phrase that says what they do.
KEYS: Mapping[Literal["reports", "grid"], tuple[tuple[str, str], ...]] = {
    "reports": (
        ("/", "key_question"),
        ("↑", "key_asked_before"),
        ("Esc", "key_stop"),
        ("← →", "key_page"),
        ("Home End", "key_ends"),
        ("Ctrl F", "key_find"),
        ("+ − 0", "key_zoom"),
        ("?", "key_help"),
    ),
    "grid": (
        ("← ↑ → ↓", "key_cell"),
        ("Enter", "key_open_cell"),
        ("a", "cell_accept"),
        ("x", "cell_wrong"),
        ("e", "cell_edit"),
        ("n", "cell_note"),
        ("r", "cell_again"),
        ("Esc", "key_close_cell"),
        ("?", "key_help"),
    ),
}


def skip_link(key: str, target: str) -> Markup:
    """Return the first stop of the Tab key, seen while it has the focus; help.js follows it.

    target: selectors of where it leads; the first element on the page counts.
    """
    return Markup('<button class="pw-skip" data-skip="{}">{}</button>').format(target, both(key))


def keys_button() -> Markup:
    return Markup(
        '<button id="pw-keys-open" class="pw-icon" aria-haspopup="dialog">'
        '<span aria-hidden="true">?</span>{}</button>'
    ).format(tip("keys"))


def keys_dialog(page: Literal["reports", "grid"]) -> Markup:
    """Return the list of a page's keys; help.js opens it."""
    rows = join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            Markup(" ").join(Markup("<kbd>{}</kbd>").format(name) for name in names.split()),
            both(key),
        )
        for names, key in KEYS[page]
    )
    return Markup(
        '<dialog id="pw-keys" class="pw-dialog" aria-labelledby="pw-keys-title">'
        '<h2 id="pw-keys-title">{}</h2><dl>{}</dl><button class="pw-dialog-close">{}</button>'
        "</dialog>"
    ).format(both("keys"), rows, both("keys_close"))
