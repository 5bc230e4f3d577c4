"""A server that others wrote, `transformers serve`, with a tiny model of random weights."""

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

pytest.importorskip("transformers")
pytest.importorskip("openai", reason="transformers serve needs it")

from qa.answer import Answer, Progress, TextDelta
from qa.models.errors import ModelServerError
from qa.readers.server.reader import RemoteReader
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer

START = "from transformers.cli.transformers import main; main()"
START_S = 600  # so long only where it never answers


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "tiny"
    control = make_tokenizer(folder)
    return make_checkpoint(folder, eos_token_id=control["<|im_end|>"])


@pytest.fixture(scope="module")
def url(folder, tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cache = tmp_path_factory.mktemp("hub")
    command = [sys.executable, "-c", START, "serve", str(folder), "--device", "cpu"]
    environment = {"HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    program = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/v1"
    deadline = time.monotonic() + START_S
    try:
        while not answers(url):
            assert program.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url
    finally:
        program.kill()
        program.wait()


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/models").is_success
    except httpx.HTTPError:
        return False


def test_a_real_server_is_asked_and_answers(url, folder, document):
    reader = RemoteReader(url, model=str(folder))

    *events, answer = reader.answer(document, "What were net sales?")

    assert isinstance(answer, Answer)
    assert answer.reader == "tiny"
    assert answer.text == "".join(e.text for e in events if isinstance(e, TextDelta))
    assert answer.coverage == document.coverage
    assert answer.usage.prompt_tokens > 200
    assert 0 < answer.usage.completion_tokens <= 512
    assert answer.usage.time_to_first_token > 0
    for citation in answer.citations:  # random words are hardly ever the document's
        page = document.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text


def test_a_real_server_can_be_left_and_asked_again(url, folder, document):
    reader = RemoteReader(url, model=str(folder))
    events = reader.answer(document, "What?")
    assert isinstance(next(events), Progress)
    next(events)
    events.close()

    *_, answer = reader.answer(document, "What?")

    assert isinstance(answer, Answer)


def test_a_real_server_says_that_it_lacks_a_model(url, document):
    reader = RemoteReader(url, model="nobody/nothing")

    with pytest.raises(ModelServerError):
        list(reader.answer(document, "What?"))
