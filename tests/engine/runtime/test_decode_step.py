"""The decode step of the GPU, run through its twins: the tokens are those of the plain path."""

from dataclasses import replace
from itertools import pairwise

import pytest

torch = pytest.importorskip("torch")
hypothesis = pytest.importorskip("hypothesis")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from qa.engine.kv_cache.cache import KVFormat  # noqa: E402
from qa.engine.kv_cache.slots import MEMORY_SHARE, KVSlotPool, SlotPlan, plan_slots  # noqa: E402
from qa.engine.network.batch import Batch, Segment  # noqa: E402
from qa.engine.network.loader import CPU  # noqa: E402
from qa.engine.network.weights import WeightFormat  # noqa: E402
from qa.engine.random_weights import config_of, random_model  # noqa: E402
from qa.engine.runtime.cuda_graph import BUCKETS, Decoder, bucket_of  # noqa: E402
from qa.engine.runtime.decode_step import DecodeRow  # noqa: E402
from qa.models.catalog import ModelShape  # noqa: E402

SMALL = ModelShape(2, 128, 256, 4, 2, 4096, tie_word_embeddings=False, head_dim=32, vocab_size=256)
IN_4_BITS = replace(SMALL, head_dim=64)  # the shortest heads that 4 bits take


def tokens(count, seed=0):
    return torch.randint(0, 256, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


class Session:
    """A document, slots over it, and one decoder."""

    def __init__(self, kv_format=KVFormat.FP32, num_slots=6):
        is_coded = kv_format is KVFormat.KV4
        shape, length = (IN_4_BITS, 420) if is_coded else (SMALL, 70)  # sink, two groups, tail
        self.model = random_model(
            config_of(shape), device=CPU, weight_format=WeightFormat.FP32, kv_format=kv_format
        )
        self.prefix = self.model.arena(length)
        self.forward(tokens(length), self.prefix)
        plan = SlotPlan(num_slots, capacity=48)
        self.slots = KVSlotPool(self.model.config, plan, kv_format, CPU)
        self.decoder = Decoder(self.model, self.slots)

    def forward(self, ids, arena, prefix=None):
        return int(self.model.forward(Batch.of([Segment(ids, arena, prefix)], CPU))[0].argmax())

    def start(self, seed, capacity=48):
        """Read a question into a slot; return it and its first token."""
        arena = self.slots.take(capacity)
        return arena, self.forward(tokens(3 + seed, seed=seed), arena, self.prefix)

    def plain(self, seed, count):
        """The tokens that the plain path writes."""
        arena = self.model.arena(48)
        written = [self.forward(tokens(3 + seed, seed=seed), arena, self.prefix)]
        for _ in range(count):
            written.append(self.forward(written[-1:], arena, self.prefix))
        return written

    def step(self, questions, **options):
        """One token more for each [arena, tokens]."""
        rows = [DecodeRow(a.slot, a.length, written[-1], **options) for a, written in questions]
        for (arena, written), ranking in zip(
            questions, self.decoder.step(self.prefix, rows), strict=True
        ):
            arena.advance(1)
            written.append(next(ranking))


@pytest.fixture(scope="module")
def session():
    return Session()


def begun(session, seeds):
    return [(arena, [first]) for arena, first in map(session.start, seeds)]


def end(questions):
    for arena, _ in questions:
        arena.free()


@pytest.mark.parametrize("kv_format", KVFormat)
def test_a_step_on_the_device_writes_what_the_plain_path_writes(kv_format):
    session = Session(kv_format)
    questions = begun(session, [1, 2, 3])

    for _ in range(8):
        session.step(questions)

    assert [written for _, written in questions] == [session.plain(s, 8) for s in (1, 2, 3)]


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
    assert [record.levelname for record in caplog.records] == ["WARNING"]
