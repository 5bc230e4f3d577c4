"""Whether this processor multiplies int8 matrices faster than fp32 ones: one short trial a process.

In: nothing. Out: a yes or no that the CPU's number formats follow. Knows no model and no format.

Flags of the processor do not answer this: without VNNI it depends on torch's build and on oneDNN
whether `torch._int_mm` is a kernel or a loop, and the loop is 25 times slower than fp32.
"""

import time
from collections.abc import Callable
from functools import cache

import torch

ROWS, WIDTH = 64, 1024  # a piece of a question through a layer of Qwen3-0.6B; 2 ms in fp32
# A loop is 25 times slower, a kernel 2 to 3 times faster: between them nothing may flip from one
# start to the next, because what a model has read is kept for one format.
MARGIN = 3.0
NUM_RUNS = 3  # the first compiles kernels, and another program may disturb one


@cache
def integer_products_pay() -> bool:
    """Return whether int8 products are faster here. Takes at most some 0.2 s, once."""
    a = torch.ones(ROWS, WIDTH, dtype=torch.int8)
    weight = torch.ones(WIDTH, WIDTH, dtype=torch.int8)
    x, dense = a.float(), weight.float()
    try:
        integer_s = _shortest(lambda: torch._int_mm(a, weight.t()))
    except RuntimeError:  # a build without them
        return False
    return integer_s < MARGIN * _shortest(lambda: x @ dense.t())


def _shortest(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(NUM_RUNS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
