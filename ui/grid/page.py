"""The two pages of grids: all of an owner's with the form for a new one, and one grid.

They stand for themselves, without Gradio; scripts fill them (ui/static/grid.js).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from markupsafe import Markup

from qa.grid.ready_lists import ReadyList
from qa.library import StoredDocument
from qa.library.grids import CELL_STATES, MAX_GRID_QUESTIONS, MAX_REPORTS, ReviewGrid
from ui.grid.cell_view import expected, question_html
from ui.views.help import keys_button, keys_dialog, skip_link
from ui.views.i18n import both, in_both
from ui.views.icons import ICONS, tip
from ui.views.markup import join

PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Pagewitness'
    '</title><base href="{base}"><meta name="viewport" content="width=device-width, '
    'initial-scale=1"><link rel="icon" href="favicon.ico">'
    '<link rel="stylesheet" href="pw/style.css"><link rel="stylesheet" href="pw/help.css">'
    '<link rel="stylesheet" href="pw/grid.css">'
    '{scripts}</head><body class="pw-grid-page">'
    '<div id="pw-header"><header class="pw-header">{skip}<h1>Pagewitness</h1>'
    '<nav><a href="./">{back}</a>{all_grids}</nav><span class="pw-gap"></span>{keys}'
    '<button id="pw-language">{language}</button>'
    '<button id="pw-theme" class="pw-icon">{theme}</button></header>{dialog}</div>'
    '<main id="pw-desk" tabindex="-1">{body}</main></body></html>'
)
FIRST_LIST = "kpis"  # chosen until somebody chooses another
EXPORTS = (("xlsx", "Excel"), ("csv", "CSV"), ("md", "Markdown"))


def _page(title: str, base: str, body: Markup, scripts: Sequence[str], all_grids: Markup) -> Markup:
    return PAGE.format(
        title=title,
        base=base,
        scripts=join(
            Markup('<script src="pw/{}" defer></script>').format(name)
            for name in ("words.js", "help.js", "wide_tables.js", *scripts)
        ),
        back=both("back_to_reports"),
        all_grids=all_grids,
        language=both("switch_language"),
        theme=ICONS["theme"] + tip("switch_theme"),
        skip=skip_link("skip_to_content", '#pw-grid td[tabindex="0"], #pw-desk input, #pw-desk'),
        keys=keys_button(),
        dialog=keys_dialog("grid"),
        body=body,
    )


def not_here_page() -> Markup:
    """Return what stands where there is no grid of the visitor's."""
    body = Markup('<section class="pw-grid-list"><p>{}</p></section>').format(both("grid_gone"))
    return _page("Grid", "../", body, ("grid.js",), _all_grids())


def grids_page(
    grids: Sequence[tuple[ReviewGrid, Mapping[str, int]]],
    documents: Sequence[StoredDocument],
    lists: Sequence[ReadyList],
    *,
    has_model: bool,
) -> Markup:
    """Return the page of all grids with their counts, newest first, and the form for a new one."""
    rows = join(_grid_row(grid, counts) for grid, counts in grids)
    none = Markup('<p class="pw-quiet">{}</p>').format(both("grids_none"))
    body = Markup(
        '<section class="pw-grid-list"><h2>{}</h2><p class="pw-quiet">{}</p>{}<h2>{}</h2>{}'
        "</section>"
    ).format(
        both("grids_mine"),
        both("grids_hint"),
        Markup('<ul class="pw-grids">{}</ul>').format(rows) if grids else none,
        both("grid_new"),
        _form(documents, lists, has_model=has_model),
    )
    return _page("Grids", "./", body, ("grid.js", "grid_new.js"), Markup())


def _grid_row(grid: ReviewGrid, counts: Mapping[str, int]) -> Markup:
    done = both("grid_done", done=counts["answered"], total=counts["total"])
    states = Markup(" · ").join(
        Markup("{} {}").format(counts[state], both(f"state_{state}"))
        for state in CELL_STATES[1:]
        if counts[state]
    )
    made = datetime.fromtimestamp(grid.made_at, UTC).strftime("%Y-%m-%d")
    size = both("grid_size", reports=len(grid.document_ids), questions=len(grid.questions))
    parts = Markup(" · ").join(filter(None, (size, done, states, made)))
    return Markup(
        '<li><a href="grid/{}" dir="auto">{}</a><small>{}</small>'
        '<button class="pw-act pw-sure" data-remove-grid="{}"><span>{}</span>'
        "<span>{}</span></button></li>"
    ).format(
        grid.grid_id, grid.title, parts, grid.grid_id, both("grid_remove"), both("remove_sure")
    )


def _form(
    documents: Sequence[StoredDocument], lists: Sequence[ReadyList], *, has_model: bool
) -> Markup:
    reports = join(
        Markup(
            '<label class="pick"><input type="checkbox" name="document" value="{}">'
            '<span dir="auto">{} <small>{}</small></span></label>'
        ).format(each.document_id, each.title, both("num_pages", count=each.num_pages))
        for each in documents
    )
    return Markup(
        '<form id="pw-new-grid"><fieldset><legend>{}</legend>{}</fieldset>'
        '<fieldset><legend>{}</legend>{}<label class="pick"><input type="radio" name="list" '
        'value=""><span>{}</span></label><div class="own"><textarea name="questions" rows="5" '
        'aria-labelledby="pw-own-label"></textarea><label class="pw-act">{}<input type="file" '
        'class="pw-hidden" id="pw-own-file" accept=".txt,.csv,.tsv,.xlsx"></label></div>'
        "</fieldset>{}"
        '<label class="title">{}<input name="title" maxlength="120" autocomplete="off"></label>'
        '<p id="pw-form-says" role="alert"></p><button class="main">{}</button></form>'
    ).format(
        both("grid_reports", most=MAX_REPORTS),
        reports or both("grid_no_reports"),
        both("grid_questions", most=MAX_GRID_QUESTIONS),
        join(map(_list_choice, lists)),
        Markup('<span id="pw-own-label">{}</span>').format(both("grid_own_questions")),
        both("grid_from_file"),
        _reader_choice() if has_model else "",
        both("grid_title"),
        both("grid_make"),
    )


