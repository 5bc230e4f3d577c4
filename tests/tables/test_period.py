"""How an answer calls the period of a column's head."""

import pytest

from qa.tables import short_label


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Years ended September 24, 2022", "2022"),
        ("Fiscal Year Ended June 30, 2021", "2021"),
        ("For the years ended December 31, 2019", "2019"),
        ("As of December 31, 2021", "December 31, 2021"),
        ("Three months ended March 31, 2021", "Three months ended March 31, 2021"),
        ("2022", "2022"),
        ("2022年末", "2022年末"),
        ("", ""),
    ],
)
def test_years_and_days_are_called_by_themselves_and_quarters_as_printed(
    head: str, said: str
) -> None:
    assert short_label(head) == said
