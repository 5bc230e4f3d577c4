"""Tokens a second while answers are written, with and without guessed tokens, on this CPU.

    python tests/benchmarks/bench_drafting.py MODEL.gguf REPORT.pdf [--tokens 4096] [--answer 120]

Questions below are asked over the best pages of the report, in turns without and with drafts, three
kinds: "cites" dictates an answer as a model that cites writes it, a few words of its own and behind
them between [[ and ]] what search finds, each once; "free" is what the model says by itself, which
repeats much where it is a small one; "elsewhere" asks for nothing in the report at temperature 1,
where guessing can only cost. One thread; seconds are of the processor, so that other work on the
machine disturbs little.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.answer import Answer  # noqa: E402
from qa.engine.engine import Engine, Prefix  # noqa: E402
from qa.engine.network.loader import load_model  # noqa: E402
from qa.engine.sampling import Constraint, SamplingParams  # noqa: E402
from qa.library import Library, StoredDocument  # noqa: E402
from qa.models.gguf_file import GgufFile  # noqa: E402
from qa.pipeline import ask, read_document  # noqa: E402
from qa.prompting.chat_template import ChatTemplate  # noqa: E402
from qa.prompting.document_tokens import TokenizedDocument  # noqa: E402
from qa.prompting.prompt import PromptBuilder  # noqa: E402
from qa.prompting.tokenizer import ModelTokenizer  # noqa: E402
from qa.quoting.constraint import (  # noqa: E402
    CLOSING,
    OPENING,
    QuoteConstraint,
    QuoteVocabulary,
)
from qa.quoting.quote_index import QuoteIndex  # noqa: E402
from qa.search import find_pages  # noqa: E402

ASKED = (
    "What were total revenues and how did they change?",
    "What are the company's plans for dividends?",
    "How did gross margin develop and why?",
    "What was the cash flow from operations?",
    "What was net income?",
)
LEADS = ("The report says so in its own words", "It adds", "In another place it says", "And then")
ELSEWHERE = ("Write a poem about the sea.", "Tell a story about a dog and a fox in a forest.")


class Dictated:
    """A constraint that leaves one answer: what a better model would write."""

    def __init__(self, token_ids: Sequence[int]) -> None:
        self._token_ids = iter(token_ids)
        self._next = next(self._token_ids)

    def allows(self, token_id: int) -> bool:
        return token_id == self._next

    def advance(self, token_id: int) -> None:
        self._next = next(self._token_ids, token_id)


class Session:
    """One model over the best pages of one report for these questions."""

    def __init__(self, file: Path, document: StoredDocument, num_tokens: int) -> None:
        gguf = GgufFile.read(file)
        self.tokenizer = ModelTokenizer.from_gguf(gguf)
        self.builder = PromptBuilder(self.tokenizer, ChatTemplate.from_gguf(gguf), num_tokens)
        self.model = load_model(file, device=torch.device("cpu"))
        self.vocabulary = QuoteVocabulary(self.tokenizer.token_bytes)
        pages = document.pages()
        self._tokenized = TokenizedDocument.of(pages, self.tokenizer)
        self._document = document
        self._ranked = [hit.page_number for hit in find_pages(document, " ".join(ASKED), top=40)]
        self.read = set(self.prompt(ASKED[0])[2])
        self.quotes = QuoteIndex(page for page in pages if page.page_number in self.read)

    def prompt(self, question: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Prefix, the question's own tokens, pages."""
        built = self.builder.build(
            self._tokenized, question, coverage=self._document.coverage, ranked_pages=self._ranked
        )
        suffix = built.token_ids[built.num_prefix_tokens :]
        return built.prefix_ids, suffix, tuple(built.coverage.read)

    def constraint(self, kind: str, question: str) -> tuple[Constraint, int | None]:
        """And the answer's length, where it is dictated."""
        if kind != "cites":
            return QuoteConstraint(self.quotes, self.vocabulary), None
        *_, answer = ask(self._document, question, focus=self.read)
        assert isinstance(answer, Answer)
        quotes = dict.fromkeys(cited.cited_text for cited in answer.citations)
        assert quotes, question
        said = zip(LEADS, quotes, strict=False)
        text = " ".join(f"{lead} {OPENING}{quote}{CLOSING}." for lead, quote in said)
        token_ids = self.tokenizer.encode_text(text)
        return Dictated(token_ids), len(token_ids)

    def cases(self) -> Iterator[tuple[str, str]]:
        for kind, questions in (("cites", ASKED), ("free", ASKED), ("elsewhere", ELSEWHERE)):
            for question in questions:
                yield kind, question


def written(
    engine: Engine, session: Session, prefix: Prefix, kind: str, question: str, count: int
) -> tuple[list[int], float, int]:
    """Tokens of an answer, processor seconds behind the first, and rounds."""
    temperature = 1.0 if kind == "elsewhere" else 0.0
    constraint, length = session.constraint(kind, question)
    params = SamplingParams(max_tokens=length or count, temperature=temperature, seed=1)
    stream = engine.ask(prefix, session.prompt(question)[1], params, constraint)
    tokens = [next(stream)]
    began, before = time.process_time(), len(rounds)
    tokens.extend(stream)
    return tokens, time.process_time() - began, len(rounds) - before


rounds: list[int] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--answer", type=int, default=120)
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder)) as library:
        document = read_document(options.report, library=library)
        measure(Session(options.model, document, options.tokens), options.answer)


def measure(session: Session, count: int) -> None:
    """Ask all, print what was said and the table; count: tokens of an answer that is free."""
    engine = Engine(session.model, memory_bytes=2**31, on_step=lambda: rounds.append(1))
    totals: dict[tuple[str, bool], list[float]] = {}
    with engine:
        prefix = engine.read(session.prompt(ASKED[0])[0]).result()
        for kind, question in session.cases():
            answers = {}
            for drafts in (False, True):
                engine.drafts = drafts
                tokens, seconds, passes = written(engine, session, prefix, kind, question, count)
                answers[drafts] = tokens
                total = totals.setdefault((kind, drafts), [0.0, 0.0, 0.0])
                for i, number in enumerate((len(tokens) - 1.0, seconds, passes)):
                    total[i] += number
            print(kind, "|", question, "| same tokens:", answers[False] == answers[True])
            print("   ", session.tokenizer.decode(answers[True])[:300].replace("\n", " / "))
    print(f"{'':10} {'plain':>12} {'drafts':>12} {'ratio':>7} {'tokens a pass':>14}")
    for kind in ("cites", "free", "elsewhere"):
        (plain, plain_s, _), (drafted, drafted_s, num_passes) = (
            totals[kind, drafts] for drafts in (False, True)
        )
        before, now = plain / plain_s, drafted / drafted_s
        ratio = f"{now / before:7.2f} {drafted / num_passes:14.2f}"
        print(f"{kind:10} {before:8.1f} t/s {now:8.1f} t/s {ratio}")


if __name__ == "__main__":
    main()
