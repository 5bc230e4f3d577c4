"""Weights in fp32 -> the same network in INT8, with what it rounds spread evenly (hadamard.py).

The residual stream is spread once and for all: the table that begins it, the weights that add to it
and those that read it are multiplied beforehand, so that a pass costs nothing more. A norm's
weights, which would stand between, are moved into the products behind them; the norm by itself does
not care. Values are spread within each head, and what reads them is too. Only the input of `down`
comes out of a product of two numbers, and is spread while the network runs, in small blocks.
"""

from dataclasses import replace

import torch
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.layers.hadamard import block_of, spread
from qa.engine.layers.linear import DenseLinear, Int8Linear, Linear
from qa.engine.network.network import LayerWeights

ROWS_AT_ONCE = 8192  # of a vocabulary, which in fp32 would be the peak
DOWN_BLOCK = 16  # about 2 % of a layer's time; 64 rounds hardly better


def int8_layer(layer: LayerWeights, config: ModelConfig) -> LayerWeights:
    """The layer in INT8; its linears must be dense."""
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
        qkv=Int8Linear(spread(qkv, stream)),
        qkv_bias=bias,
        o=Int8Linear(o),
        post_attention_norm=torch.ones_like(layer.post_attention_norm),
        gate_up=Int8Linear(spread(gate_up, stream)),
        down=Int8Linear(down, block=block_of(config.intermediate_size, DOWN_BLOCK)),
    )


def int8_table(table: Tensor) -> Tensor:
    """The embedding [vocab, hidden], spread, in bf16: it is only looked up."""
    block = block_of(table.shape[1])
    return torch.cat([spread(rows.float(), block).bfloat16() for rows in table.split(ROWS_AT_ONCE)])


def int8_head(weight: Tensor, final_norm: Tensor) -> tuple[Int8Linear, Tensor]:
    """The product that gives the logits, and the weights of the norm before it."""
    block = block_of(weight.shape[1])
    norm = final_norm.float()
    head = Int8Linear(spread(rows.float() * norm, block) for rows in weight.split(ROWS_AT_ONCE))
    return head, torch.ones_like(final_norm)


def _dense(linear: Linear) -> Tensor:
    assert isinstance(linear, DenseLinear), type(linear)
    return linear.weight.float()


def _spread_rows(weight: Tensor, block: int) -> Tensor:
    """Spread what comes out of a product [N, K], not what goes in."""
    return spread(weight.t(), block).t().contiguous()
