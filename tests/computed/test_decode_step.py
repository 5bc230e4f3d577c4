"""The quality gate for the decode step of a GPU, through its twins: every row is found."""

from pathlib import Path

import pytest

from qa.engine.engine import Engine
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import CPU, load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.sampling import SamplingParams
from tests.computed.checkpoint import Computed, make_computed
from tests.computed.gate import ROW, make_task

LENGTH = 1500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_computed(tmp_path_factory.mktemp("computed") / "m", Computed(), fp8=True)


@pytest.mark.parametrize("kv_format", [KVFormat.FP8, KVFormat.INT8])
def test_questions_in_slots_find_every_row(folder: Path, kv_format: KVFormat) -> None:
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32, kv_format=kv_format)
    task = make_task(model.config.vocab_size, LENGTH, window=4, chunk=512)

    with Engine(model, memory_bytes=2**30, slots=SlotPlan(32, capacity=64)) as engine:
        prefix = engine.read(task.document).result()
        streams = [
            engine.ask(prefix, task.question(start), SamplingParams(max_tokens=ROW))
            for start in task.asked
        ]
        answers = [tuple(stream) for stream in streams]

    assert answers == [tuple(task.rest(start)) for start in task.asked]
