"""What writing would take on an H200, by arithmetic: nothing of it is measured.

    python -m tests.benchmarks.gpu.reckoned

Launches are counted in the engine's own code at the shapes of Qwen3-4B, on tensors without numbers
(tests/engine/fake_cuda.py); bytes and operations follow from the shapes; rates are assumed, and
`smoke` measures what they stand for. For whoever changes a kernel and has no card.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from unittest.mock import patch

from qa.engine.attention.gpu import attend_cudnn
from qa.engine.attention.stretches import Batched, by_cudnn
from qa.engine.kv_cache.cache import KVFormat, kv_bytes_per_token
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime import decode_step
from qa.engine.runtime.device_sampling import SamplingMode
from tests.benchmarks.gpu.limits import DeviceRates, Limit
from tests.benchmarks.gpu.plan import GOALS
from tests.engine.fake_cuda import card
from tests.engine.fake_model import QWEN3_4B, model_on_card, run_step

TOKENS = 150_000  # of the document
H200 = DeviceRates(bf16_ops=790e12, fp8_ops=1500e12, bytes_read=4.3e12)
KERNEL_BYTES = {KVFormat.BF16: 0.87, KVFormat.FP8: 0.82}  # share of bytes_read, one question
KERNEL_OPS = {KVFormat.BF16: 480e12, KVFormat.FP8: 420e12}  # 128 rows x 128 or x 64 keys
LIBRARY_OPS = 580e12  # cuDNN
FEW_PRODUCTS = 0.72  # share of bytes_read, w8a16
MANY_PRODUCTS_S, MANY_SLOTS_S = 80e-6, 40e-6  # a layer's of 128 rows
LAUNCH_S = {1: 2.8e-6, 128: 4.3e-6}  # a small one in a graph, with what it moves
HOST_S = 0.3e-3  # of looking at a step's tokens and filling in the next, while that one runs
HELD = 2  # copies of what a step has found, before the next writes over it
LARGE = ("_w8a16_kernel", "_scaled_mm", "_prefix_kernel", "_scaled_dot_product_cudnn_attention")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A step of `count` questions."""

    count: int
    kv_format: KVFormat
    launches: int  # a layer
    attention_s: float  # a layer
    products_s: float
    small_s: float
    step_s: float

    @property
    def rate(self) -> float:
        """Tokens a second of all questions together."""
        return self.count / self.step_s


def reckon(count: int, kv_format: KVFormat, library: Batched | None = None) -> Reckoned:
    """library: that attends for many questions."""
    one, two = (_launches(count, kv_format, library, layers) for layers in (1, 2))
    of_a_layer, outside = two - one, one.total() - (two - one).total()
    rows, shape = (128 if count > 64 else count), QWEN3_4B
    pairs = 4 * shape.num_heads * shape.head_dim * TOKENS * rows
    moved = TOKENS * kv_bytes_per_token(shape, kv_format) / shape.num_layers
    weights = shape.linear_parameters / shape.num_layers  # a byte each
    num_small = sum(n for name, n in of_a_layer.items() if name not in LARGE)
    if rows == 128:
        attention_s = pairs / (LIBRARY_OPS if library else KERNEL_OPS[kv_format])
        products_s = MANY_PRODUCTS_S
        small_s = MANY_SLOTS_S + (num_small - 1) * LAUNCH_S[128]
    else:
        attention_s = moved / (KERNEL_BYTES[kv_format] * H200.bytes_read)
        products_s = weights / (FEW_PRODUCTS * H200.bytes_read)
        small_s = num_small * LAUNCH_S[1]
    head_s = 2 * shape.embedding_parameters / H200.bytes_read
    step_s = shape.num_layers * (attention_s + products_s + small_s) + head_s
    step_s += (outside + HELD) * LAUNCH_S[128 if rows == 128 else 1]
    step_s += 2 * 4 * rows * shape.vocab_size / H200.bytes_read  # keys held: read and written
    step_s = max(step_s, HOST_S)
    total = of_a_layer.total()
    return Reckoned(count, kv_format, total, attention_s, products_s, small_s, step_s)


def _launches(
    count: int, kv_format: KVFormat, library: Batched | None, num_layers: int
) -> Counter[str]:
    with card() as launches, patch.object(decode_step, "best_for_many", lambda *_: library):
        model = model_on_card(kv_format, attend_cudnn, num_layers)
        run_step(model, count, SamplingMode.GREEDY, True, launches)
        return launches.counts.copy()


def main() -> int:
    line = "| {} | {} | {} | {} | {:.0f}: {:.0f}, {:.0f}, {:.0f} | {:,.0f} | {:,.0f} | {} |\n"
    sys.stdout.write(
        "| questions | KV | document by | launches | us a layer: attention, products, small"
        " | tokens/s | limit | goal |\n|---|---|---|---|---|---|---|---|\n"
    )
    for count, kv_format, library in (
        (1, KVFormat.BF16, None),
        (1, KVFormat.FP8, None),
        (120, KVFormat.BF16, None),
        (120, KVFormat.BF16, by_cudnn),
        (120, KVFormat.FP8, None),
    ):
        found = reckon(count, kv_format, library)
        parts = [1e6 * s for s in (found.attention_s, found.products_s, found.small_s)]
        limit = count / Limit(QWEN3_4B, H200, WeightFormat.FP8, kv_format).step_s(TOKENS, count)
        name = f"decode, {count} question{'s' if count > 1 else ''}, {kv_format.value}"
        goal = GOALS.get((name, TOKENS))
        by = "cuDNN" if library else "the kernel"
        sys.stdout.write(
            line.format(
                count,
                kv_format.value,
                by,
                found.launches,
                sum(parts),
                *parts,
                found.rate,
                limit,
                f"{goal:,.0f}" if goal else "-",
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
