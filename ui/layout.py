"""Where things stand on the screen. No logic: events.py wires, handlers.py acts."""

from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from ui.views import conversation_view
from ui.views.i18n import both

# Events the page's script may send; Gradio looks for the quoted names in js_on_load.
PAGE_EVENTS = (
    "arrive",
    "set_language",
    "open_document",
    "remove_document",
    "watch_readings",
    "cancel_reading",
    "unlock_reading",
    "ask_this",
    "clear_answers",
    "read_all",
    "retry_model",
)
CONNECT = f"pagewitness.connect(trigger, {list(PAGE_EVENTS)!r});"
SCRIPTS = '<script src="pw/page_view.js"></script><script src="pw/shell.js"></script>'

FONT = ("Inter", "Segoe UI", "system-ui", "Noto Sans", "Noto Sans CJK SC", "sans-serif")


@dataclass(frozen=True, slots=True)
class Screen:
    """The components that events read and write."""

    page: gr.HTML  # the page's script speaks through this one
    document_id: gr.State
    shelf: gr.HTML
    facts: gr.HTML
    conversation: gr.HTML
    suggestions: gr.HTML
    question: gr.Textbox
    choice: gr.Textbox  # filled by the page's script as a question is sent
    ask: gr.Button
    stop: gr.Button


def theme() -> gr.themes.Base:
    """Return a theme that fetches no font: only what the machine has."""
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=FONT, font_mono=("ui-monospace", "monospace")
    )


def layout() -> Screen:
    """Lay out the screen inside the Blocks that are being built."""
    _html(header(), "pw-header")
    document_id = gr.State(None)
    with gr.Row(elem_id="pw-desk"):
        with gr.Column(elem_id="pw-left"):
            _html(drop_zone(), "pw-drop-zone")
            shelf = _html("", "pw-shelf")
            facts = _html("", "pw-facts")
        with gr.Column(elem_id="pw-middle"):
            _html(conversation_bar(), "pw-bar")
            with gr.Column(elem_id="pw-scroll"):
                conversation = _html(conversation_view.empty(), "pw-conversation")
                suggestions = _html("", "pw-suggestions")
            with gr.Row(elem_id="pw-composer"):
                question = gr.Textbox(
                    elem_id="pw-question", show_label=False, lines=1, max_lines=6, container=False
                )
                _html(list_picker(), "pw-list-picker")
                ask = gr.Button("Ask", elem_id="pw-ask", variant="primary")
                stop = gr.Button("Stop", elem_id="pw-stop", variant="stop")
            _html(reader_bar(), "pw-reader-bar")
            choice = gr.Textbox(visible=False)
        with gr.Column(elem_id="pw-right"):
            _html(page_pane(), "pw-page")
    page = _html("", "pw-script", head=SCRIPTS, js_on_load=CONNECT)
    return Screen(
        page=page,
        document_id=document_id,
        shelf=shelf,
        facts=facts,
        conversation=conversation,
        suggestions=suggestions,
        question=question,
        choice=choice,
        ask=ask,
        stop=stop,
    )


def _html(
    value: str, elem_id: str, *, head: str | None = None, js_on_load: str | None = None
) -> gr.HTML:
    return gr.HTML(
        value,
        elem_id=elem_id,
        head=head,
        js_on_load=js_on_load,
        apply_default_css=False,
        container=False,
        padding=False,
    )


def header() -> Markup:
    return Markup(
        '<header class="pw-header"><h1>Pagewitness</h1><p>{}</p><span class="pw-keys">{}</span>'
        '<button id="pw-language">{}</button>'
        '<button id="pw-theme" class="pw-icon">{}{}</button></header>'
    ).format(
        both("tagline"), both("keys"), both("switch_language"), ICONS["theme"], _tip("switch_theme")
    )


def drop_zone() -> Markup:
    return Markup(
        '<label class="pw-drop" id="pw-drop"><input type="file" id="pw-files" multiple '
        'accept="application/pdf,.pdf"><b>{}</b><span>{}</span></label>'
        '<ul class="pw-readings" id="pw-sending" aria-live="polite"></ul>'
    ).format(both("drop"), both("choose"))


def conversation_bar() -> Markup:
    return Markup(
        '<div class="pw-bar"><h2 id="pw-title" dir="auto"></h2>'
        '<a id="pw-export" class="pw-button" href="#" download>{}</a>'
        '<a id="pw-table" class="pw-button" href="#" download>{}</a>'
        '<button class="pw-button pw-sure" data-do="clear_answers" data-details="{{}}">'
        "<span>{}</span><span>{}</span></button></div>"
    ).format(both("export"), both("export_table"), both("clear"), both("clear_sure"))


def list_picker() -> Markup:
    """Return the button that takes questions from a file into the question box."""
    return Markup(
        '<label class="pw-icon">{}{}<input type="file" id="pw-list-file" '
        'accept=".txt,.csv,.tsv,text/plain,text/csv"></label>'
    ).format(ICONS["list"], _tip("list_choose"))


def reader_bar() -> Markup:
    """Return what the question box holds, when it is a list, and who answers: the model's state,
    which the page's script asks for, and the switch.
    """
    return Markup(
        '<div id="pw-list-hint" role="status"></div>'
        '<div class="pw-reader"><p id="pw-model" role="status"></p>'
        '<div class="pw-switch" id="pw-switch" role="group" hidden>'
        '<button data-reader="model">{}</button>'
        '<button data-reader="quotes">{}</button></div></div>'
    ).format(both("switch_model"), both("switch_quotes"))


def page_pane() -> Markup:
    """Return the right pane; page_view.js fills it."""
    buttons = {
        name: Markup('<button class="pw-icon" data-pane="{}">{}{}</button>').format(
            name, ICONS[name], _tip(key)
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
        '<section class="pw-pane" id="pw-pane" tabindex="0" role="region">'
        '<div class="pw-pane-bar">{}<input id="pw-number" autocomplete="off">{}'
        '<output id="pw-label" aria-live="polite"></output>'
        '<small id="pw-total"></small><span class="pw-gap"></span>'
        "{}{}{}{}</div>"
        '<p class="pw-note" id="pw-note" role="status" hidden></p>'
        '<div class="pw-view" id="pw-view">'
        '<div class="pw-empty pw-page-empty"><h2>{}</h2><p>{}</p></div>'
        '<div class="pw-sheet" id="pw-sheet" hidden><img id="pw-image" alt="">'
        '<div id="pw-marks" aria-hidden="true"></div><div id="pw-words"></div>'
        "</div></div></section>"
    ).format(
        buttons["previous"],
        buttons["next"],
        buttons["smaller"],
        buttons["fit"],
        buttons["larger"],
        buttons["close"],
        both("page_empty"),
        both("page_empty_hint"),
    )


def _tip(key: str) -> Markup:
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
    "list": _icon("M7.5 5H17M7.5 10H17M7.5 15H17M3.5 5h.01M3.5 10h.01M3.5 15h.01"),
    "close": _icon("M5 5l10 10M15 5 5 15"),
    "theme": _icon("M10 3a7 7 0 1 0 7 7 5.5 5.5 0 0 1-7-7z"),
}
