"""A Qwen3 checkpoint whose weights are computed, not trained: it goes on with any row it has read.

It is an induction head (Olsson et al. 2022, arXiv 2209.11895) written down. Each token t has a code
c(t) of 128 numbers, signs or Gaussian, in the first channels of its embedding; one more channel is
constant. Two layers work:

1. Looking back. Queries and keys are the same constant vector u for every token, but the query is
   turned by -w_i d in pair i. Under RoPE the score of distance n is sum_i cos(w_i (n - d)): it has
   its peak, for every i at once, at n = d and nowhere else. Head d so copies the first R numbers of
   c(token d places back) into slot d, for d = 1 .. window.
2. Matching. The query of token t holds slots 0 .. window-1 (its own code is slot 0), the key of
   token s holds slots 1 .. window: they are equal where the window before s is the window that ends
   with t. The value is c(s), so what followed the window is written behind t, and the head reads
   it.

Which pairs are safe: content must not be turned by position, so matching uses only the slow pairs,
those with w_i * 262,144 < 0.05; with base 1e15 and head_dim 128 they are pairs 29 .. 63, 70
numbers, R = 70 // window per slot. Looking back uses the fast pairs 0 .. 19.

What the gain does: RMSNorm gives a query and its equal the score sqrt(128) gain^2, and each slot
carries 1 / window of it. A window that differs in one slot is that much behind, less what the two
codes have in common; the softmax over n tokens needs this gap to be well above ln n. A small gain
loses rows, but in every number format alike: what is lost is the softmax, not the digits.

What costs digits is likeness: tokens come in families, and a token's code is sqrt(likeness) times
its family's plus sqrt(1 - likeness) times its own. A document then holds many windows of the same
families, ahead of which the right one is by (1 - likeness) of the score, and the head too has to
tell members of a family apart. More so with Gaussian codes, since signs are exact in eight bits,
and with a rotated residual stream (rotation.py), since zeros and ones are exact in FP8.

Grouped queries: each group of heads keeps its values in another order of channels, so that no head
is right with the keys and values of another group. Idle layers have random weights and write to
channels that nothing reads: they do nothing but change the norms.

A second kind answers a row label with the row, in quote markers: see quoting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from tests.computed.rotation import rotate_residual
from tests.engine.tiny_checkpoint import TINY, write_checkpoint

HEAD_DIM = 128
HALF = HEAD_DIM // 2
INTERMEDIATE = 128
CODE = 128  # numbers per code
THETA = 1e15
LONGEST = 262_144
FREQUENCIES = THETA ** (-torch.arange(HALF, dtype=torch.float64) / HALF)
SLOW = [i for i in range(HALF) if FREQUENCIES[i] * LONGEST < 0.05]
NUM_FAST = 20
FAMILIES = 8  # of tokens that are alike
LOOK_GAIN = 12.0  # of looking back: the neighbour of the peak is 3.5% lower, 58 in the exponent
CONSTANT = 8.0
EOS = 0  # no row holds it, so that no answer ends by itself
WRITTEN = 8.0  # how much louder the next token's code is than the last one's
SHIFT = 17  # channels by which a group's values are turned against the group before


@dataclass(frozen=True, slots=True)
class Computed:
    """What to compute. gain, likeness: see the module."""

    vocab_size: int = 4096
    num_heads: int = 8
    num_kv_heads: int = 2
    num_idle_layers: int = 0
    window: int = 4
    gain: float = 3.0
    is_gaussian: bool = False
    likeness: float = 0.0
    is_rotated: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        assert self.window <= self.num_heads
        assert CODE % self.num_heads == self.num_heads % self.num_kv_heads == 0

    @property
    def slot_size(self) -> int:
        return 2 * len(SLOW) // self.window

    # channels: code | slots 1 .. window | constant | spare

    @property
    def constant(self) -> int:
        return CODE + self.window * self.slot_size

    @property
    def spare(self) -> int:
        return self.constant + 1

    @property
    def hidden_size(self) -> int:
        return -(-(self.spare + 16) // 128) * 128  # at least 16 to spare, whole FP8 groups

    def slot(self, d: int) -> range:
        if d == 0:
            return range(self.slot_size)  # the token's own code
        first = CODE + (d - 1) * self.slot_size
        return range(first, first + self.slot_size)

    def group(self, head: int) -> int:
        return head // (self.num_heads // self.num_kv_heads)

    def kept(self, group: int, channel: int) -> int:
        """Where a group's values keep a channel of the code."""
        return (channel + group * SHIFT) % HEAD_DIM


