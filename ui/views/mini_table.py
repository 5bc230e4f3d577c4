"""Quoted rows as small tables: heads over their values, as they stand in the report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from qa.answer import Citation, Span
from qa.document import BBox
from qa.document_tables import QuotedCell, QuotedRow, row_at
from qa.errors import UnknownDocument
from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.quoting.cite import span
from ui.views.chip import chip, place_json, value_chip
from ui.views.i18n import place_html
from ui.views.markup import join

SPANS_KEPT = 4096  # of figures' cells and rows; a conversation is drawn anew with each answer


def quoted_row(document: StoredDocument, citation: Citation) -> QuotedRow | None:
    """Return the table row that a citation quotes, None where its heads are not known."""
    try:
        return row_at(document, citation.page_number, citation.start, citation.end)
    except UnknownDocument:  # removed meanwhile, in another tab
        return None


def row_table(row: QuotedRow) -> Markup:
    """Return one quoted row with the heads of all its values."""
    columns = [cell.column for cell in row.cells]
    return _table(row, columns, [_row(row, columns, {})])


def evidence_tables(document: StoredDocument, citations: Sequence[Citation]) -> Markup:
    """Return the rows that a figure rests on, by table; each cell asked for shows its place.

    citations must each lie in a table row (see `quoted_row`), and end with the cell asked for.
    """
    found = [(row, c) for c in citations if (row := quoted_row(document, c)) is not None]
    found.sort(key=lambda pair: (pair[0].page_number, pair[0].table, pair[0].label_span))
    return join(
        _evidence_table(document, list(pairs))
        for _, pairs in groupby(found, key=lambda pair: (pair[0].page_number, pair[0].table))
    )


def unexplained(row: QuotedRow, citation: Citation) -> list[str]:
    """Return of a citation's context what the row's heads, title and unit do not say already."""
    shown = f"{row.title} {row.unit} {' '.join(row.heads)}".split()
    texts = [" ".join(span.text.split()) for span in citation.context]
    return [text for text in texts if not set(text.split()) <= set(shown)]


def _evidence_table(document: StoredDocument, pairs: list[tuple[QuotedRow, Citation]]) -> Markup:
    rows = [(row, [c for _, c in group]) for row, group in groupby(pairs, key=lambda p: p[0])]
    first, cited = rows[0][0], pairs[0][1]
    columns = sorted(
        {cell.column for row, _ in rows for cell in row.cells if cell.column not in row.notes}
    )
    body = [_row(row, columns, dict(_asked(document, row, citations))) for row, citations in rows]
    page = Markup('<span class="pw-page-name">{}</span>').format(place_html(cited))
    return _table(first, columns, body, page)


def _asked(
    document: StoredDocument, row: QuotedRow, citations: Iterable[Citation]
) -> Iterator[tuple[int, Markup]]:
    """Yield the column of each cell asked for, with its button."""
    for citation in citations:
        cell = _last_cell(row, citation)
        name = f"{row.label} {row.heads[cell.column]}"
        yield cell.column, cell_chip(document, citation, cell.text, name=name)


def cell_chip(
    document: StoredDocument, citation: Citation, value: str = "", *, name: str = ""
) -> Markup:
    """Return the button that shows a figure's place. value: what the button says, else the page."""
    place = place_json(document, citation.page_number, *marked_of(document, citation))
    if not value:
        return chip(document, citation, place)
    return value_chip(document, citation, value, name=name, place=place)


def marked_of(
    document: StoredDocument, citation: Citation
) -> tuple[Sequence[BBox], Sequence[Span]]:
    """Return what is marked of a figure's place, its cell, and what explains it: its row's label
    with the heads. Of a figure outside tables all that is cited.
    """
    row = quoted_row(document, citation)
    if row is None:
        return citation.boxes, citation.context
    key, page_number = DocumentKey(document), citation.page_number
    label = [_placed(key, page_number, row.label_span)] if row.label else []
    cell = _placed(key, page_number, _last_cell(row, citation).span)
    return cell.boxes, [*label, *citation.context]


@kept_by_document(SPANS_KEPT)
def _placed(key: DocumentKey, page_number: int, place: tuple[int, int]) -> Span:
    return span(key.document.page(page_number), *place)


def _last_cell(row: QuotedRow, citation: Citation) -> QuotedCell:
    return max(
        (cell for cell in row.cells if cell.span[0] < citation.end), key=lambda cell: cell.span
    )


def _table(
    row: QuotedRow, columns: Sequence[int], body: Iterable[Markup], page: Markup | str = ""
) -> Markup:
    caption = Markup(" · ").join(part for part in (row.title, row.unit, page) if part)
    heads = join(Markup('<th scope="col">{}</th>').format(row.heads[c]) for c in columns)
    return Markup(
        '{}<div class="pw-wide"><table class="pw-table" dir="auto" aria-label="{}">'
        "<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(
        Markup('<p class="pw-caption">{}</p>').format(caption) if caption else "",
        row.title or row.label,
        heads,
        join(body),
    )


def _row(row: QuotedRow, columns: Sequence[int], asked: Mapping[int, Markup]) -> Markup:
    texts = {cell.column: cell.text for cell in row.cells}
    cells = join(
        Markup('<td class="asked">{}</td>').format(asked[column])
        if column in asked
        else Markup("<td{}>{}</td>").format(
            Markup(' class="note"') if column in row.notes else "", texts.get(column, "")
        )
        for column in columns
    )
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(row.label, cells)
