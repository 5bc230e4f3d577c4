"""What `find --explain` prints."""

import json

import pytest

from qa.cli.explain import Explanation, explanation_json, explanation_text
from tests.search.small_filing import FILING, store

INCOME = 8


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("filing"), FILING)


def test_the_contributions_in_json_add_up_to_the_scores(filing):
    explanation = Explanation.of(filing, "Why did gross margin fall?", top=3)

    told = json.loads(json.dumps(explanation_json(explanation)))

    assert len(told["pages"]) == 3
    assert told["quotes"]
    for scored in (*told["pages"], *told["quotes"]):
        score = 0.0
        for term in scored["terms"]:
            assert type(term["value"]) is float
            score += term["contribution"]
        assert score == scored["score"]


def test_the_plan_says_why_each_page_is_read(filing):
    told = explanation_json(Explanation.of(filing, "What were total revenues?", top=3))

    why = {page["page_number"]: page["why"] for page in told["plan"]}
    assert why[INCOME] == [{"kind": "fits", "entry": None}, {"kind": "line", "entry": "revenue"}]


def test_people_read_scores_terms_plan_and_quotes(filing):
    text = explanation_text(Explanation.of(filing, "What were total revenues?", top=1))

    pages, rest = text.split("\n\nRead for an answer:\n")
    plan, quoted = rest.split("\n\nQuoted:\n")
    score, *terms = pages.splitlines()
    assert score.endswith(f"PDF p. {INCOME}")
    assert "0.800 revenue: rows 1.000 × 0.800" in [" ".join(term.split()) for term in terms]
    assert f"PDF p. {INCOME}: fits best, has the line asked for: revenue" in plan
    assert "Net sales $ 1,480 $ 1,420 $ 1,390" in quoted


def test_nothing_is_said_where_nothing_fits(filing):
    explanation = Explanation.of(filing, "zebras", top=3)

    assert explanation_text(explanation) == ""
    assert explanation_json(explanation) == {"pages": [], "plan": [], "quotes": []}
