"""How often the first figure of an answer is the right one, and how often it is a wrong one.

    python tests/benchmarks/bench_figures.py SET.jsonl... --reports FOLDER [--show-wrong]

A set holds one question a line, one of three sorts, told apart by their keys:
gold: asks for a figure. exact: the first figure has the gold value (or an alternative) within the
    tolerance and no other year. wrong: another value, another year, or a value where the report has
    none (gold is null). none: no value. In quote: none, but the first quote shows the gold figure.
must: a plain question. found: quotes on a right page hold each of the words ("a|b": one of them);
    with the key within only so many of the first passages count.
neither: no filing answers it. right: nothing was quoted and no figure given.

Sets named held_out are reported in totals, whatever is asked for. The reports are looked for in
FOLDER (by default where PAGEWITNESS_FILINGS says) and in sample_docs/.
"""

import argparse
import json
import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from qa.answer import Answer
from qa.library import Library, StoredDocument
from qa.pipeline import ask, read_document

ROOT = Path(__file__).resolve().parents[2]
SCALES = (1, 1_000, 10_000, 1_000_000, 100_000_000, 1_000_000_000)
EXACT, WRONG, NONE = "exact", "wrong", "none"
FOUND, RIGHT, MISSED = "found", "right", "missed"
GROUPS = (
    "all",
    "computable",
    "stated",
    "derived",
    "of a segment",
    "not in report",
    "en",
    "zh",
)
OUTCOMES = (EXACT, WRONG, NONE, FOUND, RIGHT, MISSED)

Question = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """The first figure of an answer, whether it came as an object or as JSON."""

    value: Decimal | None
    unit: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question. note says why, for development."""

    question: Question
    outcome: str
    note: str
    is_in_quote: bool = False


def first_figure(answer: Answer) -> Given | None:
    """Return the answer's first figure; None where it has none."""
    figures = getattr(answer, "figures", ())
    if not figures:
        return None
    value = _field(figures[0], "value")
    try:
        number = None if value is None else Decimal(str(value))
    except InvalidOperation:
        number = None  # "n/a"
    period = _field(figures[0], "period")
    return Given(
        number,
        str(_field(figures[0], "unit") or ""),
        str(getattr(period, "label", None) or period or ""),
        f"{_field(figures[0], 'label')}: {value} {_field(figures[0], 'unit')} {period}",
    )


def _field(figure: Any, name: str) -> Any:
    return figure.get(name) if isinstance(figure, dict) else getattr(figure, name, None)


def judge_figure(question: Question, answer: Answer) -> Verdict:
    """Compare the first figure with the gold one; a value given where there is none is wrong."""
    gold, given = question["gold"], first_figure(answer)
    if gold is None:
        if given is None or given.value is None:
            return Verdict(question, EXACT, "none given, and there is none")
        return Verdict(question, WRONG, f"given {given.text}; {question['reason']}")
    if given is None or given.value is None:
        return Verdict(question, NONE, "", _is_in_first_quote(question, answer))
    if not _is_gold(question, given):
        return Verdict(question, WRONG, f"given {given.text}; gold {gold['value']} {gold['unit']}")
    if _is_other_year(gold["period"], given.period):
        return Verdict(question, WRONG, f"right value under {given.period}, not {gold['period']}")
    return Verdict(question, EXACT, given.text)


def _is_gold(question: Question, given: Given) -> bool:
    gold, value = question["gold"], given.value
    assert value is not None
    if (gold["unit"], given.unit) == ("percent", "ratio"):
        value *= 100  # 0.362 for 36.2 percent
    elif (gold["unit"], given.unit) == ("ratio", "percent"):
        value /= 100
    tolerance = Decimal(str(gold["tolerance"])) + Decimal("1e-9")
    accepted = (
        Decimal(v)
        for v in (gold["value"], *gold.get("alternatives", ()), *question.get("alternatives", ()))
    )
    return any(abs(value - gold_value) <= tolerance * abs(gold_value) for gold_value in accepted)


def _is_other_year(gold_period: str, given_period: str) -> bool:
    gold_years, years = _years(gold_period), _years(given_period)
    return bool(gold_years and years) and not gold_years & years


def _years(period: str) -> set[str]:
    return set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", period))


def _is_in_first_quote(question: Question, answer: Answer) -> bool:
    if not answer.citations:
        return False
    quote = answer.citations[0].cited_text.replace("，", ",")
    forms = set(printed_forms(Decimal(question["gold"]["value"]), question["kind"] == "derived"))
    return any(re.search(rf"(?<![\d.,]){re.escape(f)}(?![\d]|[.,]\d)", quote) for f in forms)


def printed_forms(value: Decimal, is_computed: bool) -> Iterator[str]:
    """Yield how a report may print the figure: its digits in each scale, without a sign."""
    value = abs(value)
    if is_computed and value != value.to_integral_value():
        yield from (f"{value:,.{decimals}f}" for decimals in (1, 2))
        return
    for scale in SCALES:
        scaled = value / scale
        decimals = max(0, -int(scaled.normalize().as_tuple().exponent))
        if decimals <= 4:
            yield from (f"{scaled:,.{n}f}" for n in range(decimals, 5))


