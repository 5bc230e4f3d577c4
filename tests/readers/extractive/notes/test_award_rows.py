"""Awards granted, vested, lost and open, from the table that rolls them from day to day."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.document import Page
from qa.measures import understand
from qa.readers.extractive.notes.award_rows import award_fact
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.search.small_filing import COVER, page, store_pages
from tests.tables.build_table import stacked

C, D = 360.0, 560.0


def given(folder: Path, question: str, table: Page) -> Decimal | None:
    """The figure that a page with a table gives, behind a cover of fiscal 2018."""
    document = store_pages(folder, [page(COVER), table])
    tables = tables_of([table], fiscal_year=2018)
    facts = DocumentFacts(fiscal_year=2018, currency="USD")
    fact = award_fact(document, tables, understand(question), facts)
    return fact.value if fact else None


UNITS = stacked(
    ("RSU activity is as follows (in thousands, except share price):",),
    ("", ("Number of shares", C), ("Grant Date Fair Value", D)),
    ("Unvested as of December 31, 2017", ("83,736", C), ("$ 34.17", D)),
    ("Granted", ("50,308", C), ("$ 49.78", D)),
    ("Vested", ("(39,005)", C), ("$ 37.98", D)),
    ("Forfeited", ("(23,578)", C), ("$ 37.85", D)),
    ("Unvested as of December 31, 2018", ("71,461", C), ("$ 41.91", D)),
    page_number=2,
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many RSUs were handed out in 2018?", 50_308_000),
        ("Restricted units that lapsed in 2018", 23_578_000),
        ("How many RSUs hadn't vested yet at the end of 2018?", 71_461_000),
        ("RSUs still unvested at the end of 2017", 83_736_000),
        ("Fair value of each RSU granted in 2018", Decimal("49.78")),
        ("How many RSUs were still unvested on 31 December 2018?", 71_461_000),
        ("How many RSUs were granted in 2017?", None),
        ("How many RSUs were granted in May 2018?", None),
        ("How many stock options were granted in 2018?", None),
        ("Exercise price of RSUs granted in 2018", None),
        ("What did the RSUs granted in 2018 cost?", None),
    ],
)
def test_a_movement_is_of_the_year_that_ends_below_it(
    tmp_path: Path, question: str, value: Decimal | None
) -> None:
    assert given(tmp_path, question, UNITS) == value
