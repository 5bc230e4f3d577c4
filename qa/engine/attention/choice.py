"""Which attention a device gets: on a CPU by the cache's format, on a GPU the fastest that works.

On a GPU every backend is run on a small input against the reference, and those that agree are
timed on a chunk behind a past: once, when a model is loaded. Packages that compile at their first
call do it here.
"""

import logging
from dataclasses import replace
from functools import cache, wraps
from inspect import unwrap

import torch
from torch import Tensor

from qa.engine.attention.cpu import attend_cpu, attend_cpu_int8
from qa.engine.attention.decode_check import decode_kernels_work
from qa.engine.attention.gpu import (
    at_fixed_shapes,
    attend_cudnn,
    attend_fa2,
    attend_fa3,
    attend_fa4,
    attend_flash,
    attend_varlen,
)
from qa.engine.attention.reference import (
    Attend,
    attend_reference,
    comparable,
    in_rows,
    in_slabs,
)
from qa.engine.kv_cache.cache import KVFormat, KVView
from qa.engine.self_check import LARGEST_ERROR, Backend, SelfCheck

log = logging.getLogger(__name__)

ON_GPU: tuple[Attend, ...] = (
    attend_cudnn,
    attend_flash,
    attend_varlen,
    attend_fa2,
    attend_fa3,
    attend_fa4,
)
HEADS, KV_HEADS, HEAD_DIM = 32, 8, 128  # of Qwen3-4B
SMALL, TIMED = 256, 4096  # tokens of a chunk and of its past: compared, and timed
BUDGET_S = 0.05  # of timing one backend
IN_COMPUTE_DTYPE = (KVFormat.FP32, KVFormat.BF16)
SLAB_TOKENS = 32_768  # of a cache in 8 bits: 134 MB of keys and values in bf16 at a time
SLAB_TOKENS_IN_4_BITS = 16_384  # which on their way become 134 MB of fp32
PLANNED_CHUNKS = 8  # of the past in one cuDNN call: so many plans at most
CPU_SLAB_TOKENS = 4096
WRITTEN_ROWS, WRITTEN_KEYS = 1024, 8192  # of the reference: 2 GB of scores with 32 heads
FEW_QUERIES = 1024  # so many fill a card without splitting keys
MANY_KEYS = 1024


def prefill_chunk(device: torch.device) -> int:
    """Tokens of a document read at once: large where activations and kernels gain by it."""
    if device.type == "cpu":
        return 512
    gigabytes = torch.cuda.get_device_properties(device).total_memory / 1e9
    if gigabytes >= 40:
        return 8192
    return 4096 if gigabytes >= 20 else 2048


def best_attend(device: torch.device, kv_format: KVFormat, dtype: torch.dtype) -> Attend:
    """The fastest attention for this device, a cache in this format and queries of this dtype."""
    if device.type == "cpu":
        return for_cpu(kv_format)
    # what is fast on a GPU takes 16 bits; fp32 is asked for to compare with
    fast = attend_reference if dtype is torch.float32 else fastest_on(device)
    attend = for_gpu(fast, kv_format, prefill_chunk(device))
    return with_split_keys(attend) if decode_kernels_work(kv_format, device) else attend


@cache  # another trial could choose another, and models side by side would differ
def fastest_on(device: torch.device) -> Attend:
    """The fastest of those that work on this GPU, tried once a process."""
    tried = try_on_gpu(device)
    said = ", ".join(
        f"{NAMES.get(attend, backend.name)} {backend.reason or f'{backend.tera_ops:.0f} TFLOP/s'}"
        for attend, backend in tried
    )
    chosen = fastest(tried)
    level = logging.WARNING if chosen is attend_reference else logging.INFO
    log.log(level, "attention: %s, of %s", NAMES.get(chosen, chosen.__name__), said)
    return chosen


NAMES: dict[Attend, str] = {  # for people
    attend_cpu: "torch",
    attend_cpu_int8: "int8 products",
    attend_cudnn: "cuDNN",
    attend_flash: "torch's FlashAttention 2",
    attend_varlen: "torch's varlen attention",
    attend_fa2: "FlashAttention 2",
    attend_fa3: "FlashAttention 3",
    attend_fa4: "FlashAttention 4",
    attend_reference: "written out, slow",
}


