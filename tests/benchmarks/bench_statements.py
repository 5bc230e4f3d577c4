"""Statements, facts and tie-outs of real reports, against facts written down from the pages.

    python tests/benchmarks/bench_statements.py FOLDER_WITH_REPORTS [--library FOLDER] [--misses]

statements_gold.jsonl: file, concept, kind (year or instant), year, value in units of one, entity
(null for the group), page. A fact is right when it is sure and has that value, wrong when it is
sure and has another, missed when there is none or it is not sure. Printed per report: the pages
of the statements, facts, tie-outs that hold, seconds; then what was counted over all.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from qa.errors import QAError
from qa.library import Library
from qa.pipeline import read_document
from qa.statements import DocumentFacts, facts_of
from qa.tables import Period

GOLD = Path(__file__).with_name("statements_gold.jsonl")
SAMPLES = Path(__file__).parents[2] / "sample_docs"


def verdict(gold: dict[str, Any], facts: DocumentFacts) -> str:
    """Return "right", "wrong" or "missed" for one fact."""
    period = Period(gold["kind"], gold["year"])
    found = facts.find(gold["concept"], period, gold["entity"])
    if found is None or not found.is_sure:
        return "missed"
    return "right" if found.value == Decimal(gold["value"]) else "wrong"


def line_of(name: str, facts: DocumentFacts, seconds: float) -> str:
    """Return what was found in one report, on one line."""
    pages = ", ".join(f"{s.kind} {'-'.join(map(str, s.page_numbers))}" for s in facts.statements)
    held = sum(tied.holds for tied in facts.tie_outs)
    named = sum(bool(fact.concept) and fact.entity is None for fact in facts.facts)
    parts = sum(fact.entity is not None for fact in facts.facts)
    return (
        f"{name[:34]:34} {facts.fiscal_year_end or facts.fiscal_year or '-'!s:10} {pages:44}"
        f" facts {named:4} parts {parts:3} tie-outs {held}/{len(facts.tie_outs)} {seconds:.2f} s"
    )


def main() -> None:
    """Print a line per report, and the count over the gold facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        library = Library.open(options.library or Path(scratch))
        for path in [*sorted(options.folder.glob("*.pdf")), *sorted(SAMPLES.glob("*.pdf"))]:
            try:
                document = read_document(path, library=library)
            except QAError as error:
                print(f"{path.stem[:34]:34} refused: {error}")
                continue
            pages = document.pages()
            started = time.perf_counter()
            facts = facts_of(pages, document.sections)
            print(line_of(path.stem, facts, time.perf_counter() - started))
            for wanted in (item for item in gold if item["file"] == path.stem):
                counts[verdict(wanted, facts)] += 1
                if options.misses and verdict(wanted, facts) != "right":
                    print("  ", verdict(wanted, facts), wanted)
    print(dict(counts), "of", len(gold))


if __name__ == "__main__":
    main()
