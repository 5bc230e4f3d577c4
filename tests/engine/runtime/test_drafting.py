"""Guessed tokens change how many passes an answer takes, and never what it says."""

from dataclasses import replace

import pytest
import torch

from qa.engine.engine import Engine
from qa.engine.kv_cache.cache import GROUP, KVFormat
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import CPU
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime.drafting import (
    FIRST_MATCH,
    MAX_DRAFT,
    MOST_NEEDED,
    SHORTEST_MATCH,
    Drafter,
    TokenText,
)
from qa.engine.sampling import SamplingParams
from tests.engine.random_weights import config_of, random_model
from tests.engine.runtime.decoding import SMALL, tokens

DOCUMENT = tokens(300)
SLOTS = SlotPlan(num_slots=20, capacity=200)


@pytest.fixture(scope="module")
def models():
    return {
        kv_format: random_model(
            config_of(replace(SMALL, head_dim=64)),  # what 4 bits want
            device=CPU,
            weight_format=WeightFormat.FP32,
            kv_format=kv_format,
        )
        for kv_format in (KVFormat.FP32, KVFormat.BF16, KVFormat.INT8, KVFormat.KV4)
    }


class Copies:
    """Now holds an answer to tokens `start` .. `end` of the document, now lets it go on freely."""

    def __init__(self, start, end, free):
        self._pieces = [DOCUMENT[start:end], [None] * free]
        self._at = 0

    def _allowed(self):
        both = self._pieces[0] + self._pieces[1]
        return both[self._at % len(both)]

    def allows(self, token_id):
        return self._allowed() in (None, token_id)

    def advance(self, token_id):
        self._at += 1


def answers(model, asked, *, drafts, slots=None):
    """Each question's tokens, and how many rounds they took."""
    rounds = []
    with Engine(
        model, memory_bytes=2**24, slots=slots, drafts=drafts, on_step=lambda: rounds.append(1)
    ) as engine:
        prefix = engine.read(DOCUMENT).result()
        before = len(rounds)
        streams = [
            engine.ask(prefix, question, params, constraint and constraint())
            for question, params, constraint in asked
        ]
        return [list(stream) for stream in streams], len(rounds) - before


def copying(max_tokens=90, **params):
    return SamplingParams(max_tokens=max_tokens, **params), lambda: Copies(100, 130, 8)


@pytest.mark.parametrize("slots", [None, SLOTS], ids=["arenas", "slots"])
@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8])
@pytest.mark.parametrize(
    "params",
    [{}, {"temperature": 0.8, "seed": 3}, {"temperature": 1.0, "top_p": 0.9, "seed": 4}],
    ids=["greedy", "temperature", "nucleus"],
)
def test_the_same_tokens_as_one_by_one_in_far_fewer_passes(models, params, kv_format, slots):
    asked = [(tokens(7), *copying(**params))]
    one_by_one, many = answers(models[kv_format], asked, drafts=False, slots=slots)
    drafted, few = answers(models[kv_format], asked, drafts=True, slots=slots)

    assert drafted == one_by_one
    assert len(drafted[0]) == 90
    assert few < many / 2


@pytest.mark.parametrize("slots", [None, SLOTS], ids=["arenas", "slots"])
def test_several_at_once_get_the_tokens_that_each_gets_alone(models, slots):
    asked = [(tokens(3 + i, seed=i), *copying(40 + i)) for i in range(5)]
    asked.append((tokens(5), SamplingParams(max_tokens=60), None))

    together, _ = answers(models[KVFormat.FP32], asked, drafts=True, slots=slots)

    alone = [answers(models[KVFormat.FP32], [one], drafts=False)[0][0] for one in asked]
    assert together == alone


def test_in_4_bits_a_draft_never_crosses_the_border_of_a_group(models):
    question = tokens(GROUP - 10)  # the answer begins ten tokens before the border
    asked = [(question, *copying(GROUP + 60))]
    one_by_one, many = answers(models[KVFormat.KV4], asked, drafts=False)
    drafted, few = answers(models[KVFormat.KV4], asked, drafts=True)

    assert drafted == one_by_one
    assert few < many / 2


