"""Cells of the tables that the product finds itself, asked for: how often another value comes back.

    PYTHONPATH=. python tests/benchmarks/bench_cells.py REPORT.pdf... [--cells 40] [--show another]

Draws cells of sure tables: a label of two words or more, a known period and unit. Each is asked for
in several forms, through the same call as in bench_figures.py. What the table reader sees is gold
here, so this measures which cell is found and not how well it is read.

right: the cell's value, or that of a cell with the same label and period of which the question says
    no less: the row of a primary statement, or one with no group or head that the question lacks.
none: no value. another: any other value; how it differs is told in brackets.
"""

import argparse
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from qa.answer import Answer, AnswerFigure
from qa.document_facts import facts_in
from qa.library import Library, StoredDocument
from qa.pipeline import ask, read_document
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.statements.fact import precision
from qa.tables import Period
from tests.benchmarks.cell_questions import Printed, drawn, printed_cells, questions_of

RIGHT, NONE, ANOTHER = "right", "none", "another"
_SUM = content_terms("total")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question. note says how another value differs."""

    file: str
    form: str
    question: str
    outcome: str
    note: str
    cell: Printed
    given: str


def judge(
    file: str, form: str, question: str, cell: Printed, cells: Sequence[Printed], answer: Answer
) -> Verdict:
    """Compare the first figure with the cell that is asked for and its namesakes."""
    figure = answer.figures[0] if answer.figures else None
    if figure is None or figure.value is None:
        return Verdict(file, form, question, NONE, "", cell, "")
    place = answer.citations[figure.citation] if figure.citation is not None else None
    where = f"p. {place.page_number}: {place.cited_text[:90]!r}" if place else "no single place"
    given = f"{figure.label}: {figure.display} ({figure.period}; {figure.entity}) {where}"
    said = content_terms(question)
    same = [other for other in cells if _is_namesake(other, cell)]
    right = [cell, *(other for other in same if _is_meant(other, cell, said))]
    if any(_is_value(figure, other) for other in right):
        outcome, note = RIGHT, ""
    else:
        outcome, note = ANOTHER, _difference(figure, cell, cells)
    return Verdict(file, form, question, outcome, note, cell, given)


def _is_namesake(other: Printed, cell: Printed) -> bool:
    return _called(other) == _called(cell) and _is_time(other.fact.period, cell.fact.period)


def _called(cell: Printed) -> frozenset[str]:
    return content_terms(cell.label) - _SUM


def _is_time(one: Period, other: Period) -> bool:
    if one.year != other.year or (one.kind == "quarter") != (other.kind == "quarter"):
        return False
    return one.kind != "quarter" or (one.end == other.end and one.label == other.label)


def _is_meant(other: Printed, cell: Printed, said: frozenset[str]) -> bool:
    """Tell whether a namesake may be what a question asks for, by all that the question says."""
    asked = frozenset(t for t in said & (cell.scope | cell.around) if not t[:1].isdigit())
    asked -= content_terms(cell.label) | SOFT
    is_of_asked = asked <= other.scope | other.around
    return is_of_asked and (other.is_primary or other.scope <= said)


def _is_value(figure: AnswerFigure, cell: Printed) -> bool:
    """Tell whether a figure is a cell's, brackets or not, to what is printed, and of its year."""
    assert figure.value is not None
    value, wanted = Decimal(figure.value), cell.fact.value
    if (figure.unit, cell.fact.unit) == ("ratio", "percent"):
        value *= 100
    near = max(precision(cell.fact) * Decimal("0.51"), abs(wanted) * Decimal("0.0005"))
    years = set(_YEAR.findall(figure.period))
    is_year = not years or str(cell.fact.period.year) in years
    return is_year and abs(abs(value) - abs(wanted)) <= near


def _difference(figure: AnswerFigure, cell: Printed, cells: Sequence[Printed]) -> str:
    """Return how a value differs from the one that is asked for."""
    if figure.formula is not None:
        return "computed"
    assert figure.value is not None
    value, wanted = abs(Decimal(figure.value)), abs(cell.fact.value)
    if value == wanted:
        return "right value, other year"
    if value and wanted and (value / wanted).normalize().as_tuple().digits == (1,):
        return "other scale"
    own = _called(cell)
    equal = [c for c in cells if abs(c.fact.value) == value]
    if any(_called(c) == own and _is_time(c.fact.period, cell.fact.period) for c in equal):
        return "same label and time, other scope"
    if any(_called(c) == own for c in equal):
        return "same label, other time"
    return "other row"


def verdicts_of(document: StoredDocument, file: str, count: int, seed: int) -> Iterator[Verdict]:
    """Draw cells of a report, ask for each and judge each answer."""
    facts = facts_in(document)
    tables = printed_cells(document, facts)
    every = [cell for table in tables for cell in table]
    for cell in drawn(tables, count, random.Random(f"{seed} {file}")) if tables else ():
        for form, question in questions_of(cell):
            *_, answer = ask(document, question)
            assert isinstance(answer, Answer)
            yield judge(file, form, question, cell, every, answer)


def totals(verdicts: Sequence[Verdict]) -> str:
    """Return a table of the outcomes: all, by form, by file, and how other values differ."""
    groups = defaultdict[str, list[str]](list)
    for verdict in verdicts:
        for group in ("all", verdict.form, verdict.file):
            groups[group].append(verdict.outcome)
    rows = [f"| group | questions | {RIGHT} | {NONE} | {ANOTHER} |", "|---|---|---|---|---|"]
    for group, outcomes in groups.items():
        counts = Counter(outcomes)
        shares = (
            f"{counts[o]} ({100 * counts[o] / len(outcomes):.1f} %)" for o in (RIGHT, NONE, ANOTHER)
        )
        rows.append(f"| {group} | {len(outcomes)} | {' | '.join(shares)} |")
    notes = Counter(verdict.note for verdict in verdicts if verdict.outcome == ANOTHER)
    return "\n".join([*rows, "", *(f"{count} {note}" for note, count in notes.most_common())])


def told(verdict: Verdict) -> str:
    """Return one verdict in lines: question, cell, and what was given."""
    cell = verdict.cell
    scope = " > ".join([cell.title[:60], *cell.above])
    return (
        f"{verdict.outcome} [{verdict.note}] {verdict.file} ({verdict.form}): {verdict.question}\n"
        f"    cell p. {cell.fact.page_number}: {cell.fact.value:,f} {cell.fact.unit}"
        f" under {cell.head!r} in {scope!r}\n    given {verdict.given}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--cells", type=int, default=40, help="drawn from each report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", type=Path, help="a library to keep the reports in")
    parser.add_argument("--show", choices=(RIGHT, NONE, ANOTHER), action="append", default=[])
    parser.add_argument("--json", type=Path, help="a file for question and outcome of each")
    args = parser.parse_args()
    verdicts: list[Verdict] = []
    with ExitStack() as stack:
        folder = args.library or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(Library.open(folder))
        for path in args.reports:
            document = read_document(path, library=library, owner="bench")
            found = list(verdicts_of(document, path.name, args.cells, args.seed))
            verdicts += found
            print(path.name, dict(Counter(v.outcome for v in found)), flush=True)
    print(*(told(v) for v in verdicts if v.outcome in args.show), sep="\n")
    print(totals(verdicts))
    if args.json:
        lines = (json.dumps([v.file, v.form, v.question, v.outcome, v.note]) for v in verdicts)
        args.json.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
