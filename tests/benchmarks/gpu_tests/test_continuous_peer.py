"""transformers' continuous batching in the bench for GPUs: itself on a CPU, and what it may do."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import torch

from qa.models.catalog import KNOWN_MODELS
from tests.benchmarks.gpu import continuous_peer
from tests.benchmarks.gpu.continuous_peer import (
    BLOCK,
    _asking,
    batching_options,
    best_attention,
    measure_continuous,
)
from tests.benchmarks.gpu.parts import SMALL
from tests.benchmarks.gpu.peer_plan import SMALL_PEER_PLAN, PeerPlan


def test_without_flash_attention_one_question_is_asked_and_the_rest_is_explained():
    pytest.importorskip("transformers")

    rows = list(measure_continuous(SMALL, SMALL_PEER_PLAN, timeout_s=120))

    assert [(row.what, row.tokens) for row in rows] == [
        ("first token, dense", 128),
        ("next question, bf16", 128),
        ("decode, 1 question, bf16", 128),
        ("3 answers of 16 tokens, bf16", 128),
    ]
    *measured, left_out = rows
    assert all(row.figure is not None and row.figure > 0 for row in measured), rows
    assert "continuous batching, sdpa" in left_out.setup
    assert (left_out.figure, left_out.note) == (None, "SDPA copies the document for each question")


def test_transformers_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(continuous_peer, "find_spec", lambda name: None)

    (row,) = measure_continuous(SMALL)

    assert (row.figure, row.note) == (None, "not installed")


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ((), "sdpa"),
        (("flash_attn",), "flash_attention_2"),
        (("flash_attn", "flash_attn_interface"), "flash_attention_3"),
    ],
)
def test_the_newest_flash_attention_that_is_installed_is_taken(
    installed: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch
):
    found: Callable[[str], object] = lambda name: name if name in installed else None  # noqa: E731
    monkeypatch.setattr(continuous_peer, "find_spec", found)

    assert best_attention(torch.device("cuda")) == expected
    assert best_attention(torch.device("cpu")) == "sdpa"


def test_the_longest_document_and_all_questions_have_blocks():
    shape = KNOWN_MODELS[0].shape

    options = batching_options(shape, PeerPlan())

    assert options["num_blocks"] * BLOCK >= 262_144 + 120 * (64 + 200)
    assert options["num_blocks"] * BLOCK * 147_456 < 56e9  # beside 8 GB of weights on an H100
    assert options["max_blocks_per_request"] * BLOCK >= 262_144


@dataclass
class Result:
    request_id: str = "req_0"
    generated_tokens: list[int] = field(default_factory=list)
    error: str | None = None

    def is_finished(self) -> bool:
        return True


@dataclass
class Manager:
    """Answers with what it was given."""

    results: list[Result | None]

    def add_requests(self, inputs: list[list[int]], max_new_tokens: int) -> list[str]:
        return [f"req_{i}" for i in range(len(inputs))]

    def get_result(self, timeout: float) -> Result | None:
        return self.results.pop(0)

    def is_running(self) -> bool:
        return bool(self.results)


def test_a_question_that_fails_or_a_thread_that_dies_is_raised():
    with pytest.raises(RuntimeError, match="out of memory"):
        _asking(Manager([Result(error="CUDA error: out of memory")]))([[1]], 2)
    with pytest.raises(RuntimeError, match="has died"):
        _asking(Manager([None]))([[1]], 2)
    with pytest.raises(AssertionError):
        _asking(Manager([Result(generated_tokens=[7])]))([[1]], 2)
    _asking(Manager([None, Result("req_1", [7, 7]), Result("req_0", [7, 7])]))([[1], [2]], 2)