def _list_choice(each: ReadyList) -> Markup:
    return Markup(
        '<label class="pick"><input type="radio" name="list" value="{}"{}><span>{} '
        "<small>{}</small></span></label>"
    ).format(
        each.list_id,
        Markup(" checked") if each.list_id == FIRST_LIST else "",
        in_both(each.english, each.chinese),
        both("grid_list_size", count=len(each.questions)),
    )


def _reader_choice() -> Markup:
    return Markup(
        '<fieldset class="across"><legend>{}</legend><label class="pick"><input type="radio" '
        'name="reader" value="model" checked><span>{}</span></label><label class="pick">'
        '<input type="radio" name="reader" value="quotes"><span>{}</span></label></fieldset>'
    ).format(both("grid_reader"), both("switch_model"), both("switch_quotes"))


def grid_page(grid: ReviewGrid, documents: Mapping[int, StoredDocument]) -> Markup:
    """Return the page of one grid with empty cells: a row a question, a column a report."""
    heads = join(
        Markup('<th scope="col" dir="auto">{}</th>').format(document.title)
        for document in documents.values()
    )
    rows = join(
        Markup('<tr data-question="{}"><th scope="row" dir="auto">{}{}</th>{}</tr>').format(
            number,
            question_html(question),
            expected(question),
            join(
                Markup('<td role="gridcell" tabindex="-1" data-place="{},{}"></td>').format(
                    report, number
                )
                for report in documents
            ),
        )
        for number, question in enumerate(grid.questions)
    )
    body = Markup(
        '{}<div class="pw-grid-both"><div class="pw-grid-scroll" tabindex="-1"><table role="grid" '
        'class="pw-grid" id="pw-grid" data-grid="{}" aria-labelledby="pw-grid-title"><thead><tr>'
        '<th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>{}</div>'
    ).format(_bar(grid), grid.grid_id, both("grid_question"), heads, rows, _panel())
    scripts = ("grid.js", "grid_cells.js")
    return _page(grid.title, "../", body, scripts, _all_grids())


def _all_grids() -> Markup:
    return Markup('<a href="grids">{}</a>').format(both("all_grids"))


def _bar(grid: ReviewGrid) -> Markup:
    filters = join(
        Markup(
            '<button class="pw-act" data-filter="{}" aria-pressed="{}">{} <b></b></button>'
        ).format(state, "true" if state == "all" else "false", both(f"state_{state}"))
        for state in ("all", *CELL_STATES, "not_found", "failed")
    )
    files = join(
        Markup('<a class="pw-act" href="pw/grids/{}/grid.{}" download>{}</a>').format(
            grid.grid_id, suffix, name
        )
        for suffix, name in EXPORTS
    )
    return Markup(
        '<div class="pw-grid-bar"><h2 id="pw-grid-title" dir="auto">{}</h2>'
        '<p role="status"><span id="pw-grid-count"></span> <progress id="pw-grid-progress" '
        'max="1" value="0" aria-labelledby="pw-grid-count"></progress> '
        '<span id="pw-grid-says"></span></p>'
        '<button class="pw-act" id="pw-grid-stop" hidden>{}</button>'
        '<button class="pw-act" id="pw-grid-go" hidden>{}</button>'
        '<button class="pw-act" id="pw-grid-failed" hidden>{}</button>'
        '<div class="files">{}</div></div>'
        '<div class="pw-grid-filters"><span>{}</span>{}</div>'
    ).format(
        grid.title,
        both("grid_stop"),
        both("grid_go_on"),
        both("grid_again_failed"),
        files,
        both("grid_filter"),
        filters,
    )


def _panel() -> Markup:
    """Return the panel beside the table; grid_cells.js fills it."""
    buttons = join(
        Markup('<button class="pw-act" data-do="{}">{} <kbd>{}</kbd></button>').format(
            name, both(f"cell_{name}"), key
        )
        for name, key in (("accept", "a"), ("wrong", "x"), ("again", "r"))
    )
    return Markup(
        '<aside class="pw-grid-panel" id="pw-panel"><p class="pick-one">{}</p>'
        '<div class="filled" hidden><button class="pw-icon close" data-do="close">'
        '<span aria-hidden="true">×</span><span class="pw-hidden">{}</span></button>'
        '<div id="pw-panel-answer" tabindex="-1"></div><div class="review"><div class="marks">{}'
        '</div><label>{} <kbd>e</kbd><input id="pw-edited" maxlength="500" autocomplete="off">'
        '</label><label>{} <kbd>n</kbd><textarea id="pw-note-text" rows="1" maxlength="2000">'
        '</textarea></label><p id="pw-panel-says" role="alert"></p></div>'
        '<figure id="pw-page-picture" hidden><figcaption id="pw-picture-name"></figcaption>'
        '<div class="view" tabindex="0" role="group" aria-labelledby="pw-picture-name">'
        '<div class="sheet"><img alt=""><div class="places" aria-hidden="true"></div></div></div>'
        "</figure></div></aside>"
    ).format(both("cell_pick"), both("cell_close"), buttons, both("cell_edit"), both("cell_note"))
