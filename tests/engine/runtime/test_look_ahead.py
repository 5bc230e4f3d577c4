"""Steps launched ahead change when a card computes, and never what is said.

A device that does everything as late as it may stands in for a card: what is launched waits until
somebody waits for it, so that whatever is written over too early is missed.
"""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.engine import Engine
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import CPU
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeStep, StepBuffers, StepResults
from qa.engine.sampling import SamplingParams
from tests.engine.random_weights import config_of, random_model
from tests.engine.runtime.decoding import SMALL, tokens

SLOTS = SlotPlan(num_slots=5, capacity=40)
DOCUMENT = tokens(50)


@pytest.fixture(scope="module")
def model():
    return random_model(config_of(SMALL), device=CPU, weight_format=WeightFormat.FP32)


class Addresses:
    """A document as it was when a step over it was launched, though it may be freed since."""

    def __init__(self, document):
        self._views = [document.view(layer) for layer in range(SMALL.num_layers)]
        self.view, self.length = self._views.__getitem__, document.length


def addresses(argument):
    return Addresses(argument) if hasattr(argument, "view") else argument


class LateDevice:
    """One stream, of which nothing is done before it must be."""

    def __init__(self, monkeypatch):
        self.waiting = []
        self.num_launched = self.num_unread = self.most_unread = 0
        for name in ("_send", "_hold"):
            monkeypatch.setattr(StepBuffers, name, self.later(getattr(StepBuffers, name)))
        run = self.later(DecodeStep.run)
        monkeypatch.setattr(DecodeStep, "run", lambda s, *args: run(s, *map(addresses, args)))
        monkeypatch.setattr(StepBuffers, "_mark", lambda buffers: self.mark())
        monkeypatch.setattr(StepBuffers, "results", property(self.results))
        forward, read = Qwen3.forward, Decoder.read
        launch = Decoder._run

        def forward_in_turn(model, batch, **options):
            self.catch_up(len(self.waiting))
            return forward(model, batch, **options)

        def counted(decoder, *args):
            self.num_launched += 1
            self.num_unread += 1
            self.most_unread = max(self.most_unread, self.num_unread)
            return launch(decoder, *args)

        def counted_read(decoder, launched):
            self.num_unread -= 1
            return read(decoder, launched)

        monkeypatch.setattr(Qwen3, "forward", forward_in_turn)
        monkeypatch.setattr(Decoder, "_run", counted)
        monkeypatch.setattr(Decoder, "read", counted_read)

    def later(self, work):
        def launch(*args):
            self.waiting.append(partial(work, *args))

        return launch

    def catch_up(self, count):
        done, self.waiting[:count] = self.waiting[:count], []
        for work in done:
            work()

    def mark(self):
        last = self.waiting[-1] if self.waiting else None

        def wait():
            if last in self.waiting:
                self.catch_up(self.waiting.index(last) + 1)

        return wait

    def results(self, buffers):
        return StepResults(buffers.ranking, buffers.keys, lambda: self.catch_up(len(self.waiting)))


class Forbids:
    """Every so many tokens forbids all that are not of a few, often none of the best 64."""

    def __init__(self, every, seed):
        self._every, self._seed, self._count = every, seed, 0

    def allows(self, token_id):
        if self._count % self._every:
            return True
        few = 64 if self._count % 3 else 8
        return token_id % few == (self._seed * 37 + self._count) % few

    def advance(self, token_id):
        self._count += 1


def answers(model, asked, *, looks_ahead):
    """Each question's tokens; questions beyond the slots join when others have ended."""
    with Engine(
        model, memory_bytes=2**24, slots=SLOTS, drafts=False, looks_ahead=looks_ahead
    ) as engine:
        prefix = engine.read(DOCUMENT).result()
        streams = [
            engine.ask(prefix, tokens(2 + i % 5, seed=i), params, every and Forbids(every, i))
            for i, (params, every) in enumerate(asked)
        ]
        written = [list(stream) for stream in streams]
        engine.free(prefix)
        assert engine.used_bytes == 0
    return written


questions = st.lists(
    st.tuples(
        st.builds(
            SamplingParams,
            max_tokens=st.integers(1, 25),
            temperature=st.sampled_from([0.0, 0.8]),
            top_p=st.sampled_from([1.0, 0.7]),
            seed=st.integers(0, 99),
            stop_token_ids=st.sampled_from([(), tuple(range(20))]),
        ),
        st.sampled_from([None, 1, 2, 5]),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(asked=questions)
def test_what_is_launched_ahead_changes_no_token(model, asked):
    expected = answers(model, asked, looks_ahead=False)

    with pytest.MonkeyPatch.context() as patches:
        device = LateDevice(patches)
        assert answers(model, asked, looks_ahead=True) == expected

    assert device.most_unread <= 2


def test_while_a_step_is_read_the_next_has_been_launched(model, monkeypatch):
    device = LateDevice(monkeypatch)
    asked = [(SamplingParams(max_tokens=20), None)]

    ((*written,),) = answers(model, asked, looks_ahead=True)

    assert len(written) == 20
    assert device.most_unread == 2
    assert device.num_launched == 19  # the first token is of the question: none too many


def test_a_row_that_went_on_wrongly_costs_itself_one_step_and_others_none(model, monkeypatch):
    device = LateDevice(monkeypatch)
    asked = [(SamplingParams(max_tokens=20), None), (SamplingParams(max_tokens=20), 100)]

    answers(model, asked, looks_ahead=True)

    # none but perhaps the first token of the second is forced: it comes before all steps
    assert device.num_launched <= 21


def test_on_a_cpu_nothing_is_launched_ahead(model, monkeypatch):
    device = LateDevice(monkeypatch)

    answers(model, [(SamplingParams(max_tokens=9), 2)] * 3, looks_ahead=None)

    assert device.most_unread == 1


def test_two_documents_at_once_take_turns_and_get_what_each_gets_alone(model, monkeypatch):
    def written(looks_ahead):
        with Engine(
            model, memory_bytes=2**24, slots=SLOTS, drafts=False, looks_ahead=looks_ahead
        ) as engine:
            documents = [engine.read(tokens(50, seed=seed)).result() for seed in (1, 2)]
            lengths = (30, 12, 20)
            streams = [
                engine.ask(documents[i % 2], tokens(4, seed=i), SamplingParams(max_tokens=n))
                for i, n in enumerate(lengths)
            ]
            return [list(stream) for stream in streams]

    expected = written(False)
    device = LateDevice(monkeypatch)

    assert written(True) == expected
    assert device.most_unread == 2  # one document was left alone at the end


def test_an_answer_that_is_closed_leaves_its_slot_to_others(model, monkeypatch):
    LateDevice(monkeypatch)
    with Engine(model, memory_bytes=2**24, slots=SLOTS, drafts=False, looks_ahead=True) as engine:
        prefix = engine.read(DOCUMENT).result()
        params = SamplingParams(max_tokens=30)
        alone = list(engine.ask(prefix, tokens(4, seed=9), params))
        for _ in range(4):
            closed = [engine.ask(prefix, tokens(3, seed=i), params) for i in range(5)]
            for stream in closed:
                next(stream)
                stream.close()
            assert list(engine.ask(prefix, tokens(4, seed=9), params)) == alone
        engine.free(prefix)
        again = engine.read(DOCUMENT).result()
        assert list(engine.ask(again, tokens(4, seed=9), params)) == alone
