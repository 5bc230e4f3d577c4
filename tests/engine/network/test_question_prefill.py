"""Questions read together in slots: what is stored and answered is that of reading one by one."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_reference
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network import question_prefill
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import CPU
from qa.engine.network.question_prefill import QuestionPrefill
from tests.engine.runtime.decoding import Session, tokens

CAPACITY = 48


@pytest.fixture(scope="module")
def sessions():
    found = {kv_format: Session(kv_format) for kv_format in KVFormat}
    for session in found.values():
        session.model.attend = attend_reference  # integer scores would hide what we look for
    return found


def read(session, pieces):
    """Logits of each pass, and the bits of all slots behind the last; a pass is [tokens of each
    question].
    """
    plan = SlotPlan(len(pieces[0]), CAPACITY)
    slots = KVSlotPool(session.model.config, plan, session.model.kv_format, CPU)
    stored = [x for store in (slots._k, slots._v) for x in (store.values, store.scales)]
    bits = [x.view(torch.uint8).zero_() for x in stored if x is not None]
    arenas = [slots.take(CAPACITY) for _ in pieces[0]]
    logits = []
    for of_pass in pieces:
        segments = [
            Segment(ids, arena, session.prefix)
            for ids, arena in zip(of_pass, arenas, strict=True)
            if ids
        ]
        logits.append(session.model.forward(Batch.of(segments, CPU)))
    return logits, bits


@pytest.mark.parametrize("kv_format", KVFormat)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any), min_size=1, max_size=3
    )
)
def test_together_is_one_by_one(sessions, kv_format, counts):
    session = sessions[kv_format]
    pieces = [
        [tokens(n, seed=10 * i + j) for j, n in enumerate(of_pass)]
        for i, of_pass in enumerate(counts)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(question_prefill, "MOST_SEEN", 0)
        expected, expected_bits = read(session, pieces)

    got, bits = read(session, pieces)

    for one, other in zip(got, expected, strict=True):
        torch.testing.assert_close(one, other, atol=2e-4, rtol=2e-4)
    # of the first layer: behind it sums differ in their last bits
    assert all(torch.equal(x[0], y[0]) for x, y in zip(bits, expected_bits, strict=True))


def test_the_document_is_attended_to_once_a_layer_and_nothing_else(sessions, monkeypatch):
    session, seen = sessions[KVFormat.FP32], []
    attend = session.model.attend

    def spy(q, kv, causal):
        seen.append((len(q), kv.num_tokens, causal))
        return attend(q, kv, causal)

    monkeypatch.setattr(session.model, "attend", spy)
    read(session, [[tokens(5), tokens(7), tokens(9)]])

    assert seen == [(21, session.prefix.length, False)] * session.model.config.num_layers


def test_long_questions_and_those_outside_the_slots_are_read_one_by_one(sessions, monkeypatch):
    monkeypatch.setattr(question_prefill, "MOST_SEEN", 10)
    session = sessions[KVFormat.FP32]
    slots = KVSlotPool(session.model.config, SlotPlan(3, CAPACITY), KVFormat.FP32, CPU)
    short, long, apart = slots.take(CAPACITY), slots.take(CAPACITY), session.model.arena(CAPACITY)

    def reading(*segments):
        return QuestionPrefill.of(Batch.of([Segment(*s, session.prefix) for s in segments], CPU))

    assert reading((tokens(19), short)) is not None
    assert reading((tokens(20), short)) is None
    assert reading((tokens(5), short), (tokens(5), long)) is not None
    assert reading((tokens(5), short), (tokens(30), long)) is None
    assert reading((tokens(5), short), (tokens(5), apart)) is None
