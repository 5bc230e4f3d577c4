"""A page for the right pane: its words with their places, and the facts about its report."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from qa.document import Line, Page, PageStatus, Section
from qa.hidden_text import hidden_text_in, ocr_pages
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.xbrl import TaggedFile
from ui.views.i18n import both, page_html, page_texts, status_key
from ui.views.markup import html_json, join
from ui.views.scans_note import scans_note

MAX_HIDDEN_PAGES = 12  # named in the summary
MAX_HIDDEN_LINES = 50  # of a page; `python -m qa info` shows all
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


def facts(document: StoredDocument, xbrl: TaggedFile | None = None) -> Markup:
    """Return what is known about a report: size, what became of each page, its sections, and the
    XBRL file that lies beside it.
    """
    about = html_json(
        {
            "document_id": document.document_id,
            "num_pages": document.num_pages,
            "printed_numbers": document.printed_numbers,
            "page_labels": page_texts(document.printed_numbers),
            "page_sizes": document.page_sizes,
            "num_sections": len(document.sections),
            "is_mine": document.owner != SAMPLES_OWNER,
        }
    )
    return Markup(
        '<section class="pw-facts" id="pw-document" data-document="{}">{}{}{}'
        '<div id="pw-plan"></div><details class="pw-more" open><summary>{}</summary>{}{}{}'
        "</details></section>"
    ).format(
        about,
        _size(document),
        scans_note(document),
        _beside(xbrl),
        both("pages_and_sections"),
        _strip(document),
        hidden_note(document),
        _section_tree(document),
    )


def _beside(xbrl: TaggedFile | None) -> Markup:
    if xbrl is None:
        return Markup("")
    said = both("xbrl_beside", file_name=xbrl.file_name)
    return Markup('<p class="pw-quiet" id="pw-xbrl" dir="auto">{}</p>').format(said)


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
        '<h2 class="pw-facts-title" dir="auto">{}</h2><p class="pw-size">{} · {}{}</p>'
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
    record = hidden_text_in(document)
    hidden = record.lines if record else {}
    recognised = frozenset(ocr_pages(document))
    cells = join(
        Markup('<button class="{}" data-page="{}" tabindex="{}"></button>').format(
            _cell_class(status)
            + (" with-ocr" if number in recognised else "")
            + (" with-hidden" if number in hidden else ""),
            number,
            0 if number == 1 else -1,
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
    if recognised:
        legend += Markup('<li><i class="s-text with-ocr"></i>{} {}</li>').format(
            f"{len(recognised):,}", both("status_ocr")
        )
    return Markup(
        '<h3 class="pw-head">{}</h3><div class="pw-strip" role="toolbar">{}</div>'
        '<ul class="pw-legend">{}</ul>'
        '<p class="pw-plan pw-behind-note" hidden>{}</p>'
    ).format(both("pages"), cells, legend, both("behind_note"))


def hidden_note(document: StoredDocument) -> Markup:
    """Return where a report has text that nobody sees, to be opened and looked at, and OCR."""
    hidden = hidden_text_in(document)
    if hidden is None:
        return Markup('<p class="pw-warning">{}</p>').format(both("hidden_not_looked_for"))
    ocr = (
        Markup('<p class="pw-quiet">{}</p>').format(
            both("ocr_pages", pages=_page_names(document, hidden.ocr_pages))
        )
        if hidden.ocr_pages
        else Markup("")
    )
    if not hidden.lines:
        return ocr
    rows = join(
        Markup('<li><small>{}, {}</small> <s dir="auto">{}</s></li>').format(
            page_html(number, document.printed_numbers[number - 1]),
            both(f"hidden_{line.reason.name.lower()}"),
            line.text,
        )
        for number, lines in hidden.lines.items()
        for line in lines[:MAX_HIDDEN_LINES]
    )
    return Markup(
        '{}<details class="pw-hidden"><summary class="pw-warning">{}</summary><ul>{}</ul></details>'
    ).format(ocr, both("hidden_text", pages=_page_names(document, hidden.lines)), rows)


def _page_names(document: StoredDocument, page_numbers: Iterable[int]) -> Markup:
    names = [page_html(number, _printed(document, number)) for number in page_numbers]
    more = " …" if len(names) > MAX_HIDDEN_PAGES else ""
    return Markup(", ").join(names[:MAX_HIDDEN_PAGES]) + more


def _cell_class(status: PageStatus) -> str:
    return "s-" + status.name.lower().replace("_", "-")


def _section_tree(document: StoredDocument) -> Markup:
    if not document.sections:
        return Markup('<h3 class="pw-head">{}</h3><p class="pw-quiet">{}</p>').format(
            both("sections"), both("no_sections")
        )
    return Markup(
        '<h3 class="pw-head">{}</h3><p class="pw-quiet pw-tick-hint">{}</p>'
        '<nav class="pw-sections">{}</nav>'
    ).format(
        both("sections"), both("tick_hint"), _branches(document, list(enumerate(document.sections)))
    )


def _branches(
    document: StoredDocument, sections: list[tuple[int, Section]], *, is_open: bool = True
) -> Markup:
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
            Markup(
                '<li><button class="pw-fold" aria-expanded="false">'
                '<span class="pw-hidden">{}</span></button>{}{}</li>'
            ).format(
                both("section_parts", title=sections[index][1].title),
                row,
                _branches(document, inside, is_open=False),
            )
            if inside
            else Markup("<li>{}</li>").format(row)
        )
        index = end
    return Markup("<ul{}>{}</ul>").format("" if is_open else Markup(" hidden"), join(rows))


def _section_row(document: StoredDocument, index: int, section: Section) -> Markup:
    first, last = section.first_page, section.last_page
    printed = _printed(document, first)
    return Markup(
        '<label class="pw-tick-place"><input type="checkbox" class="pw-tick" data-section="{}" '
        'aria-label="{}"></label>'
        '<button class="pw-section" data-page="{}" data-last="{}"><span dir="auto">{}</span>'
        "<small>{}{} · {}</small></button>"
    ).format(
        index,
        section.title,
        first,
        last,
        section.title,
        page_html(first, printed),
        "" if last == first else f" – {_end_label(document, first, last)}",
        both("section_tokens", tokens=_thousands(section.num_tokens)),
    )


def _end_label(document: StoredDocument, first: int, last: int) -> str:
    """Return the last page's number, counted as the first page's is: printed, or in the file."""
    printed = _printed(document, last)
    if printed and _printed(document, first):
        return printed
    return str(last) if not _printed(document, first) else f"PDF {last}"


def _printed(document: StoredDocument, page_number: int) -> str | None:
    """Return the printed number; None too for a page behind those that were read."""
    is_read = page_number <= document.num_pages
    return document.printed_numbers[page_number - 1] if is_read else None


def _estimate(document: StoredDocument) -> str:
    """To the nearest hundred: only a model's own tokenizer can count."""
    return f"{round(document.num_tokens, -2) or document.num_tokens:,}"


def _thousands(count: int) -> str:
    return f"{count / 1000:.1f}k" if count >= 1000 else str(count)
