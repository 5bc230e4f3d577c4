"""Whoever leaves in the middle of a reading is not worked for any longer, wherever that was."""

import random
import threading
import time

import pytest
import torch

from qa.engine.engine import Engine
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.models.errors import EngineClosed
from tests.engine.tiny_checkpoint import make_checkpoint

MEGABYTE = 2**20
PASSES = 40  # of the reading that is left


def tokens(count, seed=0):
    return torch.randint(0, 500, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = make_checkpoint(tmp_path_factory.mktemp("tiny") / "m", eos_token_id=511)
    return load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.FP32)


def leave_at(model, point):
    """Leave a reading after so many passes: it ends, gives its memory back, the next is read."""
    gate, passes = threading.Semaphore(0), 0

    def count():
        nonlocal passes
        passes += 1
        gate.acquire()

    with Engine(model, memory_bytes=64 * MEGABYTE, prefill_chunk=16, on_step=count) as engine:
        left = engine.read(tokens(PASSES * 16))
        for _ in range(point):
            gate.release()
        while passes < point:
            time.sleep(0.001)
        left.cancel()
        for _ in range(2 * PASSES):
            gate.release()
        with pytest.raises(EngineClosed):
            left.result()
        assert passes <= point + 2, "it went on"
        assert engine.used_bytes == 0
        engine.read(tokens(32, seed=1)).result()


@pytest.mark.parametrize("point", [0, 1, PASSES - 2])
def test_a_reading_that_is_left_is_not_worked_for_any_longer(model, point):
    leave_at(model, point)


@pytest.mark.slow
def test_so_it_is_at_a_hundred_random_points(model):
    chance = random.Random(7)
    for _ in range(100):
        leave_at(model, chance.randint(0, PASSES - 2))
