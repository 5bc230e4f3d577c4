"""Many questions through a library and the kernel together, and when the library is taken."""

import logging
import math

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_reference, stretches_choice
from qa.engine.attention import decode_reference as reference
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.kernels import prefix, slots
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.self_check import SelfCheck
from tests.engine.attention.test_stretches import library_of_cpu
from tests.engine.kernels.test_decode_attention import (
    close,
    normal,
    places_of,
    prefix_case,
    slots_case,
)

pytestmark = pytest.mark.skipif(torch.cuda.is_available(), reason="the stand-in is for a CPU")
HEADS = (4, 2, 32)  # of queries, of keys, numbers of each


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Few and short is enough."""
    monkeypatch.setattr(prefix, "MANY_QUESTIONS", 3)
    monkeypatch.setattr(prefix, "LEAST_STRETCH", 8)
    monkeypatch.setattr(prefix, "STRETCH_STEP", 8)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(1, 8), st.integers(1, 150), st.integers(0, 1000))
def test_library_and_kernel_together_are_the_reference(device, questions, length, seed):
    q, kv = prefix_case(device, questions, 2, 2, length, KVFormat.FP32, seed)

    got = prefix.shared_prefix_attention(q, kv, PrefixLength.of(kv), library_of_cpu)

    close(got, attend_reference(q, kv, False))


@pytest.mark.parametrize("length", [7, 16, 90])  # no stretch, no rest, both
def test_a_step_through_a_library_is_its_twin(device, length):
    q, document = prefix_case(device, 3, 2, 2, length, KVFormat.FP32, 1)
    k, v = (normal(3, 2, 32, seed=i, device=device) for i in (2, 3))
    got, expected = slots_case(device, KVFormat.FP32), slots_case(device, KVFormat.FP32)
    places, tokens = places_of([4, 0, 2], [0, 65, 7], device), PrefixLength.of(document)

    out = slots.decode_attention(q, k, v, document, tokens, got, places, library=library_of_cpu)

    twin = reference.decode_attention(q, k, v, document, tokens, expected, places)
    torch.testing.assert_close(out, twin, atol=1e-5, rtol=1e-5)


def test_a_library_is_given_nothing_that_it_does_not_take(device):
    for kv_format in (KVFormat.INT8, KVFormat.K8V16, KVFormat.BF16):
        q, kv = prefix_case(device, 5, 2, 2, 90, kv_format, 0)
        assert prefix.plan_prefix(q, kv, library_of_cpu).num_stretches == 0
    q, kv = prefix_case(device, 5, 2, 2, 90, KVFormat.FP32, 0)
    assert prefix.plan_prefix(q, kv, library_of_cpu).num_stretches > 0
    assert prefix.plan_prefix(q, kv).num_stretches == 0
    assert prefix.plan_prefix(q[:2], kv, library_of_cpu).num_stretches == 0


def chosen(monkeypatch, device, libraries, seconds):
    """Of these libraries, where a run of each takes so long; the kernel takes 1 s."""
    for name, value in (("QUESTIONS", 3), ("COMPARED", 99), ("TIMED", 120)):
        monkeypatch.setattr(stretches_choice, name, value)
    monkeypatch.setattr(stretches_choice, "LIBRARIES", libraries)
    took = iter((1.0, *seconds))
    monkeypatch.setattr(SelfCheck, "seconds", lambda self, work: next(took))
    return stretches_choice._fastest(device, torch.float32, *HEADS)


def test_the_fastest_library_is_taken_where_it_is_worthwhile(device, monkeypatch, caplog):
    caplog.set_level(logging.INFO)

    def another(q, k, v):
        return library_of_cpu(q, k, v)

    both = {"one": library_of_cpu, "another": another}
    assert chosen(monkeypatch, device, both, (0.8, 0.7)) is another
    assert "attention of many questions: another, of the kernel" in caplog.text
    assert chosen(monkeypatch, device, both, (0.95, 1.2)) is None


def in_base_2(q, k, v):
    out, lse = library_of_cpu(q, k, v)
    return out, lse * math.log2(math.e)


def nearly(q, k, v):
    out, lse = library_of_cpu(q, k, v)
    return 1.05 * out, lse


def missing(q, k, v):
    import flash_attn_9  # noqa: F401


@pytest.mark.parametrize(
    ("library", "said"),
    [(in_base_2, "wrong numbers"), (nearly, "wrong numbers"), (missing, "No module named")],
)
def test_a_library_that_is_wrong_or_missing_is_not_taken(
    device, monkeypatch, caplog, library, said
):
    caplog.set_level(logging.INFO)

    assert chosen(monkeypatch, device, {"it": library}, (0.1,)) is None
    assert said in caplog.text


def test_other_formats_are_not_tried(device, monkeypatch):
    monkeypatch.setattr(stretches_choice, "_fastest", lambda *_: pytest.fail("tried"))
    for kv_format in KVFormat:
        assert stretches_choice.best_for_many(kv_format, device, *HEADS) is None
