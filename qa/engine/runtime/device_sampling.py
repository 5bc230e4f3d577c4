"""The next tokens of many questions at once, chosen where the logits are.

The same Gumbel-max order as in `sampling.py`, for rows with parameters of their own. The noise is a
hash of the row's seed, the number of its token and the token id, so an answer depends neither on
who is answered beside it nor on which captured graph it runs in.
"""

from enum import IntEnum

import torch
from torch import Tensor

ALL_BITS = 31  # of a positive fp32


class SamplingMode(IntEnum):
    """What the rows of a step ask for at most; the higher ones cost more."""

    GREEDY = 0
    TEMPERATURE = 1
    NUCLEUS = 2


def sampling_keys(
    logits: Tensor,
    chance: SamplingMode,
    *,
    temperature: Tensor,
    top_p: Tensor,
    seeds: Tensor,
    counts: Tensor,
) -> Tensor:
    """Numbers [B, vocab] whose order is the order in which tokens are tried.

    logits [B, vocab] fp32; temperature and top_p [B] fp32; seeds and counts [B] int64: a row's
    random state and how many tokens it has written. Rows with temperature 0 keep their logits.
    """
    if chance is SamplingMode.GREEDY:
        return logits
    is_greedy = (temperature == 0)[:, None]
    scaled = logits / torch.where(is_greedy, 1.0, temperature[:, None])
    keys = scaled + gumbel(seeds, counts, logits.shape[1])
    if chance is SamplingMode.NUCLEUS:
        # behind all others, so that a constraint that forbids the nucleus still finds a token
        behind = keys - (keys.amax(dim=1, keepdim=True) - keys.amin(dim=1, keepdim=True) + 1)
        keys = torch.where(nucleus(scaled, top_p), keys, behind)
    return torch.where(is_greedy, logits, keys)


def nucleus(logits: Tensor, top_p: Tensor) -> Tensor:
    """Mask [B, vocab] of the smallest sets with probability >= top_p [B], ties included.

    Without sorting: a token is inside when the more probable ones hold less than top_p. The
    smallest such probability is found bit by bit, since positive floats are ordered like integers.
    """
    probabilities = torch.softmax(logits, dim=-1)
    order = probabilities.view(torch.int32)
    threshold = torch.full_like(top_p, -1, dtype=torch.int32)  # here the more probable hold enough
    for bit in reversed(range(ALL_BITS)):
        higher = threshold + (1 << bit)
        held = torch.where(order > higher[:, None], probabilities, 0.0).sum(dim=1)
        threshold = torch.where(held >= top_p, higher, threshold)
    return (order > threshold[:, None]) | (top_p >= 1)[:, None]


def gumbel(seeds: Tensor, counts: Tensor, num_tokens: int) -> Tensor:
    """Standard Gumbel noise [B, num_tokens] fp32, a function of seed, count and token id."""
    row = _mix(_mix(_mix(seeds.int()) ^ (seeds >> 32).int()) ^ counts.int())
    token = torch.arange(num_tokens, dtype=torch.int32, device=seeds.device)
    bits = _mix(_mix(token[None, :] ^ row[:, None]) + _mix(row + 1)[:, None])
    uniform = ((bits >> 8) & 0xFFFFFF).float() * 2**-24
    return -torch.log(-torch.log(uniform.clamp(2**-25, 1 - 2**-24)))


def _mix(x: Tensor) -> Tensor:
    """Wellons' lowbias32, a hash of 32 bits: each bit of x changes about half of the result's."""
    x = (x ^ ((x >> 16) & 0xFFFF)) * 0x7FEB352D
    x = (x ^ ((x >> 15) & 0x1FFFF)) * (0x846CA68B - 2**32)
    return x ^ ((x >> 16) & 0xFFFF)
