"""Other engines in the bench for GPUs: asked the same of each, apart from us, and what goes wrong
with one is its result.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.gpu import vllm_peer
from tests.benchmarks.gpu.parts import SMALL
from tests.benchmarks.gpu.peer_plan import SMALL_PEER_PLAN, PeerPlan, measure_engine
from tests.benchmarks.gpu.rows import Row
from tests.benchmarks.gpu.vllm_peer import measure_vllm

STAND_INS = Path(__file__).parent / "stand_ins"
Record = Callable[[], list[dict]]


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """What the stand-in for vLLM was told and asked."""
    file = tmp_path / "record.jsonl"
    monkeypatch.syspath_prepend(str(STAND_INS))
    monkeypatch.setenv("PYTHONPATH", str(STAND_INS), prepend=":")
    monkeypatch.setenv("VLLM_STAND_IN", str(file))
    return lambda: [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_an_engine_is_asked_of_a_cold_document_and_then_of_a_cached_one():
    asked: list[tuple[int, int, int]] = []
    documents: list[list[int]] = []

    def ask(prompts: list[list[int]], size: int) -> int:
        assert all(len(prompt) == len(prompts[0]) for prompt in prompts)
        asked.append((len(prompts), len(prompts[0]), size))
        if len(prompts[0]) in (128, 255):
            documents.append(prompts[0])
        return 0

    rows = list(measure_engine(ask, SMALL_PEER_PLAN, "x", vocab_size=9, max_position=256))

    assert asked[:2] == [(1, 64, 2), (1, 128, 1)]
    assert asked[-5:] == [(1, 136, 16), (3, 136, 1), (3, 136, 16), (3, 136, 2), (1, 255, 1)]
    assert documents[0] != documents[1][:128]  # else the second would not be cold
    assert [(row.what, row.tokens) for row in rows] == [
        ("first token, dense", 128),
        ("next question, bf16", 128),
        ("decode, 1 question, bf16", 128),
        ("3 answers of 16 tokens, bf16", 128),
        ("decode, 3 questions, bf16", 128),
        ("first token, dense", 256),  # no room for a question behind it
    ]
    assert all(row.figure is not None and row.figure > 0 for row in rows)


def test_vllm_is_measured_through_its_own_api_in_a_process_of_its_own(record: Record):
    rows = list(measure_vllm(SMALL, SMALL_PEER_PLAN, timeout_s=60))

    assert [row.tokens for row in rows] == [128] * 5 + [256] * 3
    assert {row.setup for row in rows} == {"vLLM 0.33.0, FP8 weights, bf16 KV"}
    assert all(row.figure is not None for row in rows)
    told, *calls = record()
    assert told["args"] | {"model": ""} == {
        "model": "",
        "skip_tokenizer_init": True,
        "dtype": "bfloat16",
        "gpu_memory_utilization": 0.85,
        "load_format": "dummy",
        "kv_cache_dtype": "auto",
        "max_model_len": 256 + 8 + 16,
        "enable_prefix_caching": True,
        "max_num_batched_tokens": None,
        "max_num_seqs": 3,
        "disable_log_stats": False,
        "disable_cascade_attn": False,
    }
    assert told["config"]["architectures"] == ["Qwen3ForCausalLM"]
    assert told["config"]["quantization_config"]["weight_block_size"] == [128, 128]
    by_length = [(call["prompts"], call["lengths"], call["cached"]) for call in calls]
    assert by_length[:3] == [(1, [64], 0), (1, [128], 0), (1, [136], 128)]
    found = {row.what: row.note for row in rows if row.tokens == 128}
    assert found["first token, dense"] == ""
    assert found["next question, bf16"] == "128 tokens were cached"


def test_a_document_that_does_not_fit_into_vllm_leaves_the_shorter_ones(
    record: Record, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VLLM_STAND_IN_FITS", "200")

    rows = list(measure_vllm(SMALL, SMALL_PEER_PLAN, timeout_s=60))

    assert (rows[0].tokens, rows[0].figure) == (256, None)
    assert rows[0].note.startswith("ValueError: To serve at least one request")
    assert [row.tokens for row in rows[1:]] == [128] * 5


def test_what_vllm_raises_is_its_result_and_what_it_measured_is_kept(
    record: Record, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("VLLM_STAND_IN_FAILS_AT", "3")

    rows = list(measure_vllm(SMALL, SMALL_PEER_PLAN, timeout_s=60))

    assert [(row.what, row.note) for row in rows] == [
        ("first token, dense", ""),
        ("all that is asked", "RuntimeError: CUDA error: out of memory"),
    ]
    assert "Traceback" in capfd.readouterr().err


def test_a_peer_that_takes_too_long_is_ended(record: Record, monkeypatch: pytest.MonkeyPatch):
    rows = list(measure_vllm(SMALL, SMALL_PEER_PLAN, timeout_s=0))

    assert (rows[-1].figure, rows[-1].note) == (None, "not done after 0 s")


def test_vllm_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vllm_peer, "find_spec", lambda name: None)

    rows = list(measure_vllm(SMALL))

    assert rows == [
        Row("all that is asked", 150_000, "vLLM", None, "s", note="not installed"),
    ]


def test_a_question_behind_the_longest_document_stays_within_the_positions_of_the_model():
    assert PeerPlan().context(262_144) == 262_144
    assert PeerPlan(lengths=(150_000,)).context(262_144) == 150_264
