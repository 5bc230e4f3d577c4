"""A card's file in, the card out: JSON, or the HTML page with its JSON inside."""

import json
from dataclasses import dataclass
from pathlib import Path

from qa.cards.card import AnswerCard, parse_card
from qa.cards.card_html import data_of
from qa.errors import NotACard, UsageError
from qa.formats.answer_json import JsonObject

MAX_BYTES = 64_000_000  # a page holds a picture for each quote; no card comes near this


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card, and where it came as a page that page and the number of its layout."""

    card: AnswerCard
    page: str | None = None
    layout: int | None = None


def read_card(path: Path) -> CardFile:
    """Return the card in a file; raises UsageError, of which NotACard is one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(reason=f"{path}: {error.strerror}.") from error
    return card_in(data, path.name)


def card_in(data: bytes, file_name: str) -> CardFile:
    """Return the card in the bytes of a file; raises NotACard."""
    if len(data) > MAX_BYTES:
        raise NotACard(file_name=file_name, reason="it is too large")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotACard(file_name=file_name, reason="it is not UTF-8 text") from error
    if text.lstrip().startswith("<"):
        inside = data_of(text)
        if inside is None:
            raise NotACard(file_name=file_name, reason="the page holds no card")
        layout = inside["layout"]
        return CardFile(
            parse_card(inside["card"], file_name),
            page=text,
            layout=layout if isinstance(layout, int) else None,
        )
    return CardFile(parse_card(_json(text, file_name), file_name))


def _json(text: str, file_name: str) -> JsonObject:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotACard(file_name=file_name, reason="it is not JSON") from error
    if not isinstance(content, dict):
        raise NotACard(file_name=file_name, reason="it is not one by its form")
    return content
