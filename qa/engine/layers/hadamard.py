"""Spreading large numbers over their neighbours before numbers are rounded to 8 bits.

A few channels of a trained network's activations are ten to a hundred times as large as the others,
and with one scale a token it is they that decide how coarsely all others are rounded. Multiplied by
a Hadamard matrix, block by block, every channel becomes a mean of its block with changing signs, so
that none stands out, and the product with weights that were multiplied too stays what it was: the
matrix, divided by the square root of its size, is orthogonal and its own inverse (QuaRot: Ashkboos
et al. 2024, arXiv 2404.00456).
"""

from functools import cache

import torch
from torch import Tensor

LARGEST_BLOCK = 64  # more brings nothing that was measured


def block_of(width: int, most: int = LARGEST_BLOCK) -> int:
    """Return the largest power of two up to `most` that divides a width; 1 changes nothing."""
    return min(width & -width, most)


def spread(x: Tensor, block: int) -> Tensor:
    """Multiply the last dimension of x in blocks; spread twice, x is itself again."""
    if block == 1:
        return x
    return (x.reshape(-1, block) @ _hadamard(block).to(x)).view(x.shape)


@cache
def _hadamard(size: int) -> Tensor:
    """Sylvester's matrix [size, size] divided by the square root of its size, fp32."""
    matrix = torch.ones(1, 1)
    while len(matrix) < size:
        matrix = torch.cat((torch.cat((matrix, matrix), 1), torch.cat((matrix, -matrix), 1)))
    return matrix / size**0.5
