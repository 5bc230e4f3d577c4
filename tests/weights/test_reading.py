"""The trained model behind the reader: sentences come as they are checked, Stop ends them, two
people are served together, and what is quoted stands on its page.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.answer import Answer, Progress, TextDelta
from qa.engine.sampling import SamplingParams
from qa.library import StoredDocument
from qa.quoting.constraint import CLOSING, OPENING, QuoteConstraint
from qa.readers.local.prompts import build_prompt, quotable
from qa.readers.local.reader import ModelReader

QUESTIONS = {"en": "What were total revenues?", "zh": "营业收入是多少？"}


@pytest.fixture
def brief(reader: ModelReader) -> Iterator[ModelReader]:
    """The reader with answers of at most 16 tokens: the model is small and tends to go on."""
    params = reader._params
    reader._params = SamplingParams(max_tokens=16)
    yield reader
    reader._params = params


def answer_of(reader: ModelReader, document: StoredDocument, question: str) -> Answer:
    *_, answer = reader.answer(document, question)
    assert isinstance(answer, Answer)
    return answer


def test_life_is_shown_while_sentences_are_checked_over_as_much_as_fits(
    brief: ModelReader, documents: dict[str, StoredDocument]
) -> None:
    events = list(brief.answer(documents["en"], QUESTIONS["en"]))
    deltas = [event.text for event in events if isinstance(event, TextDelta)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert sum(isinstance(event, Progress) for event in events) > 3
    assert "".join(deltas) == answer.text != ""
    assert answer.usage is not None
    assert 300 < answer.usage.prompt_tokens <= 1024
    assert 0 < len(answer.coverage.read) < 200


def test_two_people_at_once_get_what_each_gets_alone(
    brief: ModelReader, documents: dict[str, StoredDocument]
) -> None:
    alone = {
        language: answer_of(brief, documents[language], question).text
        for language, question in QUESTIONS.items()
    }
    with ThreadPoolExecutor(2) as people:
        futures = {
            language: people.submit(answer_of, brief, documents[language], question)
            for language, question in QUESTIONS.items()
        }
    assert {language: future.result().text for language, future in futures.items()} == alone
    assert len(set(alone.values())) == 2


def test_stop_ends_an_answer_and_gives_its_memory_back(
    reader: ModelReader, documents: dict[str, StoredDocument]
) -> None:
    reader._params = SamplingParams(max_tokens=400)
    held = reader._engine.used_bytes
    events = reader.answer(documents["en"], QUESTIONS["en"])
    assert any(isinstance(event, Progress) and event.stage == "answering" for event in events)
    during = reader._engine.used_bytes
    events.close()  # type: ignore[attr-defined]  # an Iterator by its type, a generator in fact
    reader._params = SamplingParams(max_tokens=2)
    again = answer_of(reader, documents["en"], QUESTIONS["en"])
    assert again.text
    assert reader._engine.used_bytes < during or reader._engine.used_bytes == held


@pytest.mark.parametrize("language", QUESTIONS)
def test_what_the_model_quotes_stands_on_a_page_that_it_has_read(
    reader: ModelReader, documents: dict[str, StoredDocument], language: str
) -> None:
    """It seldom opens a quote by itself, so the marker is put in its mouth."""
    document, question = documents[language], QUESTIONS[language]
    prepared = reader._prepare(document)
    prompt = build_prompt(reader._builder, document, prepared, question, (), None)
    quotes = quotable(prepared, prompt)
    opening = reader._tokenizer.encode_text(OPENING)
    prefix = reader._engine.read(prompt.prefix_ids).result()
    try:
        constraint = QuoteConstraint(quotes, reader._vocabulary)
        for token in opening:
            constraint.advance(token)
        suffix = (*prompt.token_ids[prompt.num_prefix_tokens :], *opening)
        tokens = reader._engine.ask(prefix, suffix, SamplingParams(max_tokens=48), constraint)
        said = reader._tokenizer.decode(list(tokens))
    finally:
        reader._engine.free(prefix)
    quote = said.partition(CLOSING)[0]
    spans = quotes.resolve(quote) if CLOSING in said else []
    assert quote.strip()
    if spans:
        for page_number, start, end in spans:
            words = document.page(page_number).text[start:end]
            assert "".join(words.split()) == "".join(quote.split())
    else:  # cut off by the number of tokens, and still word for word
        pages = [document.page(number).text for number in prompt.coverage.read]
        assert any("".join(quote.split()) in "".join(text.split()) for text in pages)
