"""Probing a machine: what works is tried, speed is measured, and the choice follows from both."""

import json
from dataclasses import asdict, replace
from types import SimpleNamespace

import pytest
import torch

from qa.engine import self_check
from qa.engine.layers.integer_products import integer_products_pay
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.probing import device_info, micro_benchmarks
from qa.engine.probing.probe import (
    FIRST_ANSWER_TOKENS,
    Rates,
    choose_model,
    probe,
    shape_of,
    weight_bytes,
)
from qa.engine.self_check import SelfCheck
from qa.models.catalog import KNOWN_MODELS, Auto
from qa.models.errors import ModelNotCached
from qa.readers.local import loading
from tests.engine.probing.machines import GB, found
from tests.engine.tiny_checkpoint import make_checkpoint

CPU = torch.device("cpu")
SHAPES = {model.name: model.shape for model in KNOWN_MODELS}


def gpu(free_gb):
    return found("cuda:0", free_gb, 400.0, "fp8", "bf16")


@pytest.fixture(scope="module")
def here():
    return probe(CPU, budget_s=0.1)


def test_what_this_cpu_runs_agrees_with_the_reference_and_has_a_speed(here):
    working = {b.name for b in here.backends if b.works}
    assert {"attend_cpu", "attend_cpu_int8", "fp32", "bf16", "int8"} <= working
    assert all(b.tera_ops > 0 and b.relative_error < 0.1 for b in here.backends if b.works)
    fast = {"attend_cpu_int8", "int8"} if integer_products_pay() else {"attend_cpu", "fp32"}
    assert {b.name for b in here.backends if b.is_chosen} == fast
    assert all(rate > 0 for rate in asdict(here.rates).values())


def test_a_probe_can_be_printed_as_json(here):
    assert json.loads(json.dumps(asdict(here)))["machine"]["device"] == "cpu"


def test_a_moment_in_which_the_machine_was_busy_does_not_count(monkeypatch):
    took = iter([9.0, 0.9, 0.1, 0.7, 0.2])  # the first warms up
    now = [0.0]

    def work():
        now[0] += next(took)

    monkeypatch.setattr(self_check.time, "perf_counter", lambda: now[0])
    assert SelfCheck(CPU, budget_s=1.0).seconds(work) == pytest.approx(0.1)


def test_auto_looks_again_before_it_says_that_the_machine_is_too_slow(monkeypatch):
    looks = iter([[found(speed=0.01)], [found(speed=1.0)]])
    fetched = []

    def fetch(model_id, revision, on_progress):
        fetched.append(model_id)
        raise ModelNotCached(model=model_id)

    monkeypatch.setattr(loading, "probe_devices", lambda: next(looks))
    monkeypatch.setattr(loading, "fetch", fetch)
    with pytest.raises(ModelNotCached):
        loading.load_reader(Auto())
    assert fetched == ["Qwen/Qwen3-1.7B-FP8"]


@pytest.mark.gpu
def test_a_gpu_s_chosen_backends_work():
    result = probe(torch.device("cuda"))
    assert all(b.works for b in result.backends if b.is_chosen), result.backends


def test_a_backend_that_fails_or_is_wrong_gives_its_reason_and_the_others_go_on(monkeypatch):
    def missing(q, kv, causal):
        raise RuntimeError("this CPU has no such instruction\nat line 7")

    missing.__name__ = "attend_cpu"
    monkeypatch.setattr(micro_benchmarks, "attend_cpu", missing)
    right = micro_benchmarks.attend_cpu_int8

    def wrong(q, kv, causal):
        out, lse = right(q, kv, causal)
        return out * 1.5, lse

    wrong.__name__ = "attend_cpu_int8"
    monkeypatch.setattr(micro_benchmarks, "attend_cpu_int8", wrong)
    result = micro_benchmarks.Trial(CPU, torch.float32, micro_benchmarks.KVFormat.K8V16, 0.0)
    reasons = {b.name: b.reason for b in result.attentions()}
    assert reasons["attend_cpu"] == "this CPU has no such instruction"
    assert reasons["attend_cpu_int8"].startswith("wrong numbers")


def test_seconds_are_the_arithmetic_of_operations_over_rates():
    shape = SHAPES["Qwen3-4B-Instruct-2507-FP8"]
    only_linear = replace(found(), rates=Rates(1e12, float("inf"), float("inf"), 1e9))
    assert only_linear.reading_seconds(shape, 1000) == pytest.approx(7.267, rel=1e-3)
    only_attention = replace(found(), rates=Rates(float("inf"), 1e12, float("inf"), 1e9))
    expected = 294_912 * 150_000**2 / 1e12  # 36 layers x 4 x 32 x 128 x N^2 / 2
    assert only_attention.reading_seconds(shape, 150_000) == pytest.approx(expected)


