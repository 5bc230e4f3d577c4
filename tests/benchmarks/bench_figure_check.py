"""Are true figures confirmed and altered ones flagged? Cells of real reports, said as a model says.

    python tests/benchmarks/bench_figure_check.py --reports FOLDER [--figures 216] [--seed 1]

Cells are drawn by chance from the three statements and the notes' tables, a quarter of them of
Chinese reports. Each is said in all wordings that fit it, citing its row, and altered once in each
way: a digit, the sign, the scale, the figure of the year before, another row's figure (citing the
one row or the other). The check is the product's, qa.witness. Printed: for each kind how many are
right (a true one witnessed, an altered one not), and with --misses those that are not.

A figure counts as confirmed when all its true sentences are, as flagged when all altered ones are.

--written FILE: instead sentences that somebody wrote from pages (written_sentences.py says of what
a line is made), each citing its line and once more citing nothing.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from qa.answer import Answer
from qa.errors import DocumentError
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.quoting.cite import cite
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.wording.company import company_names
from qa.search import find_pages
from qa.text.terms import is_chinese
from qa.witness import Witness
from tests.benchmarks.figure_sentences import (
    TRUE,
    FigureSentence,
    cells_of,
    chosen,
    sentences_of,
)
from tests.benchmarks.written_sentences import alterations, load_sentences

QUESTION, QUESTION_ZH = "What does the report say?", "报告说了什么？"
CHINESE_SHARE = 0.25
FEWEST_CELLS = 40  # a file with fewer is no annual report
PAGES_READ = 8  # that a model has in view: the one cited, and those that fit the label best


def witness_of(document: StoredDocument, words: str, page_number: int) -> Witness:
    """Return the check of an answer about these words, for which a page and others were read."""
    question = QUESTION_ZH if is_chinese(words) else QUESTION
    hits = find_pages(document, words, top=PAGES_READ)
    pages = list(dict.fromkeys([page_number, *(hit.page_number for hit in hits)]))
    *_, search = QuoteReader().answer(document, question)
    assert isinstance(search, Answer)
    return Witness(
        document,
        question,
        pages={number: document.page(number) for number in pages[:PAGES_READ]},
        search=search,
        own_names=company_names(document),
    )


def is_right(document: StoredDocument, witness: Witness, said: FigureSentence) -> bool:
    """Tell whether a true sentence is witnessed, or an altered one is not."""
    page = document.page(said.cited.page_number)
    quote = cite(document, page, *said.cited.row, answer_start=0, answer_end=len(said.text))
    found = witness.check(said.text, 0, len(said.text), [quote])
    return (found.status == "witnessed") == (said.kind == TRUE)


def main() -> None:
    """Print the share of right ones for each kind."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--library", type=Path, help="where they have been read before")
    parser.add_argument("--figures", type=int, default=216)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="files whose name has this")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--written", type=Path, help="sentences that somebody wrote")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        library = Library.open(options.library or Path(scratch))
        documents = {}
        for path in sorted(options.reports.glob("*.pdf")):
            if options.only in path.stem:
                try:
                    documents[path.stem] = read_document(path, library=library)
                except DocumentError as error:
                    print(f"left out: {error}")
        _run_written(documents, options) if options.written else _run(documents, options)


def _run(documents: dict[str, StoredDocument], options: argparse.Namespace) -> None:
    chance = random.Random(options.seed)
    cells = {name: cells_of(document) for name, document in documents.items()}
    cells = {name: found for name, found in cells.items() if len(found) >= FEWEST_CELLS}
    chinese = [name for name in cells if is_chinese(documents[name].page(1).text)]
    right, seen = Counter[str](), Counter[str]()
    num_figures, confirmed, flagged = Counter[str](), 0, 0
    started = time.process_time()
    for name, found in cells.items():
        document = documents[name]
        own = CHINESE_SHARE if name in chinese else 1 - CHINESE_SHARE * bool(chinese)
        of_language = len(chinese) if name in chinese else len(cells) - len(chinese)
        for cell in chosen(found, round(options.figures * own / of_language), chance):
            witness = witness_of(document, cell.label, cell.page_number)
            num_figures["Chinese" if name in chinese else "English"] += 1
            num_figures["of the statements"] += cell.is_of_statement
            wrong = set()
            for said in sentences_of(cell, found, chance):
                seen[said.kind] += 1
                if is_right(document, witness, said):
                    right[said.kind] += 1
                    continue
                wrong.add("true" if said.kind == TRUE else "altered")
                if options.misses:
                    place = f"{name} p. {said.cited.page_number} ({said.cited.label})"
                    print(f"{said.kind}: {said.text} <- {place}", flush=True)
            confirmed += "true" not in wrong
            flagged += "altered" not in wrong
    total = num_figures["English"] + num_figures["Chinese"]
    print(f"{total} figures: {dict(num_figures)}, {len(cells)} reports")
    _print_shares(right, seen)
    print(f"figures confirmed in every wording: {confirmed / total:.1%}")
    print(f"figures flagged in every alteration: {flagged / total:.1%}")
    seconds = time.process_time() - started
    print(f"{seconds / seen.total() * 1000:.0f} ms of processor time a sentence")


def _run_written(documents: dict[str, StoredDocument], options: argparse.Namespace) -> None:
    written = [w for w in load_sentences(options.written) if w.report in documents]
    chance = random.Random(options.seed)
    made = [(one, list(alterations(one, chance))) for one in written]
    for is_cited in (True, False):
        right, seen, flagged = Counter[str](), Counter[str](), 0
        for one, texts in made:
            document = documents[one.report]
            page = document.page(one.page_number)
            witness = witness_of(document, one.text, one.page_number)
            wrong = set()
            for kind, text in texts:
                cited = cite(
                    document, page, *one.cited_in(page), answer_start=0, answer_end=len(text)
                )
                found = witness.check(text, 0, len(text), [cited] if is_cited else [])
                seen[kind] += 1
                if (found.status == "witnessed") == (kind == TRUE):
                    right[kind] += 1
                    continue
                wrong.add(kind)
                if options.misses:
                    print(f"{kind}: {text} <- {one.report} p. {one.page_number}", flush=True)
            flagged += not wrong - {TRUE}
        print(f"{len(made)} sentences, {'each citing its line' if is_cited else 'citing nothing'}")
        _print_shares(right, seen)
        print(f"sentences flagged in every alteration: {flagged / len(made):.1%}")


def _print_shares(right: Counter[str], seen: Counter[str]) -> None:
    for kind, count in seen.items():
        print(f"{kind}: {right[kind]} of {count} right = {right[kind] / count:.1%}")
    altered = seen.total() - seen[TRUE]
    print(f"all altered: {(right.total() - right[TRUE]) / altered:.1%} of {altered}")


if __name__ == "__main__":
    main()
