"""What each product of a network is typically given: found by reading a few tokens once.

Half of what a trained network's products are given is the same for every token, and the first token
of a text, which all others look at, is unlike them but much the same in every text (Sun et al.
2024, arXiv 2402.17762). What is the same need not be rounded with the rest (`Int8Linear`). That is
so of what comes out of the norms; what attention and the gate give has little in common. To know it
takes no text: the tokens are taken evenly from the vocabulary, and no tokenizer is needed.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.layers.layer_ops import PlainLayerOps
from qa.engine.network.network import LayerWeights

NUM_TOKENS = 72
NUM_LEFT_OUT = 8  # of the mean: the first tokens are unlike the others


@dataclass(frozen=True, slots=True)
class Typical:
    """Inputs of two products of a layer [2, K], without the norm's weights: the mean, and the first
    token's.
    """

    qkv: Tensor
    gate_up: Tensor


class Calibration:
    """Reads the tokens layer by layer, in fp32, while the layers are loaded."""

    @staticmethod
    def token_ids(vocab_size: int) -> Tensor:
        """Tokens evenly from the vocabulary's first half, where the frequent ones are."""
        return torch.arange(1, NUM_TOKENS + 1) * (vocab_size // (2 * NUM_TOKENS + 2))

    def __init__(self, config: ModelConfig, embedded: Tensor) -> None:
        """embedded: the rows of the table for `token_ids`."""
        self._config = config
        self._x = embedded.float()
        self._steps = PlainLayerOps(config, embedded.device, torch.float32)
        positions = torch.arange(len(embedded), device=embedded.device)
        self._angles = self._steps.angles(positions)

    @torch.inference_mode()
    def read(self, layer: LayerWeights) -> Typical:
        """Pass the tokens through the next layer, whose products must be dense."""
        c, x = self._config, self._x
        normed = self._normed()
        qkv = layer.qkv(normed * layer.input_norm.float())
        if layer.qkv_bias is not None:
            qkv = qkv + layer.qkv_bias
        q, k, v = self._steps.heads(qkv, layer.q_norm, layer.k_norm, self._angles)
        group = c.num_heads // c.num_kv_heads
        k, v = (part.repeat_interleave(group, dim=1) for part in (k, v))
        q, k, v = (part.transpose(0, 1) for part in (q, k, v))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        attended = attended.transpose(0, 1).flatten(1)
        self._x = x = x + layer.o(attended)
        normed_again = self._normed()
        gate, up = layer.gate_up(normed_again * layer.post_attention_norm.float()).chunk(2, dim=-1)
        self._x = x + layer.down(F.silu(gate).mul_(up))
        return Typical(_typical(normed), _typical(normed_again))

    def _normed(self) -> Tensor:
        return F.rms_norm(self._x, (self._x.shape[-1],), None, self._config.rms_norm_eps)


def _typical(x: Tensor) -> Tensor:
    return torch.stack((x[NUM_LEFT_OUT:].mean(dim=0), x[0]))
