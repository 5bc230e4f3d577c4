"""A folder with a published checkpoint -> ModelWeights on a device, in the format the hardware runs
best.

safetensors only: a pickle can run code. Tensors are read one at a time from the mapped file, so
loading needs little more memory than the result.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from qa.engine import gpu
from qa.engine.config import BLOCK, ModelConfig
from qa.engine.layers.fp8 import E4M3, dequantize_blocks, quantize_blocks
from qa.engine.layers.integer_products import integer_products_pay
from qa.engine.layers.linear import (
    DenseHead,
    DenseLinear,
    Int8Linear,
    Linear,
    has_scaled_mm,
)
from qa.engine.network.layer_choice import fp8_linear
from qa.engine.network.network import LayerWeights, ModelWeights
from qa.errors import CorruptWeights, NotAModelFolder


class WeightFormat(StrEnum):
    """How the linear layers compute."""

    FP32 = "fp32"
    BF16 = "bf16"
    INT8 = "int8"
    FP8 = "fp8"
    FP8_WEIGHT_ONLY = "fp8-weight-only"


def best_weight_format(device: torch.device) -> WeightFormat:
    """FP8 from compute capability 8.9 on, bf16 on older cards; on a CPU INT8 where it multiplies
    integers fast, else fp32. Without Triton only 9.0 multiplies FP8 blocks: others keep the weights
    so and multiply in bf16.
    """
    if device.type == "cpu":
        return WeightFormat.INT8 if integer_products_pay() else WeightFormat.FP32
    if has_scaled_mm(device) or gpu.available(device, (8, 9)):
        return WeightFormat.FP8
    has_e4m3 = torch.cuda.get_device_capability(device) >= (8, 9)
    return WeightFormat.FP8_WEIGHT_ONLY if has_e4m3 else WeightFormat.BF16


class Checkpoint:
    """The tensors of a folder by name. Use as a context manager: it holds the files open."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        index = folder / "model.safetensors.index.json"
        single = folder / "model.safetensors"
        names: dict[str, str] = {}
        if index.exists():
            try:
                names = dict(json.loads(index.read_text("utf-8"))["weight_map"])
            except (ValueError, KeyError, TypeError) as error:
                raise CorruptWeights(file=index.name, what="unreadable index") from error
        elif not single.exists():
            raise NotAModelFolder(folder=folder, missing="model.safetensors")
        files = set(names.values()) or {single.name}
        if any(Path(name).name != name for name in files):
            raise CorruptWeights(file=index.name, what="it names files outside the folder")
        handles = {name: self._open(folder, name) for name in sorted(files)}
        self._handle_of: dict[str, Any] = {}
        self._file_of: dict[str, str] = {}
        for file, handle in handles.items():
            for name in handle.keys():  # noqa: SIM118 - a safetensors handle is not a dict
                self._handle_of[name] = handle
                self._file_of[name] = file
        missing = sorted(set(names) - set(self._handle_of))
        if missing:
            raise CorruptWeights(file=names[missing[0]], what=f"{missing[0]} is missing")

    def _open(self, folder: Path, name: str) -> Any:
        if not (folder / name).exists():
            raise NotAModelFolder(folder=folder, missing=name)
        try:
            return self._stack.enter_context(safe_open(folder / name, framework="pt"))
        except (SafetensorError, OSError) as error:
            raise CorruptWeights(file=name, what="not a complete safetensors file") from error

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def __contains__(self, name: str) -> bool:
        return name in self._handle_of

    def names(self) -> list[str]:
        return sorted(self._handle_of)

    def layout(self, name: str) -> tuple[str, tuple[int, ...]]:
        """Return (dtype as safetensors spells it, shape) without reading the numbers."""
        stored = self._handle_of[name].get_slice(name)
        return stored.get_dtype(), tuple(stored.get_shape())

    def tensor(self, name: str, shape: tuple[int, ...] | None = None) -> Tensor:
        """Return one tensor on the CPU; raises CorruptWeights when it is missing or misshapen."""
        if name not in self:
            raise CorruptWeights(file="the checkpoint", what=f"{name} is missing")
        tensor: Tensor = self._handle_of[name].get_tensor(name)
        if shape is not None and tuple(tensor.shape) != shape:
            raise CorruptWeights(file=self._file_of[name], what=f"{name} has {tuple(tensor.shape)}")
        return tensor


