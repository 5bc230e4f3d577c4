"""The first thing on a card: is everything right, what is slow, what is to be done about it.

Under 90 seconds, most of which is compiling. What the engine tries when a model is loaded, each
with its error; steps captured and launch by launch; then those few times that decide all others:
one layer's attention over a long document, its products, a chunk by each backend. Ends with a
verdict (`verdict.py`).
"""

import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import torch

from qa.engine import gpu
from qa.engine.attention import attend_cpu
from qa.engine.attention.choice import NAMES, ON_GPU, TIMED, try_on_gpu
from qa.engine.attention.decode_check import decode_kernels_work
from qa.engine.attention.reference import merge_kernel_works
from qa.engine.kv_cache.cache import KVFormat, kv_bytes
from qa.engine.kv_cache.eight_bits import dequantize_kernel_works, store_kernel_works
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.layers.fp8 import E4M3
from qa.engine.layers.linear import has_scaled_mm
from qa.engine.network import layer_choice
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.weights import best_weight_format, make_linear
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeRow
from qa.engine.runtime.device_sampling import sampling_kernels_work
from qa.engine.self_check import Verdict
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.kernels import _backends, _prefill, _seconds, _shared_prefix, random_view
from tests.benchmarks.gpu.limits import DeviceRates, seconds_of
from tests.benchmarks.gpu.rows import Row, reason_of
from tests.benchmarks.gpu.verdict import Finding, verdict
from tests.engine.random_weights import config_of, random_model

MANY_WAYS = "python -m tests.benchmarks.gpu"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is measured; the defaults are those of the README's table."""

    prefix: int = 150_000
    past: int = 65_536
    timed: int = TIMED
    rows: tuple[int, ...] = (1, 128, 8192)
    questions: tuple[int, ...] = (1, 32, 120)
    captured_over: int = 4096


SMALL_SIZES = Sizes(256, 256, 256, (1, 64), (1, 3), 64)


@torch.inference_mode()
def measure_smoke(
    shape: ModelShape, rates: DeviceRates, device: torch.device, *, is_small: bool = False
) -> Iterator[Row]:
    """Rows as they come, and the verdict on standard output."""
    sizes = SMALL_SIZES if is_small else Sizes()
    found: list[Finding] = []
    for name, part in (
        ("self-checks", _checks(shape, device)),
        ("backends of attention", _backends_tried(device, sizes)),
        ("steps", _steps(shape, device, sizes)),
        ("attention of questions", _attention(shape, rates, device, sizes)),
        ("products", _products(shape, rates, device, sizes)),
        ("chunks", _chunks(shape, rates, device, sizes)),
    ):
        for finding in _to_its_end(name, part):
            found.append(finding)
            yield finding.row
    sys.stdout.write(verdict(found))


def _to_its_end(name: str, part: Iterator[Finding]) -> Iterator[Finding]:
    """A part, or what ended it: the others may still work."""
    try:
        yield from part
    except Exception as error:  # noqa: BLE001 - whatever a device or a package raises
        traceback.print_exc()
        row = Row(name, 0, "broke off", None, "", note=reason_of(error))
        yield Finding(row, "see the error above; compute-sanitizer names the kernel", is_wrong=True)


def _checks(shape: ModelShape, device: torch.device) -> Iterator[Finding]:
    """What is tried when a model is loaded, each with its error."""
    is_card = device.type == "cuda"
    lacking = gpu.missing() if is_card else ""
    note = "all is there" if is_card else "a CPU needs none"
    if lacking:
        note = f"missing: {lacking}"
    to_do = f"install {lacking}: without it the engine is ten times slower"
    yield Finding(Row("kernels", 0, "", None, "", note=note), to_do, is_wrong=bool(lacking))
    config = config_of(shape)
    tests = "see the log above; `pytest -m gpu tests/engine/kernels` says more"
    for name, trial in (
        ("products by torch._scaled_mm", partial(_scaled_mm, device)),
        ("FP8 products by kernels", partial(_fp8_kernels, device)),
        ("norms, gate and rotation", partial(_fused, config, device)),
        ("merge of two attentions", partial(merge_kernel_works, device, shape.head_dim)),
        ("FP8 KV written out", partial(dequantize_kernel_works, device, E4M3, shape.head_dim)),
        ("FP8 KV stored", partial(store_kernel_works, device, E4M3, E4M3, shape.head_dim)),
        ("drawing tokens", partial(sampling_kernels_work, device)),
        *(
            (f"decoding, {kv.value} KV", partial(decode_kernels_work, kv, device))
            for kv in (KVFormat.BF16, KVFormat.FP8, KVFormat.KV4)
        ),
    ):
        found = trial()
        error = None if found.error is None else 100 * found.error
        row = Row(f"self-check, {name}", 0, "", error, "%", note=found.reason or "right")
        # what this device does not have is no fault; what failed or is wrong is
        is_wrong = not found and not found.reason.startswith("no ")
        yield Finding(row, tests, is_wrong=is_wrong)


