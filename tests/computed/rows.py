"""Rows to ask for: chosen ones of the sample reports, and all of a report made of rows."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from qa.prompting.tokenizer import ModelTokenizer
from tests.computed.quoting import WINDOW
from tests.pdfs.make import simple_pdf

SAMPLES = Path(__file__).parents[2] / "sample_docs"
ENGLISH, CHINESE = SAMPLES / "annual_report_en.pdf", SAMPLES / "annual_report_zh.pdf"
ROWS_PER_PAGE = 40
FIGURES = 2
WORDS = """
air bearings boilers bronze cables castings chains clamps coils copper cranes dampers doors drives
energy fans filters flanges freight gauges gears glass heat hinges hoists housings inverters iron
joints keys labour lifts lighting locks magnets meters motors nickel nozzles oil panels paper
pipes plastics pumps quarries rails relays rent repairs resin roofs seals sensors shafts spares
spindles steel storage switches tariffs taxes timber tools towers training transport travel tubes
turbines valves waste water welding windings wire zinc
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a report: what it begins with, all of it, and its page in the file."""

    label: str
    text: str
    page_number: int


# In the last third of the English report and the last fifth of the Chinese one, both once.
ENGLISH_ROW = Row(
    "Dairy group New Zealand dosing systems",
    "Dairy group New Zealand dosing systems 21.4 Q2 2028 yes",
    118,
)
CHINESE_ROW = Row("减：管理费用", "减：管理费用 311,544,004.40 293,502,262.98", 79)


def sample_lines() -> list[str]:
    """Return the lines of both sample reports, to train a tokenizer on."""
    lines: list[str] = []
    for path in (ENGLISH, CHINESE):
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                lines += page.get_textpage().get_text_bounded().splitlines()
    return lines


def report_of_rows(num_pages: int) -> tuple[bytes, list[Row]]:
    """Return a PDF of tables, about 1,000 tokens a page, and its rows; no label comes twice."""
    chance = random.Random(num_pages)
    labels: dict[str, None] = {}
    while len(labels) < num_pages * ROWS_PER_PAGE:
        labels[" ".join(chance.sample(WORDS.split(), 4)).capitalize()] = None
    rows = []
    for index, label in enumerate(labels):
        figures = " ".join(f"{chance.randrange(1_000, 100_000):,}" for _ in range(FIGURES))
        rows.append(Row(label, f"{label} {figures}", 1 + index // ROWS_PER_PAGE))
    pages: list[list[str]] = [[] for _ in range(num_pages)]
    for row in rows:
        pages[row.page_number - 1].append(row.text)
    return simple_pdf(pages), rows


def sure_rows(rows: Iterable[Row], text: str, tokenizer: ModelTokenizer) -> list[Row]:
    """Return the rows of a report, whose whole text this is, that WINDOW tokens lead through: each
    window of theirs, from the end of the label on, is followed by the same token wherever it
    stands.
    """
    (newline,) = tokenizer.encode_text("\n")
    token_ids = tokenizer.encode_text(f"\n{text}\n")
    successors = defaultdict(set)
    for end in range(1, len(token_ids)):
        for start in range(max(0, end - WINDOW), end):
            if start == end - WINDOW or token_ids[start] == newline:
                successors[tuple(token_ids[start:end])].add(token_ids[end])

    def is_sure(row: Row) -> bool:
        line = [newline, *tokenizer.encode_text(row.text), newline]
        num_known = 1 + len(tokenizer.encode_text(row.label))
        return all(
            successors[tuple(line[max(0, end - WINDOW) : end])] == {line[end]}
            for end in range(min(num_known, WINDOW), len(line))
        )

    return [row for row in rows if is_sure(row)]


def text_of(rows: Iterable[Row]) -> str:
    """Return the text of a report of rows."""
    return "\n".join(row.text for row in rows)


def spread(rows: Sequence[Row], number: int) -> list[Row]:
    """Return so many rows, from the first to the last."""
    return [rows[i * (len(rows) - 1) // (number - 1)] for i in range(number)]
