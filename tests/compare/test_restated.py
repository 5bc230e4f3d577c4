"""The same line and period with another value in a later filing of the company."""

from qa.compare.sentences import restated_text
from tests.compare.conftest import Together


def test_a_restated_figure_is_found_with_both_places(together: Together) -> None:
    found = together("revenue", "first", "later").restatements

    restated = found[0]
    assert restated.is_asked
    assert restated_text(restated) == "restated: 1,234 → 1,250"
    assert (restated.earlier.document.file_name, restated.later.document.file_name) == (
        "first.pdf",
        "later.pdf",
    )
    for printed in (restated.earlier, restated.later):
        citation = printed.citation
        page = printed.document.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text
        assert citation.cited_text.endswith(printed.text)
        assert citation.boxes


def test_the_order_of_the_reports_does_not_turn_it_round(together: Together) -> None:
    restated = together("revenue", "later", "first").restatements[0]
    assert restated_text(restated) == "restated: 1,234 → 1,250"


def test_what_a_margin_is_worked_out_of_counts_as_asked(together: Together) -> None:
    found = together("gross margin", "first", "later").restatements
    assert {r.label for r in found if r.is_asked} == {"Revenues", "Gross profit"}


def test_what_did_not_change_and_other_companies_are_no_restatements(together: Together) -> None:
    """Cost of sales of 2021 is 700 in both; cash of 2021 is 400, then 390."""
    found = together("revenue", "first", "later", "other", "yuan").restatements

    assert {(r.label, r.period) for r in found} == {
        ("Revenues", "2021"),
        ("Gross profit", "2021"),
        ("Cash and cash equivalents", "2021"),
    }
    assert {r.earlier.document.file_name for r in found} == {"first.pdf"}
