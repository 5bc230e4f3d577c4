"""Real filings side by side: figures, the years they line up under, and what is not compared."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.compare.asking import answered, ask_each
from qa.compare.compare import compare
from qa.compare.comparison import Comparison
from qa.compare.sentences import change_text, reason_text
from qa.library import Library
from qa.pipeline import read_document
from qa.question_list.asking import Failed

FOLDER = Path(os.environ.get("PAGEWITNESS_FILINGS") or "none")
NAMES = (
    "ADOBE_2020_10K",
    "PEPSICO_2019_10K",
    "JINYU_2020_annualreport_zh",
    "GENERALMILLS_2023_annualreport",
)

pytestmark = [
    pytest.mark.filings,
    pytest.mark.skipif(
        not all((FOLDER / f"{name}.pdf").exists() for name in NAMES),
        reason="PAGEWITNESS_FILINGS names no folder with these filings",
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("filings")) as library:
        yield library


def together(library: Library, question: str, *names: str) -> Comparison:
    documents = [read_document(FOLDER / f"{name}.pdf", library=library) for name in names]
    events = ask_each(documents, question)
    ends = {index: event for index, event in events if isinstance(event, Answer | Failed)}
    return compare(question, answered(documents, question, ends))


def test_revenue_lines_up_and_another_currency_stands_alone(library: Library) -> None:
    found = together(library, "Compare Adobe's and PepsiCo's revenue", *NAMES[:3])

    adobe, pepsico, jinyu = found.rows
    assert adobe.figure is not None
    assert pepsico.figure is not None
    assert [adobe.figure.display, pepsico.figure.display] == ["$12,868 million", "$67,161 million"]
    assert [adobe.asked, pepsico.asked, jinyu.asked] == [
        "Adobe's revenue",
        "PepsiCo's revenue",
        "revenue",
    ]
    assert found.common == (2016, 2017, 2018, 2019)
    assert adobe.cagr is not None
    assert pepsico.cagr is not None
    assert [change_text(row.cagr) for row in (adobe, pepsico) if row.cagr] == ["+24.0%", "+2.3%"]
    assert jinyu.reason is not None
    assert reason_text(jinyu.reason) == "USD and CNY are not compared."


def test_margins_are_compared_across_currencies(library: Library) -> None:
    found = together(library, "gross margin", "ADOBE_2020_10K", "JINYU_2020_annualreport_zh")

    assert [row.figure and row.figure.display for row in found.rows] == ["86.6%", "61.6%"]
    assert [row.reason for row in found.rows] == [None, None]
    assert found.common == (2019, 2020)


def test_years_that_do_not_meet_are_named(library: Library) -> None:
    found = together(library, "revenue growth", *NAMES[1::2])

    assert found.common == ()
    assert found.rows[1].reason is not None
    assert reason_text(found.rows[1].reason).startswith(
        "Another time: 2023-05-28 here, 2019-12-28 at PepsiCo"
    )
