"""Sampling under a constraint is the model's own distribution, restricted."""

import pytest
import torch

from qa.engine.sampling import Sampler, SamplingParams


class Even:
    def allows(self, token_id):
        return token_id % 2 == 0

    def advance(self, token_id):
        pass


def frequencies(logits, constraint=None, **options):
    sampler = Sampler(SamplingParams(seed=0, **options), constraint)
    counts = torch.zeros(len(logits))
    for _ in range(4000):
        counts[sampler.choose(logits)] += 1
    return counts / counts.sum()


LOGITS = torch.tensor([1.0, 2.0, 0.5, -1.0, 1.5, 0.0])


def test_sampled_frequencies_are_the_softmax():
    got = frequencies(LOGITS, temperature=1.0)
    torch.testing.assert_close(got, LOGITS.softmax(-1), atol=0.03, rtol=0)


def test_a_constraint_restricts_the_distribution_and_changes_nothing_else():
    got = frequencies(LOGITS, Even(), temperature=0.7)
    expected = (LOGITS / 0.7).masked_fill(torch.arange(6) % 2 == 1, float("-inf")).softmax(-1)
    torch.testing.assert_close(got, expected, atol=0.03, rtol=0)


def test_top_p_leaves_the_tail_out():
    got = frequencies(LOGITS, temperature=1.0, top_p=0.5)
    assert set(got.nonzero().flatten().tolist()) == {1, 4}


def test_a_constraint_against_the_whole_nucleus_still_finds_a_token():
    class OnlyThree(Even):
        def allows(self, token_id):
            return token_id == 3

    assert frequencies(LOGITS, OnlyThree(), temperature=1.0, top_p=0.5)[3] == 1


@pytest.mark.parametrize("bad", [{"max_tokens": 0}, {"temperature": -1.0}, {"top_p": 0.0}])
def test_impossible_settings_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        SamplingParams(**bad)
