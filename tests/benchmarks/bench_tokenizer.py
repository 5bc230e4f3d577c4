"""Our tokenizer next to the tokenizers library on the same checkpoint and text, equal ids checked.

    python tests/benchmarks/bench_tokenizer.py TOKENIZER_FOLDER TEXT_FILE [--repeat 5]

Each is timed over the whole text in one call, and page by page (a page: 4,000 characters); the
library also through its own batch call, which uses all cores. The fastest of the repeats counts.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import tokenizers

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.prompting.tokenizer import ModelTokenizer  # noqa: E402

PAGE_CHARACTERS = 4_000


def fastest(run: Callable[[], object], repeat: int) -> float:
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()

    began = time.perf_counter()
    ours = ModelTokenizer.from_folder(args.tokenizer)
    print(f"loaded and checked in {time.perf_counter() - began:.2f} s")
    theirs = tokenizers.Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    theirs.encode_special_tokens = True
    text = args.text.read_text("utf-8")
    pages = [text[i : i + PAGE_CHARACTERS] for i in range(0, len(text), PAGE_CHARACTERS)]

    ids = ours.encode_text(text)
    assert ids == theirs.encode(text, add_special_tokens=False).ids
    print(f"{len(text):,} characters, {len(ids):,} tokens, the same ids")
    cases: dict[str, Callable[[], object]] = {
        "library, one text": lambda: theirs.encode(text, add_special_tokens=False),
        "library, pages": lambda: [theirs.encode(page, add_special_tokens=False) for page in pages],
        "library, batch": lambda: theirs.encode_batch_fast(pages, add_special_tokens=False),
        "ours, one text": lambda: ours.encode_text(text),
        "ours, pages": lambda: [ours.encode_text(page) for page in pages],
    }
    for name, run in cases.items():
        seconds = fastest(run, args.repeat)
        print(f"{name:18} {seconds * 1e3:7.1f} ms  {len(ids) / seconds / 1e6:5.2f} M tokens/s")


if __name__ == "__main__":
    main()
