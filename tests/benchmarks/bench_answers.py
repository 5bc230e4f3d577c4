"""How long a whole answer in quotes takes, the first one after a start and those that follow.

    python tests/benchmarks/bench_answers.py REPORT.pdf...

first: the first question that a fresh process asks of the stored report, glossary and index loaded
for it; the best of five processes. then: each of the questions once more, one after the other.
Finding the pages and quoting from them is included, starting Python is not. Milliseconds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from qa.library import Library
from qa.pipeline import read_document

QUESTIONS = (
    "How did revenue change, and what drove it?",
    "How much was spent on capital expenditures?",
    "What is the quick ratio?",
    "Why did gross margin change?",
    "Who audits the accounts?",
    "What are the biggest risks?",
    "How many employees are there?",
)
REPEATS = 5
ASK = """
import json, sys, time
from pathlib import Path
from qa.library import Library
from qa.pipeline import ask
with Library.open(Path(sys.argv[1])) as library:
    (document,) = library.documents(owner="bench")
    milliseconds = []
    for question in sys.argv[2:]:
        started = time.perf_counter()
        list(ask(document, question))
        milliseconds.append(1000 * (time.perf_counter() - started))
print(json.dumps(milliseconds))
"""


def ask(folder: str, *questions: str) -> list[float]:
    """Return the milliseconds of each question, asked in this order by a fresh process."""
    command = [sys.executable, "-c", ASK, folder, *questions]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def measure(path: Path) -> str:
    """Return one row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        with Library.open(Path(folder)) as library:
            pages = read_document(path, library=library, owner="bench").num_pages
        first = [min(ask(folder, question)[0] for _ in range(REPEATS)) for question in QUESTIONS]
        then = ask(folder, *QUESTIONS, *QUESTIONS)[len(QUESTIONS) :]
    return (
        f"| {path.stem} | {pages} | {median(first):.0f} | {max(first):.0f}"
        f" | {median(then):.0f} | {max(then):.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    print("| file | pages | first: median | longest | then: median | longest |")
    print("|---" * 6 + "|")
    for path in parser.parse_args().paths:
        print(measure(path), flush=True)


if __name__ == "__main__":
    main()
