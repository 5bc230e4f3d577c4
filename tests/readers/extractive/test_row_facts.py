"""Which tables are of a part of the group."""

import pytest

from qa.readers.extractive.row_facts import content_terms, is_of_a_part
from qa.tables import tables_of
from tests.tables.build_table import stacked

A = 400.0


@pytest.mark.parametrize(("title", "is_of_part"), [("Revenues", False), ("Converse", True)])
def test_a_title_that_names_a_line_alone_names_no_part(title: str, is_of_part: bool) -> None:
    page = stacked((title,), ("(In millions)",), ("", ("2022", A)), ("Footwear", ("$ 90", A)))
    table = tables_of([page])[0]
    parts = ("NIKE Brand Revenues", "Converse")

    assert is_of_a_part(table, parts, content_terms("Footwear sales")) is is_of_part
