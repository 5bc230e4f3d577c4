"""Which kinds of kernels are compiled when: by warming up, or later, while somebody waits.

    python -m tests.engine.kernels.launch_kinds

Triton compiles a kernel anew for every kind of its arguments: integers that are 1 or multiples of
16, addresses that are, and each value of what it takes as a constant. Writes JSON: format of the
cache -> when -> names of the kernels, each as often as it was compiled. A script for the reasons
of compile_kernels.py; here nothing is compiled, so it takes seconds.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import torch
from triton.runtime import driver
from triton.runtime.jit import JITFunction

from qa.engine import gpu
from qa.engine.attention.decode_reference import Partials, PrefixLength, SlotPositions
from qa.engine.kernels import block_sparse, fused
from qa.engine.kernels.fp8_linear import MAX_SMALL_ROWS, w8a16, w8a16_in_splits
from qa.engine.kernels.prefix import attend_few
from qa.engine.kernels.slots import attend_slots, decode_attention, write_slots
from qa.engine.kv_cache.cache import STORAGE, KVFormat, KVView
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.network.layer_choice import SURELY_FEW
from qa.engine.runtime.cuda_graph import BUCKETS, WARM_UP_TOKENS
from tests.engine.kernels.compile_kernels import (
    BF16,
    FP8,
    HEADS,
    HIDDEN,
    KV_HEADS,
    ONE_LAYER,
    D,
    _Card,
    _view,
)

H100_PROCESSORS = 132
CPU = torch.device("cpu")


@contextmanager
def noting() -> Iterator[Callable[[], list[str]]]:
    """Within, launches are noted; the function given tells the kernels of kinds that are new."""
    seen: set[tuple[str, str, str]] = set()
    new: list[str] = []

    def launch(kernel: JITFunction, grid: object) -> Callable[..., None]:
        def note(*args: object, **options: object) -> None:
            bind = kernel.device_caches[driver.active.get_current_device()][4]
            _, kind, rest = bind(*args, **options)
            key = kernel.fn.__name__, str(kind), str(rest)
            if key not in seen:
                seen.add(key)
                new.append(key[0])

        return note

    def take() -> list[str]:
        taken = sorted(new)
        new.clear()
        return taken

    driver.set_active(_Card(90))
    with (
        patch.object(JITFunction, "__getitem__", launch),
        patch.object(gpu, "num_processors", lambda _: H100_PROCESSORS),
    ):
        yield take


def document(num_tokens: int, kv_format: KVFormat) -> KVView:
    if kv_format is KVFormat.KV4:
        return Int4KVCache(ONE_LAYER, num_tokens, kv_format, CPU).view(0, num_tokens)
    return _view((KV_HEADS, num_tokens, D), STORAGE[kv_format][0])


def slots(kv_format: KVFormat) -> KVView:
    return document(4097, KVFormat.BF16 if kv_format is KVFormat.KV4 else kv_format)


def step(rows: int, prefix_tokens: int, kv_format: KVFormat) -> None:
    """What a step of decoding launches beside torch's own operations."""
    layer(rows)
    prefix = document(prefix_tokens, kv_format)
    q, new = torch.empty(rows, HEADS, D, dtype=BF16), torch.empty(rows, KV_HEADS, D, dtype=BF16)
    where = torch.zeros(rows, dtype=torch.int64)
    decode_attention(
        q,
        new,
        new,
        prefix,
        PrefixLength.of(prefix),
        slots(kv_format),
        SlotPositions(where, where, where),
    )


def layer(rows: int) -> None:
    """Norm and product of rows; what else there is, is of the same kinds."""
    x = torch.empty(rows, HIDDEN, dtype=BF16)
    if rows > SURELY_FEW:
        fused.rms_norm_quantized(x, x, x[0], 1e-6)
        fused.quantize(x)
    if rows > MAX_SMALL_ROWS:
        return
    fused.rms_norm(x, x, x[0], 1e-6)
    weight = torch.empty(HIDDEN, HIDDEN, dtype=FP8)
    scale = torch.empty(HIDDEN // 128, HIDDEN // 128)
    w8a16(x, weight, scale, num_splits=2)
    fused.rms_norm(x, w8a16_in_splits(x, weight, scale, num_splits=2), x[0], 1e-6)


def read(rows: int, kv_format: KVFormat) -> None:
    """Questions' own tokens, as qa.engine.network.question_prefill has them."""
    layer(rows)
    where, kv = torch.zeros(rows, dtype=torch.int64), slots(kv_format)
    q, new = torch.empty(rows, HEADS, D, dtype=BF16), torch.empty(rows, KV_HEADS, D, dtype=BF16)
    places = SlotPositions(where, where.clone(), where + 1)
    write_slots(new, new, places, kv)
    attend_slots(q, kv, places, Partials.empty(1, q))


def few(rows: int, past: int, kv_format: KVFormat) -> None:
    """A piece of a question behind a document."""
    layer(rows)
    q, kv = torch.empty(rows, HEADS, D, dtype=BF16), document(past, kv_format)
    attend_few(q, kv, False, square=lambda *_: sys.exit("not without a mask"))


def sparse(rows: int, past: int, kv_format: KVFormat) -> None:
    """A chunk of a document read thinned."""
    q, num_blocks = torch.empty(rows, HEADS, D, dtype=BF16), -(-(past + rows) // 128)
    means = torch.empty(KV_HEADS, (past + rows) // 32, D, dtype=BF16)
    block_sparse.block_mass(q, means, past)
    keep = torch.ones(HEADS, num_blocks - past // 128, num_blocks, dtype=torch.bool)
    block_sparse.attend_blocks(q, document(past + rows, kv_format), keep, past, 0)


def kinds(kv_format: KVFormat) -> dict[str, list[str]]:
    with noting() as take:
        for bucket in BUCKETS:
            step(bucket, WARM_UP_TOKENS, kv_format)
        found = {"warming up": take()}
        for rows in (*BUCKETS, 1, 3, 5, 7, 9, 15, 17, 31, 50, 52, 100, 333, 592, 1000, 1023):
            few(rows, 2001, kv_format)
            read(rows, kv_format)
        for bucket in BUCKETS:
            step(bucket, 2001, kv_format)
        found["answering"] = take()
        # a thinned reading sees 4 bits in bf16, slab by slab
        read_as = KVFormat.BF16 if kv_format is KVFormat.KV4 else kv_format
        sparse(512, 0, read_as)
        found["first chunk"] = take()
        for rows, past in ((512, 512), (512, 1024), (77, 1536), (300, 1613), (1, 1913), (31, 1)):
            sparse(rows, past, read_as)
        found["other chunks"] = take()
    return found


if __name__ == "__main__":
    formats = (KVFormat.BF16, KVFormat.INT8, KVFormat.FP8, KVFormat.KV4)
    json.dump({str(kv_format): kinds(kv_format) for kv_format in formats}, sys.stdout)
