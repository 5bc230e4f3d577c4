"""The process that answers questions of lists in quotes. It meets the library, never a file of PDF.

Started as `main(options)` with a pipe on each side. In: a line of JSON {"folder"}, then one per
question, {"document_id", "owner", "question", "focus"}. Out: {"answer"} for each, as the library
keeps it, or {} where there is none, for whatever reason: who asked finds out for themselves.
"""

import json
import sys
from pathlib import Path
from typing import Any

from qa.answer import Answer
from qa.formats.answer_json import JsonObject, answer_to_json
from qa.library import Library
from qa.pdf.confined import own_pipe
from qa.readers.extractive.reader import QuoteReader


def main(options: str) -> None:
    """Answer what comes on standard input until it closes; `options` are limits on files."""
    replies = own_pipe()
    with Library.open(Path(json.loads(sys.stdin.buffer.readline())["folder"])) as library:
        for line in sys.stdin.buffer:
            replies.write(json.dumps(_answered(library, json.loads(line))).encode() + b"\n")
            replies.flush()


def _answered(library: Library, request: JsonObject) -> JsonObject:
    try:
        document = library.get(request["document_id"], owner=request["owner"])
        events = QuoteReader().answer(document, request["question"], focus=request["focus"])
        return {"answer": answer_to_json(_last(events))}
    except Exception:  # noqa: BLE001 - the other process meets it again, and says what it is
        return {}


def _last(events: Any) -> Answer:
    (answer,) = (event for event in events if isinstance(event, Answer))
    return answer
