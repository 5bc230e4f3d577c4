"""The forward pass of a dense decoder over plain tensors: a batch of segments in, logits of each
segment's last tokens out.

The architecture is Qwen3's (arXiv 2505.09388): pre-norm, grouped-query attention with RMS-normed
queries and keys, SwiGLU; the others of qa.engine.config.KINDS are the same with less, or with
biases. Names of weights follow the published checkpoints.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.attention import Attend, merge
from qa.engine.config import ModelConfig
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.layers.hadamard import block_of, spread
from qa.engine.layers.linear import DenseLinear, Linear
from qa.engine.network.batch import Batch
from qa.engine.network.layer_choice import best_layer_ops
from qa.engine.network.question_prefill import QuestionPrefill
from qa.engine.network.sparse_prefill import SparsePrefill


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """One decoder layer. qkv and gate_up are stacked so that each is one product."""

    input_norm: Tensor  # [hidden]
    qkv: Linear  # [(Hq + 2 Hkv) * D, hidden]
    q_norm: Tensor | None  # [D]; None: queries are turned as they are
    k_norm: Tensor | None  # [D]
    o: Linear  # [hidden, Hq * D]
    post_attention_norm: Tensor  # [hidden]
    gate_up: Linear  # [2 * intermediate, hidden]
    down: Linear  # [hidden, intermediate]
    qkv_bias: Tensor | None = None  # [(Hq + 2 Hkv) * D]


@dataclass(frozen=True, slots=True, eq=False)
class ModelWeights:
    """All weights; `embedding` [vocab, hidden] may share its numbers with `head`."""

    embedding: Tensor
    layers: tuple[LayerWeights, ...]
    final_norm: Tensor
    head: Linear

    @property
    def num_bytes(self) -> int:
        """What is held in memory: a table that is the head too counts once."""
        linears = [
            w for layer in self.layers for w in (layer.qkv, layer.o, layer.gate_up, layer.down)
        ]
        is_tied = isinstance(self.head, DenseLinear) and self.head.weight is self.embedding
        head = 0 if is_tied else self.head.num_bytes
        return self.embedding.nbytes + head + sum(w.num_bytes for w in linears)


INT8_KEYS = (KVFormat.INT8, KVFormat.K8V16)
KEY_BLOCK = 16  # in which queries and keys are spread; 64 rounds no better, and takes longer

# (layer's index, q [T, Hq, D], k and v [T, Hkv, D]; q and k normed and turned) -> [T, Hq, D]
Attention = Callable[[int, Tensor, Tensor, Tensor], Tensor]


class Qwen3:
    """The network with its weights. Holds no state between calls: that is the arenas'."""

    def __init__(
        self,
        config: ModelConfig,
        weights: ModelWeights,
        *,
        attend: Attend,
        kv_format: KVFormat,
        dtype: torch.dtype,
        device: torch.device,
        sparse: SparsePrefill | None = None,
    ) -> None:
        """sparse: how a document is read, where not all of what came before is looked at."""
        self.config = config
        self.weights = weights
        self.attend = attend
        self.sparse = sparse
        self.kv_format = kv_format
        self.dtype = dtype
        self.device = device
        self.steps = best_layer_ops(config, device, dtype)
        # A few channels of a head are far larger than the others. Scores stay what they are when
        # queries and keys are spread alike.
        is_spread = device.type == "cpu" and kv_format in INT8_KEYS
        self._key_block = block_of(config.head_dim, KEY_BLOCK) if is_spread else 1

    def arena(self, capacity: int) -> KVCache:
        """Room for `capacity` tokens in the format that this model's attention reads."""
        kind = Int4KVCache if self.kv_format is KVFormat.KV4 else KVCache
        return kind(self.config, capacity, self.kv_format, self.device)

    @torch.inference_mode()
    def forward(self, batch: Batch, *, all_logits: bool = False) -> Tensor:
        """Write the batch's keys and values, advance its arenas, return logits fp32.

        [rows that give logits, vocab], a segment's together, or [T, vocab] with all_logits (for
        checking against another implementation: at 2,048 tokens that is more than a gigabyte).
        """
        attention = partial(self._attend_batch, batch, QuestionPrefill.of(batch))
        x = self.hidden(batch.token_ids, batch.positions, attention)
        for i, segment in enumerate(batch.segments):
            segment.arena.advance(batch.starts[i + 1] - batch.starts[i])
        return self.logits(x if all_logits else x[batch.logit_rows])

    def hidden(self, token_ids: Tensor, positions: Tensor, attention: Attention) -> Tensor:
        """The activations behind the last layer, [T, hidden], of tokens at these positions [T]."""
        steps = self.steps
        x = F.embedding(token_ids, self.weights.embedding).to(self.dtype)
        angles = steps.angles(positions)
        delta = None
        for index, layer in enumerate(self.weights.layers):
            x, qkv = steps.norm_qkv(x, delta, layer.input_norm, layer.qkv, layer.qkv_bias)
            q, k, v = steps.heads(qkv, layer.q_norm, layer.k_norm, angles)
            q, k = spread(q, self._key_block), spread(k, self._key_block)
            attended = attention(index, q, k, v).reshape(len(x), -1)
            delta = steps.linear(attended, layer.o)
            x, gate_up = steps.norm_linear(x, delta, layer.post_attention_norm, layer.gate_up)
            delta = steps.gate_linear(gate_up, layer.down)
        return x if delta is None else steps.add(x, delta)

    def logits(self, x: Tensor) -> Tensor:
        """[T, hidden] from `hidden` -> [T, vocab] fp32."""
        weights = self.weights
        return self.steps.norm_linear(x, None, weights.final_norm, weights.head)[1].float()

    def _attend_batch(
        self,
        batch: Batch,
        reading: QuestionPrefill | None,
        index: int,
        q: Tensor,
        k: Tensor,
        v: Tensor,
    ) -> Tensor:
        """Each segment over its own arena, and those with a prefix over that too: [T, Hq, D]."""
        if reading is not None:
            out, lse = reading.attend(index, q, k, v)
        else:
            own = [self._attend_own(index, batch, i, q, k, v) for i in range(len(batch.segments))]
            out, lse = own[0] if len(own) == 1 else (torch.cat(x) for x in zip(*own, strict=True))
        for prefix, first, end in batch.prefix_groups:
            shared = self.attend(q[first:end], prefix.view(index, prefix.length), False)
            out[first:end], _ = merge((out[first:end], lse[first:end]), shared)
        return out.to(q.dtype)

    def _attend_own(
        self, index: int, batch: Batch, i: int, q: Tensor, k: Tensor, v: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Attention of segment i over its own arena: what it held, then its new tokens causally."""
        rows = slice(batch.starts[i], batch.starts[i + 1])
        segment = batch.segments[i]
        segment.arena.write(index, k[rows], v[rows])
        end = segment.arena.length + rows.stop - rows.start
        kv = segment.arena.view(index, end)
        if self.sparse is not None and segment.prefix is None:
            return self.sparse.attend(index, q[rows], kv)
        return self.attend(q[rows], kv, True)
