"""Whether a model's answers stand on the report: each sentence with its witness or its mark.

    python tests/benchmarks/bench_witness.py MODEL --reports FOLDER [--context N] [--evidence-first]

MODEL: a GGUF file, a model's folder or name, or a server's address. Questions: 25 of two samples
and four filings (pages and words that answer them are known), 15 about other companies or things
that no report says. For each is printed what the screen shows, sentence by sentence, and beside it
what the quotes give without a model. Of all:

right place: a citation on a right page whose words, or the answer's, hold those that answer.
law: sentences shown as the report's without a witness, or text outside checked sentences; 0.
foreign fact: a known fact about the stranger stands in the answer; 0.
foreign answered: a sentence counts as witnessed although the report knows nothing of the question.
"""

import argparse
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.answer import Answer
from qa.library import Library, StoredDocument
from qa.models.catalog import RemoteServer, resolve
from qa.models.errors import NothingFits
from qa.pipeline import read_document
from qa.prompting.not_stated import is_not_stated
from qa.readers.base import Reader
from qa.readers.extractive.reader import QuoteReader
from qa.readers.local.options import ModelOptions

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = Path(__file__).parent / "questions" / "witness.jsonl"
MARKS = {"witnessed": "✓", "unwitnessed": "✗ folded", "no claim": "·"}

Question = dict[str, Any]


def open_reader(
    spec: str, context: int, tokens: int, *, evidence_first: bool, grammar: bool
) -> Reader:
    """Return the reader of a model with answers of at most so many tokens. grammar: let a server
    have ours where it takes one.
    """
    source = resolve(spec)
    assert source is not None, "the quote reader is asked anyway"
    if isinstance(source, RemoteServer):
        from qa.readers.server.reader import RemoteReader

        server = RemoteReader(
            source.base_url, model=source.model, context_tokens=context, max_answer_tokens=tokens
        )
        if not grammar:
            server._grammar.give_up()
        return server
    from qa.engine.sampling import SamplingParams
    from qa.readers.local.loading import load_reader

    options = ModelOptions(context, shelf_bytes=0, evidence_first=evidence_first)
    reader = load_reader(source, options=options)
    reader._params = SamplingParams(max_tokens=tokens)
    return reader


def answered(reader: Reader, document: StoredDocument, question: str) -> Answer | None:
    """Return the whole answer; None where no page has a word of the question."""
    try:
        *_, answer = reader.answer(document, question)
    except NothingFits:
        return None
    assert isinstance(answer, Answer)
    return answer


def is_right(question: Question, answer: Answer) -> bool:
    """Tell whether a right page is cited and what answers stands in the answer or its quotes."""
    cited = [c for c in answer.citations if c.page_number in question["pages"]]
    shown = " ".join([shown_text(answer), *(c.cited_text for c in cited)])
    words = [must.split("|") for must in question["must"]]
    return bool(cited) and all(any(form in shown for form in forms) for forms in words)


def shown_text(answer: Answer) -> str:
    """Return what the screen shows as the report's: without sentences that are folded away."""
    if not answer.sentences:
        return answer.text
    return " ".join(
        answer.text[said.start : said.end]
        for said in answer.sentences
        if said.status != "unwitnessed"
    )


def breaches(answer: Answer, document: StoredDocument) -> Iterator[str]:
    """Yield each way in which an answer of a model breaks the law."""
    for citation in answer.citations:
        page = document.page(citation.page_number)
        if page.text[citation.start : citation.end] != citation.cited_text:
            yield f"a citation that page {citation.page_number} does not have"
    if not answer.sentences:
        is_of_search = is_not_stated(answer.text) or answer.figures
        if not is_of_search:
            yield "an answer without checked sentences"
        return
    between = answer.text
    if answer.figures:  # in front, copied out of the report's tables and worked out of them
        found = answer.sentences[0].start
        between = " " * found + between[found:]
    for said in reversed(answer.sentences):
        between = between[: said.start] + between[said.end :]
        if said.status == "witnessed" and not said.citations:
            yield f"witnessed by nothing: {answer.text[said.start : said.end]}"
    if any(character.isalnum() for character in between):
        yield f"unchecked: {between.strip()}"
    if not any(said.status == "witnessed" for said in answer.sentences):
        yield "an answer without any witness"


