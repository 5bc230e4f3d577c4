"""A document read once, questions answered over it, every quote on its page."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import ClassVar

import pytest

from qa.answer import Answer, CitationFound, Progress, TextDelta
from qa.engine.engine import Engine, TokenStream
from qa.engine.sampling import SamplingParams
from qa.library import Library
from qa.models.catalog import ModelFolder
from qa.models.errors import EngineClosed
from qa.pipeline import read_document
from qa.prompting.document_tokens import TokenizedDocument
from qa.question_list.asking import ask_many
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from qa.readers.local.reader import ModelReader
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.pdfs.make import simple_pdf
from tests.prompting.tiny_tokenizer import make_tokenizer

PAGES = [
    ["Management discussion", "Net sales increased 5% to $12,345 million in 2019.", "Page 1"],
    ["Consolidated statements of cash flows", "Depreciation 1,488 1,544 1,474"],
    ["Notes", "The Company leases warehouses in Ohio and Texas.", "Nothing else is due."],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "tiny"
    control = make_tokenizer(folder)
    return make_checkpoint(
        folder, fp8=True, eos_token_id=control["<|im_end|>"], tie_word_embeddings=False
    )


@pytest.fixture
def document(tmp_path):
    with Library(tmp_path / "library") as library:
        yield read_document(simple_pdf(PAGES), file_name="report.pdf", library=library)


class Scripted(Engine):
    """An engine whose model says a script; inside a quote it takes the first token allowed."""

    script: ClassVar[list[int]] = []

    def ask(self, prefix, token_ids, params, constraint=None):
        said = SimpleQueue()
        for wanted in self.script:
            token_id = wanted
            if not constraint.allows(wanted):
                token_id = next(i for i in range(512) if constraint.allows(i))
            constraint.advance(token_id)
            said.put(token_id)
        said.put(None)
        return TokenStream(said, lambda: None)


def drain(events):
    events = list(events)
    *_, answer = events
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == answer.text
    return events, answer


def test_a_real_engine_reads_once_and_answers_twice(folder, document):
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        _, first = drain(reader.answer(document, "What were net sales?"))
        _, second = drain(reader.answer(document, "And depreciation?", history=[first]))
    finally:
        reader.close()
    assert first.usage.cached_tokens == 0
    assert second.usage.cached_tokens > 100
    assert second.usage.prompt_tokens > second.usage.cached_tokens
    assert first.reader == "tiny"
    assert first.coverage.read == (1, 2, 3)


def test_whatever_a_model_quotes_stands_on_the_page_it_is_cited_from(folder, document):
    """A model with random weights quotes at random: even so it can quote the document only."""
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        citations = []
        for seed in range(12):
            reader._params = SamplingParams(max_tokens=200, temperature=1.0, seed=seed)
            citations += drain(reader.answer(document, "What?"))[1].citations
    finally:
        reader.close()
    for citation in citations:
        page = document.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text
        assert citation.boxes


def scripted_reader(folder, monkeypatch, text, *, evidence_first=False):
    monkeypatch.setattr("qa.readers.local.loading.Engine", Scripted)
    options = ModelOptions(2048, evidence_first=evidence_first)
    reader = load_reader(ModelFolder(folder), options=options)
    Scripted.script = reader._builder.tokenizer.encode_text(text)
    return reader


def test_a_claim_gets_the_page_and_boxes_of_its_quote(folder, document, monkeypatch):
    reader = scripted_reader(
        folder, monkeypatch, "[1]\nSales rose [[Net sales increased 5%]]. Yes."
    )
    try:
        events, answer = drain(reader.answer(document, "Did sales rise?"))
    finally:
        reader.close()
    (citation,) = answer.citations
    assert answer.text == "Sales rose. Yes."
    assert (citation.page_number, citation.cited_text) == (1, "Net sales increased 5%")
    assert answer.text[citation.answer_start : citation.answer_end] == "Sales rose"
    assert any(isinstance(e, CitationFound) for e in events)


def test_a_finding_that_is_named_behind_a_sentence_is_its_citation(folder, document, monkeypatch):
    said = "[1]\nSales rose by 5%. [1]"
    reader = scripted_reader(folder, monkeypatch, said, evidence_first=True)
    try:
        _, answer = drain(reader.answer(document, "Did net sales increase?"))
    finally:
        reader.close()
    (citation,) = answer.citations
    (sentence,) = answer.sentences
    assert answer.text == "Sales rose by 5%."
    assert (citation.page_number, citation.cited_text[:22]) == (1, "Net sales increased 5%")
    assert (sentence.status, sentence.citations) == ("witnessed", (0,))


def test_words_that_are_not_in_the_document_cannot_be_quoted(folder, document, monkeypatch):
    reader = scripted_reader(folder, monkeypatch, "Sales fell [[Net sales decreased 9%]].")
    try:
        _, answer = drain(reader.answer(document, "Did sales fall?"))
    finally:
        reader.close()
    assert all("decreased" not in c.cited_text for c in answer.citations)


def test_questions_of_a_list_share_one_reading(folder, document, monkeypatch):
    readings = []
    read = Engine.read

    def counted(engine, token_ids, *args, **kwargs):
        readings.append(len(token_ids))
        return read(engine, token_ids, *args, **kwargs)

    reader = scripted_reader(folder, monkeypatch, "Sales rose [[Net sales increased 5%]].")
    monkeypatch.setattr(Engine, "read", counted)
    questions = [f"Did sales rise in {year}?" for year in range(2000, 2012)]
    try:
        answers = list(ask_many(document, questions, reader=reader, at_once=8))
    finally:
        reader.close()
    assert [answer.question for answer in answers] == questions
    assert all(answer.citations for answer in answers)
    assert len(readings) == 1


def test_not_stated_is_an_answer(folder, document, monkeypatch):
    reader = scripted_reader(folder, monkeypatch, "Not stated in this document.")
    try:
        _, answer = drain(reader.answer(document, "What is the chairman's shoe size?"))
    finally:
        reader.close()
    assert answer.finish_reason == "not found"
    assert not answer.citations


def test_stopping_in_the_middle_of_reading_gives_the_memory_back(folder, document, monkeypatch):
    gate = threading.Semaphore(0)

    class Slow(Engine):
        def __init__(self, model, *, memory_bytes, prefill_chunk):
            super().__init__(
                model, memory_bytes=memory_bytes, prefill_chunk=16, on_step=gate.acquire
            )

    monkeypatch.setattr("qa.readers.local.loading.Engine", Slow)
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        events = reader.answer(document, "What?")
        gate.release()
        assert isinstance(next(events), Progress)
        assert reader._engine.used_bytes > 0
        events.close()
        gate.release()
        deadline = time.monotonic() + 5
        while reader._engine.used_bytes and time.monotonic() < deadline:
            gate.release()
            time.sleep(0.01)
        assert reader._engine.used_bytes == 0
    finally:
        gate.release(100)
        reader.close()


def test_a_question_can_be_stopped_before_its_first_word(folder, document, monkeypatch):
    dropped = threading.Event()

    class Silent(Engine):
        def ask(self, *question):
            return TokenStream(SimpleQueue(), dropped.set)

    monkeypatch.setattr("qa.readers.local.loading.Engine", Silent)
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        events = reader.answer(document, "What?")
        assert next(e for e in events if isinstance(e, Progress) and e.stage == "answering")
        assert not dropped.is_set()

        events.close()

        assert dropped.is_set()
    finally:
        reader.close()


def test_only_the_pages_that_fit_are_read_and_the_rest_is_named(folder, document):
    reader = load_reader(ModelFolder(folder), options=ModelOptions(900))
    try:
        _, answer = drain(reader.answer(document, "How much was depreciation?"))
    finally:
        reader.close()
    assert 2 in answer.coverage.read
    assert set(answer.coverage.read) | set(answer.coverage.left_out) == {1, 2, 3}


def test_who_rather_waits_has_all_pages_read(folder, document):
    reader = load_reader(ModelFolder(folder), options=ModelOptions(700))
    try:
        list(reader.read_ahead(document))
        assert not reader.has_read(document)
        list(reader.read_ahead(document, reads_all=True))
        assert reader.has_read(document)
        _, patient = drain(reader.answer(document, "How much was depreciation?", reads_all=True))
        _, other = drain(reader.answer(document, "How much was depreciation?"))
    finally:
        reader.close()
    assert (patient.coverage.read, patient.coverage.left_out) == ((1, 2, 3), ())
    assert patient.usage.cached_tokens > 0
    assert other.coverage.left_out


def test_sections_that_are_not_ticked_are_not_read(folder, document):
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        _, answer = drain(reader.answer(document, "What?", focus={3}))
    finally:
        reader.close()
    assert answer.coverage.read == (3,)
    assert answer.coverage.left_out == (1, 2)


def test_after_closing_nobody_waits_for_ever(folder, document):
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    reader.close()
    with pytest.raises(EngineClosed):
        list(reader.answer(document, "What?"))
    assert isinstance(reader, ModelReader)


def test_a_reader_says_how_it_keeps_and_reads(folder, document):
    options = ModelOptions(2048, kv="kv4", prefill="sparse")
    reader = load_reader(ModelFolder(folder), options=options)
    try:
        _, answer = drain(reader.answer(document, "What were net sales?"))
    finally:
        reader.close()
    assert (reader.setup.kv, reader.setup.is_sparse) == ("kv4", True)
    assert answer.coverage.read == (1, 2, 3)


def test_a_huge_document_of_one_owner_does_not_hold_up_another(
    folder, document, tmp_path, monkeypatch
):
    """Anna's document is being prepared, and stays so until Ben has his answer."""
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    has_begun, is_open = threading.Event(), threading.Event()
    whole = TokenizedDocument.of

    def of(pages, tokenizer):
        if any("enormous" in page.text for page in pages):
            has_begun.set()
            assert is_open.wait(60)
        return whole(pages, tokenizer)

    monkeypatch.setattr("qa.readers.local.reader.TokenizedDocument.of", of)
    with Library(tmp_path / "anna") as library, ThreadPoolExecutor(2) as pool:
        pdf = simple_pdf([["An enormous report", *PAGES[0]]])
        huge = read_document(pdf, file_name="huge.pdf", library=library)
        anna = pool.submit(lambda: drain(reader.answer(huge, "What were net sales?")))
        try:
            assert has_begun.wait(60)
            ben = pool.submit(lambda: drain(reader.answer(document, "What were net sales?")))
            assert ben.result(60)[1].coverage.read == (1, 2, 3)
            assert not anna.done()
        finally:
            is_open.set()
        assert anna.result(60)[1].coverage.read == (1,)
    reader.close()
