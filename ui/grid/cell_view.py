"""A cell of a grid as HTML: the few words in the table, and all of it in the panel beside."""

from collections.abc import Mapping

from markupsafe import Markup

from qa.answer import Answer
from qa.grid.edited import edited_text
from qa.grid.short_answer import ShortAnswer, short_answer
from qa.library import StoredDocument
from qa.library.grids import GridCell, GridQuestion
from ui.views.conversation_view import answer_body
from ui.views.i18n import both, in_both, page_texts, place_html
from ui.views.markup import html_json
from ui.views.xbrl_mark import xbrl_mark


def cell_json(cell: GridCell, question: GridQuestion) -> dict[str, object]:
    """Return a cell for the page's script: where it stands, its look, its words."""
    shown = short_answer(cell.answer, question.unit) if cell.answer else None
    return {
        "place": [cell.report, cell.question],
        "state": cell.state,
        "kind": shown.kind if shown else "waiting",
        "edited": cell.edited,
        "note": cell.note,
        "html": _cell(cell, shown),
    }


def _cell(cell: GridCell, shown: ShortAnswer | None) -> Markup:
    typed = edited_text(cell)
    return Markup("{}{}{}").format(
        Markup('<span class="value" dir="auto">{}</span>').format(typed or _words(shown)),
        _beside(shown, cell.answer) if shown and not typed else "",
        Markup('<i class="noted"><span class="pw-hidden">{}</span></i>').format(
            both("cell_has_note")
        )
        if cell.note
        else "",
    )


def _words(shown: ShortAnswer | None) -> Markup | str:
    if shown is None:
        return both("cell_waiting")
    if shown.kind == "not found":
        return both("cell_not_found")
    if shown.kind == "failed":
        return both("cell_failed")
    return shown.text


def _beside(shown: ShortAnswer, answer: Answer | None) -> Markup:
    """Return period and page, what XBRL says, and that the unit is not the one expected."""
    parts = [Markup('<small dir="auto">{}</small>').format(shown.period)] if shown.period else []
    if shown.citation is not None:
        page = place_html(shown.citation)
        parts.append(Markup('<small class="page">{}</small>').format(page))
    if shown.kind == "figure" and not shown.is_expected:
        parts.append(Markup('<small class="odd">{}</small>').format(both("grid_unexpected")))
    if shown.kind == "figure" and answer is not None and answer.figures:
        parts.append(xbrl_mark(answer.figures[0], tag="small"))
    return Markup('<span class="beside">{}</span>').format(Markup(" ").join(parts))


def panel(document: StoredDocument, question: GridQuestion, cell: GridCell) -> Markup:
    """Return the whole answer of a cell: figure, quotes with chips that show their page."""
    said = answer_body(document, cell.answer) if cell.answer else both("cell_waiting")
    return Markup(
        '<p class="pw-quiet" dir="auto">{}</p><h2 dir="auto">{}</h2>{}'
        '<div class="pw-grid-answer" data-pages="{}">{}</div>'
    ).format(
        document.title,
        question_html(question),
        expected(question),
        html_json({"pages": _pages(document, cell.answer)}),
        said,
    )


def _pages(document: StoredDocument, answer: Answer | None) -> Mapping[str, object]:
    """Return size in points and names of each page that is cited."""
    labels = page_texts(document.printed_numbers)
    cited = {citation.page_number for citation in answer.citations} if answer else set()
    return {
        str(number): {
            "size": document.page_sizes[number - 1],
            "label": {language: names[number - 1] for language, names in labels.items()},
        }
        for number in sorted(cited)
        if number <= document.num_pages
    }


def question_html(question: GridQuestion) -> Markup:
    return in_both(question.text, question.chinese or question.text)


def expected(question: GridQuestion) -> Markup:
    """Return the line that says which unit is expected."""
    if not question.unit:
        return Markup()
    unit = both(f"unit_{question.unit.replace('/', '_')}")
    return Markup('<small class="expected">{}</small>').format(both("grid_expected", unit=unit))