def make_computed(folder: Path, what: Computed, *, fp8: bool = False) -> Path:
    """Write the checkpoint in the published file format, without a tokenizer. Returns folder."""
    layers = [_look_back(what)]
    generator = torch.Generator().manual_seed(what.seed + 1)
    layers += [_idle(what, generator) for _ in range(what.num_idle_layers)]
    layers.append(_match(what))
    embedding, head = _tokens(what)
    weights = named_weights(embedding, head, layers)
    if what.is_rotated:
        weights = rotate_residual(weights, what.seed + 2)
    config = computed_config(weights, what.num_heads, what.num_kv_heads, THETA, EOS)
    write_checkpoint(folder, config, {n: w.bfloat16() for n, w in weights.items()}, fp8=fp8)
    return folder


def named_weights(
    embedding: Tensor, head: Tensor, layers: Sequence[dict[str, Tensor]]
) -> dict[str, Tensor]:
    """Give every weight its name in the published files."""
    weights = {
        "model.embed_tokens.weight": embedding,
        "lm_head.weight": head,
        "model.norm.weight": torch.ones(embedding.shape[1]),
    }
    for i, layer in enumerate(layers):
        weights |= {f"model.layers.{i}.{name}.weight": weight for name, weight in layer.items()}
    return weights


def computed_config(
    weights: dict[str, Tensor], num_heads: int, num_kv_heads: int, theta: float, eos: int
) -> dict[str, object]:
    """Return config.json of such weights."""
    vocab_size, hidden_size = weights["lm_head.weight"].shape
    return TINY | {
        "vocab_size": vocab_size,
        "hidden_size": hidden_size,
        "intermediate_size": INTERMEDIATE,
        "num_hidden_layers": sum(name.endswith("q_proj.weight") for name in weights),
        "num_attention_heads": num_heads,
        "num_key_value_heads": num_kv_heads,
        "head_dim": HEAD_DIM,
        "rope_theta": theta,
        "max_position_embeddings": LONGEST,
        "tie_word_embeddings": False,
        "eos_token_id": eos,
    }


def _tokens(c: Computed) -> tuple[Tensor, Tensor]:
    """Return (embedding, head), [vocab, hidden] each."""
    generator = torch.Generator().manual_seed(c.seed)
    code = torch.randn(c.vocab_size, CODE, generator=generator)
    family = torch.randn(FAMILIES, CODE, generator=generator)
    family = family[torch.arange(c.vocab_size) % FAMILIES]
    code = c.likeness**0.5 * family + (1 - c.likeness) ** 0.5 * code
    code = code * (CODE**0.5 / code.norm(dim=1, keepdim=True)) if c.is_gaussian else code.sign()
    embedding = torch.zeros(c.vocab_size, c.hidden_size)
    embedding[:, :CODE] = code
    embedding[:, c.constant] = CONSTANT
    head = torch.zeros_like(embedding)
    head[:, :CODE] = code
    return embedding, head


def silent_layer(num_heads: int, num_kv_heads: int, hidden: int) -> dict[str, Tensor]:
    """Return the weights of a layer that adds nothing."""
    q, kv = num_heads * HEAD_DIM, num_kv_heads * HEAD_DIM
    return {
        "input_layernorm": torch.ones(hidden),
        "post_attention_layernorm": torch.ones(hidden),
        "self_attn.q_norm": torch.ones(HEAD_DIM),
        "self_attn.k_norm": torch.ones(HEAD_DIM),
        "self_attn.q_proj": torch.zeros(q, hidden),
        "self_attn.k_proj": torch.zeros(kv, hidden),
        "self_attn.v_proj": torch.zeros(kv, hidden),
        "self_attn.o_proj": torch.zeros(hidden, q),
        "mlp.gate_proj": torch.zeros(INTERMEDIATE, hidden),
        "mlp.up_proj": torch.zeros(INTERMEDIATE, hidden),
        "mlp.down_proj": torch.zeros(hidden, INTERMEDIATE),
    }


