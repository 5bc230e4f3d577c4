"""How often a figure stays the same when the question is wrapped, as people and test sets wrap it.

    python -m tests.benchmarks.bench_wrapping REPORT.pdf=Name=Year... [--library FOLDER]

No gold is needed: "gross margin 2018" is asked bare, then in every form of
tests/measures/wrapped_questions.py with the company's name; the first figure must be the same.
A measure that the bare question gives no figure for is left out. Prints same, other and none for
each report, then the forms that lose most.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.answer import Answer
from qa.library import Library, StoredDocument
from qa.pipeline import ask, read_document
from tests.measures.wrapped_questions import WRAPPED, wrapped

MEASURES = (
    "revenue",
    "operating margin",
    "net income",
    "capital expenditure",
    "inventory turnover",
    "effective tax rate",
    "free cash flow",
    "working capital",
)
SAME, OTHER, NONE = "same", "other", "none"
MOST_FORMS = 10


def first_value(document: StoredDocument, question: str) -> tuple[str | None, str]:
    """Return the value and the unit of an answer's first figure."""
    *_, answer = ask(document, question)
    assert isinstance(answer, Answer)
    figure = answer.figures[0] if answer.figures else None
    return (figure.value, figure.unit) if figure is not None else (None, "")


def outcomes(document: StoredDocument, company: str, year: int) -> Iterator[tuple[str, str]]:
    """Yield each form with what became of a figure in it."""
    for measure in MEASURES:
        bare = first_value(document, f"{measure} {year}")
        if bare[0] is None:
            continue
        for form in WRAPPED:
            if "dollars" in form and bare[1] == "percent":
                continue  # a margin in dollars is the profit
            found = first_value(document, wrapped(form, measure, company, year))
            yield form, SAME if found == bare else OTHER if found[0] is not None else NONE


def _shares(found: Sequence[tuple[str, str]]) -> str:
    counts = Counter(outcome for _, outcome in found)
    return " | ".join(f"{counts[o]} ({counts[o] / len(found):.1%})" for o in (SAME, OTHER, NONE))


def main() -> None:
    """Read the reports and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reports", nargs="+", metavar="REPORT.pdf=Name=Year")
    parser.add_argument("--library", type=Path, help="kept between runs")
    options = parser.parse_args()
    lost = Counter[str]()
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(options.library or Path(folder) / "library") as library,
    ):
        print("| report | asked | same | other | none |\n|---|---|---|---|---|")
        for report in options.reports:
            path, company, year = report.rsplit("=", 2)
            document = read_document(Path(path), library=library, owner="bench")
            found = list(outcomes(document, company, int(year)))
            document.clear_answers()
            lost.update(form for form, outcome in found if outcome != SAME)
            print(f"| {Path(path).stem} | {len(found)} | {_shares(found)} |", flush=True)
    for form, count in lost.most_common(MOST_FORMS):
        print(f"{count:4} {form}")


if __name__ == "__main__":
    main()
