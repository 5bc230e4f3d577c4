"""What a browser sends to make a grid or to say something of a cell: it may be anything."""

from typing import Any

from qa.errors import NoQuestions, UsageError
from qa.formats.question_list import QuestionList
from qa.grid.ready_lists import ready_list
from qa.library.grids import GridQuestion

Sent = dict[str, Any]


def sent_questions(sent: Sent) -> tuple[str, list[GridQuestion]]:
    """Return the questions that were chosen or typed, and a name for them."""
    if list_id := sent_text(sent, "list"):
        chosen = ready_list(list_id)
        named = chosen.chinese if sent.get("language") == "zh" else chosen.english
        return named, list(chosen.questions)
    listed = QuestionList.of(sent_text(sent, "questions"))
    typed = (*listed.questions, *listed.beyond)
    name = "问题" if sent.get("language") == "zh" else "Questions"
    if not typed:
        raise NoQuestions(file_name=name)
    return name, [GridQuestion(text) for text in typed]


def sent_text(sent: Sent, name: str) -> str:
    """Return one of the texts that were sent, "" where it was not; raises UsageError."""
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise UsageError(reason=f"{name} is no text.")
    return value.encode("utf-8", "replace").decode()
