"""Questions about a report, with the pages on which their answers stand.

In: `questions.toml`, whose answers and quotes may hold fields, and the finished PDF. Out: one
record a question. Pages are found by reading the PDF, not typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from generator.fields import Names, fill

CHINESE = "[\u3000-\u9fff\uff00-\uffef]"


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answer: str
    kind: str
    quotes: tuple[str, ...]  # words on the pages; none if the answer is not in the document


class QuoteMissing(Exception):
    """No page holds the words of a quote."""


def read_questions(path: Path, names: Names) -> tuple[Question, ...]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return tuple(
        Question(
            row["question"],
            fill(row["answer"], names),
            row["kind"],
            tuple(fill(quote, names) for quote in row["quotes"]),
        )
        for row in rows
    )


def page_texts(path: Path) -> list[str]:
    """Return the text of every page with white space folded."""
    with pypdfium2.PdfDocument(path) as document:
        return [fold(page.get_textpage().get_text_bounded()) for page in document]


def fold(text: str) -> str:
    """Make white space one blank; beside Chinese, where lines break freely, leave it out."""
    return re.sub(f"(?<={CHINESE}) | (?={CHINESE})", "", " ".join(text.split()))


def locate(
    name: str, texts: Sequence[str], questions: Iterable[Question], num_front_pages: int
) -> list[dict[str, object]]:
    """Return one record a question; every quote must stand on a page."""
    records: list[dict[str, object]] = []
    for question in questions:
        pages: set[int] = set()
        for quote in question.quotes:
            found = {number for number, text in enumerate(texts, start=1) if fold(quote) in text}
            if not found:
                raise QuoteMissing(f"{name}: no page holds the words {quote!r}")
            pages |= found
        records.append({
            "document": name, "question": question.question, "answer": question.answer,
            "pages": sorted(pages),
            "printed_pages": [str(page - num_front_pages) for page in sorted(pages)],
            "kind": question.kind, "quote": list(question.quotes),
        })  # fmt: skip
    return records