def _scaled_mm(device: torch.device) -> Verdict:
    if not has_scaled_mm(device):
        return Verdict(None, "no block scales here: they need 9.0 and CUDA 12.9")
    return layer_choice.scaled_mm_works(device)


def _fp8_kernels(device: torch.device) -> Verdict:
    if not gpu.available(device, (8, 9)):
        return Verdict(None, "no kernels here for e4m3")
    return layer_choice.fp8_kernels_work(device)


def _fused(config, device: torch.device) -> Verdict:
    if not gpu.available(device):
        return Verdict(None, "no kernels here")
    from qa.engine.kernels.fused_steps import FusedLayerOps

    return layer_choice.fused_ops_work(FusedLayerOps(config, device), config, device)


def _backends_tried(device: torch.device, sizes: Sizes) -> Iterator[Finding]:
    """Attention by each backend, as the engine tries them."""
    backends = ON_GPU if device.type == "cuda" else (attend_cpu,)
    tried = try_on_gpu(device, 0.05, backends, timed_tokens=sizes.timed)
    for attend, backend in tried:
        error = backend.relative_error
        said = backend.reason or f"error {100 * (error or 0):.2g} %"
        note = said[:80] + (", chosen" if backend.is_chosen else "")
        row = Row(
            "attention tried", sizes.timed, NAMES[attend], backend.tera_ops, "TFLOP/s", note=note
        )
        is_needed = backend.name in ("attend_cudnn", "attend_flash")
        yield Finding(
            row,
            "another torch or cuDNN: without cuDNN's attention reading takes 1.6 x as long",
            is_wrong=not backend.works and is_needed,
        )


def _steps(shape: ModelShape, device: torch.device, sizes: Sizes) -> Iterator[Finding]:
    """Steps of two layers, captured and launch by launch: the same tokens, and how long each."""
    model = random_model(config_of(replace(shape, num_layers=2)), device=device)
    prefix = model.arena(sizes.captured_over)
    model.forward(Batch.of([Segment([1] * sizes.captured_over, prefix)], device))
    slots = KVSlotPool(model.config, SlotPlan(4, 64), model.kv_format, device)
    is_card = device.type == "cuda"
    written, to_do = [], f"CUDA graphs fail, see the log above; {MANY_WAYS} profile"
    for graphs in (False, True) if is_card else (False, False):
        decoder = Decoder(model, slots, use_graphs=graphs)
        written.append(_write(decoder, prefix, slots))
        rows = [DecodeRow(0, 8, 1)]
        step = partial(decoder.step, prefix, rows)
        name = "captured" if graphs else "launch by launch"
        took = 1e3 * seconds_of(step, device)
        failed = graphs and bool(decoder._documents[prefix].failed)
        note = "capturing failed" if failed else ""
        row = Row("a step of 2 layers", sizes.captured_over, name, took, "ms", note=note)
        yield Finding(row, to_do, is_wrong=failed)
    same = written[0] == written[1]
    name = "captured and launch by launch" if is_card else "twice: a CPU captures nothing"
    row = Row("the same tokens", 0, name, 100.0 * same, "%", note="" if same else "they differ")
    yield Finding(row, to_do, is_wrong=not same)


