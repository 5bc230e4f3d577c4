"""Answer cards on the command line: `ask --card` writes them, `verify` checks them."""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.answer import Answer
from qa.cards.card import card_json, card_text
from qa.cards.card_file import CardFile
from qa.cards.save import card_page
from qa.cards.verdict_text import verdict_json, verdict_text
from qa.cards.verify import verify
from qa.cli.exports import output_file, put
from qa.errors import UsageError
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.pdf import PageRenderer

PAGES = (".html", ".htm")
DATA = ".json"


@dataclass(frozen=True)
class CardWriter:
    """The files that the card of an answer goes into."""

    files: Sequence[tuple[Path, BinaryIO]]

    def write(self, document: StoredDocument, answer: Answer, options: argparse.Namespace) -> None:
        """Write an answer that was just given; raises UsageError where that cannot be done."""
        if not self.files:
            return
        now = time.time()
        card = card_json(
            document, answer, answered_at=now, made_at=now, settings=_settings(answer, options)
        )
        for path, file in self.files:
            if path.suffix.lower() == DATA:
                put(file, card_text(card).encode())
            else:
                with PageRenderer() as renderer:
                    put(file, card_page(card, document, renderer).encode())


def check_card_names(paths: Sequence[Path]) -> None:
    """Raise UsageError for a name that does not say what kind of card is wanted."""
    for path in paths:
        if path.suffix.lower() not in (*PAGES, DATA):
            raise UsageError(reason=f"{path}: a card is named .html or .json.")


@contextmanager
def card_writer(paths: Sequence[Path]) -> Iterator[CardWriter]:
    """Open the files for the cards of an answer, before it is asked for."""
    with ExitStack() as stack:
        yield CardWriter([(path, stack.enter_context(output_file(path))) for path in paths])


def verified(file: CardFile, document: StoredDocument, *, as_json: bool) -> tuple[bool, str]:
    """Return whether all of a card holds in a report, and what is printed about it."""
    with PageRenderer() as renderer:
        verdict = verify(file, document, renderer)
    if as_json:
        return verdict.holds, json.dumps(verdict_json(verdict), ensure_ascii=False, indent=2)
    return verdict.holds, verdict_text(verdict)


def _settings(answer: Answer, options: argparse.Namespace) -> JsonObject:
    """Return what was chosen for an answer; not where a model lies, which is nobody's business."""
    sections = {"sections": list(options.sections)} if options.sections else {}
    if answer.reader == "quotes":
        return sections
    return {
        "context": options.context,
        "kv": options.kv,
        "prefill": options.prefill,
        **sections,
    }
