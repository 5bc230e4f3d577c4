"""The law that needs no goodwill: whatever a small model writes, no claim stands without a witness
or its mark, and a stranger's facts answer nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.engine.sampling import SamplingParams
from qa.formats.answer_csv import NO_WITNESS, answer_text
from qa.library import StoredDocument
from qa.models.catalog import ModelFile
from qa.models.errors import NothingFits
from qa.prompting.not_stated import is_not_stated
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from tests.weights.conftest import CONTEXT_TOKENS

# Language of the report, question, and what a model knows of the stranger that it asks about.
QUESTIONS = [
    ("en", "How much revenue did the company make in 2025?", ()),
    ("en", "Who audits the books, and since when?", ()),
    ("zh", "毛利率为什么下降？", ()),
    ("en", "Who is the CEO of Tesla?", ("Musk",)),
    ("en", "What was Apple's revenue in 2023?", ("383", "394")),
    ("zh", "特斯拉的首席执行官是谁？", ("马斯克", "Musk")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    document: StoredDocument
    facts: tuple[str, ...]  # of a stranger
    answer: Answer


@pytest.fixture(scope="module")
def asked(path: Path, documents: dict[str, StoredDocument]) -> Iterator[list[Asked]]:
    """All questions asked once; without those of which no page has a word."""
    options = ModelOptions(CONTEXT_TOKENS, shelf_bytes=0, evidence_first=True)
    reader = load_reader(ModelFile(path), options=options)
    reader._params = SamplingParams(max_tokens=32)
    found = []
    for language, question, facts in QUESTIONS:
        try:
            *_, answer = reader.answer(documents[language], question)
        except NothingFits:
            continue
        assert isinstance(answer, Answer)
        found.append(Asked(documents[language], facts, answer))
    yield found
    reader.close()


def test_no_claim_stands_without_a_witness_or_its_mark(asked: list[Asked]) -> None:
    written = [one for one in asked if one.answer.sentences or one.answer.withheld]
    assert written  # else nothing was checked
    for one in asked:
        answer = one.answer
        if not answer.sentences:  # what the search found stands instead
            assert is_not_stated(answer.text) or answer.figures
            continue
        assert any(sentence.status == "witnessed" for sentence in answer.sentences)
        for sentence in answer.sentences:
            if sentence.status == "witnessed":
                assert sentence.citations
                assert all(figure.holds for figure in sentence.figures)
        between = answer.text
        for sentence in reversed(answer.sentences):
            between = between[: sentence.start] + between[sentence.end :]
        assert not any(character.isalnum() for character in between)


def test_what_is_cited_stands_on_its_page(asked: list[Asked]) -> None:
    citations = [(one.document, citation) for one in asked for citation in one.answer.citations]
    assert citations
    for document, citation in citations:
        page = document.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text


def test_about_a_stranger_nothing_is_witnessed_and_no_fact_is_given(asked: list[Asked]) -> None:
    foreign = [one for one in asked if one.facts]
    assert foreign
    for one in foreign:
        answer = one.answer
        assert not [said for said in answer.sentences if said.status == "witnessed"]
        pages = " ".join(one.document.page(c.page_number).text for c in answer.citations)
        assert not [fact for fact in one.facts if fact in answer.text and fact not in pages]


def test_kept_and_exported_answers_have_the_marks(asked: list[Asked]) -> None:
    for one in asked:
        one.document.save_answer(one.answer)
        assert one.answer in one.document.answers()
        unwitnessed = [said for said in one.answer.sentences if said.status == "unwitnessed"]
        assert answer_text(one.answer).count(f"[{NO_WITNESS}]") == len(unwitnessed)
