"""What is sent to a server: the pages that fit, the last answers that do, none as a command.

Sizes are the server's own or estimates with their error on top: a server refuses a prompt that is
one token too long.
"""

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from qa.answer import Answer, Citation, Coverage
from qa.document import Page
from qa.errors import UsageError
from qa.library import StoredDocument
from qa.models.errors import NothingFits
from qa.prompting.document_tokens import PAGE_END, page_anchor
from qa.prompting.prompt import (
    FINDING_CHARACTERS,
    MAX_FINDINGS,
    MAX_FINDINGS_SHARE,
    MAX_SUFFIX_SHARE,
    MAX_SUFFIX_TOKENS,
    SYSTEM,
    findings_message,
    with_quotes,
)
from qa.readers.shown_findings import with_heads
from qa.search import find_pages
from qa.text.token_estimate import ESTIMATE_ERROR, estimate_tokens

TOKENS_PER_MESSAGE = 8  # what chat templates put around one
# No encoding needs less of what is estimated: a text that is this much too long is not counted.
MOST_OVERESTIMATED = 2.0

# A server runs its control tokens out of plain text too. A zero-width space keeps "<|im_end|>" from
# being one; quotes fold it away.
_CONTROL = re.compile(r"(?<=<)(?=[|\uff5c/A-Za-z_])|(?<=\[)(?=/?[A-Z_]+\])")
_HARMLESS = "\u200b"


@dataclass(frozen=True, slots=True)
class ServerPrompt:
    """content: the same for every question over these pages. findings: of the search, numbered from
    1 in the last of turns_held, which a server gets that takes a grammar; another gets turns.
    """

    content: str
    turns: list[dict[str, str]]
    turns_held: list[dict[str, str]]
    findings: tuple[Citation, ...]
    pages: tuple[Page, ...]
    coverage: Coverage


def build_prompt(
    document: StoredDocument,
    question: str,
    *,
    history: Sequence[Answer],
    focus: Collection[int] | None,
    findings: Sequence[Citation],
    room: int,
    count: Callable[[str], int] | None = None,
) -> ServerPrompt:
    """Return what a server is sent. findings: what the search found, the best first. room: tokens
    without the answer. count: how many tokens a text has; None estimates it. Raises NothingFits and
    UsageError.
    """
    count = count or num_tokens
    room_for_turns = min(MAX_SUFFIX_TOKENS, room // MAX_SUFFIX_SHARE)
    turns = turns_that_fit(question, history, room_for_turns, count)
    shown = [with_heads(finding) for finding in findings]
    num_findings, asked = ask_beside_findings(question, shown, room_for_turns, count)
    fixed = count(SYSTEM) + room_for_turns
    pages = choose_pages(document, question, focus, room - fixed, count)
    return ServerPrompt(
        content=SYSTEM + "".join(map(page_text, pages)),
        turns=turns,
        turns_held=turns_that_fit(asked, history, room_for_turns, count),
        findings=tuple(findings[:num_findings]),
        pages=pages,
        coverage=document.coverage.within({page.page_number for page in pages}),
    )


def choose_pages(
    document: StoredDocument,
    question: str,
    focus: Collection[int] | None,
    room: int,
    count: Callable[[str], int],
) -> tuple[Page, ...]:
    """Return the pages to send, in the document's order: all, or the best that fit."""
    readable = document.coverage.read
    wanted = [n for n in readable if focus is None or n in focus]
    if not wanted:
        raise UsageError(reason="None of the chosen pages has text that can be read.")
    pages = document.pages(wanted)
    texts = {page.page_number: page_text(page) for page in pages}
    sizes = {number: num_tokens(text) for number, text in texts.items()}
    is_near = sum(sizes.values()) <= MOST_OVERESTIMATED * room
    if is_near and sum(map(count, texts.values())) <= room:
        return pages
    chosen = set()
    for hit in find_pages(document, question, top=document.num_pages):
        size = sizes.get(hit.page_number)
        if size is not None and size <= MOST_OVERESTIMATED * room:
            size = count(texts[hit.page_number])
            if size <= room:
                chosen.add(hit.page_number)
                room -= size
    if not chosen:
        raise NothingFits(tokens=max(0, room))
    return tuple(page for page in pages if page.page_number in chosen)


def turns_that_fit(
    question: str, history: Sequence[Answer], room: int, count: Callable[[str], int]
) -> list[dict[str, str]]:
    """Return the question behind as many of the last answers as fit."""
    room -= count(question) + TOKENS_PER_MESSAGE
    if room < 0:
        raise UsageError(reason="The question is too long for this model. Make it shorter.")
    turns = [{"role": "user", "content": _harmless(question)}]
    for answer in reversed(history):
        said = with_quotes(answer)
        room -= count(answer.question) + count(said) + 2 * TOKENS_PER_MESSAGE
        if room < 0:
            break
        turns[:0] = [
            {"role": "user", "content": _harmless(answer.question)},
            {"role": "assistant", "content": _harmless(said)},
        ]
    return turns


def ask_beside_findings(
    question: str, findings: Sequence[str], room: int, count: Callable[[str], int]
) -> tuple[int, str]:
    """Return how many findings, the best first, fit beside the question, and both as one message;
    the question alone where none fits. Findings are numbered from 1.
    """
    for longest in FINDING_CHARACTERS:
        for number in range(min(len(findings), MAX_FINDINGS), 0, -1):
            message = findings_message(question, findings[:number], longest, or_pages=True)
            if count(message) + TOKENS_PER_MESSAGE <= room * MAX_FINDINGS_SHARE:
                return number, message
    return 0, question


def page_text(page: Page) -> str:
    """Return a page between the marks by which the model names it."""
    return f"{page_anchor(page)}{_harmless(page.text)}{PAGE_END}"


def _harmless(text: str) -> str:
    # A PDF may hold lone surrogates, which JSON in UTF-8 cannot.
    return _CONTROL.sub(_HARMLESS, text).encode("utf-8", "replace").decode()


def num_tokens(text: str) -> int:
    """The estimate with its error on top, because a server refuses a prompt one token too long."""
    return math.ceil(estimate_tokens(text) * (1 + ESTIMATE_ERROR))
