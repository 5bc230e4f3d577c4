"""Tables of a page: lines with positions in, rows, columns and cells out.

Knows pages and figures, but not what a row means, and no reader, search or PDF library.
"""

from qa.tables.document import tables_of
from qa.tables.find import find_tables
from qa.tables.period import Period
from qa.tables.table import Cell, Column, Row, Span, Table

__all__ = ["Cell", "Column", "Period", "Row", "Span", "Table", "find_tables", "tables_of"]
