"""How long the quote constraint takes a step, on a document of 1.2 million characters.

    python tests/benchmarks/bench_quotes.py TOKENIZER_FOLDER TEXT_FILE [--quotes 300]

TOKENIZER_FOLDER holds a real tokenizer.json; TEXT_FILE is repeated, with its figures changed, up to
the length. Three models are played. "sure": the document's next token is its first choice.
"unsure": it is number 1 to 40 of its choices, the others being frequent tokens. "random": the
tokens come in random order; no model is that bad, and the sampler's own sort of the vocabulary then
costs more. A step is all `allows` and the one `advance`, in CPU time of this thread.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.document import BBox, Line, Page, PageStatus  # noqa: E402
from qa.prompting.tokenizer import ModelTokenizer  # noqa: E402
from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary  # noqa: E402
from qa.quoting.quote_index import QuoteIndex  # noqa: E402

NUM_CHARACTERS = 1_200_000
PAGE_LINES = 60
BOX = BBox(0, 0, 1, 1)


def pages_of(text: str) -> list[Page]:
    shift = str.maketrans("0123456789", "7302845169")
    parts, length = [text], len(text)
    while length < NUM_CHARACTERS:
        parts.append(parts[-1].translate(shift))
        length += len(text)
    lines = [Line(line, BOX) for line in "".join(parts)[:NUM_CHARACTERS].split("\n")]
    return [
        Page(i // PAGE_LINES + 1, None, 1, 1, tuple(lines[i : i + PAGE_LINES]), PageStatus.TEXT)
        for i in range(0, len(lines), PAGE_LINES)
    ]


def play(
    index: QuoteIndex,
    vocabulary: QuoteVocabulary,
    opening: list[int],
    choices: Callable[[], Iterator[int]],
) -> Iterator[tuple[float, int]]:
    """Yield (seconds, tries) of each step of one quote."""
    constraint = QuoteConstraint(index, vocabulary)
    for token_id in opening:
        constraint.advance(token_id)
    quote = b""
    while b"]]" not in quote:
        seconds, tries = 0.0, 0
        for token_id in choices():
            began = time.thread_time()
            is_allowed = constraint.allows(token_id)
            if is_allowed:
                constraint.advance(token_id)
            seconds += time.thread_time() - began
            tries += 1
            if is_allowed:
                quote += vocabulary.token_bytes[token_id]
                break
        yield seconds, tries


def report(name: str, steps: list[tuple[float, int]]) -> None:
    ms = np.array([seconds for seconds, _ in steps]) * 1e3
    tries = np.mean([tries for _, tries in steps])
    print(
        f"{name:8} {len(steps):6} steps, {tries:8.1f} tries a step: median {np.median(ms):.3f} ms, "
        f"mean {ms.mean():.3f}, 99% {np.percentile(ms, 99):.3f}, max {ms.max():.3f}, "
        f"{(ms > 1).sum()} over 1 ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--quotes", type=int, default=300)
    args = parser.parse_args()
    chance = random.Random(0)

    tokenizer = ModelTokenizer.from_folder(args.tokenizer)
    pages = pages_of(args.text.read_text("utf-8"))
    text = "\n".join(page.text for page in pages)
    document_ids = tokenizer.encode_text(text)
    print(f"{len(text):,} characters, {len(document_ids):,} tokens")
    began = time.perf_counter()
    index = QuoteIndex(pages)
    print(f"index built in {time.perf_counter() - began:.2f} s")
    vocabulary = QuoteVocabulary(tokenizer.token_bytes)
    opening = tokenizer.encode_text("[[")
    closing = tokenizer.encode_text("]]")[0]
    frequent = document_ids[:20_000]

    def like_the_document(unsure: int) -> list[tuple[float, int]]:
        steps: list[tuple[float, int]] = []
        for _ in range(args.quotes):
            words = " ".join(chance.choice(pages).text.split())
            start = words.find(" ", chance.randrange(max(1, len(words) // 2))) + 1
            wanted = iter([*tokenizer.encode_text(words[start : start + 150]), *([closing] * 1000)])

            def choices(wanted: Iterator[int] = wanted) -> Iterator[int]:
                for _ in range(chance.randrange(unsure) if unsure else 0):
                    yield chance.choice(frequent)
                yield next(wanted)
                yield closing
                yield from sorted(range(256), key=lambda _: chance.random())

            steps += play(index, vocabulary, opening, choices)
        return steps

    report("sure", like_the_document(0))
    report("unsure", like_the_document(40))

    everything = np.arange(len(tokenizer.token_bytes))
    generator = np.random.default_rng(0)
    steps: list[tuple[float, int]] = []
    for _ in range(max(1, args.quotes // 30)):
        steps += play(
            index,
            vocabulary,
            opening,
            lambda: iter(generator.permutation(everything).tolist()),
        )
    report("random", steps)


if __name__ == "__main__":
    main()
