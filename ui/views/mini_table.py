"""Quoted rows as small tables: heads over their values, as they stand in the report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from qa.answer import Citation
from qa.document_tables import QuotedCell, QuotedRow, row_at
from qa.errors import UnknownDocument
from qa.library import StoredDocument
from ui.views.chip import value_chip
from ui.views.i18n import place_html
from ui.views.markup import join


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
    page = place_html(cited)
    return _table(first, columns, body, page)


def _asked(
    document: StoredDocument, row: QuotedRow, citations: Iterable[Citation]
) -> Iterator[tuple[int, Markup]]:
    """Yield the column of each cell asked for, with its button."""
    for citation in citations:
        cell = _last_cell(row, citation)
        name = f"{row.label} {row.heads[cell.column]}"
        yield cell.column, value_chip(document, citation, cell.text, name=name)


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
