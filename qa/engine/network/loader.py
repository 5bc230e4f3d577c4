"""A model folder or GGUF file -> a network that is ready to run on the best device at hand."""

from collections.abc import Callable
from pathlib import Path

import torch

from qa.engine.attention import Attend
from qa.engine.attention.choice import best_attend
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.integer_products import bf16_products_pay, largest_exact_weight
from qa.engine.layers.linear import INT8_MAX
from qa.engine.network.model_files import read_config
from qa.engine.network.network import Qwen3
from qa.engine.network.sparse_prefill import Selection, SparsePrefill
from qa.engine.network.weights import WeightFormat, best_weight_format, load_weights

Device = torch.device  # for callers, who do not import torch
CPU = Device("cpu")


def best_device() -> torch.device:
    """The first CUDA device, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def compute_dtype(weight_format: WeightFormat, device: torch.device) -> torch.dtype:
    """What activations are computed in. Without matrix units a CPU is slow in bf16."""
    if weight_format is WeightFormat.FP32:
        return torch.float32
    if device.type == "cpu" and weight_format is not WeightFormat.BF16:
        return torch.float32
    return torch.bfloat16


def best_kv_format(device: torch.device, weight_format: WeightFormat) -> KVFormat:
    """bf16 on a GPU; on a CPU int8 keys and bf16 values where both are multiplied fast and
    rightly, fp32 where not, and beside fp32 weights.
    """
    if weight_format is WeightFormat.FP32:
        return KVFormat.FP32
    if device.type != "cpu":
        return KVFormat.BF16
    is_right = largest_exact_weight() == INT8_MAX  # keys, which are not made for it, use all bits
    return KVFormat.K8V16 if is_right and bf16_products_pay() else KVFormat.FP32


def load_model(
    folder: Path,
    *,
    device: torch.device | None = None,
    weight_format: WeightFormat | None = None,
    kv_format: KVFormat | None = None,
    attend: Attend | None = None,
    prefill: Selection | None = None,
    quantize: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Qwen3:
    """Load a folder or a GGUF file. prefill: which blocks are looked at while a document is read;
    None: all. quantize: see load_weights.

    Raises NotAModelFolder, UnsupportedModel or CorruptWeights."""
    device = device or best_device()
    weight_format = weight_format or best_weight_format(device)
    kv_format = kv_format or best_kv_format(device, weight_format)
    dtype = compute_dtype(weight_format, device)
    attend = attend or best_attend(device, kv_format, dtype)
    config = read_config(folder)
    weights = load_weights(
        folder,
        config,
        weight_format=weight_format,
        dtype=dtype,
        device=device,
        quantize=quantize,
        on_progress=on_progress,
    )
    return Qwen3(
        config,
        weights,
        attend=attend,
        kv_format=kv_format,
        dtype=dtype,
        device=device,
        sparse=None if prefill is None else SparsePrefill.on(device, prefill, attend, kv_format),
    )
