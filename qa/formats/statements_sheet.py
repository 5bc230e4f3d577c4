"""The sheets Statements and Sources: rows over periods as exact numbers, tie-outs as live formulas.

Numbers are in units of one; their format shows them in millions or thousands, as they are printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from qa.formats.report import Report, label_of_page, printed_number
from qa.formats.statement_words import (
    KIND_NAMES,
    CellUnits,
    period_names,
    scale_name,
    unit_of,
    units_of_cells,
    verdict,
)
from qa.formats.workbook import SheetWriter, WorkbookWriter, number_format
from qa.statements import DocumentFacts, Fact, Statement, StatementCell, StatementRow, TieOut
from qa.tables import Span

POINTS_A_LEVEL = 10.0  # of indentation, about
MOST_LEVELS = 3
MAX_QUOTE = 500  # characters
FIRST_VALUE = 3  # the column of the first period
_THOUSANDS = {3: 1, 6: 2, 9: 3}  # by how many of them a scale is shown smaller
_SCALES = {1: ", thousands", 2: ", millions", 3: ", billions"}

Places = dict[tuple[int, Span], tuple[str, Decimal]]  # a printed cell -> reference and value


class StatementsSheet:
    """Writes one statement below the other; keeps where each printed cell went."""

    def __init__(self, book: WorkbookWriter, facts: DocumentFacts, document: Report) -> None:
        num_periods = max((len(found.periods) for found in facts.statements), default=0)
        self._sheet = book.sheet("Statements", [56, 19, 17, *[18] * max(num_periods, 4)])
        self._facts, self._document = facts, document
        self._units: CellUnits = units_of_cells(facts)
        self._texts: dict[int, str] = {}
        self._places: Places = {}

    def write(self) -> None:
        """Write all statements and their tie-outs."""
        if not self._facts.statements:
            self._sheet.text(0, 0, "No statement was found.")
            return
        row = 0
        for statement in self._facts.statements:
            row = self._statement(statement, row) + 2
        self._tie_outs(row)
        self._sheet.freeze(0, 1)

    def _statement(self, statement: Statement, row: int) -> int:
        """Write a statement from a row on; return the row after it."""
        sheet = self._sheet
        sheet.text(row, 0, f"{KIND_NAMES[statement.kind]}: {statement.title}", bold=True)
        sheet.text(row + 1, 0, scale_name(statement), italic=True)
        heads = ("", "unit", "page", *period_names(statement.periods))
        sheet.head(row + 2, heads, range(FIRST_VALUE, len(heads)))
        row += 3
        for line in statement.rows:
            level = min(round(line.indent / POINTS_A_LEVEL), MOST_LEVELS)
            sheet.text(row, 0, line.label, indent=level, text_wrap=True, bold=line.is_total)
            sheet.text(row, 2, label_of_page(self._document, line.page_number))
            self._cells(line, row)
            row += 1
        return row

    def _cells(self, line: StatementRow, row: int) -> None:
        unit = unit_of(line.cells, self._units)
        thousands = _thousands(line.cells)
        decimals = max((_decimals(cell.text) for cell in line.cells), default=0)
        self._sheet.text(row, 1, f"{unit}{_SCALES.get(thousands, '')}")
        form = number_format(unit, decimals, thousands)
        quote = self.row_text(line)
        for cell in line.cells:
            column = FIRST_VALUE + cell.column
            note = f"{label_of_page(self._document, cell.page_number)}: {quote}"
            if cell.value is None:
                self._sheet.text(row, column, "—", align="right")
                self._sheet.comment(row, column, note)
                continue
            value = cell.value / 100 if unit == "percent" else cell.value
            place = self._sheet.number(row, column, value, form, note)
            self._places[cell.page_number, cell.span] = (place, value)

    def row_text(self, line: StatementRow) -> str:
        """Return a row as its page prints it."""
        ends = [cell.span[1] for cell in line.cells if cell.page_number == line.page_number]
        start, end = line.label_span[0], max((line.label_span[1], *ends))
        if end - start > MAX_QUOTE:
            return f"{line.label} {' '.join(cell.text for cell in line.cells)}"
        if line.page_number not in self._texts:
            self._texts[line.page_number] = self._document.page(line.page_number).text
        return " ".join(self._texts[line.page_number][start:end].split())

    def _tie_outs(self, row: int) -> None:
        sheet = self._sheet
        sheet.text(row, 0, "Tie-outs", bold=True)
        sheet.head(
            row + 1,
            ("", "statement", "period", "left", "right", "difference", "status"),
            (3, 4, 5),
        )
        for number, tie in enumerate(self._facts.tie_outs, start=row + 2):
            statement = tie.left_facts[0].statement or ""
            sheet.text(number, 0, tie.name)
            sheet.text(number, 1, KIND_NAMES.get(statement, ""))
            sheet.text(number, 2, period_names([tie.period])[0])
            self._tie_out(tie, number)

    def _tie_out(self, tie: TieOut, row: int) -> None:
        """Write both sides as formulas over the statements' cells where they are such sums."""
        form = number_format("", max(map(_places_of, (tie.left, tie.right))))
        sides = []
        for column, total, facts in (
            (FIRST_VALUE, tie.left, tie.left_facts),
            (FIRST_VALUE + 1, tie.right, tie.right_facts),
        ):
            formula = sum_formula(total, facts, self._places)
            if formula is None:
                sides.append(self._sheet.number(row, column, total, form))
            else:
                sides.append(self._sheet.formula(row, column, formula, float(total), form))
        difference = self._sheet.formula(
            row, FIRST_VALUE + 2, f"={sides[0]}-{sides[1]}", float(tie.difference), form
        )
        # The tolerance is half of the last printed place; what binary fractions lose is far less.
        check = f'=IF(ABS({difference})<={float(tie.tolerance)!r}+0.0001,"ok","differs")'
        self._sheet.formula(row, FIRST_VALUE + 3, check, verdict(tie), "General", indent=1)


