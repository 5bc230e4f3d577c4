"""`ask --card` writes cards, `verify` says whether they hold: files, exit codes, words."""

import json
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_docs/annual_report_en.pdf"
OTHER = SAMPLE.with_name("annual_report_zh.pdf")
QUESTION = "What was the net margin in 2024?"


@pytest.fixture
def cards(run, tmp_path):
    page, data = tmp_path / "card.html", tmp_path / "card.json"
    code, _ = run("ask", SAMPLE, QUESTION, "--card", page, "--card", data)
    assert code == 0
    return page, data


def test_both_kinds_of_card_hold(run, cards):
    for card in cards:
        code, printed = run("verify", card, SAMPLE)

        assert code == 0
        assert "ok  figure: net margin 2024 9.9%" in printed.out
        assert printed.out.endswith("All of it holds.\n")


def test_a_card_in_json_says_what_it_was_made_of(cards):
    card = json.loads(cards[1].read_text(encoding="utf-8"))

    assert card["answer"]["question"] == QUESTION
    assert card["document"]["file_name"] == "annual_report_en.pdf"
    assert card["reader"] == {"name": "quotes", "settings": {}}
    assert card["made_at"] == card["answered_at"]
    assert str(Path.home()) not in cards[1].read_text(encoding="utf-8")


def test_a_changed_card_is_exit_code_one(run, cards):
    for card, was, becomes in (
        (cards[1], '"9.9%"', '"8.9%"'),
        (cards[0], ">9.9%<", ">8.9%<"),
    ):
        text = card.read_text(encoding="utf-8")
        assert was in text
        card.write_text(text.replace(was, becomes), encoding="utf-8")

        code, printed = run("verify", card, SAMPLE)

        assert code == 1
        assert "NO " in printed.out
        assert printed.out.endswith("Not all of it holds.\n")


def test_another_report_is_exit_code_one_and_says_so(run, cards):
    code, printed = run("verify", cards[1], OTHER, "--json")

    verdict = json.loads(printed.out)
    assert code == 1
    assert verdict["holds"] is False
    assert verdict["report"]["is_same"] is False
    assert verdict["card"]["is_unchanged"] is True


def test_what_is_no_card_is_wrong_usage(run, tmp_path):
    path = tmp_path / "none.json"
    path.write_text("{}", encoding="utf-8")

    for card in (path, tmp_path / "missing.json"):
        code, printed = run("verify", card, SAMPLE)

        assert (code, printed.out) == (2, "")
        assert printed.err.count("\n") == 1


def test_a_card_of_another_kind_is_refused_before_anything_is_asked(run, tmp_path):
    code, printed = run("ask", SAMPLE, QUESTION, "--card", tmp_path / "card.pdf")

    assert (code, printed.out) == (2, "")
    assert ".html or .json" in printed.err
    assert not (tmp_path / "card.pdf").exists()


def test_the_sections_that_were_read_are_on_the_card(run, tmp_path):
    card = tmp_path / "card.json"

    run("ask", SAMPLE, QUESTION, "--sections", "Consolidated statements of income", "--card", card)

    settings = json.loads(card.read_text(encoding="utf-8"))["reader"]["settings"]
    assert settings == {"sections": ["Consolidated statements of income"]}
