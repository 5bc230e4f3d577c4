"""Figures worked out of two things that are looked up one by one."""

import pytest

from qa.library import Library
from qa.pipeline import ask, read_document
from tests.computed.rows import SAMPLES


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


def first(document, question):
    figures = list(ask(document, question))[-1].figures
    return figures[0] if figures and figures[0].value is not None else None


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        (
            "How much more did Flow Control sell than Climate Systems in 2025?",
            1548e6 - 1214e6,
            "USD",
        ),
        (
            "Flow Control plus Climate Systems: combined net sales in 2024",
            (1486 + 1142) * 1e6,
            "USD",
        ),
        ("Flow Control and Climate Systems net sales taken together, 2024", 2628e6, "USD"),
        ("Flow Control capex set against its net sales, 2025, as a multiple", 92 / 1548, "ratio"),
        (
            "Out of every dollar of Flow Control net sales in 2025, how many cents were capex?",
            100 * 92 / 1548,
            "percent",
        ),
        ("Flow Control net sales grew by what factor between 2023 and 2025?", 1548 / 1412, "ratio"),
        (
            "Average Climate Systems net sales across 2023, 2024 and 2025",
            (1214 + 1142 + 1105) / 3 * 1e6,
            "USD",
        ),
        (
            "Climate Systems net sales, compound annual growth from 2023 to 2025",
            100 * ((1214 / 1105) ** 0.5 - 1),
            "percent",
        ),
    ],
)
def test_what_is_said_once_is_meant_of_both(english, question, value, unit):
    found = first(english, question)

    assert found is not None
    assert found.unit == unit
    assert float(found.value) == pytest.approx(value, rel=1e-6)
    assert found.formula
    assert all(each.citation is not None for each in found.inputs)


@pytest.mark.parametrize(
    "question",
    [
        "How much more did Flow Control sell than Rail Systems in 2025?",  # no such part
        "Flow Control plus Climate Systems: combined net sales in 2015",  # no such year
        "Flow Control capex relative to its number of nurses, 2025",  # no such thing
        "What multiple of Flow Control capex was Flow Control capex in 2025?",  # one and the same
    ],
)
def test_nothing_is_worked_out_of_what_is_not_there(english, question):
    assert first(english, question) is None


def test_one_of_two_things_does_not_say_how_they_compare(english):
    found = first(english, "What multiple of nurse wages was net sales in 2025?")

    assert found is None