def _write(decoder: Decoder, prefix, slots: KVSlotPool) -> list[list[int]]:
    """Eight tokens of three questions, two of which draw theirs."""
    arenas = [slots.take(16) for _ in range(3)]
    written = [[seed] for seed in range(3)]
    for count in range(8):
        rows = [
            DecodeRow(arena.slot, arena.length, tokens[-1], float(i > 0), 1 - 0.1 * i, i, count)
            for i, (arena, tokens) in enumerate(zip(arenas, written, strict=True))
            if arena is not None
        ]
        for arena, tokens, ranking in zip(arenas, written, decoder.step(prefix, rows), strict=True):
            arena.advance(1)
            tokens.append(next(ranking))
    for arena in arenas:
        arena.free()
    return written


def _attention(
    shape: ModelShape, rates: DeviceRates, device: torch.device, sizes: Sizes
) -> Iterator[Finding]:
    """All questions' newest tokens over a long document, one layer."""
    for kv_format in (KVFormat.BF16, KVFormat.FP8):
        kv = random_view(shape, sizes.prefix, kv_format, device)
        num_bytes = kv_bytes(replace(shape, num_layers=1), kv_format, sizes.prefix)
        for count in sizes.questions:
            q = torch.randn(count, shape.num_heads, shape.head_dim, device=device)
            operations = 4 * shape.num_heads * shape.head_dim * sizes.prefix * count
            limit = max(num_bytes / rates.bytes_read, operations / rates.bf16_ops)
            ways = _shared_prefix(device, kv_format, count) or _backends(device)[:1]
            for name, attend in ways:
                seconds = _seconds(partial(attend, q.to(torch.bfloat16), kv, False), device)
                is_kernel = (name, attend) == ways[0]
                if seconds is None and not is_kernel:  # a library that is not installed
                    continue
                # nor must one be fast: else the kernel is taken
                is_expected = device.type == "cuda" and is_kernel
                row = Row(
                    f"attention of {count} questions, one layer",
                    sizes.prefix,
                    f"{name}, {kv_format.value} KV",
                    None if seconds is None else 1e3 * seconds,
                    "ms",
                    limit=1e3 * limit if is_expected else None,
                    note="does not run" if seconds is None else "",
                )
                yield Finding(
                    row,
                    f"{MANY_WAYS} tilings: put the fastest tile into choose_tiling",
                    is_wrong=seconds is None and is_expected,
                )


def _products(
    shape: ModelShape, rates: DeviceRates, device: torch.device, sizes: Sizes
) -> Iterator[Finding]:
    """The four products of a layer in the format that the engine takes, for few rows and many."""
    q, kv = shape.num_heads * shape.head_dim, shape.num_kv_heads * shape.head_dim
    weight_format = best_weight_format(device)
    for name, n, k in (
        ("qkv", q + 2 * kv, shape.hidden_size),
        ("o", shape.hidden_size, q),
        ("gate_up", 2 * shape.intermediate_size, shape.hidden_size),
        ("down", shape.hidden_size, shape.intermediate_size),
    ):
        linear = make_linear(torch.randn(n, k, device=device).mul_(k**-0.5), weight_format)
        for m in sizes.rows:
            x = torch.randn(m, k, device=device).to(torch.bfloat16)
            seconds = _seconds(partial(linear, x), device)
            limit = max(2 * m * n * k / rates.fp8_ops, linear.num_bytes / rates.bytes_read)
            row = Row(
                f"product {name}, {m} rows",
                0,
                f"{weight_format.value} weights",
                None if seconds is None else 1e3 * seconds,
                "ms",
                limit=1e3 * limit if device.type == "cuda" else None,
                note="does not run" if seconds is None else "",
            )
            yield Finding(
                row,
                f"{MANY_WAYS} kernels: which product is best from how many rows, SURELY_FEW",
                is_wrong=seconds is None,
            )


def _chunks(
    shape: ModelShape, rates: DeviceRates, device: torch.device, sizes: Sizes
) -> Iterator[Finding]:
    """A chunk behind a past by each backend; those that are not installed say so above."""
    for row in _prefill(shape, rates, device, (sizes.past,)):
        if row.figure is not None:
            limit = row.limit if row.setup == "cudnn" else None  # the others are not expected to
            yield Finding(
                replace(row, limit=limit if device.type == "cuda" else None),
                "cuDNN's attention is slow: another cuDNN, or pip install flash-attn-4",
            )
