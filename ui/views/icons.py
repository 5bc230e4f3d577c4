"""Icons, drawn by lines, and the names they carry."""

from markupsafe import Markup

from ui.views.i18n import both


def tip(key: str) -> Markup:
    """Return a button's name: read aloud always, seen while the pointer or the focus is on it."""
    return Markup('<span class="pw-tip">{}</span>').format(both(key))


def _icon(path: str) -> Markup:
    return Markup(
        '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" '
        'stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">'
        '<path d="{}"/></svg>'
    ).format(path)


ICONS = {
    "previous": _icon("M12.5 4.5 7 10l5.5 5.5"),
    "next": _icon("M7.5 4.5 13 10l-5.5 5.5"),
    "smaller": _icon("M4.5 10h11"),
    "larger": _icon("M4.5 10h11M10 4.5v11"),
    "fit": _icon("M3 10h14M6 7l-3 3 3 3M14 7l3 3-3 3"),
    "thumbs": _icon("M3.5 3.5h13v13h-13zM8 3.5v13M5.2 7h1M5.2 10h1M5.2 13h1"),
    "pencil": _icon("M4 16l.8-3.6L13.6 3.6l2.8 2.8-8.8 8.8z"),
    "find": _icon("M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4"),
    "download": _icon("M10 3v9M6 8.5l4 4 4-4M4 16.5h12"),
    "list": _icon("M7.5 5H17M7.5 10H17M7.5 15H17M3.5 5h.01M3.5 10h.01M3.5 15h.01"),
    "close": _icon("M5 5l10 10M15 5 5 15"),
    "theme": _icon("M10 3a7 7 0 1 0 7 7 5.5 5.5 0 0 1-7-7z"),
}
