"""A sample report with a computed figure on a card, and a renderer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.cards.card import card_json
from qa.formats.answer_json import JsonObject
from qa.library import Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import ask, read_document

SAMPLES = Path(__file__).parents[2] / "sample_docs"


@pytest.fixture(scope="package")
def renderer() -> Iterator[PageRenderer]:
    with PageRenderer() as renderer:
        yield renderer


@pytest.fixture(scope="package")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library") / "library") as library:
        yield library


@pytest.fixture(scope="package")
def report(library: Library) -> StoredDocument:
    return read_document(SAMPLES / "annual_report_en.pdf", library=library)


@pytest.fixture(scope="package")
def chinese(library: Library) -> StoredDocument:
    return read_document(SAMPLES / "annual_report_zh.pdf", library=library)


def answer_to(document: StoredDocument, question: str) -> Answer:
    *_, last = ask(document, question)
    assert isinstance(last, Answer)
    return last


def card_of(document: StoredDocument, question: str) -> JsonObject:
    return card_json(
        document, answer_to(document, question), answered_at=1_700_000_000, made_at=1_800_000_000
    )


@pytest.fixture(scope="package")
def card(report: StoredDocument) -> JsonObject:
    """The net margin of 2024: 9.9 %, out of net income and net sales on page 42, printed 40."""
    return card_of(report, "What was the net margin in 2024?")
