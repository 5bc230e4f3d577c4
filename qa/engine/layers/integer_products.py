"""Whether this processor multiplies matrices in int8 and in bf16 faster than in fp32, and in int8
rightly: a short trial of each, once a process.

In: nothing. Out: what the CPU's number formats follow. Knows no model and no format.

Flags of the processor do not answer this: without VNNI it depends on torch's build and on oneDNN
whether `torch._int_mm` is a kernel or a loop, and the loop is 25 times slower than fp32.
"""

import time
from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

ROWS, WIDTH = 64, 1024  # a piece of a question through a layer of Qwen3-0.6B; 2 ms in fp32
# A loop is 25 times slower, a kernel 2 to 3 times faster: between them nothing may flip from one
# start to the next, because what a model has read is kept for one format.
MARGIN = 3.0
# Without VNNI oneDNN adds the products of two neighbours in 16 bits, and cuts off what is more
# (vpmaddubsw). An activation is at most 255 there, so that two of these stay below 32,768.
HALVED = 63
NUM_RUNS = 3  # the first compiles kernels, and another program may disturb one


@cache
def integer_products_pay() -> bool:
    """Return whether int8 products are faster here. Takes at most some 0.2 s, once."""
    return largest_exact_weight() > 0 and _pay(torch.int8, torch._int_mm)


@cache
def largest_exact_weight() -> int:
    """Return up to which weight int8 products are right, whatever they are multiplied with: 127, or
    63 where two of them are added in too few bits; 0: they are wrong, or not there.
    """
    try:
        exact = (most for most in (127, HALVED) if _is_exact(1, most) and _is_exact(ROWS, most))
        return next(exact, 0)
    except RuntimeError:  # a build without them
        return 0


def _is_exact(rows: int, weight: int) -> bool:
    a = torch.full((rows, WIDTH), 127, dtype=torch.int8)
    b = torch.full((WIDTH, WIDTH), weight, dtype=torch.int8)
    return bool((torch._int_mm(a, b.t()) == 127 * weight * WIDTH).all())


@cache
def bf16_products_pay() -> bool:
    """Return whether bf16 products are: with AVX2 alone int8 ones can be faster, and these not.
    Takes at most some 0.2 s, once.
    """
    return _pay(torch.bfloat16, torch.mm)


def _pay(dtype: torch.dtype, multiply: Callable[[Tensor, Tensor], Tensor]) -> bool:
    a = torch.ones(ROWS, WIDTH, dtype=dtype)
    weight = torch.ones(WIDTH, WIDTH, dtype=dtype)
    x, dense = a.float(), weight.float()
    try:
        seconds = _shortest(lambda: multiply(a, weight.t()))
    except RuntimeError:  # a build without them
        return False
    return seconds < MARGIN * _shortest(lambda: x @ dense.t())


def _shortest(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(NUM_RUNS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
