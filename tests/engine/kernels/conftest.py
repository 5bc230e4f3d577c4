"""Kernels run compiled where there is a card, else in Triton's interpreter, in float32."""

import importlib.util

import pytest

from tests.engine.interpreted import has_card, interpret_kernels

collect_ignore_glob = [] if importlib.util.find_spec("triton") else ["test_*.py"]


interpret_kernels()


@pytest.fixture(scope="session")
def device():
    import torch

    return torch.device("cuda" if has_card() else "cpu")