def judge_plain(question: Question, answer: Answer) -> Verdict:
    """Look for each of the words in what is quoted from the right pages."""
    shown = answer.citations[: question.get("within")]
    right = (c for c in shown if c.page_number in question["pages"])
    quoted = _folded(
        " ".join(text for c in right for text in (c.cited_text, *(s.text for s in c.context)))
    )
    missing = [
        words
        for words in question["must"]
        if not any(_folded(word) in quoted for word in words.split("|"))
    ]
    if not missing:
        return Verdict(question, FOUND, "")
    pages = sorted({c.page_number for c in answer.citations})
    return Verdict(question, MISSED, f"lacks {missing}; quoted {pages}, right {question['pages']}")


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def judge_unanswerable(question: Question, answer: Answer) -> Verdict:
    """Nothing may be quoted, and no figure given."""
    given = first_figure(answer)
    has_figure = given is not None and given.value is not None
    if answer.finish_reason == "not found" and not has_figure:
        return Verdict(question, RIGHT, "")
    quote = answer.citations[0].cited_text if answer.citations else ""
    return Verdict(question, WRONG, f"answered: {quote[:100]!r}")


def judge(question: Question, answer: Answer) -> Verdict:
    if "gold" in question:
        return judge_figure(question, answer)
    return (judge_plain if "must" in question else judge_unanswerable)(question, answer)


def verdicts_of(
    questions: Iterable[Question], library: Library, folders: Sequence[Path]
) -> Iterator[Verdict]:
    """Ask report by report and judge each answer. A report that is not there is named and left."""
    by_file = defaultdict[str, list[Question]](list)
    for question in questions:
        by_file[question["file"]].append(question)
    for file_name, asked in by_file.items():
        document = _document(file_name, library, folders)
        if document is None:
            print(f"{file_name}: not found, {len(asked)} questions left out")
            continue
        for question in asked:
            *_, answer = ask(document, question["question"])
            assert isinstance(answer, Answer)
            yield judge(question, answer)


def _document(file_name: str, library: Library, folders: Sequence[Path]) -> StoredDocument | None:
    for folder in folders:
        if (path := folder / file_name).exists():
            return read_document(path, library=library, owner="bench")
    return None


def totals(verdicts: Sequence[Verdict]) -> str:
    """Return a table of the outcomes: all, by kind, by language and by file."""
    groups = defaultdict[str, list[Verdict]](list)
    for verdict in verdicts:
        for group in _groups_of(verdict.question):
            groups[group].append(verdict)
    order = [g for g in GROUPS if g in groups] + sorted(g for g in groups if g not in GROUPS)
    shown = [o for o in OUTCOMES if any(v.outcome == o for v in verdicts)]
    heads = ["group", "questions", *shown] + ["in quote"] * (NONE in shown)
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for group in order:
        of_group = groups[group]
        counts = Counter(v.outcome for v in of_group)
        cells = [group, str(len(of_group))]
        cells += (f"{counts[o]} ({100 * counts[o] / len(of_group):.1f} %)" for o in shown)
        if NONE in shown:
            cells.append(str(sum(v.is_in_quote for v in of_group)))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _groups_of(question: Question) -> Iterator[str]:
    yield "all"
    if "gold" in question:
        is_computable = question["gold"] is not None
        yield "computable" if is_computable else "not in report"
        if is_computable:
            yield question["kind"]
            if question["gold"]["entity"]:
                yield "of a segment"
    yield question["language"]
    yield question["file"]


def details(verdicts: Iterable[Verdict], outcomes: Sequence[str]) -> Iterator[str]:
    """Yield a line for each question with one of these outcomes."""
    for verdict in verdicts:
        if verdict.outcome in outcomes:
            question = verdict.question
            yield f"{verdict.outcome}: {question['file']}: {question['question']}"
            yield f"    {verdict.note}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--reports", type=Path, default=os.environ.get("PAGEWITNESS_FILINGS"))
    parser.add_argument("--library", type=Path, help="a library to keep the reports in")
    parser.add_argument("--totals-only", action="store_true", help="name no question")
    parser.add_argument("--show-wrong", action="store_true", help="list what was wrong or missed")
    parser.add_argument("--show-none", action="store_true", help="list what got no figure")
    args = parser.parse_args()
    folders = [ROOT / "sample_docs", *([Path(args.reports)] if args.reports else [])]
    outcomes = (WRONG, MISSED) * args.show_wrong + (NONE,) * args.show_none
    with (
        tempfile.TemporaryDirectory() as temporary,
        Library.open(args.library or Path(temporary)) as library,
    ):
        for path in args.sets:
            lines = path.read_text("utf-8").splitlines()
            verdicts = list(verdicts_of(map(json.loads, lines), library, folders))
            print(f"\n{path.name}\n\n{totals(verdicts)}", flush=True)
            if not args.totals_only and "held_out" not in path.name:
                print(*details(verdicts, outcomes), sep="\n")


if __name__ == "__main__":
    main()
