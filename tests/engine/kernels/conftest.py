"""Kernels run compiled where there is a card, else in Triton's interpreter, in float32."""

import importlib.util
import os
from functools import cache

import pytest

collect_ignore_glob = [] if importlib.util.find_spec("triton") else ["test_*.py"]


@cache
def _has_card() -> bool:
    import torch

    return torch.cuda.is_available()


if importlib.util.find_spec("triton") and importlib.util.find_spec("torch") and not _has_card():
    os.environ.setdefault("TRITON_INTERPRET", "1")  # read when a kernel is defined


@pytest.fixture(scope="session")
def device():
    import torch

    return torch.device("cuda" if _has_card() else "cpu")
