"""Whether this processor multiplies matrices in int8 and in bf16 faster than in fp32: a short trial
of each, once a process.

In: nothing. Out: a yes or no that the CPU's number formats follow. Knows no model and no format.

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
NUM_RUNS = 3  # the first compiles kernels, and another program may disturb one


@cache
def integer_products_pay() -> bool:
    """Return whether int8 products are faster here. Takes at most some 0.2 s, once."""
    return _pay(torch.int8, torch._int_mm)


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
