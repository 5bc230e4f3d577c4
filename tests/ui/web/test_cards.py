"""The card of an answer: offered beside it, given to whoever asked, and it holds."""

import json
import re
import time
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.answer import Answer
from qa.cards.card_file import card_in
from qa.cards.verify import verify
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.pipeline import ask, read_document
from tests.ui.small_reports import HOSTILE, small_report
from tests.ui.two_browsers import ANNA
from ui.state.app_state import AppState
from ui.views.conversation_view import turn
from ui.web.owner import browser_owner


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


def answered(document: StoredDocument, question: str) -> Answer:
    *_, last = ask(document, question)
    assert isinstance(last, Answer)
    return last


def links(document: StoredDocument, answer: Answer) -> list[str]:
    """The addresses of the cards beside an answer on screen."""
    return [
        "/" + link for link in re.findall(r'href="(pw/[^"]+/card\.\w+)"', turn(document, answer))
    ]


@pytest.mark.parametrize(("number", "kind"), [(0, "text/html"), (1, "application/json")])
def test_the_cards_beside_an_answer_hold(
    anna: TestClient, desk: AppState, annas: StoredDocument, number: int, kind: str
) -> None:
    answer = answered(annas, "Why did gross margin fall?")
    answered(annas, "What were the dividends paid?")

    response = anna.get(links(annas, answer)[number])

    assert response.headers["content-type"].startswith(kind)
    assert response.headers["cache-control"] == "no-store"
    named = unquote(response.headers["content-disposition"])
    assert named.startswith("attachment; ")
    assert "Why did gross margin fall" in named
    file = card_in(response.content, "card")
    assert file.card.answer == answer
    assert verify(file, annas, desk.renderer).holds
    assert file.card.content["answered_at"] <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def test_a_card_is_there_for_nobody_but_who_asked(
    app: Starlette, anna: TestClient, ben: TestClient, desk: AppState, annas: StoredDocument
) -> None:
    answer = answered(annas, "Why did gross margin fall?")
    sample = read_document(small_report(title="S"), library=desk.library, owner=SAMPLES_OWNER)
    seen = sample.seen_by(browser_owner(ANNA))
    asked = answered(seen, "Why did gross margin fall?")

    for address in (*links(annas, answer), *links(seen, asked)):
        assert anna.get(address).status_code == 200
        assert ben.get(address).status_code == 404
        with TestClient(app) as nobody:
            assert nobody.get(address).status_code == 404


def test_an_answer_that_is_not_there_has_no_card(anna: TestClient, annas: StoredDocument) -> None:
    address, _ = links(annas, answered(annas, "Why did gross margin fall?"))

    assert anna.get(address.replace("/answers/", "/answers/0")).status_code == 404
    annas.clear_answers()
    assert anna.get(address).status_code == 404


def test_hostile_words_stay_words(anna: TestClient, desk: AppState) -> None:
    pages = ((f"Revenue grew to 12 million {HOSTILE}",),)
    document = read_document(
        small_report(pages, title=HOSTILE), library=desk.library, owner=browser_owner(ANNA)
    )
    page, data = links(document, answered(document, f"What was revenue? {HOSTILE}"))

    text = anna.get(page).text

    assert "<img src=x" not in text
    assert text.count("<script") == 1
    assert json.loads(anna.get(data).text)["answer"]["question"].endswith(HOSTILE)
