"""What the app leans on inside Gradio for calls of programs, beside ui/gradio_compat.py."""

from typing import Any

import gradio as gr


def say_what_is_missing(app: gr.Blocks) -> None:
    """Have arguments that Gradio takes no call with refused in a sentence: too few, or what looks
    like one of its files. Its own refusal is a fault, and says nothing. What else goes wrong there
    is a fault of ours, and left to it to be logged.
    """
    prepared = app.preprocess_data

    async def preprocess_data(
        block_fn: Any, inputs: list[Any], *others: Any, **named: Any
    ) -> list[Any]:
        wanted, sent = len(block_fn.inputs), len(inputs)
        if sent < wanted or _names_a_file(inputs):
            said = f"{wanted} arguments are wanted, not {sent}." if sent < wanted else ""
            sentence = f"{said} docs/api.md tells what to send.".strip()
            raise gr.Error(sentence, print_exception=False)
        ready: list[Any] = await prepared(block_fn, inputs, *others, **named)
        return ready

    app.preprocess_data = preprocess_data  # type: ignore[method-assign]


def _names_a_file(values: list[Any]) -> bool:
    """Whether anything in there is what Gradio takes for a file of its own, or trips over."""
    inside = list(values)
    while inside:
        match inside.pop():
            case {"path": str(), "meta": _}:
                return True
            case dict() as named:
                inside.extend(named.values())
            case list() as listed:
                inside.extend(listed)
    return False


def knows_event(app: Any, event_id: str) -> bool:
    """Whether an event waits, runs, or has an end that nobody has fetched yet."""
    queue = app.get_blocks()._queue
    return any(
        event_id in ids and session in queue.pending_messages_per_session
        for session, ids in list(queue.pending_event_ids_session.items())
    )
