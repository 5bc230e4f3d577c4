"""Finds the pages on which the answers stand, by reading the finished PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2

CHINESE = "[\u3000-\u9fff\uff00-\uffef]"
Question = tuple[str, str, str, tuple[str, ...]]


def page_texts(path: Path) -> list[str]:
    """The text of every page with white space folded."""
    with pypdfium2.PdfDocument(path) as document:
        return [fold(page.get_textpage().get_text_bounded()) for page in document]


def fold(text: str) -> str:
    """White space becomes one blank; next to a Chinese character, where lines break freely, none."""
    return re.sub(f"(?<={CHINESE}) | (?={CHINESE})", "", " ".join(text.split()))


def locate(
    name: str, texts: Sequence[str], questions: Iterable[Question], num_front_pages: int
) -> list[dict[str, object]]:
    """One record a question; every quote must stand on a page."""
    records = []
    for question, answer, kind, quotes in questions:
        pages: set[int] = set()
        for quote in quotes:
            found = {number for number, text in enumerate(texts, start=1) if fold(quote) in text}
            if not found:
                raise ValueError(f"{name}: no page holds the words {quote!r}")
            pages |= found
        records.append({
            "document": name, "question": question, "answer": answer, "pages": sorted(pages),
            "printed_pages": [str(page - num_front_pages) for page in sorted(pages)],
            "kind": kind, "quote": list(quotes),
        })  # fmt: skip
    return records
