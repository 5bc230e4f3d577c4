"""Verifying finds whatever was changed, also where the card's own hash was counted anew."""

import json
from collections.abc import Callable
from copy import deepcopy

import pytest

from qa.cards.card import card_json, card_text, own_hash, parse_card
from qa.cards.card_file import CardFile, card_in
from qa.cards.save import card_page
from qa.cards.verdict_text import verdict_json, verdict_text
from qa.cards.verify import CardVerdict, verify
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.pdf import PageRenderer
from tests.cards.conftest import answer_to, card_of

Change = Callable[[JsonObject], None]
Verify = Callable[[JsonObject], CardVerdict]


@pytest.fixture
def verified(report: StoredDocument, renderer: PageRenderer) -> Verify:
    def verdict(card: JsonObject) -> CardVerdict:
        return verify(card_in(card_text(card).encode(), "card.json"), report, renderer)

    return verdict


def changed(card: JsonObject, change: Change) -> JsonObject:
    """A card that somebody has changed and whose hash they have counted anew."""
    copy = deepcopy(card)
    change(copy["answer"])
    return {**copy, "sha256": own_hash(copy)}


def set_in(*path: str | int, to: object) -> Change:
    def change(answer: JsonObject) -> None:
        place: object = answer
        for step in path[:-1]:
            place = place[step]  # type: ignore[index]
        place[path[-1]] = to  # type: ignore[index]

    return change


def test_a_card_as_it_was_made_holds(card: JsonObject, verified: Verify) -> None:
    verdict = verified(card)

    assert verdict.holds
    assert len(verdict.quotes) == len(card["answer"]["citations"]) == 2
    assert [figure.display for figure in verdict.figures] == ["9.9%"]
    assert verdict.page is None


@pytest.mark.parametrize(
    "question",
    [
        "What were total assets?",
        "capital expenditure 2025",
        "earnings per share, diluted",
        "How many employees does the company have?",
        "Who is the auditor?",
        "days sales outstanding",
        "revenue growth 2025",
        "What was the 4-year CAGR of revenue?",
    ],
)
def test_what_the_report_answers_holds(
    report: StoredDocument, verified: Verify, question: str
) -> None:
    verdict = verified(card_of(report, question))

    assert verdict.holds, verdict_text(verdict)


def test_a_chinese_card_holds(chinese: StoredDocument, renderer: PageRenderer) -> None:
    card = card_of(chinese, "2025年净利率是多少？")

    verdict = verify(card_in(card_text(card).encode(), "card.json"), chinese, renderer)

    assert card["answer"]["figures"]
    assert verdict.holds, verdict_text(verdict)


def test_an_edited_card_is_told_by_its_own_hash(card: JsonObject, verified: Verify) -> None:
    copy = deepcopy(card)
    copy["document"]["title"] = "Another report"

    verdict = verified(copy)

    assert not verdict.is_unchanged
    assert not verdict.holds
    assert all(quote.holds for quote in verdict.quotes)


def test_a_changed_quote_stands_nowhere(card: JsonObject, verified: Verify) -> None:
    verdict = verified(changed(card, set_in("citations", 0, "cited_text", to="Net income 339 471")))

    assert verdict.is_unchanged
    assert [quote.state for quote in verdict.quotes][:2] == ["gone", "holds"]
    assert "net income" in verdict.figures[0].reason
    assert not verdict.holds


def test_a_changed_page_is_told_with_the_right_one(card: JsonObject, verified: Verify) -> None:
    verdict = verified(changed(card, set_in("citations", 0, "page_number", to=43)))

    first = verdict.quotes[0]
    assert first.state == "elsewhere"
    assert (42, "40", 733, 751) in [
        (place.page_number, place.printed_number, place.start, place.end) for place in first.found
    ]
    assert not verdict.holds


@pytest.mark.parametrize(
    "change",
    [
        set_in("citations", 0, "page_number", to=4_000),
        set_in("citations", 0, "page_number", to=0),
        set_in("citations", 0, "start", to=732),
        set_in("citations", 0, "end", to=-1),
        set_in("citations", 0, "printed_number", to="41"),
        set_in("citations", 0, "boxes", to=[[63.0, 300.0, 480.12, 310.0]]),
        set_in("citations", 0, "boxes", to=[]),
        set_in("citations", 0, "context", 1, "text", to="2025"),
        set_in("citations", 0, "context", 1, "boxes", 0, to=[410.0, 153.92, 430.0, 163.91]),
    ],
    ids=["beyond", "none", "start", "end", "printed", "box", "no box", "context", "context box"],
)
def test_a_changed_place_does_not_hold(card: JsonObject, verified: Verify, change: Change) -> None:
    verdict = verified(changed(card, change))

    assert not verdict.quotes[0].holds
    assert not verdict.holds


