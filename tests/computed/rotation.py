"""Turn the residual stream by a random rotation: the same function, with weights like noise.

RMSNorm with weights of one does not see a rotation, so whatever writes to the stream is turned by
Q and whatever reads it by Q^T (the computational invariance of SliceGPT, Ashkboos et al. 2024,
arXiv 2401.15024). Weights of zeros and ones, which every number format holds exactly, become
Gaussian ones, which none does.
"""

import torch
from torch import Tensor

WRITES = ("self_attn.o_proj.weight", "mlp.down_proj.weight")
NORMS = ("layernorm.weight", "norm.weight")


def rotate_residual(weights: dict[str, Tensor], seed: int) -> dict[str, Tensor]:
    """weights: by their published names; the norms over the stream must be all ones."""
    hidden = weights["model.norm.weight"].numel()
    generator = torch.Generator().manual_seed(seed)
    gaussian = torch.randn(hidden, hidden, generator=generator, dtype=torch.float64)
    q = torch.linalg.qr(gaussian).Q.float()
    return {name: _rotated(name, weight, q) for name, weight in weights.items()}


def _rotated(name: str, weight: Tensor, q: Tensor) -> Tensor:
    if name.endswith(NORMS):
        return weight
    return q @ weight if name.endswith(WRITES) else weight @ q.t()
