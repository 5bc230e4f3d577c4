"""The right pane: where a page is shown, and the search in its report."""

from markupsafe import Markup

from ui.views.i18n import both
from ui.views.icons import ICONS, tip


def page_pane() -> Markup:
    """Return the right pane; page_view.js fills it, page_thumbs.js the strip of small pages,
    find.js its search.
    """
    buttons = {
        name: Markup('<button class="pw-icon" data-pane="{}">{}{}</button>').format(
            name, ICONS[name], tip(key)
        )
        for name, key in (
            ("previous", "previous_page"),
            ("next", "next_page"),
            ("smaller", "zoom_out"),
            ("fit", "fit_width"),
            ("larger", "zoom_in"),
            ("close", "close_page"),
        )
    }
    return Markup(
        '<section class="pw-pane" id="pw-pane" tabindex="-1" role="region">'
        '<div class="pw-pane-bar">{thumbs}{previous}<input id="pw-number" autocomplete="off">{next}'
        '<output id="pw-label" aria-live="polite"></output>'
        '<small id="pw-total"></small><span class="pw-gap"></span>'
        "{find}{original}{smaller}{fit}{larger}{close}</div>{find_bar}"
        '<p class="pw-marked" id="pw-marked" hidden>'
        '<button class="pw-link" dir="auto"></button></p>'
        '<p class="pw-note" id="pw-note" role="status" hidden></p>'
        '<div class="pw-pane-body"><nav id="pw-thumbs" class="pw-thumbs" hidden></nav>'
        '<div class="pw-view" id="pw-view" tabindex="0" role="group">'
        '<div class="pw-empty pw-page-empty"><h2>{empty}</h2><p>{hint}</p></div>'
        '<div id="pw-pages"></div></div></div></section>'
    ).format(
        **buttons,
        thumbs=Markup(
            '<button class="pw-icon" id="pw-thumbs-button" aria-controls="pw-thumbs">{}{}</button>'
        ).format(ICONS["thumbs"], tip("thumbs")),
        find=_find_button("open", "find", "find_open"),
        original=Markup('<a id="pw-original" class="pw-icon" href="#" download>{}{}</a>').format(
            ICONS["download"], tip("download_original")
        ),
        find_bar=find_bar(),
        empty=both("page_empty"),
        hint=both("page_empty_hint"),
    )


def find_bar() -> Markup:
    return Markup(
        '<div class="pw-find" id="pw-find" role="search" hidden>'
        '<input id="pw-find-words" type="search" autocomplete="off" maxlength="200">'
        '<output id="pw-find-count" aria-live="polite"></output>{}{}{}</div>'
    ).format(
        _find_button("previous", "previous", "find_previous"),
        _find_button("next", "next", "find_next"),
        _find_button("close", "close", "find_close"),
    )


def _find_button(name: str, icon: str, key: str) -> Markup:
    return Markup('<button class="pw-icon" data-find="{}">{}{}</button>').format(
        name, ICONS[icon], tip(key)
    )