@pytest.mark.parametrize(
    "change",
    [
        set_in("figures", 0, "value", to="10.9"),
        set_in("figures", 0, "value", to="0.0985815602836879"),
        set_in("figures", 0, "value", to="nine"),
        set_in("figures", 0, "value", to=None),
        set_in("figures", 0, "display", to="9.8%"),
        set_in("figures", 0, "display", to="9.9"),
        set_in("figures", 0, "inputs", 0, "value", to="471000000"),
        set_in("figures", 0, "inputs", 0, "value", to="417"),
        set_in("figures", 0, "inputs", 0, "value", to="-417000000"),
        set_in("figures", 0, "inputs", 0, "citation", to=1),
        set_in("figures", 0, "inputs", 0, "citation", to=None),
        set_in("figures", 0, "inputs", to=[]),
        set_in("figures", 0, "formula", to="net income ÷ total assets"),
        set_in("figures", 0, "formula", to="revenue ÷ net income"),
        set_in("figures", 0, "is_stated", to=True),
        set_in("figures", 0, "label", to="revenue ÷ net income"),
        set_in("figures", 0, "period", to="2025"),
        set_in("figures", 0, "inputs", 0, "period", to="2025"),
        set_in("figures", 0, "inputs", 0, "name", to="operating income"),
    ],
)
def test_a_changed_figure_does_not_hold(card: JsonObject, verified: Verify, change: Change) -> None:
    verdict = verified(changed(card, change))

    assert all(quote.holds for quote in verdict.quotes)
    assert not verdict.figures[0].holds
    assert verdict.figures[0].reason
    assert not verdict.holds


def test_figures_changed_together_are_still_told_by_the_report(
    card: JsonObject, verified: Verify
) -> None:
    def change(answer: JsonObject) -> None:  # 471 ÷ 4,230 is 11.1 %, as it then says everywhere
        figure = answer["figures"][0]
        figure |= {"value": "11.1347517730496", "display": "11.1%"}
        figure["inputs"][0]["value"] = "471000000"

    verdict = verified(changed(card, change))

    assert "417,000,000 in the report" in verdict.figures[0].reason


@pytest.mark.parametrize(
    ("name", "was", "becomes"),
    [
        ("value", "5821000000", "5822000000"),
        ("value", "5821000000", "5821000"),
        ("display", "$5,821 million", "$5,821 thousand"),
        ("display", "$5,821 million", "€5,821 million"),
        ("label", "total assets", "total liabilities"),
        ("period", "2025", "2024"),
        ("citation", 0, None),
    ],
)
def test_a_changed_stated_figure_does_not_hold(
    report: StoredDocument, verified: Verify, name: str, was: object, becomes: object
) -> None:
    card = card_of(report, "What were total assets?")
    (figure, *_) = card["answer"]["figures"]
    assert figure["is_stated"]
    assert figure[name] == was

    verdict = verified(changed(card, set_in("figures", 0, name, to=becomes)))

    assert not verdict.figures[0].holds


def test_a_number_put_into_the_words_is_found(card: JsonObject, verified: Verify) -> None:
    words = card["answer"]["text"].replace("9.9%", "8.9%")

    verdict = verified(changed(card, set_in("text", to=words)))

    assert verdict.words == ("8.9",)
    assert not verdict.holds


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Net income 339 417", "Net income 417 339"),
        ("Net income 339 417", "Net losses 339 417"),
        ("9.9%", "19.9%"),
        ("417,000,000 ÷", "4,230,000,001 ÷"),
        ("4,500 4,230", "4,500 4,320"),
    ],
)
def test_words_that_say_another_thing_than_their_quote_do_not_hold(
    card: JsonObject, verified: Verify, was: str, becomes: str
) -> None:
    words = card["answer"]["text"]
    assert was in words

    assert not verified(changed(card, set_in("text", to=words.replace(was, becomes)))).holds


def test_what_a_model_said_without_a_quote_is_named_and_not_condemned(
    card: JsonObject, verified: Verify
) -> None:
    def change(answer: JsonObject) -> None:
        answer |= {"text": "It was about 10 percent.", "reader": "some model"}

    verdict = verified(changed(card, change))

    assert verdict.words == ("10",)
    assert verdict.holds
    assert "not checked" in verdict_text(verdict)


def test_another_report_does_not_hold(
    card: JsonObject, chinese: StoredDocument, renderer: PageRenderer
) -> None:
    verdict = verify(card_in(card_text(card).encode(), "card.json"), chinese, renderer)

    assert not verdict.is_same_report
    assert not verdict.holds
    assert {quote.state for quote in verdict.quotes} == {"gone"}
    assert "another PDF" in verdict_text(verdict)


def test_a_hash_exchanged_for_another_reports_is_told_by_the_citations(
    card: JsonObject, chinese: StoredDocument, renderer: PageRenderer
) -> None:
    copy = deepcopy(card)
    copy["document"]["sha256"] = chinese.sha256
    copy["sha256"] = own_hash(copy)

    verdict = verify(CardFile(parse_card(copy, "card.json")), chinese, renderer)

    assert verdict.is_same_report
    assert not verdict.is_unchanged


def test_a_verdict_is_json(card: JsonObject, verified: Verify) -> None:
    found = json.loads(json.dumps(verdict_json(verified(card))))

    assert found["holds"] is True
    assert found["report"]["is_same"] is True
    assert found["figures"][0]["state"] == "holds"


def test_an_answer_of_nothing_has_a_card_that_holds(
    report: StoredDocument, renderer: PageRenderer
) -> None:
    answer = answer_to(report, "zxqv wvut")
    card = card_json(report, answer, answered_at=None, made_at=0)

    page = card_page(card, report, renderer)

    assert answer.citations == ()
    assert verify(card_in(page.encode(), "card.html"), report, renderer).holds
