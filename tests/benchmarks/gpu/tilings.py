"""Which tiling of attention over the document is fastest while answers are written.

For questions at once and format of the cache: milliseconds of one layer with each tile, fastest
first; `choose_tiling` is what the engine takes. A minute, most of which is compiling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from qa.engine.attention.decode_reference import Partials
from qa.engine.gpu import failures, num_processors
from qa.engine.kernels.shared_prefix import (
    Tiling,
    attend_plain,
    choose_tiling,
    merge_partials,
    num_splits,
)
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.limits import seconds_of
from tests.benchmarks.gpu.rows import Row

QUESTIONS = (1, 32, 120)
PREFIX = 150_000
FORMATS = (KVFormat.BF16, KVFormat.FP8)


@dataclass(frozen=True, slots=True)
class Timing:
    """Of one tiling; `milliseconds` is None where it does not fit the card."""

    questions: int
    kv_format: KVFormat
    tiling: Tiling
    is_chosen: bool
    milliseconds: float | None


def candidates(
    chosen: Tiling, num_rows: int, num_kv_heads: int, device: torch.device
) -> Iterator[Tiling]:
    """The tiling that is chosen, and those around it; for many rows those of 64 rows too."""
    yield chosen
    for rows in (chosen.rows, 64) if chosen.rows == 128 else (chosen.rows,):
        num_programs = -(-num_rows // rows) * num_kv_heads
        for keys in (64, 128):
            for num_warps in (4, 8) if rows <= 64 else (8,):
                for num_stages in (2, 3):
                    for resident in (1, 2, 3) if rows < 128 else (1,):
                        splits = num_splits(num_programs, resident * num_processors(device))
                        tiling = Tiling(rows, keys, splits, num_warps, num_stages)
                        if tiling != chosen:
                            yield tiling


@torch.inference_mode()
def measure(
    shape: ModelShape,
    device: torch.device,
    *,
    dtype: torch.dtype = torch.bfloat16,
    num_tokens: int = PREFIX,
    questions: Sequence[int] = QUESTIONS,
    formats: Sequence[KVFormat] = FORMATS,
) -> Iterator[list[Timing]]:
    """The tilings of each case, fastest first."""
    one_layer = replace(shape, num_layers=1)
    for kv_format in formats:
        arena = KVCache(one_layer, num_tokens, kv_format, device)
        tokens = torch.randn(num_tokens, shape.num_kv_heads, shape.head_dim, device=device)
        arena.write(0, tokens, tokens)
        kv, length = arena.view(0, num_tokens), torch.tensor([num_tokens], device=device).int()
        for count in questions:
            q = torch.randn(count, shape.num_heads, shape.head_dim, device=device).to(dtype)
            rows = count * shape.num_heads // shape.num_kv_heads
            chosen = choose_tiling(rows, kv, q)
            timings = [
                Timing(count, kv_format, tiling, tiling == chosen, _took(q, kv, length, tiling))
                for tiling in dict.fromkeys(candidates(chosen, rows, shape.num_kv_heads, device))
            ]
            yield sorted(timings, key=lambda t: t.milliseconds or float("inf"))


def measure_tilings(shape: ModelShape, device: torch.device, **case: Any) -> Iterator[Row]:
    """Of each case the fastest tiling and the chosen one, as rows; case: as in `measure`."""
    for timings in measure(shape, device, **case):
        fastest, chosen = timings[0], next(t for t in timings if t.is_chosen)
        for name, timing in (("fastest", fastest), ("chosen", chosen)):
            tiling = timing.tiling
            yield Row(
                f"attention of {timing.questions} questions, {name} tile, one layer",
                case.get("num_tokens", PREFIX),
                f"{timing.kv_format.value} KV",
                timing.milliseconds,
                "ms",
                note=f"{tiling.rows} x {tiling.keys}, {tiling.num_splits} splits, "
                f"{tiling.num_warps} warps, {tiling.num_stages} stages",
            )


def _took(q: Tensor, kv: KVView, length: Tensor, tiling: Tiling) -> float | None:
    partials = Partials.empty(tiling.num_splits, q)

    def work() -> None:
        attend_plain(q, kv, length, partials, tiling)
        merge_partials(partials, q.dtype)

    try:
        return 1e3 * seconds_of(work, q.device)
    except failures():
        return None
