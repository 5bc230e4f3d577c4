"""Does the search find the right page?   python bench_pages.py QUESTIONS.jsonl PDFS

QUESTIONS.jsonl has a line per question: {"file" (or "document"), "question", "pages"}, and in all
lines or none "kind"; pages are the right ones, counted from 1. PDFS is the folder of the files.
Prints the share of questions with a right page among the first 1, 5 and 10, by file and by kind,
the misses, the time per question. Then what is quoted of those pages: whether the first quote, and
any, stands on a right page, and how many of the quotes of an answer do.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from qa.library import Library
from qa.pipeline import read_document
from qa.readers.extractive.reader import QuoteReader
from qa.search import find_pages

OWNER = "bench"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Result:
    question: dict[str, Any]
    found: list[int]
    quoted: list[int]  # the page of each quote
    seconds: float

    @property
    def rank(self) -> int | None:
        """Place of the first right page, from 1; None where none is among the first DEPTH."""
        right = set(self.question["pages"])
        return next((i for i, page in enumerate(self.found, start=1) if page in right), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--library", type=Path, help="folder for read files, kept between runs")
    arguments = parser.parse_args()
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    for question in questions:
        question.setdefault("file", question.get("document"))
    with Library.open(arguments.library) as library:
        results = list(ask_all(questions, arguments.pdfs, library))
    report(results)


def ask_all(questions: list[dict[str, Any]], folder: Path, library: Library) -> Iterable[Result]:
    documents = {
        name: read_document(folder / name, library=library, owner=OWNER)
        for name in dict.fromkeys(question["file"] for question in questions)
    }
    for question in questions:
        if not question["pages"]:
            continue  # not in the document: nothing to find
        started = time.perf_counter()
        document = documents[question["file"]]
        hits = find_pages(document, question["question"], top=DEPTH)
        seconds = time.perf_counter() - started
        *_, answer = QuoteReader().answer(document, question["question"])
        quoted = [citation.page_number for citation in answer.citations]
        yield Result(question, [hit.page_number for hit in hits], quoted, seconds)


def report(results: list[Result]) -> None:
    fields = [name for name in ("file", "kind") if all(name in r.question for r in results)]
    for field in fields:
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in results:
            groups[result.question[field]].append(result)
        print(f"\n{field:34} questions   hit@1   hit@5  hit@10")
        for name, group in sorted(groups.items()):
            print(f"{name[:34]:34} {shares(group)}")
    print(f"{'all':34} {shares(results)}")
    print(f"\n{quotes(results)}")
    times = sorted(result.seconds * 1000 for result in results)
    print(f"\nms per question: median {median(times):.0f}, longest {times[-1]:.0f}\n")
    for result in results:
        if result.rank is None or result.rank > 5:
            asked = result.question
            print(f"rank {result.rank or '-':>2} {asked['file'][:12]:12} {asked['question']}")
            print(f"        right {asked['pages']} found {result.found}")


def quotes(results: list[Result]) -> str:
    right = [[page in result.question["pages"] for page in result.quoted] for result in results]
    answered = [pages for pages in right if pages]
    return (
        f"first quote on a right page {sum(pages[0] for pages in answered) / len(right):.0%},"
        f" any {sum(map(any, right)) / len(right):.0%}; on a right page, of an answer's quotes,"
        f" {mean(sum(pages) / len(pages) for pages in answered):.0%};"
        f" quotes an answer {mean(map(len, answered)):.1f};"
        f" unanswered {len(right) - len(answered)} of {len(right)}"
    )


def shares(group: list[Result]) -> str:
    def share(depth: int) -> float:
        return sum((result.rank or DEPTH + 1) <= depth for result in group) / len(group)

    return f"{len(group):9} {share(1):7.1%} {share(5):7.1%} {share(10):7.1%}"


if __name__ == "__main__":
    main()
