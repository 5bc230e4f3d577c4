"""Which pages are read for an answer, and why."""

import pytest

from qa.search import find_pages, indexed
from qa.search.plan import PAGES_FOR_ROWS, PAGES_FOR_TEXT, plan_pages
from qa.search.question import parse
from tests.search.small_filing import FILING, store

BALANCE, INCOME = 7, 8
NEWS = [f"Total revenues\nTotal revenues of {n} stores were total revenues." for n in range(20)]
FELL = [f"Gross margin fell, due to a gross margin that fell in {n} stores." for n in range(20)]
DEARER = "Raw materials rose. Freight costs rose, and the product mix declined."


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("filing"), FILING)


def plan_of(folder, texts, question, **options):
    return plan_pages(indexed(store(folder, texts)), parse(question), **options)


def reasons(plan):
    return {
        page.page_number: [(why.kind, why.entry and why.entry.key) for why in page.why]
        for page in plan
    }


def test_the_pages_that_fit_best_come_first(filing):
    question = "How much was spent on capex?"

    plan = plan_pages(indexed(filing), parse(question))

    best = [hit.page_number for hit in find_pages(filing, question, top=PAGES_FOR_ROWS)]
    assert [page.page_number for page in plan][: len(best)] == best
    assert plan[0].fit == 1.0
    assert all(("fits", None) in why for why in list(reasons(plan).values())[: len(best)])


def test_nothing_is_planned_where_nothing_fits(filing):
    assert plan_pages(indexed(filing), parse("zebras")) == []


def test_the_page_with_the_parts_of_a_ratio_is_known(filing):
    plan = plan_pages(indexed(filing), parse("What is the quick ratio?"))

    parts = {key for kind, key in reasons(plan)[BALANCE] if kind == "part"}
    assert {"receivables", "current_liabilities"} <= parts


def test_the_line_of_a_statement_that_is_asked_for_is_not_missed(tmp_path):
    plan = plan_of(tmp_path, (*FILING, *NEWS), "What were total revenues?")

    assert reasons(plan)[INCOME] == [("line", "revenue")]


def test_a_line_is_not_meant_where_more_is_asked(filing):
    plan = plan_pages(indexed(filing), parse("What were total revenues in Ohio?"))

    assert all(why.kind != "line" for page in plan for why in page.why)


def test_what_moved_a_figure_is_not_missed_though_it_is_not_named(tmp_path):
    plan = plan_of(tmp_path, (*FELL, DEARER), "Why did gross margin fall?")

    assert reasons(plan)[len(FELL) + 1] == [("reasons", "gross_margin")]
    assert sum(page.why[0].kind == "fits" for page in plan) == PAGES_FOR_TEXT


def test_only_pages_in_focus_are_planned(filing):
    focus = {1, INCOME}

    plan = plan_pages(indexed(filing), parse("What was net income?"), focus=focus)

    assert {page.page_number for page in plan} <= focus
    assert plan[0].page_number == INCOME
    assert plan[0].fit == 1.0


def test_a_page_knows_how_surely_it_is_the_statement_of_what_is_asked(filing):
    plan = plan_pages(indexed(filing), parse("What was net income?"))

    at = {page.page_number: page.on_statement["net_income"] for page in plan}
    assert at[INCOME] > 0.9
    assert at[INCOME] == max(at.values())
