"""Compiles kernels for cards that are not here, down to machine code, by calling their wrappers.

    python -m tests.engine.kernels.compile_kernels 89 90   # compute capabilities without the point

Writes JSON: capability -> kernel and case -> shared memory in bytes, registers a thread, bytes
a thread that did not fit into registers, and conversions number by number in loops. A script,
because TRITON_INTERPRET must be off: a stand-in for the driver names the card, a launch compiles
and stops there, and tensors stay on the CPU. So types, alignment and tile sizes are those of a real
call.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
import triton
from torch import Tensor
from triton.backends.compiler import GPUTarget
from triton.runtime import driver
from triton.runtime.jit import JITFunction

from qa.engine import gpu
from qa.engine.attention.decode_reference import Partials, PrefixLength, SlotPositions
from qa.engine.kernels import block_sparse, fp8_linear, fused, rotation, sampling
from qa.engine.kernels.dequantize import dequantize
from qa.engine.kernels.merge import merge_two
from qa.engine.kernels.prefix import attend_prefix, plan_prefix
from qa.engine.kernels.shared_prefix import merge_partials
from qa.engine.kernels.slots import attend_slots, write_slots
from qa.engine.kernels.store import store
from qa.engine.kv_cache.cache import KVFormat, KVView
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.models.catalog import ModelShape

CUOBJDUMP = Path(triton.__file__).parent / "backends/nvidia/bin/cuobjdump"
BF16, FP8, INT8 = torch.bfloat16, torch.float8_e4m3fn, torch.int8
HIDDEN, INNER, HEADS, KV_HEADS, D = 2560, 9728, 32, 8, 128  # of Qwen3-4B
ONE_LAYER = ModelShape(1, HIDDEN, INNER, HEADS, KV_HEADS, 1024)


@dataclass(frozen=True, slots=True)
class Resources:
    """What one program takes."""

    shared_bytes: int
    registers: int
    spilled_bytes: int
    conversions: int  # F2F instructions within loops: a sixteenth to a quarter of the usual rate


class _Card:
    """The part of a driver that compiling asks."""

    def __init__(self, capability: int) -> None:
        self._target = GPUTarget("cuda", capability, 32)

    def get_current_target(self) -> GPUTarget:
        return self._target

    def get_current_device(self) -> int:
        return self._target.arch  # Triton keeps what it compiled by device

    def get_current_stream(self, device: int = 0) -> int:
        return 0


def resources_of(compiled: Any) -> Resources:
    with tempfile.NamedTemporaryFile(suffix=".cubin") as file:
        file.write(compiled.asm["cubin"])
        file.flush()
        usage, code = (
            subprocess.run(
                [CUOBJDUMP, option, file.name], capture_output=True, text=True, check=True
            ).stdout
            for option in ("-res-usage", "-sass")
        )
    registers, stack = re.findall(r"REG:(\d+) STACK:(\d+)", usage)[-1]
    conversions = sum(" F2F." in line for line in loops_of(code))
    return Resources(compiled.metadata.shared, int(registers), int(stack), conversions)


def loops_of(code: str) -> list[str]:
    """Lines of machine code from where a branch leads back to up to that branch."""
    at = {int(m[1], 16): m[0] for m in re.finditer(r"/\*([0-9a-f]{4,5})\*/ .*;", code)}
    assert at, code
    looped: set[int] = set()
    for place, line in at.items():
        back = re.search(r"\bBRA\b.* (?:`\(.*\)|0x([0-9a-f]+))", line)
        if back and back[1] and int(back[1], 16) < place:
            looped |= {p for p in at if int(back[1], 16) <= p <= place}
    return [at[place] for place in sorted(looped)]


@contextmanager
def compiling(capability: int) -> Iterator[dict[str, list[Resources]]]:
    """Within, a launch compiles for the card and is noted under the kernel's name."""
    found: dict[str, list[Resources]] = {}

    def launch(kernel: JITFunction, grid: object) -> Callable[..., None]:
        def compile_only(*args: object, **options: object) -> None:
            compiled = kernel.run(*args, grid=grid, warmup=True, **options)
            found.setdefault(kernel.fn.__name__, []).append(resources_of(compiled))

        return compile_only

    driver.set_active(_Card(capability))
    is_large = capability // 10 in (9, 10)
    with (
        patch.object(JITFunction, "__getitem__", launch),
        patch.object(gpu, "capability", lambda _: divmod(capability, 10)),
        patch.object(fp8_linear, "_tile_rows", lambda _: 128 if is_large else 64),
    ):
        yield found