def test_a_backend_that_does_not_work_never_finishes():
    broken = replace(found(), rates=Rates(1e12, 0.0, 1e9, 1e9))
    assert broken.reading_seconds(SHAPES["Qwen3-0.6B-FP8"], 10) == float("inf")
    assert choose_model([broken]).model is None


@pytest.mark.parametrize("is_tied", [True, False])
@pytest.mark.parametrize("weight_format", WeightFormat)
def test_the_memory_stated_for_weights_is_what_loading_takes(tmp_path, weight_format, is_tied):
    folder = make_checkpoint(tmp_path / "m", fp8=True, tie_word_embeddings=is_tied)
    model = load_model(folder, device=CPU, weight_format=weight_format)
    shape = shape_of(model.config)
    stated = weight_bytes(shape, weight_format)
    if weight_format in (WeightFormat.FP8, WeightFormat.FP8_WEIGHT_ONLY):
        num_tables = 1 if is_tied else 2  # bf16 on a GPU, fp32 on a CPU
        stated += 2 * num_tables * shape.embedding_parameters
    # scales of blocks and rows come on top: a little in real models, 2 % in so tiny a one
    assert stated <= model.weights.num_bytes < 1.03 * stated


def test_a_gpu_with_room_takes_the_model_made_for_whole_reports():
    choice = choose_model([gpu(24.0), found()])
    assert choice.model.name == "Qwen3-4B-Instruct-2507-FP8"
    assert choice.device == "cuda:0"
    assert "10.2 GB needed, 24.0 GB free" in choice.reason


def test_a_gpu_without_room_leaves_it_to_the_cpu_and_says_so():
    choice = choose_model([gpu(4.0), found()])
    assert choice.device == "cpu"
    assert "4.0 GB free" in choice.reason


@pytest.mark.parametrize(
    ("speed", "name"),
    [
        (4.0, "Qwen3-4B-Instruct-2507-FP8"),
        (1.0, "Qwen3-1.7B-FP8"),
        (0.5, "Qwen3-0.6B-FP8"),
        (0.1, None),
    ],
)
def test_a_cpu_takes_the_largest_model_that_answers_in_30_seconds(speed, name):
    choice = choose_model([found(speed=speed)])
    assert (choice.model and choice.model.name) == name
    if choice.model:
        expected = found(speed=speed).first_answer_seconds(choice.model.shape, FIRST_ANSWER_TOKENS)
        assert choice.first_answer_s == expected <= 30
    else:
        assert choice.reason.count("first answer after") == 3


def test_a_cpu_with_little_memory_takes_a_smaller_model_whatever_its_speed():
    choice = choose_model([found(free_gb=3.0, speed=10.0)])
    assert choice.model.name == "Qwen3-0.6B-FP8"
    assert "GB needed, 3.0 GB free" in choice.reason


def test_a_container_s_limit_counts_before_the_machine_s_memory(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("4000000\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    (tmp_path / "meminfo").write_text("MemTotal: 8000 kB\nMemAvailable: 6000 kB\n")
    monkeypatch.setattr(device_info, "CGROUP", tmp_path)
    monkeypatch.setattr(device_info, "MEMINFO", tmp_path / "meminfo")
    described = device_info.describe(CPU)
    assert (described.total_bytes, described.free_bytes) == (4_000_000, 3_000_000)
    (tmp_path / "memory.max").write_text("max\n")
    described = device_info.describe(CPU)
    assert (described.total_bytes, described.free_bytes) == (8_192_000, 6_144_000)


def test_what_torch_keeps_of_a_card_s_memory_counts_as_free(monkeypatch):
    card = SimpleNamespace(name="a card", major=9, minor=0)
    for name, given in (
        ("get_device_properties", card),
        ("mem_get_info", (50 * GB, 80 * GB)),
        ("memory_reserved", 12 * GB),
        ("memory_allocated", 5 * GB),
    ):
        monkeypatch.setattr(torch.cuda, name, lambda device, given=given: given)

    described = device_info.describe(torch.device("cuda"))

    assert (described.total_bytes, described.free_bytes) == (80 * GB, 57 * GB)


def test_a_kernel_that_cannot_be_compiled_is_a_backend_that_does_not_work():
    errors = pytest.importorskip("triton.errors")

    def work():
        raise errors.TritonError("out of resource: shared memory")

    tried = SelfCheck(CPU, 0.0).run("kernel", "linear", False, work, torch.ones(2), 1.0, most=0.1)

    assert tried.reason == "out of resource: shared memory"
