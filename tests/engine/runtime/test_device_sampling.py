"""Sampling where the logits are: the distribution, the nucleus, and independence of company."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.runtime.device_sampling import SamplingMode, gumbel, nucleus, sampling_keys

quick = settings(max_examples=40, deadline=None, derandomize=True)


def row(value, count=1, dtype=torch.int64):
    return torch.full((count,), value, dtype=dtype)


def keys(
    logits, *, temperature=1.0, top_p=1.0, seeds=None, counts=None, chance=SamplingMode.NUCLEUS
):
    rows = len(logits)
    return sampling_keys(
        logits,
        chance,
        temperature=row(temperature, rows, torch.float32),
        top_p=row(top_p, rows, torch.float32),
        seeds=row(1, rows) if seeds is None else seeds,
        counts=torch.arange(rows) if counts is None else counts,
    )


def test_tokens_are_drawn_as_often_as_the_model_says():
    probabilities = torch.tensor([0.5, 0.3, 0.15, 0.05])
    drawn = keys(probabilities.log().expand(20_000, -1)).argmax(dim=1)

    shares = torch.bincount(drawn, minlength=4) / len(drawn)

    torch.testing.assert_close(shares, probabilities, atol=0.012, rtol=0)


def test_a_low_temperature_prefers_the_best_token():
    logits = torch.tensor([[1.0, 0.0]]).expand(5000, -1)

    warm, cold = (keys(logits, temperature=t).argmax(dim=1).float().mean() for t in (1.0, 0.25))

    assert warm == pytest.approx(0.269, abs=0.02)
    assert cold == pytest.approx(0.018, abs=0.01)


@quick
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=40),
    st.floats(0.01, 0.999),
    st.integers(0, 1000),
)
def test_the_nucleus_is_the_smallest_set_that_holds_enough(levels, top_p, seed):
    logits = torch.tensor(levels).float()[None] / 2  # many ties, kept or dropped together

    inside = nucleus(logits, torch.tensor([top_p]))[0]

    probabilities = torch.softmax(logits[0], dim=0)
    least = probabilities[inside].min()
    assert probabilities[inside].sum() >= top_p - 1e-5
    assert probabilities[probabilities > least].sum() < top_p + 1e-5
    assert not (probabilities[~inside] > least).any()


def test_tokens_outside_the_nucleus_come_last_and_are_still_there():
    logits = torch.tensor([[5.0, 4.9, 0.0, -1.0]]).expand(200, -1)

    order = keys(logits, top_p=0.9).argsort(dim=1, descending=True)

    assert set(order[:, :2].flatten().tolist()) == {0, 1}
    assert set(order[:, 2].tolist()) == {2, 3}


def test_noise_is_a_function_of_seed_and_count_and_not_of_the_row():
    seeds, counts = torch.tensor([3, 3, 2**40 + 3, 7]), torch.tensor([0, 1, 0, 0])
    noise = gumbel(seeds, counts, 5000)

    assert torch.equal(noise[2:], gumbel(seeds[2:], counts[2:], 5000))
    correlation = torch.corrcoef(noise) - torch.eye(4)
    assert correlation.abs().max() < 0.05
    assert noise.mean() == pytest.approx(0.5772, abs=0.03)
    assert noise.var() == pytest.approx(1.645, abs=0.06)


def test_greedy_rows_keep_their_logits_whatever_others_ask_for():
    logits = torch.randn(2, 50, generator=torch.Generator().manual_seed(0))
    mixed = sampling_keys(
        logits,
        SamplingMode.NUCLEUS,
        temperature=torch.tensor([0.0, 1.0]),
        top_p=torch.tensor([1.0, 0.5]),
        seeds=row(1, 2),
        counts=row(0, 2),
    )

    assert torch.equal(mixed[0], logits[0])
    assert not torch.equal(mixed[1], logits[1])
