"""A model of a given shape with random weights, made on the device: for measuring without a file.

Time and memory of a forward pass depend on shapes and formats, not on what the numbers mean.
"""

import torch
from torch import Tensor

from qa.engine.attention import Attend
from qa.engine.attention.choice import best_attend
from qa.engine.config import ModelConfig, RopeConfig
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.linear import DenseHead, Linear
from qa.engine.network.int8_weights import int8_head, int8_layer, int8_table
from qa.engine.network.loader import best_kv_format, compute_dtype
from qa.engine.network.network import LayerWeights, ModelWeights, Qwen3
from qa.engine.network.sparse_prefill import Selection, SparsePrefill
from qa.engine.network.weights import WeightFormat, best_weight_format, make_linear
from qa.models.catalog import ModelShape

ROPE_THETA = 5e6  # of Qwen3-4B-Instruct-2507
SPREAD = 0.1  # of norm weights around 1


def config_of(shape: ModelShape) -> ModelConfig:
    """The configuration of a published shape; no token ends an answer."""
    return ModelConfig(
        vocab_size=shape.vocab_size,
        hidden_size=shape.hidden_size,
        intermediate_size=shape.intermediate_size,
        num_layers=shape.num_layers,
        num_heads=shape.num_heads,
        num_kv_heads=shape.num_kv_heads,
        head_dim=shape.head_dim,
        rms_norm_eps=1e-6,
        rope=RopeConfig(theta=ROPE_THETA),
        max_position=shape.max_position,
        tie_word_embeddings=shape.tie_word_embeddings,
        eos_token_ids=(),
        is_fp8=True,
    )


def random_model(
    config: ModelConfig,
    *,
    device: torch.device,
    weight_format: WeightFormat | None = None,
    kv_format: KVFormat | None = None,
    attend: Attend | None = None,
    prefill: Selection | None = None,
    seed: int = 0,
) -> Qwen3:
    """The counterpart of load_model: what is not named is what the device runs best."""
    weight_format = weight_format or best_weight_format(device)
    kv_format = kv_format or best_kv_format(device, weight_format)
    dtype = compute_dtype(weight_format, device)
    attend = attend or best_attend(device, kv_format, dtype)
    return Qwen3(
        config,
        random_weights(config, weight_format=weight_format, dtype=dtype, device=device, seed=seed),
        attend=attend,
        kv_format=kv_format,
        dtype=dtype,
        device=device,
        sparse=None if prefill is None else SparsePrefill.on(device, prefill, attend, kv_format),
    )


def random_weights(
    config: ModelConfig,
    *,
    weight_format: WeightFormat,
    dtype: torch.dtype,
    device: torch.device,
    seed: int = 0,
) -> ModelWeights:
    """Normal numbers of standard deviation K^-1/2, so that every product keeps its input's size.

    FP8 weights are these numbers quantised, hence blocks and scales as a checkpoint has them. One
    weight at a time exists in fp32, of INT8 one layer.
    """
    is_int8 = weight_format is WeightFormat.INT8
    c, generator = config, torch.Generator(device).manual_seed(seed)
    q, kv = c.num_heads * c.head_dim, c.num_kv_heads * c.head_dim

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, device=device)

    def linear(n: int, k: int) -> Linear:
        weight = normal(n, k).mul_(k**-0.5)
        return make_linear(weight, WeightFormat.FP32 if is_int8 else weight_format)

    def norm(size: int) -> Tensor:
        return (1 + SPREAD * normal(size)).to(dtype)

    def layer() -> LayerWeights:
        made = LayerWeights(
            input_norm=norm(c.hidden_size),
            qkv=linear(q + 2 * kv, c.hidden_size),
            q_norm=norm(c.head_dim),
            k_norm=norm(c.head_dim),
            o=linear(c.hidden_size, q),
            post_attention_norm=norm(c.hidden_size),
            gate_up=linear(2 * c.intermediate_size, c.hidden_size),
            down=linear(c.hidden_size, c.intermediate_size),
        )
        return int8_layer(made, c) if is_int8 else made

    def table() -> Tensor:
        numbers = normal(c.vocab_size, c.hidden_size).mul_(c.hidden_size**-0.5)
        return numbers.to(torch.bfloat16 if is_int8 else dtype)

    layers = tuple(layer() for _ in range(c.num_layers))
    embedding = table()
    rows = embedding if c.tie_word_embeddings else table()
    final_norm = norm(c.hidden_size)
    head: Linear
    if is_int8:
        embedding = int8_table(embedding)
        head, final_norm = int8_head(rows, final_norm)
    else:
        head = DenseHead(rows)
    return ModelWeights(embedding=embedding, layers=layers, final_norm=final_norm, head=head)
