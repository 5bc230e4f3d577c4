"""Which row of a table of parts has most, or least, where no statement's facts say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod, name_of
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.row_facts import (
    SOFT,
    CellAt,
    Terms,
    content_terms,
    fact_of,
    head_terms,
    is_period,
)
from qa.readers.extractive.rows.segment_names import are_segments
from qa.statements import DocumentFacts, Fact
from qa.tables import Table, cell_period, row_words

_ASKING = content_terms(
    "segment division business part unit region brand product line which brought largest biggest"
    " highest most smallest lowest least bring earned made makes had large small much profitable"
)
_TOTAL = re.compile(r"\b(?:total|group|consolidated|segments|eliminat\w+|corporate)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Family:
    """Rows that stand under the same heads, with one column's cells."""

    cells: tuple[CellAt, ...]
    extra: int  # words of the heads that the question does not say


def largest_row(
    listed: StoredDocument | None,
    asked: Asked,
    tables: Sequence[Table],
    facts: DocumentFacts,
    period: WantedPeriod,
    writer: FigureWriter,
) -> FigureAnswer | None:
    """Return the part with most of what is asked for; None where tables name different ones.

    listed: a report, where only what it lists as its segments counts.
    """
    wanted = content_terms(" ".join(asked.words)) - SOFT - _ASKING
    parts = [content_terms(name) - SOFT for name in facts.part_names]
    families = [f for table in tables for f in _families(table, wanted, parts, period)]
    if listed is not None:
        families = [told for f in families if (told := _of_segments(listed, f))]
    if not wanted or not families:
        return None
    fewest = min(family.extra for family in families)
    sign = 1 if asked.manner == "largest" else -1
    best = [_best(family, sign, facts) for family in families if family.extra == fewest]
    known = [fact for fact in best if fact is not None]
    names = {(frozenset(content_terms(fact.label)), fact.value) for fact in known}
    if len(names) != 1:
        return None
    name = name_of(asked.key, asked.is_chinese) if asked.key else " ".join(asked.words)
    return writer.row(replace(known[0], label=name), entity=known[0].label)


def _of_segments(document: StoredDocument, family: _Family) -> _Family | None:
    """Return the rows of a family that the report calls its segments; None where it names none."""
    kept = tuple(at for at in family.cells if are_segments(document, [at.row.label]))
    is_told = len(kept) > 1 and are_segments(document, [at.row.label for at in kept])
    return replace(family, cells=kept) if is_told else None


def _best(family: _Family, sign: int, facts: DocumentFacts) -> Fact | None:
    found = [fact_of(at, concept="", entity=None, currency=facts.currency) for at in family.cells]
    known = [fact for fact in found if fact is not None]
    if len(known) != len(found) or len({fact.unit for fact in known}) != 1:
        return None
    return max(known, key=lambda fact: sign * fact.value)


def _families(
    table: Table, wanted: Terms, parts: Sequence[Terms], period: WantedPeriod
) -> Iterator[_Family]:
    """Yield the columns of rows that are parts of the group and say what is wanted."""
    if not table.is_sure:
        return
    by_heads: dict[tuple[tuple[str, ...], int], list[CellAt]] = {}
    for row in table.rows:
        label, above = row_words(table, row.index)
        if row.is_total or not label or _TOTAL.search(label):
            continue
        for cell in row.cells:
            column = table.columns[cell.column]
            has = cell_period(table, row.index, column)
            if cell.figure is not None and has is not None and is_period(has, period):
                at = CellAt(cell, row, column, table, has)
                by_heads.setdefault((tuple(above), column.index), []).append(at)
    title = content_terms(" ".join([table.title, *(lead.text for lead in table.leads)]))
    for (parents, _), cells in by_heads.items():
        named = [at for at in cells if content_terms(at.row.label) - SOFT in parts]
        heads = head_terms(cells[0].column) | content_terms(" ".join(parents))
        if len(named) >= 2 and 2 * len(named) >= len(cells) and wanted <= heads | title:
            kept = tuple(named if len(named) > 2 else cells)
            yield _Family(kept, len(heads - wanted - SOFT) + 3 * len(wanted - heads))