def sum_formula(
    total: Decimal, facts: Sequence[Fact], places: Mapping[tuple[int, Span], tuple[str, Decimal]]
) -> str | None:
    """Return the formula of a side of a tie-out; None where its cells do not add up to it.

    A cost is printed with one sign or the other: all are added, or taken from the first, or what
    they cost is. A dash, which is no number in its cell, adds nothing.
    """
    counted = [fact for fact in facts if fact.value or _place(fact) in places]
    found = [places.get(_place(fact)) for fact in counted]
    cells = [each for each in found if each is not None]
    if not cells or len(cells) < len(found):
        return None
    first, *others = cells
    sums = (
        (sum((v for _, v in others), first[1]), "".join(f"+{cell}" for cell, _ in others)),
        (first[1] - sum(v for _, v in others), "".join(f"-{cell}" for cell, _ in others)),
        (
            first[1] - sum(abs(v) for _, v in others),
            "".join(f"-ABS({cell})" for cell, _ in others),
        ),
    )
    return next((f"={first[0]}{rest}" for value, rest in sums if value == total), None)


def _place(fact: Fact) -> tuple[int, Span]:
    return fact.page_number, fact.value_span


def write_statement_sources(
    sheet: SheetWriter, row: int, statements: Iterable[Statement], of: StatementsSheet,
    document: Report,
) -> int:  # fmt: skip
    """Write a line for each row of the statements: where it stands and what stands there."""
    for statement in statements:
        for line in statement.rows:
            sheet.text(row, 0, KIND_NAMES[statement.kind])
            sheet.text(row, 1, line.label, text_wrap=True)
            sheet.number(row, 2, Decimal(line.page_number), "0")
            sheet.text(row, 3, printed_number(document, line.page_number) or "")
            sheet.text(row, 4, of.row_text(line), text_wrap=True)
            row += 1
    return row


def _thousands(cells: Sequence[StatementCell]) -> int:
    """Return in which power of a thousand a row is printed: 2 for millions."""
    for cell in cells:
        digits = "".join(char for char in cell.text if char.isdigit() or char == ".").strip(".")
        if cell.value and digits and (printed := Decimal(digits)):
            return _THOUSANDS.get(abs(cell.value / printed).adjusted(), 0)
    return 0


def _decimals(text: str) -> int:
    return sum(char.isdigit() for char in text.partition(".")[2])


def _places_of(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