def foreign_facts(question: Question, answer: Answer) -> list[str]:
    """Return the stranger's facts that an answer gives and its pages do not print."""
    said, cited = shown_text(answer), " ".join(c.cited_text for c in answer.citations)
    return [fact for fact in question["foreign"] if fact in said and fact not in cited]


def describe(answer: Answer) -> Iterator[str]:
    """Yield a line for each sentence of the screen."""
    for said in answer.sentences:
        pages = sorted({answer.citations[n].page_number for n in said.citations})
        words = " ".join(answer.text[said.start : said.end].split())
        yield f"    {MARKS[said.status]} {words[:160]} {pages or ''}"
    if not answer.sentences:
        first = " ".join(answer.text.split("\n")[0].split())
        yield f"    search: {first[:160]} ({answer.finish_reason})"
    if answer.withheld:
        yield f"    withheld: {' '.join(answer.withheld.split())[:120]}"


def run(reader: Reader, documents: dict[str, StoredDocument], questions: list[Question]) -> None:
    """Ask all, print each and the totals."""
    totals: Counter[str] = Counter()
    for number, question in enumerate(questions, start=1):
        document = documents[question["file"]]
        started = time.process_time()
        answer = answered(reader, document, question["question"])
        seconds = time.process_time() - started
        quotes = answered(QuoteReader(), document, question["question"])
        assert quotes is not None
        print(f"{number}. {question['file']} {question['question']} ({seconds:.0f} s)")
        if answer is None:
            totals["no page fits"] += 1
            print("    no page has a word of it", flush=True)
        else:
            _judge(question, answer, document, totals)
        if "foreign" not in question:
            totals["own"] += 1
            totals["right place, quotes"] += is_right(question, quotes)
            print(f"    quotes: {'right' if is_right(question, quotes) else 'wrong'} place")
        else:
            totals["foreign"] += 1
            is_refused = quotes.finish_reason == "not found"
            totals["foreign refused, quotes"] += is_refused
            print(f"    quotes: {'not found' if is_refused else 'quotes something'}", flush=True)
    print()
    for name, count in totals.items():
        print(f"{name}: {count}")


def _judge(
    question: Question, answer: Answer, document: StoredDocument, totals: Counter[str]
) -> None:
    print(*describe(answer), sep="\n")
    for breach in breaches(answer, document):
        totals["law broken"] += 1
        print(f"    BROKEN: {breach}")
    totals["law broken"] += 0
    totals["withheld"] += bool(answer.withheld)
    for said in answer.sentences:
        totals[f"sentences {said.status}"] += 1
    if "foreign" not in question:
        right = is_right(question, answer)
        totals["right place"] += right
        totals["own answered in the model's words"] += bool(answer.sentences)
        print(f"    model: {'right' if right else 'wrong'} place")
        return
    facts = foreign_facts(question, answer)
    totals["foreign fact"] += bool(facts)
    totals["foreign answered"] += bool(answer.sentences)
    totals["foreign refused"] += answer.finish_reason == "not found"
    print(f"    foreign fact: {', '.join(facts) or 'none'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--reports", type=Path, required=True, help="folder of the filings")
    parser.add_argument("--context", type=int, default=2048)
    parser.add_argument("--tokens", type=int, default=80, help="of an answer, at most")
    parser.add_argument("--evidence-first", action="store_true")
    parser.add_argument("--no-grammar", action="store_true", help="ask a server without ours")
    parser.add_argument("--every", type=int, default=1, help="ask each N-th question alone")
    parser.add_argument("--only", default="", help="ask those that hold one of these words, a|b")
    parser.add_argument("--file", default="", help="ask of files whose names hold this")
    args = parser.parse_args()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [
        question
        for question in map(json.loads, lines[:: args.every])
        if re.search(args.only, question["question"]) and args.file in question["file"]
    ]
    by_file: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_file[question["file"]].append(question)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder)) as library:
        documents = {}
        for name in by_file:
            found = [args.reports / name, ROOT / "sample_docs" / name]
            path = next(path for path in found if path.exists())
            documents[name] = read_document(path, library=library)
        reader = open_reader(
            args.model,
            args.context,
            args.tokens,
            evidence_first=args.evidence_first,
            grammar=not args.no_grammar,
        )
        try:
            run(reader, documents, [q for asked in by_file.values() for q in asked])
        finally:
            if hasattr(reader, "close"):
                reader.close()


if __name__ == "__main__":
    main()
