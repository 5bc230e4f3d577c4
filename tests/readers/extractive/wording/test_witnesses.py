"""A figure whose place lacks a word of the question, which another row or column says."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.answer import AnswerFigure
from qa.measures import understand
from qa.readers.extractive.figure_writer import Evidence, FigureAnswer
from qa.readers.extractive.wording import witnesses
from qa.readers.extractive.wording.witnesses import lacks_a_witness, part_with_company
from qa.statements import DocumentFacts, Fact
from qa.tables import Period
from tests.search.small_filing import store, store_pages
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
TABLE = stacked(
    ("(In millions)",),
    ("", ("2022", A), ("2021", C)),
    ("Land, buildings and equipment", ("$ 90", A), ("$ 70", C)),
    ("Total land, buildings and equipment", ("$ 190", A), ("$ 170", C)),
    ("Unrecognized benefits", ("50", A), ("40", C)),
    ("Increases", ("36", A), ("35", C)),
)


def given(document, text: str, value: str, unit: str = "USD") -> FigureAnswer:
    page = document.page(1)
    start = page.text.index(text)
    figure = AnswerFigure(
        label="x", value=value, display=value, unit=unit, period="2022", entity=None, citation=0,
        is_stated=True, note="",
    )  # fmt: skip
    return FigureAnswer((figure,), (Evidence(page, start, start + len(text), ()),))


@pytest.mark.parametrize(
    ("question", "value", "lacks"),
    [
        ("Total land, buildings and equipment in 2022", "90", True),
        ("Total land, buildings and equipment in 2022", "190", False),
        ("Land, buildings and equipment in 2022", "90", False),
        ("Increases in unrecognized benefits 2022", "50", True),
        ("Increases in unrecognized benefits 2022", "36", False),
        ("Unrecognized benefits 2022", "50", False),
    ],
)
def test_the_row_that_says_more_of_the_question_is_asked_for(
    tmp_path: Path, question: str, value: str, lacks: bool
) -> None:
    document = store_pages(tmp_path, [TABLE])
    found = given(document, f"$ {value}" if int(value) > 50 else value, value)

    assert lacks_a_witness(document, understand(question), found) == lacks


@pytest.mark.parametrize(
    ("question", "lacks"),
    [("How many planes does it own?", True), ("How many planes does it have?", False)],
)
def test_all_there_is_is_not_what_is_owned(tmp_path: Path, question: str, lacks: bool) -> None:
    document = store(tmp_path, ["The fleet consists of 700 planes.\n"])
    found = given(document, "The fleet consists of 700 planes.", "700", "count")

    assert lacks_a_witness(document, understand(question), found) == lacks


def test_a_part_is_not_what_its_name_says_without_the_companys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = tuple(
        Fact(
            *("revenue", "Revenue", Period("year", 2022, 12, label="2022")),
            *(Decimal(5), "USD", name, None, 1, "5", (8, 10), (0, 8), 1),
            *((0, 4), 1, None, 1),
        )
        for name in ("Acme U.S.", "U.S. operations", "Acme Freight")
    )
    facts = DocumentFacts(facts=parts, fiscal_year=2022, currency="USD")
    monkeypatch.setattr(witnesses, "facts_in", lambda _: facts)
    monkeypatch.setattr(witnesses, "company_names", lambda _: ("Acme Inc.",))
    document = store(tmp_path, ["U.S. operations 95\n"])
    found = given(document, "U.S. operations 95", "95")

    assert lacks_a_witness(document, understand("Acme U.S. assets"), found)
    assert part_with_company(document, "Acme Freight assets") is None
    assert part_with_company(document, "U.S. assets of Acme") is None