def load_weights(
    folder: Path,
    config: ModelConfig,
    *,
    weight_format: WeightFormat,
    dtype: torch.dtype,
    device: torch.device,
    on_progress: Callable[[int, int], None] | None = None,
) -> ModelWeights:
    """Load a checkpoint; raises NotAModelFolder or CorruptWeights. on_progress gets (layers done,
    all).
    """
    c = config
    q_size, kv_size = c.num_heads * c.head_dim, c.num_kv_heads * c.head_dim

    with Checkpoint(folder) as checkpoint:

        def linear(parts: list[tuple[str, tuple[int, int]]]) -> Linear:
            """Stack the named weights on top of each other; all have the same number of columns."""
            return _linear(checkpoint, parts, weight_format, dtype, device)

        def vector(name: str, size: int) -> Tensor:
            return checkpoint.tensor(name, (size,)).to(device, dtype)

        layers = []
        for i in range(c.num_layers):
            p = f"model.layers.{i}."
            a, m = p + "self_attn.", p + "mlp."
            layers.append(
                LayerWeights(
                    input_norm=vector(p + "input_layernorm.weight", c.hidden_size),
                    qkv=linear(
                        [
                            (a + "q_proj", (q_size, c.hidden_size)),
                            (a + "k_proj", (kv_size, c.hidden_size)),
                            (a + "v_proj", (kv_size, c.hidden_size)),
                        ]
                    ),
                    q_norm=vector(a + "q_norm.weight", c.head_dim),
                    k_norm=vector(a + "k_norm.weight", c.head_dim),
                    o=linear([(a + "o_proj", (c.hidden_size, q_size))]),
                    post_attention_norm=vector(
                        p + "post_attention_layernorm.weight", c.hidden_size
                    ),
                    gate_up=linear(
                        [
                            (m + "gate_proj", (c.intermediate_size, c.hidden_size)),
                            (m + "up_proj", (c.intermediate_size, c.hidden_size)),
                        ]
                    ),
                    down=linear([(m + "down_proj", (c.hidden_size, c.intermediate_size))]),
                )
            )
            if on_progress:
                on_progress(i + 1, c.num_layers)
        table = checkpoint.tensor("model.embed_tokens.weight", (c.vocab_size, c.hidden_size))
        head_name = "model.embed_tokens.weight" if c.tie_word_embeddings else "lm_head.weight"
        head_weight = checkpoint.tensor(head_name, (c.vocab_size, c.hidden_size))
        # Tied and dense: one tensor serves both. With int8 the head has its own copy, which is what
        # makes decoding fast, and the table is only looked up, so bf16 is enough.
        is_int8 = weight_format is WeightFormat.INT8
        embedding = table.to(device, torch.bfloat16 if is_int8 else dtype)
        head: Linear
        if is_int8:
            head = Int8Linear(head_weight.to(device))
        else:
            tied = c.tie_word_embeddings
            head = DenseHead(embedding if tied else head_weight.to(device, embedding.dtype))
        return ModelWeights(
            embedding=embedding,
            layers=tuple(layers),
            final_norm=vector("model.norm.weight", c.hidden_size),
            head=head,
        )


def _linear(
    checkpoint: Checkpoint,
    parts: list[tuple[str, tuple[int, int]]],
    weight_format: WeightFormat,
    dtype: torch.dtype,
    device: torch.device,
) -> Linear:
    weights = [checkpoint.tensor(name + ".weight", shape).to(device) for name, shape in parts]
    is_fp8 = all(weight.dtype == E4M3 for weight in weights)
    wants_fp8 = weight_format in (WeightFormat.FP8, WeightFormat.FP8_WEIGHT_ONLY)
    scales = {
        name: _scale(checkpoint, name, shape).to(device)
        for (name, shape), weight in zip(parts, weights, strict=True)
        if weight.dtype == E4M3
    }
    stackable = len(parts) == 1 or all(shape[0] % BLOCK == 0 for _, shape in parts)
    if wants_fp8 and is_fp8 and stackable:
        scale_inv = torch.cat(list(scales.values()))
        return _fp8(torch.cat(_bytes(weights)).view(E4M3), scale_inv, weight_format)
    # Some of the stacked parts may have been left in bf16: numbers first, then one format for all.
    dense = [
        dequantize_blocks(weight, scales[name], torch.float32) if name in scales else weight
        for (name, _), weight in zip(parts, weights, strict=True)
    ]
    weight = torch.cat([part.float() for part in dense]) if len(dense) > 1 else dense[0]
    if weight_format is WeightFormat.INT8:
        return Int8Linear(weight)
    if wants_fp8 and is_fp8:
        return _fp8(*quantize_blocks(weight), weight_format)
    return DenseLinear(weight.to(dtype))


def _scale(checkpoint: Checkpoint, name: str, shape: tuple[int, int]) -> Tensor:
    """The block scales of an FP8 weight; raises CorruptWeights when they do not fit it."""
    n, k = shape
    return checkpoint.tensor(name + ".weight_scale_inv", (-(-n // BLOCK), -(-k // BLOCK)))


def _fp8(weight: Tensor, scale_inv: Tensor, weight_format: WeightFormat) -> Linear:
    weight_only = weight_format is WeightFormat.FP8_WEIGHT_ONLY
    return fp8_linear(weight, scale_inv, weight_only=weight_only)


def _bytes(weights: list[Tensor]) -> list[Tensor]:
    return [weight.view(torch.uint8) for weight in weights]  # torch.cat does not take e4m3


def make_linear(weight: Tensor, weight_format: WeightFormat) -> Linear:
    """A weight [N, K] in one of the formats; FP8 is quantised here, not loaded."""
    match weight_format:
        case WeightFormat.FP32:
            return DenseLinear(weight.float())
        case WeightFormat.BF16:
            return DenseLinear(weight.bfloat16())
        case WeightFormat.INT8:
            return Int8Linear(weight)
        case WeightFormat.FP8 | WeightFormat.FP8_WEIGHT_ONLY:
            return _fp8(*quantize_blocks(weight.float()), weight_format)
