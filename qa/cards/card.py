"""An answer with all that is needed to check it later, as JSON. Names only ever grow.

card: the number of this form, see CARD_FORMAT
product: {name, version}                  made_at, answered_at: "2026-11-29T17:06:01Z"; the second
                                          null where it is not known
document: {title, file_name, sha256 of the PDF, pages: how many the file has}
reader: {name: "quotes" or the model's, settings: {..} or null where they are not known}
answer: as in qa/formats/answer_json.py: question, text, figures, and citations with page_number
        (place in the file), printed_number, characters and boxes
sha256: of the card itself without this name, see `own_hash`
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from qa.answer import Answer
from qa.cards.card_shape import CARD, fits
from qa.errors import NotACard
from qa.formats.answer_json import JsonObject, answer_from_json, answer_to_json
from qa.library import StoredDocument

CARD_FORMAT = 1
PRODUCT = "Pagewitness"


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A card as it was read: what it says of the report, its answer, and the JSON it stood in."""

    title: str
    document_sha256: str
    answer: Answer
    content: JsonObject

    @property
    def is_unchanged(self) -> bool:
        """Whether the card's hash over its own content is right."""
        return self.content.get("sha256") == own_hash(self.content)


def card_json(
    document: StoredDocument,
    answer: Answer,
    *,
    answered_at: float | None,
    made_at: float,
    settings: Mapping[str, object] | None = None,
) -> JsonObject:
    """Return the card of an answer. Times are seconds since 1970; settings: the reader's."""
    if settings is None and answer.reader == "quotes":
        settings = {}  # it has none
    card: JsonObject = {
        "card": CARD_FORMAT,
        "product": {"name": PRODUCT, "version": product_version()},
        "made_at": _time(made_at),
        "answered_at": None if answered_at is None else _time(answered_at),
        "document": {
            "title": document.title,
            "file_name": document.file_name,
            "sha256": document.sha256,
            "pages": document.num_pages_in_file,
        },
        "reader": {
            "name": answer.reader,
            "settings": None if settings is None else dict(settings),
        },
        "answer": answer_to_json(answer),
    }
    return {**card, "sha256": own_hash(card)}


def card_text(card: JsonObject) -> str:
    """Return the card as a JSON file."""
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


def parse_card(content: object, file_name: str) -> AnswerCard:
    """Return a card from its JSON; raises NotACard where it is none that can be read."""
    if not isinstance(content, dict) or not isinstance(content.get("card"), int):
        raise NotACard(file_name=file_name, reason="it is not one by its form")
    if content["card"] > CARD_FORMAT:
        raise NotACard(file_name=file_name, reason="a newer Pagewitness made it")
    if not fits(content, CARD):
        raise NotACard(file_name=file_name, reason="a part of it is missing or of another form")
    return AnswerCard(
        title=content["document"]["title"],
        document_sha256=content["document"]["sha256"],
        answer=answer_from_json(content["answer"]),
        content=content,
    )


def own_hash(card: JsonObject) -> str:
    """Return the SHA-256 over a card's content: UTF-8, names sorted, no blanks, without `sha256`.

    It tells a card that was damaged or edited from one that was not. It is no signature: whoever
    changes a card on purpose can count it anew, and is found out by the report.
    """
    content = {name: value for name, value in card.items() if name != "sha256"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def answer_key(answer: Answer) -> str:
    """Return a short name of an answer for addresses: the same whenever it is loaded.

    An answer that was given twice took another time, so it has another name.
    """
    told = json.dumps([answer.question, answer.reader, answer.text, answer.seconds])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def product_version() -> str:
    """Return the version of this product, "unknown" where it runs without being installed."""
    try:
        return version("pagewitness")
    except PackageNotFoundError:
        return "unknown"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
