"""A workbook that takes text, exact numbers and formulas: no text becomes a formula or a link."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

from qa.formats.statement_words import plain
from qa.formats.text_table import width_of

MAX_DIGITS = 15  # of a number that a spreadsheet keeps exactly
MAX_TEXT = 32_000  # characters of a cell; 32,767 are allowed
MAX_COMMENT = 600
MAX_LINES = 12  # that a row shows
LINE_HEIGHT = 15.0  # points
# No workbook tells when it was made: the same answers are the same file.
CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]")
_SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_bytes(title: str, write: Callable[["WorkbookWriter"], None]) -> bytes:
    """Return the file that `write` fills."""
    import xlsxwriter  # late: it takes longer than all else that a command needs to begin

    out = BytesIO()
    with xlsxwriter.Workbook(out, _SETTINGS) as book:
        book.set_properties({"title": clean(title), "author": "Pagewitness", "created": CREATED})
        writer = WorkbookWriter(book)
        write(writer)
        writer.fit_rows()
    return out.getvalue()


class WorkbookWriter:
    """Adds sheets, and makes each format once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._sheets: list[SheetWriter] = []

    def sheet(self, name: str, widths: Sequence[float]) -> "SheetWriter":
        """Add a sheet whose columns are so many characters wide."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_comments_author("Pagewitness")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)  # as wide as a page when printed
        self._sheets.append(SheetWriter(sheet, widths, self.format))
        return self._sheets[-1]

    def fit_rows(self) -> None:
        """Make rows as high as their texts need."""
        for sheet in self._sheets:
            sheet.fit_rows()

    def format(self, **properties: object) -> Any:
        """Return the format with these properties of XlsxWriter."""
        if "indent" in properties:  # counts from the left alone
            properties["align"] = "left"
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **properties})
        return self._formats[key]


class SheetWriter:
    """Writes the cells of one sheet. Rows and columns count from 0."""

    def __init__(self, sheet: Any, widths: Sequence[float], format_of: Callable[..., Any]) -> None:
        self._sheet, self._widths, self._format_of = sheet, widths, format_of
        self._num_lines: dict[int, int] = {}  # of the rows that need more than one

    def text(self, row: int, column: int, text: str, **look: object) -> None:
        """Write text as text, whatever it begins with."""
        text = clean(text)
        if len(text) > MAX_TEXT:
            text = f"{text[: MAX_TEXT - 1]}…"
        if _FORMULA_START.match(text):  # still text when somebody edits the cell
            look["quote_prefix"] = True
        if text:
            self._sheet.write_string(row, column, text, self._format_of(**look))
        if "text_wrap" in look:
            width = max(self._widths[column] - 2, 1)  # words are broken before the last character
            lines = sum(max(1, ceil(width_of(line) / width)) for line in text.split("\n"))
            self._num_lines[row] = max(self._num_lines.get(row, 1), min(lines, MAX_LINES))

    def head(self, row: int, texts: Sequence[str], numbers: Collection[int] = ()) -> None:
        """Write a line of column heads; those over numbers stand to the right as they do."""
        for column, text in enumerate(texts):
            side: dict[str, object] = {"align": "right"} if column in numbers else {}
            if column - 1 in numbers and not side:
                side = {"indent": 1}
            self.text(row, column, text, bold=True, bottom=1, text_wrap=True, **side)

    def fit_rows(self) -> None:
        """Make each row as high as its texts need: programs do not agree on doing it themselves."""
        for row, lines in self._num_lines.items():
            if lines > 1:
                self._sheet.set_row(row, LINE_HEIGHT * lines)

    def number(
        self,
        row: int,
        column: int,
        value: Decimal,
        number_format: str,
        comment: str = "",
        **look: object,
    ) -> str:
        """Write an exact number and return what a formula calls it. One with more digits than a
        spreadsheet keeps is written as text, and its comment says so."""
        cell = cell_name(row, column)
        if is_exact(value):
            self._sheet.write_number(
                row, column, float(value), self._format_of(num_format=number_format, **look)
            )
        else:
            comment = f"{comment}\nText, because a spreadsheet keeps {MAX_DIGITS} digits."
            self._sheet.write_string(
                row, column, plain(value), self._format_of(**{"align": "right", **look})
            )
            cell = f'_xlfn.NUMBERVALUE({cell},".",",")'
        self.comment(row, column, comment)
        return cell

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: float | str,
        number_format: str,
        **look: object,
    ) -> str:
        """Write a formula with the value that it has, and return its cell."""
        written = self._format_of(num_format=number_format, **look)
        self._sheet.write_formula(row, column, formula, written, value)
        return cell_name(row, column)

    def comment(self, row: int, column: int, text: str) -> None:
        """Write a note beside a cell, if there is anything to say."""
        text = clean(text).strip()
        if text:
            size = {"x_scale": 2.2, "y_scale": 1 + min(len(text), MAX_COMMENT) / 300}
            self._sheet.write_comment(row, column, text[:MAX_COMMENT], size)

    def freeze(self, rows: int, columns: int = 0) -> None:
        """Keep the first rows and columns in sight."""
        self._sheet.freeze_panes(rows, columns)


def on_sheet(reference: str, sheet: str) -> str:
    """Return what a formula on another sheet calls a cell that `number` has written.

    >>> on_sheet("C4", "Sources")
    'Sources!C4'
    """
    return re.sub(r"\b[A-Z]{1,3}\d+\b", lambda cell: f"{sheet}!{cell[0]}", reference)


def is_exact(value: Decimal) -> bool:
    """Tell whether a spreadsheet keeps all digits of a number.

    >>> is_exact(Decimal("6278282683.24")), is_exact(Decimal("1234567890123456.5"))
    (True, False)
    """
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits) <= MAX_DIGITS and abs(value.adjusted()) < 300


def cell_name(row: int, column: int) -> str:
    """Return what a formula calls a cell.

    >>> cell_name(0, 0), cell_name(9, 27)
    ('A1', 'AB10')
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def clean(text: str) -> str:
    """Return text that a file of UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")


def number_format(unit: str, decimals: int = 0, thousands: int = 0) -> str:
    """Return the format of numbers of a unit. thousands: by how many of them it is shown smaller.

    >>> number_format("USD", thousands=2)
    '#,##0,,;(#,##0,,);0'
    """
    places = f".{'0' * decimals}" if decimals else ""
    if unit == "percent":
        return f"0{places or '.0'}%"
    number = f"#,##0{places}{',' * thousands}"
    if unit in ("ratio", "days"):
        return f"{number};-{number}"
    return f"{number};({number});0{places}"
