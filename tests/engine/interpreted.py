"""Kernels run compiled where there is a card, else in Triton's interpreter, in float32."""

import importlib.util
import os
from functools import cache


@cache
def has_card() -> bool:
    import torch

    return torch.cuda.is_available()


def interpret_kernels() -> None:
    """Have kernels interpreted where there is no card. Triton looks when a kernel is defined, so a
    folder's conftest calls this, before any of its modules imports one.
    """
    if importlib.util.find_spec("triton") and importlib.util.find_spec("torch") and not has_card():
        os.environ.setdefault("TRITON_INTERPRET", "1")
