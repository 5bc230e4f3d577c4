"""The decode step of the GPU, run through its twins: the tokens are those of the plain path."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import MEMORY_SHARE, KVSlotPool, SlotPlan, plan_slots
from qa.engine.network.loader import CPU
from qa.engine.runtime.cuda_graph import BUCKETS, Decoder, bucket_of
from qa.engine.runtime.decode_step import DecodeRow, StepBuffers
from tests.engine.random_weights import config_of
from tests.engine.runtime.decoding import SMALL, Session, begun, end


@pytest.fixture(scope="module")
def session():
    return Session()


@pytest.mark.parametrize("kv_format", KVFormat)
def test_a_step_on_the_device_writes_what_the_plain_path_writes(kv_format):
    session = Session(kv_format)
    seeds = [2, 4, 5]  # no two tokens nearly tie, which rounding in another order would turn
    questions = begun(session, seeds)

    for _ in range(8):
        session.step(questions)

    assert [written for _, written in questions] == [session.plain(seed, 8) for seed in seeds]


def test_questions_may_join_and_leave_between_steps(session):
    first, second = begun(session, [1, 2])
    session.step([first])
    session.step([second, first])
    third = begun(session, [3])[0]
    session.step([first, third])
    first[0].free()
    fourth = begun(session, [4])[0]
    for _ in range(3):
        session.step([fourth, third, second])

    assert fourth[0].slot == 0  # the slot of the first, which had left
    assert first[1] == session.plain(1, 3)
    assert second[1] == session.plain(2, 4)
    assert third[1] == session.plain(3, 4)
    assert fourth[1] == session.plain(4, 3)
    end([second, third, fourth])


def test_padding_touches_nobody_s_slot(session):
    questions = begun(session, [1, 2, 3])  # three rows run in the bucket of four
    stored = session.slots._k.values.view(torch.int32)  # as bits: what was never written may be NaN
    before = stored.clone()

    session.step(questions)

    changed = (stored != before).any(dim=3).any(dim=1).any(dim=0).nonzero().flatten().tolist()
    new = [arena.slot + arena.length - 1 for arena, _ in questions]
    assert set(changed) - {session.slots.spare} == set(new)
    end(questions)


def test_what_is_drawn_depends_on_the_seed_and_on_nobody_else(session):
    def drawn(seed, company):
        questions = begun(session, [5, *company])
        for count in range(6):
            rows = [
                DecodeRow(a.slot, a.length, w[-1], 1.0, 0.9, seed + i, count)
                for i, (a, w) in enumerate(questions)
            ]
            rankings = session.decoder.step(session.prefix, rows)
            for (arena, written), ranking in zip(questions, rankings, strict=True):
                arena.advance(1)
                written.append(next(ranking))
        end(questions)
        return questions[0][1]

    assert drawn(1, []) == drawn(1, [2, 3]) != drawn(2, [])


def test_a_greedy_row_is_greedy_beside_rows_that_are_not(session):
    greedy, other = begun(session, [1, 2])
    for count in range(4):
        rows = [
            DecodeRow(greedy[0].slot, greedy[0].length, greedy[1][-1]),
            DecodeRow(other[0].slot, other[0].length, other[1][-1], 1.5, 1.0, 7, count),
        ]
        for (arena, written), ranking in zip(
            (greedy, other), session.decoder.step(session.prefix, rows), strict=True
        ):
            arena.advance(1)
            written.append(next(ranking))

    assert greedy[1] == session.plain(1, 4)
    end([greedy, other])


def test_a_constrained_row_is_offered_every_token_once_it_has_refused_the_best(session):
    question = begun(session, [1])[0]
    arena, written = question

    row = DecodeRow(arena.slot, arena.length, written[-1], is_constrained=True)
    ranking = list(session.decoder.step(session.prefix, [row])[0])

    assert ranking[0] == session.plain(1, 1)[1]
    assert set(ranking) == set(range(256))
    end([question])


def test_a_bucket_is_the_smallest_that_holds_the_rows():
    assert [bucket_of(n) for n in (1, 2, 3, 5, 120, 128)] == [1, 2, 4, 8, 128, 128]
    assert BUCKETS[-1] == 128


def test_slots_take_no_more_than_their_share_of_memory():
    config = config_of(SMALL)
    for kv_format in (KVFormat.INT8, KVFormat.BF16, KVFormat.KV4):
        plans = [plan_slots(config, kv_format, 2**exponent) for exponent in range(8, 34)]
        for exponent, plan in enumerate(plans, 8):
            assert plan.num_bytes(config, kv_format) <= 2**exponent * MEMORY_SHARE
        assert plans[0].num_slots == 0
        assert plans[-1] == SlotPlan(128, 1024)
    assert plan_slots(config, KVFormat.KV4, 2**30) == plan_slots(config, KVFormat.BF16, 2**30)


def test_slots_take_the_bytes_that_their_plan_says():
    config, plan = config_of(SMALL), SlotPlan(3, capacity=48)
    for kv_format in KVFormat:
        arena = KVSlotPool(config, plan, kv_format, CPU)
        assert arena.num_bytes == plan.num_bytes(config, kv_format)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 5)), max_size=40))
def test_slots_of_any_length_never_overlap_and_come_back_whole(requests):
    slots = KVSlotPool(config_of(SMALL), SlotPlan(6, capacity=20), KVFormat.INT8, CPU)
    taken = []
    for capacity, leaving in requests:
        if (arena := slots.take(capacity)) is not None:
            taken.append(arena)
        held = sorted((a.slot, a.slot + a.capacity) for a in taken)
        assert len(held) <= 6
        assert all(end <= first for (_, end), (first, _) in pairwise(held))
        assert all(first >= 0 and end <= slots.spare for first, end in held)
        if leaving < len(taken):
            taken.pop(leaving).free()
    for arena in taken:
        arena.free()
    assert slots.take(120) is not None


def test_what_was_captured_over_a_document_goes_with_it(session):
    session = Session()
    session.step(begun(session, [1]))
    assert session.decoder._documents

    session.prefix.free()
    session.decoder.drop_freed()

    assert not session.decoder._documents


def test_where_nothing_can_be_captured_steps_run_launch_by_launch_and_the_log_says_so(caplog):
    session = Session()
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)  # here is no card
    questions = begun(session, [1, 2])

    for _ in range(3):
        session.step(questions)

    assert [written for _, written in questions] == [session.plain(s, 3) for s in (1, 2)]
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2  # it was tried twice
    assert "launch by launch" in caplog.records[1].getMessage()


def test_rows_are_put_in_as_they_are_and_the_rest_is_padding():
    buffers = StepBuffers(4, 100, 77, torch.device("cpu"))
    rows = [
        DecodeRow(slot, 5, 9, 0.5, 0.9, seed, 3) for slot, seed in ((0, -(2**63)), (64, 2**63 - 1))
    ]
    for _ in range(2):  # what was there before is gone
        buffers.fill([DecodeRow(1, 1, 1, 1.0)] * 4)
        buffers.fill(rows)

    token_ids, slots, lengths, seeds, counts = (x.tolist() for x in buffers.integers(4))
    temperature, top_p = buffers.numbers(4)

    assert (token_ids, slots, lengths) == ([9, 9, 0, 0], [0, 64, 77, 77], [5, 5, 0, 0])
    assert (seeds, counts) == ([-(2**63), 2**63 - 1, 0, 0], [3, 3, 0, 0])
    assert temperature.tolist() == [0.5, 0.5, 0, 0]
    torch.testing.assert_close(top_p, torch.tensor([0.9, 0.9, 0, 0]))
