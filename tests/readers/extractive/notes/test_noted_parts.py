"""Cells of notes that are divided by the parts of the group, in rows or in columns."""

from tests.readers.extractive.notes.test_noted_rows import C, D, value
from tests.tables.build_table import stacked

BY_ROW = stacked(
    ("Information by operating segment is as follows (in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("ADDITIONS TO PROPERTY",),
    (12.0, "Europe", ("$ 20", C), ("$ 21", D)),
    (12.0, "Asia", ("30", C), ("31", D)),
    ("Total Parcels", ("50", C), ("52", D)),
    ("Letters", ("7", C), ("6", D)),
    ("TOTAL ADDITIONS TO PROPERTY", ("57", C), ("58", D)),
    ("DEPRECIATION",),
    (12.0, "Europe", ("$ 2", C), ("$ 3", D)),
    (12.0, "Asia", ("4", C), ("5", D)),
    ("Total Parcels", ("6", C), ("8", D)),
    ("Letters", ("1", C), ("2", D)),
    ("TOTAL DEPRECIATION", ("7", C), ("10", D)),
    ("Letters", ("90", C), ("80", D)),
)


def test_what_stands_before_the_sum_of_a_group_by_name_is_of_that_group() -> None:
    assert value(BY_ROW, "Depreciation of Letters in 2021", 2021) == 2
    assert value(BY_ROW, "Depreciation of Parcels in 2022", 2022) == 6
    assert value(BY_ROW, "Additions to property of Letters in 2022", 2022) == 7


def test_operations_of_a_place_are_that_place() -> None:
    page = stacked(
        ("The company's operations by place (in millions):",),
        ("", ("Canadian Operations", C - 40), ("Mexican Operations", D + 20)),
        ("2022",),
        ("Total assets", ("$ 90", C - 40), ("$ 40", D + 20)),
        ("2021",),
        ("Total assets", ("80", C - 40), ("30", D + 20)),
    )

    assert value(page, "Total assets in Canada, 2022", 2022) == 90
    assert value(page, "Total assets in Mexico, 2021", 2021) == 30
