"""A group of rows ends where its own sum stands."""

from qa.readers.extractive.rows.group_ends import is_behind_its_sum
from qa.tables import tables_of
from tests.tables.build_table import stacked

A, C = 400.0, 540.0


def test_a_row_behind_the_sum_of_its_group_by_name_is_no_part_of_it():
    page = stacked(
        ("(In millions)",),
        ("", ("2022", A), ("2021", C)),
        ("Air segment:",),
        (10.0, "Parcels", ("$ 90", A), ("$ 70", C)),
        (10.0, "Letters", ("50", A), ("40", C)),
        (20.0, "Total letters and parcels", ("140", A), ("110", C)),
        (10.0, "Freight", ("10", A), ("10", C)),
        (20.0, "Total Air segment", ("150", A), ("120", C)),
        (10.0, "Ground segment", ("80", A), ("80", C)),
    )
    (table,) = tables_of([page], fiscal_year=2022)
    behind = {row.label: is_behind_its_sum(row, table) for row in table.rows}

    assert behind["Ground segment"]
    assert not any(behind[label] for label in ("Parcels", "Letters", "Freight"))
