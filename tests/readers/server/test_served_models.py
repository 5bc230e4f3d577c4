"""vLLM and llama.cpp's server themselves, with a trained model, where somebody has started one.

    PAGEWITNESS_SERVERS="http://127.0.0.1:8000/v1 http://127.0.0.1:8091/v1" \\
        python -m pytest -m slow tests/readers/server/test_served_models.py

tests/benchmarks/servers.sh starts both. What is right here does not depend on the model: where
words come from, what the server counts, and that it stops.
"""

import os
import time

import httpx
import pytest

from qa.answer import Answer, PagesRead, Progress
from qa.question_list.asking import ask_many
from qa.readers.server.grammar_support import LLAMA_CPP_FIELDS, VLLM_FIELDS
from qa.readers.server.reader import RemoteReader

pytestmark = pytest.mark.slow

ADDRESSES = os.environ.get("PAGEWITNESS_SERVERS", "").split()
QUESTIONS = ("How much did net sales increase?", "Where does the Company lease warehouses?")
ANSWER_TOKENS = 32
RUNNING = ("vllm:num_requests_running", "llamacpp:requests_processing")
CACHED = ("vllm:prefix_cache_hits_total", "llamacpp:prompt_tokens_cached_total")
PATIENCE_S = 600  # so long only where it never stops


@pytest.fixture(params=ADDRESSES or [pytest.param("", marks=pytest.mark.skip("no server named"))])
def url(request):
    return request.param


@pytest.fixture
def reader(url):
    return RemoteReader(url, max_answer_tokens=ANSWER_TOKENS)


def metric(url: str, names: tuple[str, ...]) -> float:
    """The sum of the server's own counters of these names."""
    lines = httpx.get(f"{url.removesuffix('/v1')}/metrics", timeout=PATIENCE_S).text.splitlines()
    found = [line.rpartition(" ")[2] for line in lines if line.startswith(names)]
    assert found, names
    return sum(map(float, found))


def answer_of(events) -> Answer:
    *_, answer = events
    assert isinstance(answer, Answer)
    return answer


def check_words(answer: Answer, document) -> None:
    """Each citation is the page's own words, and nothing unwitnessed passes for the report's."""
    for citation in answer.citations:
        page = document.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text
    for said in answer.sentences:
        assert said.citations or said.status != "witnessed"


def test_the_server_says_how_much_it_takes(url, reader):
    said = httpx.get(f"{url}/models", timeout=PATIENCE_S).json()["data"][0]

    assert reader._context_tokens == said.get("max_model_len") or said["meta"]["n_ctx"]


def test_it_heeds_our_grammar_and_its_words_have_places(reader, document):
    answer = answer_of(reader.answer(document, QUESTIONS[0]))

    assert reader._grammar._field in (*VLLM_FIELDS, *LLAMA_CPP_FIELDS)
    assert answer.usage.completion_tokens > 0
    check_words(answer, document)


def test_what_it_writes_keeps_the_grammar(reader, document):
    list(reader.answer(document, QUESTIONS[0]))
    written = []
    sent = reader._sent

    def listening(*args):
        for words in sent(*args):
            written.append(words)
            yield words

    reader._sent = listening
    answer = answer_of(reader.answer(document, QUESTIONS[0]))

    assert "".join(written).startswith(("[", "Not", "本")), written
    check_words(answer, document)


def test_it_answers_without_a_grammar_too(reader, document):
    reader._grammar.give_up()

    check_words(answer_of(reader.answer(document, QUESTIONS[0])), document)


def test_the_report_is_read_once_by_its_own_count(url, reader, document):
    answer_of(reader.answer(document, QUESTIONS[0]))
    before = metric(url, CACHED)
    answer_of(reader.answer(document, QUESTIONS[1]))

    assert metric(url, CACHED) - before > 100


def test_stop_ends_the_work_there(url, document):
    reader = RemoteReader(url)
    events = reader.answer(document, QUESTIONS[0])
    for event in events:
        assert isinstance(event, (Progress, PagesRead))
        if metric(url, RUNNING):
            break
    events.close()

    started = time.monotonic()
    while metric(url, RUNNING):
        assert time.monotonic() - started < PATIENCE_S
        time.sleep(0.1)


def test_a_list_of_questions_is_answered_in_order(reader, document):
    answers = list(ask_many(document, QUESTIONS, reader=reader, at_once=2))

    assert [answer.question for answer in answers] == list(QUESTIONS)
    for answer in answers:
        check_words(answer, document)
