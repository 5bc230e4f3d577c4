"""Compiles kernels for cards that are not here, down to machine code: writes the shared memory
that each takes, in bytes, as JSON. A script, because TRITON_INTERPRET must be off.
"""

import json
import sys
from typing import Any

from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource, compile

from qa.engine.kernels import fp8_linear, fused

ROWS = {"num_rows": "i32", "num_padded": "i32", "num_groups": "i32"}
PRODUCT = {"num_rows": "i32", "num_features": "i32", "num_blocks": "i32"}


def shared_bytes(
    kernel: Any, capability: int, types: dict[str, str], constants: dict[str, Any], **options: int
) -> int:
    signature = {name: types.get(name, "constexpr") for name in kernel.arg_names}
    aligned = [["tt.divisibility", 16]]
    attributes = {(i,): aligned for i, t in enumerate(signature.values()) if t.startswith("*")}
    source = ASTSource(kernel, signature, constants, attributes)
    compiled = compile(source, target=GPUTarget("cuda", capability, 32), options=options)
    assert compiled.asm["cubin"]
    return compiled.metadata.shared


def compile_all(capability: int) -> dict[str, int]:
    """Name of kernel and case -> bytes, with the tile sizes that the wrappers choose."""
    b, f, e = "*bf16", "*fp32", "*fp8e4nv"
    norm = {
        "x_ptr": b,
        "delta_ptr": b,
        "weight_ptr": b,
        "sum_ptr": b,
        "scale_ptr": f,
        "eps": "fp32",
    }
    gate = {"x_ptr": b, "scale_ptr": f}
    tables = {"cos_ptr": f, "sin_ptr": f, "q_ptr": b, "k_ptr": b}
    heads = {"qkv_ptr": b, "q_weight_ptr": b, "k_weight_ptr": b, **tables}
    few = {"x_ptr": b, "weight_ptr": e, "scale_ptr": f, "out_ptr": f, "blocks_per_split": "i32"}
    many = {"values_ptr": e, "row_scale_ptr": f, "weight_ptr": e, "scale_ptr": f, "out_ptr": b}
    sizes = {}
    for out in (b, e):
        case = {"QUANTIZE": out == e}
        norm_case, gate_case = case | {"HAS_DELTA": True, "GROUPS": 32}, case | {"GATED": True}
        sizes[f"norm {out}"] = shared_bytes(
            fused._rms_norm_kernel,
            capability,
            norm | ROWS | {"out_ptr": out},
            norm_case,
            num_warps=8,
        )
        sizes[f"gate {out}"] = shared_bytes(
            fused._gate_kernel,
            capability,
            gate | ROWS | {"out_ptr": out},
            gate_case | {"GROUPS": 16},
        )
    sizes["heads"] = shared_bytes(
        fused._norm_rope_kernel,
        capability,
        heads | {"num_q": "i32", "num_k": "i32", "eps": "fp32"},
        {"HEADS": 8, "HALF": 64},
    )
    for rows, stages in ((16, 5), (64, 3)):
        sizes[f"few {rows}"] = shared_bytes(
            fp8_linear._w8a16_kernel,
            capability,
            few | PRODUCT,
            {"FEATURES": 64, "ROWS": rows},
            num_stages=stages,
        )
    is_large = capability // 10 in (9, 10)
    sizes["many"] = shared_bytes(
        fp8_linear._w8a8_kernel,
        capability,
        many | PRODUCT | {"num_padded": "i32"},
        {"ROWS": 128 if is_large else 64, "TILES_PER_GROUP": 8},
        num_warps=8 if is_large else 4,
        num_stages=3,
    )
    sizes["sum"] = shared_bytes(
        fp8_linear._sum_splits_kernel,
        capability,
        {"partial_ptr": f, "out_ptr": b, "size": "i32"},
        {"SPLITS": 6, "COUNT": 1024},
    )
    return sizes


if __name__ == "__main__":
    json.dump({name: compile_all(int(name)) for name in sys.argv[1:]}, sys.stdout)
