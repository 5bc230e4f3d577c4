"""Whether many questions attend to a document faster through a library than by our own kernel.

Tried when a model is loaded, at the heads of that model: each library's numbers are compared with
the reference, then it is timed beside the kernel. Only for keys and values in bf16: no library
takes ours in fewer bits.
"""

import logging
from functools import cache

import torch
from torch import Tensor

from qa.engine.attention.decode_check import decode_kernels_work
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.attention.reference import attend_reference, comparable
from qa.engine.attention.stretches import Batched, by_cudnn, by_fa3, by_fa4, by_flash
from qa.engine.kv_cache.cache import KVFormat, KVView
from qa.engine.self_check import LARGEST_ERROR, Backend, SelfCheck

log = logging.getLogger(__name__)

LIBRARIES: dict[str, Batched] = {
    "cuDNN": by_cudnn,
    "torch's FlashAttention 2": by_flash,
    "FlashAttention 3": by_fa3,
    "FlashAttention 4": by_fa4,
}
QUESTIONS = 128
COMPARED, TIMED = 4096 + 99, 32_768 + 99  # tokens: stretches, and some that no stretch holds
BUDGET_S = 0.03  # of timing each
# cuDNN plans anew for each document, which less than a tenth of a step would not pay back while a
# set of answers is written
WORTHWHILE = 1.1


@cache
def best_for_many(
    kv_format: KVFormat, device: torch.device, num_heads: int, num_kv_heads: int, head_dim: int
) -> Batched | None:
    """The fastest library that is right here; None where the kernel is as fast, or none runs."""
    if kv_format is not KVFormat.BF16 or not decode_kernels_work(kv_format, device):
        return None
    return _fastest(device, torch.bfloat16, num_heads, num_kv_heads, head_dim)


@torch.inference_mode()
def _fastest(
    device: torch.device, dtype: torch.dtype, num_heads: int, num_kv_heads: int, head_dim: int
) -> Batched | None:
    from qa.engine.kernels.prefix import shared_prefix_attention

    generator = torch.Generator(device).manual_seed(0)

    def random(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, device=device).to(dtype)

    def document(tokens: int) -> KVView:
        shape = num_kv_heads, tokens, head_dim
        return KVView(random(*shape), random(*shape))

    q, small, large = random(QUESTIONS, num_heads, head_dim), document(COMPARED), document(TIMED)
    right = attend_reference(q, small, False)
    joined = comparable(right)

    def over(kv: KVView, library: Batched | None) -> tuple[Tensor, Tensor]:
        return shared_prefix_attention(q, kv, PrefixLength.of(kv), library)

    check, expected = SelfCheck(device, BUDGET_S), joined(right)
    ways: dict[str, Batched | None] = {"the kernel": None, **LIBRARIES}

    def tried(name: str, library: Batched | None) -> Backend:
        return check.run(
            name,
            "attention",
            False,
            lambda: joined(over(small, library)),
            expected,
            4.0 * q.numel() * TIMED,
            most=LARGEST_ERROR,
            timed=lambda: over(large, library)[0],
        )

    found = {name: tried(name, library) for name, library in ways.items()}
    rates = {name: backend.tera_ops or 0.0 for name, backend in found.items()}
    best = max(LIBRARIES, key=lambda name: rates[name])
    is_worthwhile = rates[best] > WORTHWHILE * rates["the kernel"]
    chosen = best if is_worthwhile else "the kernel"
    said = (f"{name} {b.reason or f'{b.tera_ops:.0f} TFLOP/s'}" for name, b in found.items())
    log.info("attention of many questions: %s, of %s", chosen, ", ".join(said))
    return ways[chosen]