def test_a_token_taken_back_leaves_nothing_behind(models):
    for kv_format, model in models.items():
        arena, apart = model.arena(3 * GROUP), model.arena(3 * GROUP)
        generator = torch.Generator().manual_seed(0)
        heads = (model.config.num_kv_heads, model.config.head_dim)
        written = torch.randn(2 * GROUP + 40, *heads, generator=generator)
        for cache, pieces in ((arena, (250, 3, 8, 20, 15)), (apart, (250, 3, 20, 15))):
            start = 0
            for count in pieces:
                is_wrong = count == 8
                part = torch.ones(8, *heads) if is_wrong else written[start : start + count]
                if is_wrong and cache.num_revocable < 8:
                    assert kv_format is KVFormat.KV4
                    continue
                for layer in range(model.config.num_layers):
                    cache.write(layer, part, part)
                cache.advance(count)
                if is_wrong:
                    cache.take_back(8)
                else:
                    start += count
        view, expected = arena.view(0, arena.length), apart.view(0, apart.length)
        assert torch.equal(view.keys(torch.float32), expected.keys(torch.float32)), kv_format
        assert torch.equal(view.values(torch.float32), expected.values(torch.float32)), kv_format


def test_no_answer_is_longer_than_it_may_be_and_none_goes_on_behind_its_end(models):
    model = models[KVFormat.FP32]
    for count in (1, 2, 17, 31):
        (answer,), _ = answers(model, [(tokens(7), *copying(count))], drafts=True)
        assert answer == (DOCUMENT[100:130] + answer[30:])[:count]

    params = SamplingParams(max_tokens=60, stop_token_ids=(DOCUMENT[120],))
    stopped = [(tokens(7), params, lambda: Copies(100, 130, 8))]
    (answer,), _ = answers(model, stopped, drafts=True)
    first = DOCUMENT[100:130].index(DOCUMENT[120])
    assert answer == DOCUMENT[100 : 100 + first]


def text(*token_ids):
    return TokenText(token_ids)


def drafter_behind(document, question, written, **options):
    drafter = Drafter(text(*document), question, **options)
    for token_id in written:
        drafter.note(token_id)
    return drafter


def test_what_follows_the_longest_match_is_guessed():
    document = (1, 2, 3, 4, 5, 6, 9, 2, 3, 4, 7, 8, 0)
    assert drafter_behind(document, [50], (1, 2, 3, 4)).draft(3) == [5, 6, 9]
    assert drafter_behind(document, [50], (9, 2, 3, 4)).draft(3) == [7, 8, 0]


def test_the_question_and_the_answer_come_before_the_document():
    document = (1, 2, 3, 4, 5, 6)
    assert drafter_behind(document, [1, 2, 3, 8, 9], (1, 2, 3)).draft(2) == [8, 9]


def test_few_tokens_in_common_are_no_guess_and_more_in_common_a_longer_one():
    document = range(100, 150)
    assert drafter_behind(document, [1], (100,)).draft(9) == []
    assert drafter_behind(document, [1], (100, 101)).draft(9) == []
    for count in (FIRST_MATCH, 6, 12):
        guessed = drafter_behind(document, [1], range(100, 100 + count)).draft(99)
        expected = min(2 * count - SHORTEST_MATCH, MAX_DRAFT)
        assert guessed == list(range(100 + count, 100 + count + expected))


def test_wrong_guesses_ask_for_a_longer_match_and_right_ones_for_a_shorter():
    document = range(100, 150)
    drafter = drafter_behind(document, [1], range(100, 103))
    assert drafter.draft(4)
    drafter.judge(4, 0)
    assert drafter.draft(4) == []
    for token_id in range(103, 100 + FIRST_MATCH + 1):
        drafter.note(token_id)
    assert drafter.draft(4)
    for _ in range(99):
        drafter.judge(4, 0)
    for token_id in range(104, 100 + MOST_NEEDED):
        assert drafter.draft(4) == []
        drafter.note(token_id)
    assert drafter.draft(4)
    for _ in range(99):
        drafter.judge(4, 4)
    drafter.note(7)
    for token_id in (120, 121):
        drafter.note(token_id)
    assert drafter.draft(1) == [122]


def test_a_guess_ends_before_what_ends_an_answer():
    drafter = drafter_behind((), [1, 2, 3, 4, 99, 5], (1, 2, 3), stop_token_ids=(99,))
    assert drafter.draft(5) == [4]


def test_bytes_of_two_tokens_are_no_token():
    ids = (0x01000000, 0x00000001, 0x01000000, 7)
    found = text(0x00000100, 0x00000001, 5)
    assert found.end_of(text(0x00010000).between(0, 1)) is None
    assert text(*ids).end_of(text(0x01000000).between(0, 1)) == 3
    assert text(5, 6).end_of(text(6).between(0, 1)) is None  # nothing follows
