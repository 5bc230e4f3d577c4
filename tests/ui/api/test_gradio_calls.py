"""Wrong arguments of a call are refused in a sentence; what is a fault of ours stays one."""

import asyncio
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from ui.api.gradio_calls import say_what_is_missing

FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}


def prepared(inputs: list[Any], fault: Exception | None = None) -> list[Any]:
    """What becomes of these inputs of an event that wants two."""

    async def preprocess_data(_: Any, values: list[Any]) -> list[Any]:
        if fault is not None:
            raise fault
        return values

    app = SimpleNamespace(preprocess_data=preprocess_data)
    say_what_is_missing(app)  # type: ignore[arg-type]
    event = SimpleNamespace(inputs=[None, None])
    return asyncio.run(app.preprocess_data(event, inputs))  # type: ignore[arg-type]


def test_too_few_arguments_are_counted() -> None:
    with pytest.raises(gr.Error, match=r"2 arguments are wanted, not 1\..*docs/api\.md"):
        prepared(["id"])


@pytest.mark.parametrize("value", [FILE, [{"a": [FILE]}], {"path": "x", "meta": 3}])
def test_what_looks_like_a_file_is_refused(value: object) -> None:
    with pytest.raises(gr.Error, match=r"^'docs/api\.md tells what to send\.'$"):
        prepared(["id", value])


def test_another_value_error_is_a_fault_and_goes_on_to_the_log() -> None:
    with pytest.raises(ValueError, match="ours"):
        prepared(["id", "What was revenue?"], ValueError("ours"))


def test_what_is_right_passes() -> None:
    assert prepared(["id", {"path": "a page's path"}]) == ["id", {"path": "a page's path"}]
