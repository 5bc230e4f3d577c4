"""The order in which the tokens of many questions are tried, in few passes over their logits.

The twin is qa.engine.runtime.device_sampling, which takes a hundred launches for the noise and two
hundred more for the nucleus, most of them over all logits.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

_COUNT = 4096  # tokens of a tile
_ROUNDS = 15  # of two bits: the 30 of a positive fp32 up to 1.0


@triton.jit
def _mix(x):
    """Wellons' lowbias32, as the twin has it; x unsigned."""
    x = (x ^ (x >> 16)) * 0x7FEB352D
    x = (x ^ (x >> 15)) * 0x846CA68B
    return x ^ (x >> 16)


@triton.jit
def _keys_kernel(
    logits, temperature, seeds, counts, keys, num_tokens,
    COUNT: tl.constexpr,
):  # fmt: skip
    """Program (row, tile of tokens): logits / temperature + Gumbel noise, or the logits as they are
    where the temperature is 0.
    """
    row = tl.program_id(0)
    token = tl.program_id(1) * COUNT + tl.arange(0, COUNT)
    there = token < num_tokens
    at = row.to(tl.int64) * num_tokens + token
    x = tl.load(logits + at, mask=there, other=0.0)
    heat = tl.load(temperature + row)
    seed = tl.load(seeds + row)
    low, high = seed.to(tl.uint32), (seed >> 32).to(tl.uint32)
    of_row = _mix(_mix(_mix(low) ^ high) ^ tl.load(counts + row).to(tl.uint32))
    bits = _mix(_mix(token.to(tl.uint32) ^ of_row) + _mix(of_row + 1))
    uniform = (bits >> 8).to(tl.float32) * 5.9604644775390625e-08  # 2^-24
    uniform = tl.minimum(tl.maximum(uniform, 2.98023223876953125e-08), 0.999999940395355225)
    noisy = x / tl.where(heat == 0, 1.0, heat) - tl.log(-tl.log(uniform))
    tl.store(keys + at, tl.where(heat == 0, x, noisy), mask=there)


@triton.jit
def _threshold_kernel(
    order, probabilities, top_p, thresholds, num_tokens,
    COUNT: tl.constexpr, ROUNDS: tl.constexpr,
):  # fmt: skip
    """Program (row): the largest integer above which the tokens still hold top_p. Two bits a round:
    what the tokens above each of three thresholds hold is added up in one pass. By arithmetic three
    bits would take longer to add up than they save of reading.
    """
    row = tl.program_id(0)
    order += row.to(tl.int64) * num_tokens
    probabilities += row.to(tl.int64) * num_tokens
    wanted = tl.load(top_p + row)
    threshold = tl.full((), -1, dtype=tl.int32)
    if wanted < 1:
        for turn in range(ROUNDS):
            step = 1 << (2 * (ROUNDS - 1 - turn))
            first = tl.zeros((COUNT,), dtype=tl.float32)
            second = tl.zeros((COUNT,), dtype=tl.float32)
            third = tl.zeros((COUNT,), dtype=tl.float32)
            for start in range(0, num_tokens, COUNT):
                token = start + tl.arange(0, COUNT)
                there = token < num_tokens
                bits = tl.load(order + token, mask=there, other=0)
                p = tl.load(probabilities + token, mask=there, other=0.0)
                first += tl.where(bits > threshold + step, p, 0.0)
                second += tl.where(bits > threshold + 2 * step, p, 0.0)
                third += tl.where(bits > threshold + 3 * step, p, 0.0)
            held = (tl.sum(first, 0) >= wanted).to(tl.int32)
            held += (tl.sum(second, 0) >= wanted).to(tl.int32)
            held += (tl.sum(third, 0) >= wanted).to(tl.int32)
            threshold += held * step
    tl.store(thresholds + row, threshold)


def noisy_keys(logits: Tensor, temperature: Tensor, seeds: Tensor, counts: Tensor) -> Tensor:
    """logits [B, vocab] fp32 over temperature plus noise, [B, vocab]; see the twin's
    `sampling_keys`. temperature [B] fp32; seeds and counts [B] int64.
    """
    rows, num_tokens = logits.shape
    assert logits.is_contiguous(), logits.stride()
    assert logits.dtype is temperature.dtype is torch.float32, (logits.dtype, temperature.dtype)
    assert seeds.dtype is counts.dtype is torch.int64, (seeds.dtype, counts.dtype)
    for of_row in (temperature, seeds, counts):
        assert of_row.shape == (rows,), of_row.shape
        assert of_row.is_contiguous(), of_row.stride()
    keys = torch.empty_like(logits)
    _keys_kernel[(rows, triton.cdiv(num_tokens, _COUNT))](
        logits, temperature, seeds, counts, keys, num_tokens, COUNT=_COUNT, num_warps=8
    )
    return keys


def nucleus(probabilities: Tensor, top_p: Tensor) -> Tensor:
    """Mask [B, vocab] of the smallest sets of tokens with probability >= top_p [B], ties included;
    all where top_p is 1. probabilities [B, vocab] fp32.
    """
    rows, num_tokens = probabilities.shape
    assert probabilities.is_contiguous(), probabilities.stride()
    assert top_p.shape == (rows,), top_p.shape
    assert top_p.is_contiguous(), top_p.stride()
    order = probabilities.view(torch.int32)  # positive floats are ordered like integers
    thresholds = torch.empty(rows, dtype=torch.int32, device=probabilities.device)
    _threshold_kernel[(rows,)](
        order,
        probabilities,
        top_p,
        thresholds,
        num_tokens,
        COUNT=_COUNT,
        ROUNDS=_ROUNDS,
        num_warps=16,
    )
    return order > thresholds[:, None]
