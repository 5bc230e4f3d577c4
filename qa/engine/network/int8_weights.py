"""Weights in fp32 -> the same network in INT8, with what it rounds spread evenly (hadamard.py).

The residual stream is spread once and for all: the table that begins it, the weights that add to it
and those that read it are multiplied beforehand, so that a pass costs nothing more. A norm's
weights, which would stand between, are moved into the products behind them; the norm by itself does
not care. Values are spread within each head, and what reads them is too. Only the input of `down`
comes out of a product of two numbers, and is spread while the network runs, in small blocks. The
rows that two of them are typically given, where known (calibration.py), are spread like the rest.
"""

from dataclasses import replace

import torch
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.layers.hadamard import block_of, spread
from qa.engine.layers.linear import DenseLinear, Int8Linear, Linear
from qa.engine.network.calibration import Typical
from qa.engine.network.network import LayerWeights

DOWN_BLOCK = 16  # about 2 % of a layer's time; 64 rounds better and takes 3 % more
NUM_RESCORED = 32  # tokens: the first choice of the exact numbers is among them
_RESCORED_ROWS = 64  # at once, where all rows give logits
ROWS_AT_ONCE = 8192  # of a vocabulary, which in fp32 would be the peak


def int8_layer(
    layer: LayerWeights, config: ModelConfig, typical: Typical | None = None
) -> LayerWeights:
    """The layer in INT8; its linears must be dense. typical: what they are given."""

    def rows(name: str) -> Tensor | None:
        return None if typical is None else spread(getattr(typical, name), stream)

    stream, head = block_of(config.hidden_size), block_of(config.head_dim)
    num_values = config.num_kv_heads * config.head_dim
    qkv = _dense(layer.qkv) * layer.input_norm.float()
    values = qkv[-num_values:]
    qkv[-num_values:] = _spread_rows(values, head)
    bias = layer.qkv_bias
    if bias is not None:
        bias = torch.cat((bias[:-num_values], spread(bias[-num_values:], head)))
    o = _spread_rows(spread(_dense(layer.o), head), stream)
    gate_up = _dense(layer.gate_up) * layer.post_attention_norm.float()
    down = _spread_rows(_dense(layer.down), stream)
    return replace(
        layer,
        input_norm=torch.ones_like(layer.input_norm),
        qkv=Int8Linear(spread(qkv, stream), typical=rows("qkv")),
        qkv_bias=bias,
        o=Int8Linear(o),
        post_attention_norm=torch.ones_like(layer.post_attention_norm),
        gate_up=Int8Linear(spread(gate_up, stream), typical=rows("gate_up")),
        down=Int8Linear(down, block=block_of(config.intermediate_size, DOWN_BLOCK)),
    )


def int8_table(table: Tensor) -> Tensor:
    """The embedding [vocab, hidden], spread, in bf16: it is only looked up."""
    block = block_of(table.shape[1])
    return torch.cat([spread(rows.float(), block).bfloat16() for rows in table.split(ROWS_AT_ONCE)])


class RescoredHead:
    """Logits by integer products, and the highest of them once more from the table in which tokens
    are looked up and which lies in memory anyway: what is rounded away in int8 decides between
    tokens only where they are close, and those are few.
    """

    def __init__(self, rough: Int8Linear, table: Tensor, norm: Tensor, block: int) -> None:
        """rough: the head [V, K], for x spread. table: [V, K], spread in blocks, without the norm's
        weights [K], which `rough` has in it.
        """
        self.rough = rough
        self.table = table
        self.norm = norm.float()
        self.block = block

    @property
    def num_bytes(self) -> int:
        return self.rough.num_bytes

    def __call__(self, x: Tensor) -> Tensor:
        logits = self.rough(x)
        rows, flat = x.reshape(-1, x.shape[-1]), logits.view(-1, logits.shape[-1])
        for part, out in zip(rows.split(_RESCORED_ROWS), flat.split(_RESCORED_ROWS), strict=True):
            weighted = spread(spread(part.float(), self.block) * self.norm, self.block)
            best = out.topk(min(NUM_RESCORED, out.shape[-1]), sorted=False).indices
            exact = torch.bmm(self.table[best].float(), weighted[:, :, None])
            out.scatter_(1, best, exact.squeeze(-1).to(out.dtype))
        return logits


def int8_head(
    weight: Tensor,
    final_norm: Tensor,
    *,
    tied_to: Tensor | None = None,
) -> tuple[Int8Linear | RescoredHead, Tensor]:
    """The product that gives the logits, and the weights of the norm before it. tied_to: an
    `int8_table` of the same weight.
    """
    block = block_of(weight.shape[1])
    norm = final_norm.float()
    head = Int8Linear(spread(rows.float() * norm, block) for rows in weight.split(ROWS_AT_ONCE))
    ones = torch.ones_like(final_norm)
    return (head if tied_to is None else RescoredHead(head, tied_to, norm, block)), ones


def _dense(linear: Linear) -> Tensor:
    assert isinstance(linear, DenseLinear), type(linear)
    return linear.weight.float()


def _spread_rows(weight: Tensor, block: int) -> Tensor:
    """Spread what comes out of a product [N, K], not what goes in."""
    return spread(weight.t(), block).t().contiguous()
