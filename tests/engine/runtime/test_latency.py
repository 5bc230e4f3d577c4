"""Nobody who reads an answer waits for a document. Time is counted, not measured."""

import threading
from itertools import pairwise

import pytest
import torch

from qa.engine.engine import Engine
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import CPU
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime.latency import MAX_INTER_TOKEN_LATENCY_S, MIN_CHUNK, LatencyModel
from qa.engine.sampling import SamplingParams
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model

# attention costs as much as linear layers 3,000 tokens in, as it does on the machines below
SMALL = ModelShape(
    1, 64, 2048, 2, 1, 40_000, tie_word_embeddings=False, head_dim=32, vocab_size=128
)


class Timed:
    """A model whose passes take a known time by a clock of their own: `overhead_s`, and for each
    token `token_s` and `past_s` per token before it.
    """

    def __init__(self, overhead_s, token_s, past_s):
        self._model = random_model(
            config_of(SMALL), device=CPU, weight_format=WeightFormat.FP32, seed=1
        )
        self._costs = overhead_s, token_s, past_s
        self.now = 0.0

    def __getattr__(self, name):
        return getattr(self._model, name)

    def clock(self):
        return self.now

    def forward(self, batch):
        logits = self._model.forward(batch)
        self._spend(len(batch.token_ids), int(batch.positions.max()))
        return logits

    def hidden(self, token_ids, positions, attention):
        x = self._model.hidden(token_ids, positions, attention)
        self._spend(len(token_ids), int(positions.max()))
        return x

    def _spend(self, num_tokens, past):
        overhead, token, before = self._costs
        self.now += overhead + num_tokens * (token + before * past)


def tokens(count, seed=0):
    return torch.randint(0, 128, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


class Stamped:
    """Allows every token, and notes when each was chosen."""

    def __init__(self, clock):
        self.times = []
        self._clock = clock

    def allows(self, token_id):
        return True

    def advance(self, token_id):
        self.times.append(self._clock())


def stalls(model, slots):
    """Seconds between the words of an answer while a document and other questions are read, and
    how much of the document was.

    A short document is read, a question over it is being answered, then comes a long one.
    """
    rounds = threading.Semaphore(0)
    with Engine(
        model,
        memory_bytes=2**30,
        prefill_chunk=512,
        slots=slots,
        clock=model.clock,
        on_step=rounds.acquire,
    ) as engine:
        rounds.release(2)
        short = engine.read(tokens(600)).result()
        reader = Stamped(model.clock)
        answer = engine.ask(short, tokens(20), SamplingParams(max_tokens=120), reader)
        rounds.release()
        next(answer)
        long = engine.read(tokens(6000, seed=1))
        for seed in range(2, 5):
            engine.ask(short, tokens(300, seed=seed), SamplingParams(max_tokens=3))
        rounds.release(10_000)
        list(answer)
        num_read = long.num_done
    return [later - earlier for earlier, later in pairwise(reader.times)], num_read


# what a pass of the 4B costs: guesses of an H200 (reading 262,144 tokens in 42 s), of a laptop's
# CPU, and of a machine where each pass is dear however short
MACHINES = {
    "gpu": (0.006, 4e-6, 1.2e-9),
    "cpu": (0.02, 1.5e-3, 5e-7),
    "dear passes": (0.045, 4e-4, 1e-7),
}


@pytest.mark.parametrize("slots", [None, SlotPlan(2, capacity=512)], ids=["arenas", "slots"])
@pytest.mark.parametrize("machine", MACHINES)
def test_no_answer_stands_still_for_longer_than_a_fifth_of_a_second(machine, slots):
    gaps, num_read = stalls(Timed(*MACHINES[machine]), slots)

    assert len(gaps) == 119
    assert max(gaps) <= MAX_INTER_TOKEN_LATENCY_S
    assert num_read > 1500  # and the document does not stand still either


def test_the_time_to_read_a_document_grows_with_what_stands_before_each_token():
    pace = LatencyModel(SMALL)
    assert pace.reading_seconds(1000) is None

    pace.note_reading(100, 0, 1.0)

    assert pace.reading_seconds(1000) > 10
    assert pace.reading_seconds(2000) > 2 * pace.reading_seconds(1000)


def test_one_chunk_that_was_held_up_does_not_change_the_time_left_by_much():
    pace = LatencyModel(SMALL)
    for past in range(0, 8 * 512, 512):
        pace.note_reading(512, past, 1.0)
    before = pace.reading_seconds(10_000)

    pace.note_reading(512, 8 * 512, 10.0)
    assert before < pace.reading_seconds(10_000) < 3 * before

    for past in range(9 * 512, 25 * 512, 512):
        pace.note_reading(512, past, 1.0)
    assert pace.reading_seconds(10_000) < 1.2 * before


def test_a_short_question_says_little_about_the_time_of_a_document():
    pace = LatencyModel(SMALL)
    for past in range(0, 8 * 512, 512):
        pace.note_reading(512, past, 1.0)
    before = pace.reading_seconds(10_000)

    pace.note_reading(3, 4096, 0.3)  # each token 50 times as dear as a document's

    assert pace.reading_seconds(10_000) == pytest.approx(before, rel=0.1)


def test_a_machine_that_stays_slower_is_believed_after_a_few_chunks():
    pace = LatencyModel(SMALL)
    for seconds in [1.0] * 16 + [2.0] * 16:
        pace.note_reading(512, 0, seconds)
    slow = LatencyModel(SMALL)
    slow.note_reading(512, 0, 2.0)

    assert pace.reading_seconds(10_000) == pytest.approx(slow.reading_seconds(10_000), rel=0.1)


def test_a_slow_machine_reads_a_little_all_the_same():
    pace = LatencyModel(SMALL)
    pace.note_reading(100, 0, 1000.0)

    assert pace.chunk_within_stall(0) == MIN_CHUNK
