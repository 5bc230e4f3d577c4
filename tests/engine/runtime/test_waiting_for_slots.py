"""More questions than there are slots: they wait, in order, and take nothing beside the slots."""

import threading

import pytest

from qa.engine.engine import Engine
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import CPU
from qa.engine.network.weights import WeightFormat
from qa.engine.sampling import SamplingParams
from qa.models.errors import EngineClosed
from tests.engine.random_weights import config_of, random_model
from tests.engine.runtime.decoding import SMALL, tokens

SLOTS = SlotPlan(num_slots=2, capacity=20)


@pytest.fixture(scope="module")
def model():
    return random_model(config_of(SMALL), device=CPU, weight_format=WeightFormat.FP32)


class Rounds:
    """Lets the engine make one round at a time."""

    def __init__(self):
        self._may = threading.Semaphore(0)

    def wait(self):
        self._may.acquire()

    def go(self, count):
        for _ in range(count):
            self._may.release()


@pytest.fixture
def engine(model):
    with Engine(model, memory_bytes=2**24, slots=SLOTS) as engine:
        yield engine


def lasting(count):
    return SamplingParams(max_tokens=count)


def test_more_questions_than_slots_get_the_tokens_each_gets_alone(engine):
    prefix = engine.read(tokens(50)).result()
    questions = [tokens(3 + seed, seed=seed) for seed in range(7)]
    alone = [list(engine.ask(prefix, question, lasting(6))) for question in questions]

    streams = [engine.ask(prefix, question, lasting(6)) for question in questions]

    assert [list(stream) for stream in streams] == alone
    engine.free(prefix)
    assert engine.used_bytes == 0


def test_who_waits_takes_no_memory_and_begins_when_another_has_ended(model):
    rounds = Rounds()
    with Engine(model, memory_bytes=2**24, slots=SLOTS, on_step=rounds.wait) as engine:
        rounds.go(1)
        prefix = engine.read(tokens(50)).result()
        held = engine.used_bytes
        first, second = (engine.ask(prefix, tokens(2), lasting(8)) for _ in range(2))
        both = engine.used_bytes
        third = engine.ask(prefix, tokens(2), lasting(8))
        assert engine.used_bytes == both > held

        rounds.go(20)

        assert len(list(first)) == len(list(second)) == len(list(third)) == 8


def test_who_needs_much_is_not_overtaken(model):
    rounds, order = Rounds(), []
    with Engine(model, memory_bytes=2**24, slots=SLOTS, on_step=rounds.wait) as engine:
        rounds.go(1)
        prefix = engine.read(tokens(50)).result()
        asked = {"now": 8, "much": 38, "little": 2}  # 40 tokens are there, two go to each question
        streams = {
            name: engine.ask(prefix, tokens(2), lasting(count)) for name, count in asked.items()
        }

        def drain(name):
            next(streams[name])
            order.append(name)
            list(streams[name])

        threads = [threading.Thread(target=drain, args=(name,)) for name in streams]
        for thread in threads:
            thread.start()
        rounds.go(80)
        for thread in threads:
            thread.join()

    assert order == ["now", "much", "little"]


def test_who_no_longer_waits_is_dropped_and_the_next_one_begins(model):
    rounds = Rounds()
    with Engine(model, memory_bytes=2**24, slots=SLOTS, on_step=rounds.wait) as engine:
        rounds.go(1)
        prefix = engine.read(tokens(50)).result()
        first = engine.ask(prefix, tokens(2), lasting(38))
        waiting, next_one = (engine.ask(prefix, tokens(2), lasting(4)) for _ in range(2))
        rounds.go(2)
        next(first)

        waiting.close()
        first.close()
        rounds.go(5)  # too few to answer both

        assert len(list(next_one)) == 4
        rounds.go(1)


def test_whether_there_is_a_word_can_be_asked_without_waiting_for_it(model):
    rounds = Rounds()
    with Engine(model, memory_bytes=2**24, slots=SLOTS, on_step=rounds.wait) as engine:
        rounds.go(1)
        prefix = engine.read(tokens(50)).result()
        alone = engine.ask(prefix, tokens(2), lasting(3))
        assert not alone.wait(0.01)

        rounds.go(10)

        assert alone.wait(10)
        assert len(list(alone)) == 3
        assert alone.wait(0)  # nothing more will come


def test_what_no_slot_can_hold_has_an_arena_of_its_own(engine):
    prefix = engine.read(tokens(50)).result()

    assert len(list(engine.ask(prefix, tokens(2), lasting(39)))) == 39


def test_closing_the_engine_ends_who_waits_for_a_slot(model):
    rounds = Rounds()
    engine = Engine(model, memory_bytes=2**24, slots=SLOTS, on_step=rounds.wait)
    rounds.go(1)
    prefix = engine.read(tokens(50)).result()
    streams = [engine.ask(prefix, tokens(2), lasting(38)) for _ in range(2)]
    rounds.go(3)
    engine.close()

    for stream in streams:
        with pytest.raises(EngineClosed):
            list(stream)
    assert engine.used_bytes == prefix.arena.num_bytes
