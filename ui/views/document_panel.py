"""A page for the right pane: its words with their places, and the facts about its report."""

from itertools import pairwise
from typing import Any

from markupsafe import Markup

from qa.document import Line, Page, PageStatus, Section
from qa.library import StoredDocument
from ui.views.i18n import both, page_html, status_key
from ui.views.markup import html_json, join

TOKEN_BUDGET = 262_144  # the longest context of the models this is meant for


def page_words(page: Page) -> dict[str, Any]:
    """Return a page for the browser: lines of [text, x0, x1] words, in points from the top left."""
    return {
        "page_number": page.page_number,
        "printed_number": page.printed_number,
        "width": page.width,
        "height": page.height,
        "status": page.status.value,
        "lines": [
            {"top": line.bbox.top, "bottom": line.bbox.bottom, "words": _words(line)}
            for line in page.lines
            if line.text.strip()
        ],
    }


def _words(line: Line) -> list[tuple[str, float, float]]:
    edges = tuple(line.edges)
    if not edges:
        return [(line.text, line.bbox.x0, line.bbox.x1)]
    blanks = [-1, *(i for i, char in enumerate(line.text) if char == " "), len(line.text)]
    return [
        (line.text[before + 1 : after], edges[before + 1], edges[after])
        for before, after in pairwise(blanks)
        if after > before + 1
    ]


def facts(document: StoredDocument) -> Markup:
    """Return what is known about a report: size, what became of each page, its sections."""
    about = html_json(
        {
            "document_id": document.document_id,
            "num_pages": document.num_pages,
            "printed_numbers": document.printed_numbers,
            "page_sizes": document.page_sizes,
            "num_sections": len(document.sections),
        }
    )
    return Markup(
        '<section class="pw-facts" id="pw-document" data-document="{}">{}<div id="pw-plan"></div>'
        '<details class="pw-more" open><summary>{}</summary>{}{}</details></section>'
    ).format(
        about,
        _size(document),
        both("pages_and_sections"),
        _strip(document),
        _section_tree(document),
    )


def _size(document: StoredDocument) -> Markup:
    share = min(document.num_tokens / TOKEN_BUDGET, 1.0)
    over = document.num_tokens > TOKEN_BUDGET
    cut = (
        Markup('<p class="pw-warning">{}</p>').format(
            both("only_first_pages", count=document.num_pages, total=document.num_pages_in_file)
        )
        if document.num_pages < document.num_pages_in_file
        else ""
    )
    return Markup(
        '<h3 class="pw-facts-title" dir="auto">{}</h3><p class="pw-size">{} · {}{}</p>'
        '<div class="pw-meter" role="presentation"><i style="width:{:.1f}%"></i></div>{}'
    ).format(
        document.title,
        both("num_pages", count=document.num_pages),
        both("tokens_of_budget", tokens=_estimate(document), budget=f"{TOKEN_BUDGET:,}"),
        Markup(" · {}").format(both("over_budget")) if over else "",
        share * 100,
        cut,
    )


def _strip(document: StoredDocument) -> Markup:
    cells = join(
        Markup('<button class="{}" data-page="{}" tabindex="{}"></button>').format(
            _cell_class(status), number, 0 if number == 1 else -1
        )
        for number, status in enumerate(document.statuses, start=1)
    )
    counts = {status: document.statuses.count(status) for status in PageStatus}
    legend = join(
        Markup('<li><i class="{}"></i>{} {}</li>').format(
            _cell_class(status), f"{count:,}", both(status_key(status))
        )
        for status, count in counts.items()
        if count
    )
    return Markup(
        '<h4>{}</h4><div class="pw-strip" role="toolbar">{}</div><ul class="pw-legend">{}</ul>'
        '<p class="pw-plan pw-behind-note" hidden>{}</p>'
    ).format(both("pages"), cells, legend, both("behind_note"))


def _cell_class(status: PageStatus) -> str:
    return "s-" + status.name.lower().replace("_", "-")


def _section_tree(document: StoredDocument) -> Markup:
    if not document.sections:
        return Markup('<h4>{}</h4><p class="pw-quiet">{}</p>').format(
            both("sections"), both("no_sections")
        )
    return Markup(
        '<h4>{}</h4><p class="pw-quiet pw-tick-hint">{}</p><nav class="pw-sections">{}</nav>'
    ).format(
        both("sections"), both("tick_hint"), _branches(document, list(enumerate(document.sections)))
    )


def _branches(document: StoredDocument, sections: list[tuple[int, Section]]) -> Markup:
    """Nest sections by level: each takes those after it that are deeper."""
    rows: list[Markup] = []
    index = 0
    while index < len(sections):
        end = index + 1
        while end < len(sections) and sections[end][1].level > sections[index][1].level:
            end += 1
        row = _section_row(document, *sections[index])
        inside = sections[index + 1 : end]
        rows.append(
            Markup("<li><details><summary>{}</summary>{}</details></li>").format(
                row, _branches(document, inside)
            )
            if inside
            else Markup('<li class="leaf">{}</li>').format(row)
        )
        index = end
    return Markup("<ul>{}</ul>").format(join(rows))


def _section_row(document: StoredDocument, index: int, section: Section) -> Markup:
    first, last = section.first_page, section.last_page
    printed = document.printed_numbers[first - 1] if first <= document.num_pages else None
    return Markup(
        '<input type="checkbox" class="pw-tick" data-section="{}" aria-label="{}">'
        '<button class="pw-section" data-page="{}" data-last="{}"><span dir="auto">{}</span>'
        "<small>{}{} · {}</small></button>"
    ).format(
        index,
        section.title,
        first,
        last,
        section.title,
        page_html(first, printed),
        "" if last == first else f" – {_short_label(document, last)}",
        both("section_tokens", tokens=_thousands(section.num_tokens)),
    )


def _short_label(document: StoredDocument, page_number: int) -> str:
    printed = document.printed_numbers[page_number - 1] if page_number <= document.num_pages else ""
    return printed or str(page_number)


def _estimate(document: StoredDocument) -> str:
    """To the nearest hundred: only a model's own tokenizer can count."""
    return f"{round(document.num_tokens, -2) or document.num_tokens:,}"


def _thousands(count: int) -> str:
    return f"{count / 1000:.1f}k" if count >= 1000 else str(count)
