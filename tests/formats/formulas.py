"""The formulas of a workbook worked out anew by a parser that is not ours, wherever there is no
LibreOffice.
"""

import re
from io import BytesIO
from statistics import fmean

import openpyxl
from simpleeval import EvalWithCompoundTypes

CELL = re.compile(r"(?:(?P<sheet>[A-Za-z]+)!)?\$?(?P<column>[A-Z]{1,2})\$?(?P<row>[1-9][0-9]*)")
FUNCTIONS = {
    "ABS": abs,
    "AVERAGE": lambda *values: fmean(values),
    "MIN": min,
    "MAX": max,
    "SUM": lambda *values: sum(values),
}


def worked_out(data: bytes) -> dict[tuple[str, str], tuple[float, object]]:
    """Return for each cell with a formula, by sheet and cell, its value as it is worked out here
    of the cells that it names, and the value that was stored with it."""
    book = openpyxl.load_workbook(BytesIO(data))
    stored = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): (
            _value(book, sheet.title, cell.coordinate),
            stored[sheet.title][cell.coordinate].value,
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _value(book: openpyxl.Workbook, sheet: str, cell: str) -> float:
    found = book[sheet][cell]
    if found.data_type != "f":
        assert isinstance(found.value, int | float), (sheet, cell, found.value)
        return found.value
    names: dict[str, float] = {}

    def named(match: re.Match[str]) -> str:
        name = f"cell{len(names)}"
        place = match["column"] + match["row"]
        names[name] = _value(book, match["sheet"] or sheet, place)
        return name

    formula = CELL.sub(named, found.value.removeprefix("=")).replace("^", "**")
    return float(EvalWithCompoundTypes(names=names, functions=FUNCTIONS).eval(formula))
