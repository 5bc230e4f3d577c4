"""Raised marks of footnotes that are lines of their own are read with the words before them."""

from qa.document import BBox, Line
from qa.tables import find_tables
from tests.tables.build_table import CHAR, page, row

A, B = 480.0, 540.0
LEFT = 50.0


def raised(text: str, *, x0: float, top: float) -> Line:
    """A mark set smaller and higher than the words of a row that begins at top."""
    edges = tuple(x0 + 2.5 * i for i in range(len(text) + 1))
    return Line(text, BBox(x0, top - 0.5, edges[-1], top + 6.0), edges)


def end_of(label: str) -> float:
    return LEFT + CHAR * len(label)


def test_a_raised_mark_is_the_end_of_its_label_and_no_row() -> None:
    (table,) = find_tables(
        page(
            row(60, "", ("2021", A), ("2020", B)),
            row(74, "Segment income", ("1,596", A), ("1,169", B)),
            row(88, "All other", ("(11)", A + 5), ("(461)", B + 5)),
            row(102, "Total", ("1,585", A), ("708", B)),
            raised("(1), (2)", x0=end_of("All other") + 1, top=88),
        )
    )

    assert [r.label for r in table.rows] == ["Segment income", "All other (1), (2)", "Total"]
    assert all(len(r.cells) == 2 for r in table.rows)


def test_raised_marks_over_columns_are_of_their_heads() -> None:
    (table,) = find_tables(
        page(
            row(60, "", ("Additions", 400.0), ("Deductions", 500.0)),
            row(74, "Reserves", ("1,696", 395.0), ("(1,174)", 500.0)),
            row(88, "Allowance", ("246", 395.0), ("(250)", 500.0)),
            raised("(1)", x0=401.0, top=60),
            raised("(2)", x0=501.0, top=60),
        )
    )

    assert [column.head for column in table.columns] == ["Additions (1)", "Deductions (2)"]


def test_a_figure_in_brackets_of_full_height_is_a_cell() -> None:
    (table,) = find_tables(
        page(
            row(60, "", ("2021", A), ("2020", B)),
            row(74, "Income", ("5", A), ("7", B)),
            row(88, "Other", ("(1)", A + 5), ("(2)", B + 5)),
        )
    )

    assert [cell.text for cell in table.rows[1].cells] == ["(1)", "(2)"]