def _looking(c: Computed) -> dict[str, Tensor]:
    """A layer whose keys are all the constant vector u."""
    layer = silent_layer(c.num_heads, c.num_kv_heads, c.hidden_size)
    for group in range(c.num_kv_heads):
        layer["self_attn.k_proj"][group * HEAD_DIM : group * HEAD_DIM + NUM_FAST, c.constant] = 1
    layer["self_attn.q_norm"].fill_(LOOK_GAIN)
    layer["self_attn.k_norm"].fill_(LOOK_GAIN)
    return layer


def turned(distance: int, frequencies: Tensor) -> Tensor:
    """Return u as a query whose peak is `distance` places back, [head_dim]; frequencies: of the
    pairs that look, in radians per token.
    """
    u = torch.zeros(HEAD_DIM)
    angles = frequencies * distance
    u[: len(angles)], u[HALF : HALF + len(angles)] = angles.cos().float(), -angles.sin().float()
    return u


def _look_back(c: Computed) -> dict[str, Tensor]:
    """Fill the slots."""
    rms = ((CODE + CONSTANT**2) / c.hidden_size) ** 0.5  # of an embedding
    layer = _looking(c)
    _keep_codes(c, layer)
    for head, d in enumerate(range(1, c.window + 1)):
        rows = slice(head * HEAD_DIM, (head + 1) * HEAD_DIM)
        layer["self_attn.q_proj"][rows, c.constant] = turned(d, FREQUENCIES[:NUM_FAST])
        for r, channel in enumerate(c.slot(d)):
            kept = rows.start + c.kept(c.group(head), r)
            layer["self_attn.o_proj"][channel, kept] = rms
    return layer


def _keep_codes(c: Computed, layer: dict[str, Tensor]) -> None:
    for group in range(c.num_kv_heads):
        for channel in range(CODE):
            layer["self_attn.v_proj"][group * HEAD_DIM + c.kept(group, channel), channel] = 1


def _match(c: Computed) -> dict[str, Tensor]:
    """Find the same window and write what followed it; each head writes its share of the code."""
    layer = silent_layer(c.num_heads, c.num_kv_heads, c.hidden_size)
    _keep_codes(c, layer)
    slow = [*SLOW, *(HALF + i for i in SLOW)]
    for j in range(c.window):
        places = slow[j * c.slot_size : (j + 1) * c.slot_size]
        for place, sought, stored in zip(places, c.slot(j), c.slot(j + 1), strict=True):
            layer["self_attn.q_proj"][place::HEAD_DIM, sought] = 1
            layer["self_attn.k_proj"][place::HEAD_DIM, stored] = 1
    for channel in range(CODE):
        head = channel * c.num_heads // CODE
        kept = head * HEAD_DIM + c.kept(c.group(head), channel)
        layer["self_attn.o_proj"][channel, kept] = WRITTEN
    layer["self_attn.q_norm"].fill_(c.gain)
    layer["self_attn.k_norm"].fill_(c.gain)
    return layer


def _idle(c: Computed, generator: torch.Generator) -> dict[str, Tensor]:
    """Random weights that write to spare channels only."""
    layer = silent_layer(c.num_heads, c.num_kv_heads, c.hidden_size)
    for name, weight in layer.items():
        if name.endswith("_proj"):
            weight.copy_(torch.randn(weight.shape, generator=generator) * weight.shape[1] ** -0.5)
    layer["self_attn.o_proj"][: c.spare] = 0
    layer["mlp.down_proj"][: c.spare] = 0
    return layer