def compile_all(capability: int) -> dict[str, dict[str, int]]:
    """Kernel and number of the distinct case -> resources."""
    with compiling(capability) as found:
        if capability >= 89:  # below there is no e4m3 in hardware
            _linears()
        _merge()
        _sampling()
        _fused(FP8 if capability >= 89 else BF16)
        for stored in (BF16, INT8, *([FP8] if capability >= 89 else [])):
            _decode(_view((KV_HEADS, 1024, D), stored), _view((KV_HEADS, 4096, D), stored))
            _sparse(stored)
            if stored is not BF16:
                numbers = torch.empty(KV_HEADS, 1024, D, dtype=stored)
                dequantize(numbers, torch.empty(KV_HEADS, 1024, 1), BF16)
        kv = _view((KV_HEADS, 1024, D), torch.float32)
        _decode(kv, kv, torch.float32)
        coded = Int4KVCache(ONE_LAYER, 1024, KVFormat.KV4, torch.device("cpu"))
        _decode(coded.view(0, 1024), _view((KV_HEADS, 4096, D), BF16))
    return {
        f"{name} {number}": asdict(resources)
        for name, cases in found.items()
        for number, resources in enumerate(dict.fromkeys(cases))
    }


def _linears() -> None:
    weight = torch.empty(HIDDEN, INNER, dtype=FP8)
    scale = torch.empty(HIDDEN // 128, INNER // 128)
    for rows in (1, 32, 64, 128):
        fp8_linear.w8a16(torch.empty(rows, INNER, dtype=BF16), weight, scale, num_splits=2)
    many = fused.quantize(torch.empty(256, INNER, dtype=BF16))
    fp8_linear.w8a8(many, weight, scale, BF16)


def _fused(quantized: torch.dtype) -> None:
    x = torch.empty(4, HIDDEN, dtype=BF16)
    gate_up = torch.empty(4, 2 * INNER, dtype=BF16)
    fused.rms_norm(x, x, x[0], 1e-6)
    fused.rms_norm(x, torch.empty(6, 4, HIDDEN), x[0], 1e-6)
    fused.silu_mul(gate_up)
    if quantized is FP8:
        fused.rms_norm_quantized(x, None, x[0], 1e-6)
        fused.silu_mul_quantized(gate_up)
    qkv = torch.empty(4, (HEADS + 2 * KV_HEADS) * D, dtype=BF16)
    table = torch.empty(4, 1, D)
    for weight in (qkv[0, :D], None):  # with norms of queries and keys, and without
        for product in (qkv, torch.empty(4, *qkv.shape)):  # whole, and in splits
            rotation.norm_rope(product, weight, weight, table, table, 1e-6, num_kv_heads=KV_HEADS)


def _decode(document: KVView, slots: KVView, dtype: torch.dtype = BF16) -> None:
    length = PrefixLength.of(document)
    for questions in (1, 16, 120):
        q = torch.empty(questions, HEADS, D, dtype=dtype)
        plan = plan_prefix(q, document)
        partials = Partials.empty(plan.num_parts + 1, q)
        attend_prefix(q, document, length, partials.slice(0, plan.num_parts), plan)
        where = torch.zeros(questions, dtype=torch.int64)
        places = SlotPositions(where, where, where)
        attend_slots(q, slots, places, partials)
        merge_partials(partials, dtype)
        new = torch.empty(questions, KV_HEADS, D, dtype=dtype)
        write_slots(new, new, places, slots)
    if slots.k_scale is not None:
        piece = slots.slice(0, questions)
        store(new, new, piece.k, piece.v, piece.k_scale, piece.v_scale)


def _sparse(stored: torch.dtype) -> None:
    q = torch.empty(256, HEADS, D, dtype=BF16)
    means = torch.empty(KV_HEADS, 1024 // 32, D, dtype=BF16)
    block_sparse.block_mass(q, means, past=768)
    keep = torch.ones(HEADS, 2, 8, dtype=torch.bool)
    block_sparse.attend_blocks(q, _view((KV_HEADS, 1024, D), stored), keep, 768, 0)


def _merge() -> None:
    tokens, lse = (256, HEADS, D), torch.empty(HEADS, 256).t()
    for dtype in (BF16, torch.float32):
        a = torch.empty(tokens, dtype=dtype), lse.contiguous()
        merge_two(a, (torch.empty(tokens, dtype=BF16), lse))


def _sampling() -> None:
    logits, numbers = torch.empty(2, 151_936), torch.zeros(2, dtype=torch.int64)
    sampling.noisy_keys(logits, logits[:, 0].contiguous(), numbers, numbers)
    sampling.nucleus(logits, logits[:, 0].contiguous())


def _view(shape: tuple[int, ...], stored: torch.dtype) -> KVView:
    def scale() -> Tensor | None:
        return None if stored in (BF16, torch.float32) else torch.empty(*shape[:-1], 1)

    numbers = torch.empty(shape, dtype=stored)
    return KVView(numbers, numbers.clone(), scale(), scale())


if __name__ == "__main__":
    json.dump({name: compile_all(int(name)) for name in sys.argv[1:]}, sys.stdout)
