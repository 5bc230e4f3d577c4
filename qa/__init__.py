"""Ask questions of long documents; every answer points at the words it rests on."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answer import Answer, Citation
    from qa.document import Document
    from qa.pipeline import ask, read_document
    from qa.question_list.asking import ask_many

__all__ = ["Answer", "Citation", "Document", "ask", "ask_many", "read_document"]

# Loaded when first used: every process that reads a PDF imports this package and none of these.
_HOMES = {
    "Answer": "qa.answer",
    "Citation": "qa.answer",
    "Document": "qa.document",
    "ask": "qa.pipeline",
    "ask_many": "qa.question_list.asking",
    "read_document": "qa.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
