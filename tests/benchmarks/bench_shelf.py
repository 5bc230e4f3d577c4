"""A read document to disk and back: seconds beside those of reading it, and that no bit is lost.

    python tests/benchmarks/bench_shelf.py [--tokens 32768] [--model Qwen/Qwen3-0.6B-FP8]
                                           [--folder WHERE] [--repeat 3] [--json OUT.jsonl]

Random weights and tokens in the real shape, on the best device at hand. "Cold": the file's pages
were dropped from the system's cache before. Reading is not done to the end, which takes minutes on
a CPU: chunks are timed at DEPTHS places behind random keys and values, and their mean counts for
all; a chunk's time grows evenly with its depth. Of all else the best of --repeat is printed.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.engine.kv_cache.cache import KVCache  # noqa: E402
from qa.engine.kv_store.store import KVStore, StoreKey  # noqa: E402
from qa.engine.network.batch import Batch, Segment  # noqa: E402
from qa.engine.network.loader import best_device  # noqa: E402
from qa.engine.network.network import Qwen3  # noqa: E402
from qa.engine.probing.device_info import describe  # noqa: E402
from qa.models.catalog import KNOWN_MODELS  # noqa: E402
from tests.engine.random_weights import config_of, random_model  # noqa: E402

CHUNK = 512  # tokens that the engine reads at once
DEPTHS = 3
KEY = "0" * 64


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and by all processors together, which what else runs hardly changes."""
    began, processor = time.perf_counter(), time.process_time()
    work()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - began, time.process_time() - processor


def reading_seconds(model: Qwen3, arena: KVCache) -> tuple[float, float]:
    """All chunks, from some at even distances; `arena` is full, before and after."""
    num_chunks = arena.capacity // CHUNK
    ids = torch.randint(0, model.config.vocab_size, (CHUNK,)).tolist()
    spent = []
    for i in range(DEPTHS):
        arena.length = (num_chunks - 1) * i // (DEPTHS - 1) * CHUNK
        batch = Batch.of([Segment(ids, arena)], model.device)
        spent.append(seconds(lambda batch=batch: model.forward(batch)))
    arena.length = arena.capacity
    clock, processor = (sum(times) / DEPTHS * num_chunks for times in zip(*spent, strict=True))
    return clock, processor


def fill(model: Qwen3, arena: KVCache) -> None:
    """Numbers of a usual size: tiny ones, which bits at random would give, slow a CPU down."""
    c = model.config
    shape = (2, arena.capacity, c.num_kv_heads, c.head_dim)
    for layer in range(c.num_layers):
        k, v = torch.randn(shape, device=model.device, dtype=model.dtype)
        arena.write(layer, k, v)
    arena.advance(arena.capacity)


def drop_from_cache(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


def same(one: KVCache, other: KVCache) -> bool:
    pairs = zip(one.tensors(one.length).values(), other.tensors(other.length).values(), strict=True)
    return all(torch.equal(a.view(torch.uint8), b.view(torch.uint8)) for a, b in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=32_768)
    parser.add_argument("--model", default="Qwen/Qwen3-0.6B-FP8")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    (shape,) = (known.shape for known in KNOWN_MODELS if known.model_id == options.model)
    device = best_device()
    model = random_model(config_of(shape), device=device)
    arena = model.arena(options.tokens)
    fill(model, arena)
    reading_seconds(model, model.arena(2 * CHUNK))  # warm up
    read_s = reading_seconds(model, arena)
    saved, warm, cold = [], [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        place = StoreKey(Path(folder) / "documents" / "report", KEY)
        place.folder.mkdir(parents=True)
        back = model.arena(options.tokens)

        def take() -> None:
            back.length = 0
            assert shelf.fetch(place, back, options.tokens, lambda share: True)

        def save() -> None:
            shelf.keep(place, lambda: nullcontext(arena), lambda share: True)

        shelf = KVStore()
        for _ in range(options.repeat):
            place.path.unlink(missing_ok=True)
            saved.append(seconds(save))
            warm.append(seconds(take))
            drop_from_cache(place.path)
            cold.append(seconds(take))
            assert same(arena, back)
        row = {
            "model": options.model,
            "tokens": options.tokens,
            "kv": model.kv_format.value,
            "gb": round(place.path.stat().st_size / 1e9, 2),
            "read_s": read_s,
            "save_s": min(saved),
            "back_cold_s": min(cold),
            "back_cached_s": min(warm),
            "machine": describe(device).name,
            "torch": torch.__version__,
            "python": platform.python_version(),
        }
    print("Seconds by the clock / by all processors together.")
    print("| tokens | KV | GB | read | save | back, cold | back, cached |")
    print("|---|---|---|---|---|---|---|")
    cells = [
        f"{clock:.1f} / {processor:.1f}"
        for clock, processor in (read_s, min(saved), min(cold), min(warm))
    ]
    print(f"| {row['tokens']:,} | {row['kv']} | {row['gb']} | {' | '.join(cells)} |")
    if options.json:
        with options.json.open("a") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
