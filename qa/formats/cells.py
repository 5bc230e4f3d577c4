"""Cells of CSV files: text in, a line that no spreadsheet takes for a formula out."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"  # makes Excel take a file for UTF-8

# Where a comma does not separate, quotes do not hold a cell together: it is cut at its own
# semicolons, tabs and line ends, and each piece may be a formula. Full-width signs begin one too.
_SEPARATOR = r"[;；\t\r\n]"
_NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?%?[ ]*"
_FORMULA = re.compile(
    rf"(?P<before>\A(?!{_NUMBER}\Z)|{_SEPARATOR}(?! *{_NUMBER}(?:\Z|{_SEPARATOR})))"
    r"(?P<blank>[ \xa0\u3000]*)(?P<sign>[=+\-@＝＋－＠])"
)
_BREAKS = ("\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking text out of a PDF for a formula; plain numbers stay so.

    >>> safe_cell("=1+1"), safe_cell("sales;=1+1"), safe_cell("-7.4%")
    ("'=1+1", "sales;'=1+1", '-7.4%')
    """
    safe = _FORMULA.sub(r"\g<before>\g<blank>'\g<sign>", text)
    return f"'{safe}" if safe.startswith(_BREAKS) else safe


def csv_line(cells: Iterable[str]) -> str:
    """Return a line of a CSV file, every cell in quotes and none a formula."""
    line = StringIO(newline="")
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()
