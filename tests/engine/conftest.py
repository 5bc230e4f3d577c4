"""Tests of the engine compute tiny things: one thread is as fast, and fair to what else runs."""

import sys

import pytest


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