def name_of(attend: Attend) -> str:
    """Of the backend that `best_attend` has chosen, for people."""
    return NAMES[unwrap(attend)]


def with_split_keys(attend: Attend) -> Attend:
    """`attend`, but few queries behind many keys (a question, or a small piece of a document while
    somebody streams) by the kernel of decoding.
    """
    from qa.engine.kernels.prefix import attend_few

    @wraps(attend)
    def attend_with_split_keys(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        num_seen = kv.num_tokens - (len(q) if causal else 0)
        if len(q) < FEW_QUERIES and num_seen >= MANY_KEYS:
            return attend_few(q, kv, causal, square=attend)
        return attend(q, kv, causal)

    return attend_with_split_keys


def for_cpu(kv_format: KVFormat) -> Attend:
    """Integer products where the keys are integers, torch's fused kernel elsewhere."""
    if kv_format is KVFormat.K8V16:
        return attend_cpu_int8
    return attend_cpu if kv_format in IN_COMPUTE_DTYPE else in_slabs(attend_cpu, CPU_SLAB_TOKENS)


def for_gpu(attend: Attend, kv_format: KVFormat, chunk: int) -> Attend:
    """A backend as the engine calls it: never a whole cache converted, never a plan used once."""
    if attend is attend_reference:
        return in_rows(in_slabs(attend, WRITTEN_KEYS), WRITTEN_ROWS)
    is_planned = attend is attend_cudnn
    if is_planned:
        attend = at_fixed_shapes(attend_cudnn, attend_flash, chunk)
    if kv_format not in IN_COMPUTE_DTYPE:
        is_4_bits = kv_format is KVFormat.KV4
        return in_slabs(attend, SLAB_TOKENS_IN_4_BITS if is_4_bits else SLAB_TOKENS)
    return in_slabs(attend, PLANNED_CHUNKS * chunk) if is_planned else attend


def fastest(tried: list[tuple[Attend, Backend]]) -> Attend:
    """Of those that work; the reference where none does."""
    working = [(backend.tera_ops or 0.0, attend) for attend, backend in tried if backend.works]
    return max(working, key=lambda pair: pair[0])[1] if working else attend_reference


def try_on_gpu(
    device: torch.device,
    budget_s: float = BUDGET_S,
    backends: tuple[Attend, ...] = ON_GPU,
    *,
    timed_tokens: int = 0,
) -> list[tuple[Attend, Backend]]:
    """Every backend in bf16 with what was found; the fastest is marked as chosen.

    timed_tokens: of the chunk, and of its past; 0: TIMED.
    """
    num_timed = timed_tokens or TIMED
    generator = torch.Generator(device).manual_seed(0)

    def chunk_behind_past(tokens: int) -> tuple[torch.Tensor, KVView]:
        def random(*shape: int) -> torch.Tensor:
            numbers = torch.randn(*shape, generator=generator, device=device)
            return numbers.to(torch.bfloat16)

        kv_shape = (KV_HEADS, 2 * tokens, HEAD_DIM)
        return random(tokens, HEADS, HEAD_DIM), KVView(random(*kv_shape), random(*kv_shape))

    small, timed = chunk_behind_past(SMALL), chunk_behind_past(num_timed)
    right = attend_reference(*small, True)
    joined = comparable(right)
    operations = 4 * HEADS * HEAD_DIM * 1.5 * num_timed**2
    tryout = SelfCheck(device, budget_s)

    expected = joined(right)

    def tried(attend: Attend) -> Backend:
        return tryout.run(
            attend.__name__,
            "attention",
            False,
            lambda: joined(attend(*small, True)),
            expected,
            operations,
            most=LARGEST_ERROR,
            timed=lambda: attend(*timed, True)[0],
        )

    found = [(attend, tried(attend)) for attend in backends]
    chosen = fastest(found)
    if chosen is attend_reference:
        operations, timed = operations * (SMALL / num_timed) ** 2, small
        found.append((attend_reference, tried(attend_reference)))
    return [(a, replace(backend, is_chosen=a is chosen)) for a, backend in found]
