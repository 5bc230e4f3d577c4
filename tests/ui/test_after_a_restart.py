"""The app with a real, tiny model, started twice: the second time it reads nothing."""

from pathlib import Path

import gradio as gr
import pytest
from starlette.requests import Request

import app
from qa.engine.sampling import SamplingParams
from qa.pipeline import read_document
from qa.readers.local.reader import ModelReader
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer
from tests.ui.small_reports import Parsed, small_report
from ui.handlers import Handlers
from ui.web.owner import COOKIE_NAME, browser_owner

ANNA = "a" * 43


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    control = make_tokenizer(folder)
    return make_checkpoint(folder, eos_token_id=control["<|im_end|>"], tie_word_embeddings=False)


def answered(*flags: str) -> str:
    """Start the app, ask one question of Anna's report, end the app; what her screen said."""
    headers = [(b"cookie", f"{COOKIE_NAME}={ANNA}".encode())]
    request = gr.Request(
        request=Request({"type": "http", "headers": headers}), username=None, session_hash="tab"
    )
    with app.open_desk(app.parse_flags(["--no-samples", "--context", "2048", *flags])) as desk:
        document = read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))
        desk.model.page_shown()
        desk.model.start()
        assert desk.model.wait(60)
        assert isinstance(desk.model.reader, ModelReader)
        desk.model.reader._params = SamplingParams(max_tokens=12)
        *_, last = Handlers(desk).on_ask("Net sales?", document.document_id, "", request)
    return Parsed(last.conversation).words


def test_after_a_restart_the_first_question_starts_without_reading(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path / "home"))
    says = "taken from the shelf, not read again"  # once in each answer of which it is true
    assert answered("--model", str(model)).count(says) == 0
    assert answered("--model", str(model)).count(says) == 1
    assert answered("--model", str(model), "--shelf-gb", "0").count(says) == 1
