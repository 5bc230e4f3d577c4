"""A report's statements as a CSV file: a block for each, its rows over its periods; then tie-outs.

    Income statement | unit | page | printed page | 2019 | 2018 | 2017
    Net Revenue | USD | 75 | 60 | 67161000000 | 64661000000 | 63525000000

Values are exact, in units of one; a dash is an empty cell. Blocks are parted by an empty line.
"""

from collections.abc import Iterator

from qa.formats.cells import BYTE_ORDER_MARK, csv_line
from qa.formats.report import Report, printed_number
from qa.formats.statement_words import (
    KIND_NAMES,
    CellUnits,
    period_names,
    plain,
    unit_of,
    units_of_cells,
    verdict,
)
from qa.statements import DocumentFacts, Statement

TIE_OUT_HEADER = ("tie-out", "statement", "period", "left", "right", "difference", "status")


def statements_csv(facts: DocumentFacts, document: Report) -> str:
    """Return the whole file; the head alone where no statement was found."""
    units = units_of_cells(facts)
    blocks = ["".join(_block(found, document, units)) for found in facts.statements]
    ties = [tuple(cells) for cells in _tie_outs(facts)]
    blocks.append("".join(map(csv_line, (TIE_OUT_HEADER, *ties))))
    return BYTE_ORDER_MARK + "\r\n".join(blocks)


def _block(statement: Statement, document: Report, units: CellUnits) -> Iterator[str]:
    periods = period_names(statement.periods)
    yield csv_line((KIND_NAMES[statement.kind], "unit", "page", "printed page", *periods))
    for row in statement.rows:
        values = {cell.column: plain(cell.value) for cell in row.cells}
        printed = printed_number(document, row.page_number) or ""
        place = (str(row.page_number), printed)
        cells = (values.get(column, "") for column in range(len(periods)))
        yield csv_line((row.label, unit_of(row.cells, units), *place, *cells))


def _tie_outs(facts: DocumentFacts) -> Iterator[tuple[str, ...]]:
    for tie in facts.tie_outs:
        sides = (plain(side) for side in (tie.left, tie.right, tie.difference))
        kind = KIND_NAMES.get(tie.left_facts[0].statement or "", "")
        (period,) = period_names([tie.period])
        yield (tie.name, kind, period, *sides, verdict(tie))
