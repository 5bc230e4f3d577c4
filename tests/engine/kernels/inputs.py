"""Numbers that are hard on FP8: ordinary ones, lone outliers, zeros, the tiny and the large."""

import torch
from torch import Tensor

KINDS = ("random", "outlier", "zeros", "tiny", "large")


def rows(m: int, k: int, device: torch.device, *, seed: int, kind: str = "random") -> Tensor:
    """fp32 [m, k]; the kind is that of the last row and of the last 128 columns."""
    x = torch.randn(m, k, generator=torch.Generator().manual_seed(seed))
    for part in (x[-1], x[:, -128:]):
        match kind:
            case "outlier":
                part[..., 5] = 3e4
            case "zeros":
                part.zero_()
            case "tiny":
                part.mul_(1e-12)
            case "large":
                part.mul_(1e6)
    return x.to(device)
