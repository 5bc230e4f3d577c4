"""Dividends per share that stand in a row's label."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qa.measures import WantedPeriod
from qa.readers.extractive.rows.label_figures import dividends_in_labels
from qa.statements import DocumentFacts
from tests.search.small_filing import COVER, store

EQUITY = """Statement of Changes in Equity
Balance at May 31, 2017 $ 300 $ 200 $ 500
Net income — 40 40
Cash dividends declared ($1.20 per share) — (12) (12)
Balance at May 31, 2018 300 228 528
Net income — 50 50
Cash dividends declared ($1.35 per share) — (13) (13)
Balance at May 31, 2019 300 265 565"""
NOTE = """Note 9
Dividends on common stock ($1.40 per share) — (13) (13)
Balance at May 31, 2019 $ 300 $ 265 $ 565"""


def value(
    folder: Path, year: int, *pages: str, kind: str = "year", end: date | None = None
) -> Decimal | None:
    """Dividends per share in a report on fiscal 2019."""
    facts = DocumentFacts(fiscal_year=2019, fiscal_year_end=end, currency="USD")
    document = store(folder, [COVER, *pages])
    fact = dividends_in_labels(document, facts, WantedPeriod(kind, year))  # type: ignore[arg-type]
    if fact is None:
        return None
    assert document.page(fact.page_number).text[slice(*fact.value_span)] == fact.text
    assert fact.unit == "USD/share"
    return fact.value


@pytest.mark.parametrize(("year", "expected"), [(2018, "1.20"), (2019, "1.35"), (2017, None)])
def test_a_row_is_of_the_year_that_ends_at_the_balance_below(
    tmp_path: Path, year: int, expected: str | None
) -> None:
    assert value(tmp_path, year, EQUITY) == (expected and Decimal(expected))


def test_a_year_that_ends_in_the_next_one_is_called_by_its_own_number(tmp_path: Path) -> None:
    assert value(tmp_path, 2018, EQUITY, end=date(2020, 2, 1)) == Decimal("1.35")


def test_rows_that_disagree_say_nothing(tmp_path: Path) -> None:
    assert value(tmp_path, 2019, EQUITY, NOTE) is None


def test_a_label_needs_no_brackets(tmp_path: Path) -> None:
    page = EQUITY.replace(
        "Cash dividends declared ($1.35 per share)", "Stock dividends, $1.35 per share"
    )

    assert value(tmp_path / "row", 2019, page) == Decimal("1.35")
    assert (
        value(tmp_path, 2019, page.replace("per share — (13) (13)", "per share, payable")) is None
    )


def test_a_year_is_no_quarter(tmp_path: Path) -> None:
    assert value(tmp_path, 2019, EQUITY, kind="quarter") is None
