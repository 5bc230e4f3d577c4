"""The next tokens of many questions at once, chosen where the logits are.

The same Gumbel-max order as in `sampling.py`, for rows with parameters of their own. The noise is a
hash of the row's seed, the number of its token and the token id, so an answer depends neither on
who is answered beside it nor on which captured graph it runs in.
"""

from enum import IntEnum
from functools import cache

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.self_check import Verdict, can_be_trusted

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
        keys = _nucleus_first(keys, nucleus(scaled, top_p))
    return torch.where(is_greedy, logits, keys)


def sampling_keys_by_kernels(
    logits: Tensor,
    chance: SamplingMode,
    *,
    temperature: Tensor,
    top_p: Tensor,
    seeds: Tensor,
    counts: Tensor,
) -> Tensor:
    """`sampling_keys` in a tenth of its launches."""
    from qa.engine.kernels import sampling

    if chance is SamplingMode.GREEDY:
        return logits
    keys = sampling.noisy_keys(logits, temperature, seeds, counts)
    if chance is not SamplingMode.NUCLEUS:
        return keys
    is_greedy = temperature == 0
    scaled = logits / torch.where(is_greedy, 1.0, temperature)[:, None]
    inside = sampling.nucleus(torch.softmax(scaled, dim=-1), torch.where(is_greedy, 1.0, top_p))
    return _nucleus_first(keys, inside)


@cache
def sampling_kernels_work(device: torch.device) -> Verdict:
    """Whether they run here and give the order that torch's own operations give."""
    if not gpu.available(device):
        return Verdict(None, "no kernels here")
    generator = torch.Generator(device).manual_seed(0)
    logits = torch.randn(3, 5000, generator=generator, device=device)
    logits[:, 7:9] += 12  # all of the nucleus, whatever is added in which order
    options = {
        "temperature": torch.tensor([0.0, 1.0, 0.7], device=device),
        "top_p": torch.tensor([1.0, 0.6, 0.6], device=device),
        "seeds": torch.tensor([0, 3, 2**40 + 3], device=device),
        "counts": torch.tensor([0, 1, 2], device=device),
    }
    return can_be_trusted(
        lambda: [sampling_keys_by_kernels(logits, mode, **options) for mode in SamplingMode],
        lambda: [sampling_keys(logits, mode, **options) for mode in SamplingMode],
        otherwise="tokens are drawn in torch's own operations",
    )


def _nucleus_first(keys: Tensor, inside: Tensor) -> Tensor:
    """The others behind, so that a constraint that forbids the nucleus still finds a token."""
    behind = keys - (keys.amax(dim=1, keepdim=True) - keys.amin(dim=1, keepdim=True) + 1)
    return torch.where(inside, keys, behind)


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
