"""Where things stand on the screen. No logic: events.py wires, handlers.py acts."""

from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from ui.gradio_compat import connect_script, script_tags
from ui.views import conversation_view
from ui.views.comparison import together_bar, together_head
from ui.views.help import keys_button, keys_dialog, skip_link
from ui.views.i18n import both
from ui.views.icons import ICONS, tip
from ui.views.markup import join
from ui.views.page_pane import page_pane
from ui.views.tour import tour
from ui.web.assets import SCRIPTS

# Events the page's script may send.
PAGE_EVENTS = (
    "arrive",
    "set_language",
    "open_document",
    "remove_document",
    "rename_document",
    "watch_readings",
    "cancel_reading",
    "unlock_reading",
    "read_scans",
    "ask_this",
    "ask_together",
    "delete_answer",
    "clear_answers",
    "read_all",
    "retry_model",
)
CONNECT = connect_script("pagewitness.connect", PAGE_EVENTS)
HEAD = script_tags([f"pw/{name}" for name in SCRIPTS])

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
    compared: gr.HTML  # reports asked together
    running: gr.HTML  # the answer being given, below those that are there
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
            _html(tour(), "pw-tour-place")
            _html(shelf_tools(), "pw-shelf-bar")
            shelf = _html("", "pw-shelf")
            facts = _html("", "pw-facts")
        with gr.Column(elem_id="pw-middle"):
            _html(conversation_bar(), "pw-bar")
            with gr.Column(elem_id="pw-scroll"):
                conversation = _html(conversation_view.empty(), "pw-conversation")
                running = _html("", "pw-running")
                suggestions = _html("", "pw-suggestions")
            _html(statements_place(), "pw-statements")
            with gr.Column(elem_id="pw-together-view"):
                _html(together_head(), "pw-together-head")
                compared = _html("", "pw-comparing")
            _html(together_bar(), "pw-together-bar")
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
    page = _html("", "pw-script", head=HEAD, js_on_load=CONNECT)
    return Screen(
        page=page,
        document_id=document_id,
        shelf=shelf,
        facts=facts,
        conversation=conversation,
        suggestions=suggestions,
        compared=compared,
        running=running,
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
        '<header class="pw-header">{}<h1>Pagewitness</h1><p>{}</p><span class="pw-gap"></span>{}'
        '<a id="pw-grids" href="grids">{}</a>'
        '<button id="pw-logout" hidden>{}</button><button id="pw-language">{}</button>'
        '<button id="pw-theme" class="pw-icon">{}{}</button></header>{}'
    ).format(
        skip_link("skip_to_question", "#pw-question textarea"),
        both("tagline"),
        keys_button(),
        both("grids"),
        both("log_out"),
        both("switch_language"),
        ICONS["theme"],
        tip("switch_theme"),
        keys_dialog("reports"),
    )


def drop_zone() -> Markup:
    return Markup(
        '<label class="pw-drop" id="pw-drop"><input type="file" id="pw-files" multiple '
        'accept="application/pdf,.pdf,.json,.htm,.html,.xhtml"><b>{}</b><span>{}</span></label>'
        '<ul class="pw-readings" id="pw-sending" aria-live="polite"></ul>'
    ).format(both("drop"), both("choose"))


def shelf_tools() -> Markup:
    """Return the search among reports and their order; shelf.js acts and names the choices."""
    orders = join(
        Markup('<option value="{}"></option>').format(order)
        for order in ("newest", "oldest", "name")
    )
    return Markup(
        '<div id="pw-shelf-tools" class="few"><input id="pw-shelf-search" type="search" '
        'autocomplete="off"><select id="pw-shelf-order">{}</select></div>'
        '<p id="pw-shelf-nothing" class="pw-quiet" role="status" hidden>{}</p>'
    ).format(orders, both("shelf_nothing"))


def conversation_bar() -> Markup:
    return Markup(
        '<div class="pw-bar"><h2 id="pw-title" dir="auto"></h2>'
        '<input id="pw-name" dir="auto" maxlength="120" autocomplete="off">'
        '<button id="pw-rename" class="pw-icon" hidden>{}{}</button>'
        '<div class="pw-switch" role="group">'
        '<button data-view="questions" aria-pressed="true">{}</button>'
        '<button data-view="statements" aria-pressed="false">{}</button></div>'
        '<a id="pw-export" class="pw-button" href="#" download>{}</a>'
        '<a id="pw-table" class="pw-button" href="#" download>{}</a>'
        '<button class="pw-button pw-sure" data-do="clear_answers" data-details="{{}}">'
        "<span>{}</span><span>{}</span></button></div>"
    ).format(
        ICONS["pencil"],
        tip("rename"),
        both("view_questions"),
        both("view_statements"),
        both("export"),
        both("export_table"),
        both("clear"),
        both("clear_sure"),
    )


def statements_place() -> Markup:
    """Return where the statements of the open report stand; statements.js fills it."""
    return Markup(
        '<section id="pw-statements-view" tabindex="-1" aria-labelledby="pw-statements-name">'
        '</section><span id="pw-statements-name" class="pw-hidden">{}</span>'
    ).format(both("view_statements"))


def list_picker() -> Markup:
    """Return the button that takes questions from a file into the question box."""
    return Markup(
        '<label class="pw-icon">{}{}<input type="file" id="pw-list-file" '
        'accept=".txt,.csv,.tsv,text/plain,text/csv"></label>'
    ).format(ICONS["list"], tip("list_choose"))


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
