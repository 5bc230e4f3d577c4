"""A checkpoint, folder or file, -> ModelWeights on a device, in the format the hardware runs
best.

Tensors are read one at a time from the mapped file, for INT8 a layer at a time, so loading needs
little more memory than the result.
"""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import torch
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
from qa.engine.network.calibration import Calibration
from qa.engine.network.checkpoint import Checkpoint
from qa.engine.network.gguf_checkpoint import GgufCheckpoint
from qa.engine.network.int8_weights import int8_head, int8_layer, int8_table
from qa.engine.network.layer_choice import fp8_linear
from qa.engine.network.model_files import open_checkpoint
from qa.engine.network.network import LayerWeights, ModelWeights
from qa.models.errors import UnsupportedModel


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


def load_weights(
    folder: Path,
    config: ModelConfig,
    *,
    weight_format: WeightFormat,
    dtype: torch.dtype,
    device: torch.device,
    quantize: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> ModelWeights:
    """Load a folder or a GGUF file. on_progress gets (layers done, all). quantize: make FP8 of what
    has more bits there; else that stays as it is. Raises NotAModelFolder, UnsupportedModel or
    CorruptWeights.
    """
    c = config
    q_size, kv_size = c.num_heads * c.head_dim, c.num_kv_heads * c.head_dim

    with open_checkpoint(folder, c) as checkpoint:
        is_int8 = weight_format is WeightFormat.INT8
        read_as, read_in = weight_format, dtype
        if is_int8:  # made of a whole layer
            read_as, read_in = WeightFormat.FP32, torch.float32

        def linear(parts: list[tuple[str, tuple[int, int]]]) -> Linear:
            """Stack the named weights on top of each other; all have the same number of columns."""
            return _linear(checkpoint, parts, read_as, read_in, device, quantize=quantize)

        def vector(name: str, size: int) -> Tensor:
            return checkpoint.tensor(name, (size,)).to(device, dtype)

        def optional(is_there: bool, name: str, size: int) -> Tensor | None:
            return vector(name, size) if is_there else None

        def table() -> Tensor:
            return checkpoint.tensor("model.embed_tokens.weight", (c.vocab_size, c.hidden_size))

        calibration = None
        if is_int8:
            embedded = table()[Calibration.token_ids(c.vocab_size)]
            calibration = Calibration(c, embedded.to(device))
        layers = []
        for i in range(c.num_layers):
            p = f"model.layers.{i}."
            a, m = p + "self_attn.", p + "mlp."
            biases = [
                vector(a + name + "_proj.bias", size)
                for name, size in (("q", q_size), ("k", kv_size), ("v", kv_size))
                if c.has_qkv_bias
            ]
            layer = LayerWeights(
                input_norm=vector(p + "input_layernorm.weight", c.hidden_size),
                qkv=linear(
                    [
                        (a + "q_proj", (q_size, c.hidden_size)),
                        (a + "k_proj", (kv_size, c.hidden_size)),
                        (a + "v_proj", (kv_size, c.hidden_size)),
                    ]
                ),
                q_norm=optional(c.has_qk_norm, a + "q_norm.weight", c.head_dim),
                k_norm=optional(c.has_qk_norm, a + "k_norm.weight", c.head_dim),
                o=linear([(a + "o_proj", (c.hidden_size, q_size))]),
                post_attention_norm=vector(p + "post_attention_layernorm.weight", c.hidden_size),
                gate_up=linear(
                    [
                        (m + "gate_proj", (c.intermediate_size, c.hidden_size)),
                        (m + "up_proj", (c.intermediate_size, c.hidden_size)),
                    ]
                ),
                down=linear([(m + "down_proj", (c.hidden_size, c.intermediate_size))]),
                qkv_bias=torch.cat(biases) if biases else None,
            )
            if calibration is not None:
                layer = int8_layer(layer, c, calibration.read(layer))
            layers.append(layer)
            if on_progress:
                on_progress(i + 1, c.num_layers)
        if unread := checkpoint.unread("model.layers.0."):
            raise UnsupportedModel(folder=folder, what=f"a tensor called {unread[0]}")
        embedding = head_weight = table()
        if not c.tie_word_embeddings:
            head_weight = checkpoint.tensor("lm_head.weight", (c.vocab_size, c.hidden_size))
        final_norm = vector("model.norm.weight", c.hidden_size)
        head: Linear
        if calibration is not None:  # the head has its own copy, which makes decoding fast
            embedding = int8_table(embedding.to(device))
            head, final_norm = int8_head(
                head_weight.to(device),
                final_norm,
                tied_to=embedding if c.tie_word_embeddings else None,
            )
        else:  # tied: one tensor serves both
            embedding = embedding.to(device, dtype)
            tied = c.tie_word_embeddings
            head = DenseHead(embedding if tied else head_weight.to(device, dtype))
        return ModelWeights(
            embedding=embedding, layers=tuple(layers), final_norm=final_norm, head=head
        )


def _linear(
    checkpoint: Checkpoint | GgufCheckpoint,
    parts: list[tuple[str, tuple[int, int]]],
    weight_format: WeightFormat,
    dtype: torch.dtype,
    device: torch.device,
    *,
    quantize: bool,
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
    if wants_fp8 and (is_fp8 or quantize):
        return _fp8(*quantize_blocks(weight), weight_format)
    return DenseLinear(weight.to(dtype))


def _scale(checkpoint: Checkpoint | GgufCheckpoint, name: str, shape: tuple[int, int]) -> Tensor:
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
