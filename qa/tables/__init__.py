"""Tables of a page: lines with positions in, rows, columns and cells out.

Knows pages and figures, but not what a row means, and no reader, search or PDF library.
"""

from qa.tables.cell_period import cell_period, row_words
from qa.tables.document import tables_of
from qa.tables.find import find_tables
from qa.tables.period import Period, short_label
from qa.tables.table import Cell, Column, Lead, Row, Span, Table

__all__ = [
    "Cell",
    "Column",
    "Lead",
    "Period",
    "Row",
    "Span",
    "Table",
    "cell_period",
    "find_tables",
    "row_words",
    "short_label",
    "tables_of",
]
