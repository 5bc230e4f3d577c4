"""Below an answer stands what can be done with it."""

import json
from dataclasses import replace

import pytest

from qa.answer import Answer
from qa.cards.card import answer_key
from qa.library import StoredDocument
from qa.pipeline import ask
from tests.ui.small_reports import HOSTILE, Parsed
from ui.views.conversation_view import export_markdown, running_turn, turn
from ui.views.i18n import both


@pytest.fixture
def answer(document: StoredDocument) -> Answer:
    *_, last = ask(document, "gross margin")
    assert isinstance(last, Answer)
    return last


def offered(document: StoredDocument, answer: Answer) -> list[tuple[str, dict[str, str]]]:
    """The events of the buttons below an answer, with their details."""
    attributes = Parsed(turn(document, answer)).attributes
    events = [value or "" for name, value in attributes if name == "data-do"]
    details = [json.loads(value or "") for name, value in attributes if name == "data-details"]
    return list(zip(events, details, strict=True))


def test_an_answer_is_copied_asked_again_changed_and_deleted(
    document: StoredDocument, answer: Answer
) -> None:
    key, question = {"answer_key": answer_key(answer)}, {"question": "gross margin"}

    assert offered(document, answer) == [
        ("copy_answer", key),
        ("ask_this", question),
        ("ask_this", {**question, "reader": "model"}),
        ("edit_question", question),
        ("delete_answer", key),
    ]
    by_model = replace(answer, reader="Qwen3-4B")
    assert ("ask_this", {**question, "reader": "quotes"}) in offered(document, by_model)


def test_one_that_failed_is_asked_again_or_deleted_and_nothing_else(
    document: StoredDocument, answer: Answer
) -> None:
    failed = replace(answer, finish_reason="failed", text="No memory.", citations=())

    events = [event for event, _ in offered(document, failed)]
    assert events == ["ask_this", "ask_this", "edit_question", "delete_answer"]
    assert "/card." not in turn(document, failed)


def test_a_follow_up_is_asked_again_as_it_was_read(
    document: StoredDocument, answer: Answer
) -> None:
    follow_up = replace(answer, question="and in 2023?", read_as="What was revenue in 2023?")

    details = dict(offered(document, follow_up))
    assert details["edit_question"] == {"question": "What was revenue in 2023?"}
    assert "What was revenue in 2023?" in Parsed(turn(document, follow_up)).words
    exported = export_markdown(document, [follow_up], "en")
    assert "## and in 2023?\n\nread as: What was revenue in 2023?" in exported


def test_what_it_is_read_as_is_shown_from_the_start_and_escaped(document: StoredDocument) -> None:
    html = running_turn(document, "and?", "", [], both("searching"), read_as=HOSTILE)

    assert HOSTILE in Parsed(html).words
    assert not {"script", "img"} & set(Parsed(html).tags)
