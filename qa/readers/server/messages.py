"""What is sent to a server: the pages that fit, the last answers that do, none as a command.

Sizes are estimates, with their error on top: a server refuses a prompt that is one token too long.
"""

import math
import re
from collections.abc import Collection, Sequence

from qa.answer import Answer
from qa.document import Page
from qa.errors import UsageError
from qa.library import StoredDocument
from qa.models.errors import NothingFits
from qa.prompting.document_tokens import PAGE_END, page_anchor
from qa.prompting.prompt import with_quotes
from qa.search import find_pages
from qa.text.token_estimate import ESTIMATE_ERROR, estimate_tokens

TOKENS_PER_MESSAGE = 8  # what chat templates put around one

# A server runs its control tokens out of plain text too. A zero-width space keeps "<|im_end|>" from
# being one; quotes fold it away.
_CONTROL = re.compile(r"(?<=<)(?=[|\uff5c/A-Za-z_])|(?<=\[)(?=/?[A-Z_]+\])")
_HARMLESS = "\u200b"


def choose_pages(
    document: StoredDocument, question: str, focus: Collection[int] | None, room: int
) -> tuple[Page, ...]:
    """Return the pages to send, in the document's order: all, or the best that fit."""
    readable = document.coverage.read
    wanted = [n for n in readable if focus is None or n in focus]
    if not wanted:
        raise UsageError(reason="None of the chosen pages has text that can be read.")
    pages = document.pages(wanted)
    sizes = {page.page_number: num_tokens(page_text(page)) for page in pages}
    if sum(sizes.values()) <= room:
        return pages
    chosen = set()
    for hit in find_pages(document, question, top=document.num_pages):
        size = sizes.get(hit.page_number)
        if size is not None and size <= room:
            chosen.add(hit.page_number)
            room -= size
    if not chosen:
        raise NothingFits(tokens=max(0, room))
    return tuple(page for page in pages if page.page_number in chosen)


def turns_that_fit(question: str, history: Sequence[Answer], room: int) -> list[dict[str, str]]:
    """Return the question behind as many of the last answers as fit."""
    room -= num_tokens(question) + TOKENS_PER_MESSAGE
    if room < 0:
        raise UsageError(reason="The question is too long for this model. Make it shorter.")
    turns = [{"role": "user", "content": _harmless(question)}]
    for answer in reversed(history):
        said = with_quotes(answer)
        room -= num_tokens(answer.question) + num_tokens(said) + 2 * TOKENS_PER_MESSAGE
        if room < 0:
            break
        turns[:0] = [
            {"role": "user", "content": _harmless(answer.question)},
            {"role": "assistant", "content": _harmless(said)},
        ]
    return turns


def page_text(page: Page) -> str:
    """Return a page between the marks by which the model names it."""
    return f"{page_anchor(page)}{_harmless(page.text)}{PAGE_END}"


def _harmless(text: str) -> str:
    # A PDF may hold lone surrogates, which JSON in UTF-8 cannot.
    return _CONTROL.sub(_HARMLESS, text).encode("utf-8", "replace").decode()


def num_tokens(text: str) -> int:
    """The estimate with its error on top, because a server refuses a prompt one token too long."""
    return math.ceil(estimate_tokens(text) * (1 + ESTIMATE_ERROR))
