"""The network of a published shape on a card that is not there, and what runs on it."""

from dataclasses import replace

import torch

from qa.engine.attention import Attend
from qa.engine.attention.choice import for_gpu, with_split_keys
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.layers.fp8 import E4M3
from qa.engine.layers.linear import DenseHead, Linear
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.layer_choice import fp8_linear
from qa.engine.network.network import LayerWeights, ModelWeights, Qwen3
from qa.engine.network.sparse_prefill import Selection, SparsePrefill
from qa.engine.runtime.cuda_graph import Decoder, bucket_of
from qa.engine.runtime.decode_step import StepShape
from qa.engine.runtime.device_sampling import SamplingMode
from qa.models.catalog import KNOWN_MODELS
from tests.engine.fake_cuda import CARD, Launches
from tests.engine.random_weights import config_of

QWEN3_4B = KNOWN_MODELS[0].shape
CHUNK = 8192
CAPACITY = 150_016  # of the document


def model_on_card(
    kv_format: KVFormat, fast: Attend, num_layers: int, *, selection: Selection | None = None
) -> Qwen3:
    """fast: of the backends of attention the one that is chosen. FP8 weights."""
    c = config_of(replace(QWEN3_4B, num_layers=num_layers))
    q, kv = c.num_heads * c.head_dim, c.num_kv_heads * c.head_dim

    def numbers(*shape: int, dtype: torch.dtype = torch.bfloat16) -> torch.Tensor:
        return torch.empty(*shape, device=CARD, dtype=dtype)

    def linear(n: int, k: int) -> Linear:
        scales = numbers(n // 128, k // 128, dtype=torch.float32)
        return fp8_linear(numbers(n, k, dtype=E4M3), scales, weight_only=False)

    layers = tuple(
        LayerWeights(
            input_norm=numbers(c.hidden_size),
            qkv=linear(q + 2 * kv, c.hidden_size),
            q_norm=numbers(c.head_dim),
            k_norm=numbers(c.head_dim),
            o=linear(c.hidden_size, q),
            post_attention_norm=numbers(c.hidden_size),
            gate_up=linear(2 * c.intermediate_size, c.hidden_size),
            down=linear(c.hidden_size, c.intermediate_size),
        )
        for _ in range(num_layers)
    )
    table = numbers(c.vocab_size, c.hidden_size)
    attend = with_split_keys(for_gpu(fast, kv_format, CHUNK))
    sparse = None
    if selection is not None:
        sparse = SparsePrefill.on(CARD, selection, attend, kv_format)
    return Qwen3(
        c,
        ModelWeights(table, layers, numbers(c.hidden_size), DenseHead(table)),
        attend=attend,
        kv_format=kv_format,
        dtype=torch.bfloat16,
        device=CARD,
        sparse=sparse,
    )


def document(model: Qwen3, num_tokens: int) -> KVCache:
    arena = model.arena(CAPACITY)
    arena.length = num_tokens
    return arena


def read_chunk(model: Qwen3, past: int, num_tokens: int) -> torch.Tensor:
    """Logits behind a chunk of a document of which `past` tokens are read."""
    segment = Segment([1] * num_tokens, document(model, past))
    return model.forward(Batch.of([segment], CARD))


def read_questions(model: Qwen3, count: int, num_tokens: int = 64) -> torch.Tensor:
    """Logits behind so many questions over one document, in slots."""
    prefix = document(model, 150_000)
    slots = KVSlotPool(model.config, SlotPlan(128), model.kv_format, CARD)
    arenas = [slots.take(num_tokens + 200) for _ in range(count)]
    segments = [Segment([1] * num_tokens, arena, prefix) for arena in arenas if arena]
    return model.forward(Batch.of(segments, CARD))


def decoder_on_card(model: Qwen3) -> Decoder:
    """Steps run launch by launch, to be counted."""
    slots = KVSlotPool(model.config, SlotPlan(128), model.kv_format, CARD)
    return Decoder(model, slots, use_graphs=False)


def run_step(
    model: Qwen3, count: int, chance: SamplingMode, is_ranked: bool, launches: Launches
) -> None:
    """A step of so many questions, in which the host may neither read nor write a number."""
    decoder = decoder_on_card(model)
    held = decoder._document(document(model, 150_000))
    shape = StepShape(bucket_of(count), chance, is_ranked)
    launches.counts.clear()
    launches.is_step = True
    try:
        decoder._step.run(shape, decoder._seen(shape, held))
    finally:
        launches.is_step = False
