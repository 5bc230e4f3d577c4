"""Tokens drawn by kernels are those that the twin draws, and its nucleus is the smallest."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kernels import sampling
from qa.engine.runtime import device_sampling
from qa.engine.runtime.device_sampling import SamplingMode, sampling_keys, sampling_keys_by_kernels

quick = settings(max_examples=15, deadline=None, derandomize=True)


def options(rows, device, *, seed=0, top_p=0.9):
    generator = torch.Generator().manual_seed(seed)
    return {
        "temperature": torch.tensor([0.0, 0.3, 1.0, 1.7], device=device).repeat(rows)[:rows],
        "top_p": torch.full((rows,), top_p, device=device),
        "seeds": torch.randint(-(2**62), 2**62, (rows,), generator=generator).to(device),
        "counts": torch.randint(0, 5000, (rows,), generator=generator).to(device),
    }


@quick
@given(st.integers(1, 5), st.integers(1, 9000), st.sampled_from(SamplingMode), st.integers(0, 99))
def test_the_order_is_the_twin_s(device, rows, num_tokens, mode, seed):
    logits = torch.randn(rows, num_tokens, generator=torch.Generator().manual_seed(seed))
    logits = (4 * logits).to(device)
    given = options(rows, device, seed=seed, top_p=1.0 if seed % 3 == 0 else 0.9)

    got = sampling_keys_by_kernels(logits, mode, **given)

    expected = sampling_keys(logits, mode, **given)
    same = (got - expected).abs() < 1e-4 * (1 + expected.abs())
    assert (~same).sum() <= 1  # a token on the edge of the nucleus: sums in another order
    assert torch.equal(got.argmax(1), expected.argmax(1))


@quick
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=60),
    st.floats(0.01, 0.999),
)
def test_the_nucleus_is_the_smallest_set_that_holds_enough(device, levels, top_p):
    probabilities = torch.softmax(torch.tensor(levels).float()[None] / 2, dim=-1).to(device)

    inside = sampling.nucleus(probabilities, torch.tensor([top_p], device=device))[0].cpu()

    probabilities = probabilities[0].cpu()
    least = probabilities[inside].min()
    assert probabilities[inside].sum() >= top_p - 1e-5
    assert probabilities[probabilities > least].sum() < top_p + 1e-5
    assert not (probabilities[~inside] > least).any()


def test_with_a_top_p_of_1_everything_is_inside_even_what_is_impossible(device):
    probabilities = torch.tensor([[1.0, 0.0], [0.5, 0.5]], device=device)

    inside = sampling.nucleus(probabilities, torch.tensor([1.0, 1.0], device=device))

    assert inside.all()


@pytest.mark.parametrize("name", ["noisy_keys", "nucleus"])
def test_kernels_that_draw_something_else_are_not_used(device, monkeypatch, caplog, name):
    monkeypatch.setattr(device_sampling.gpu, "available", lambda *_: True)
    works = device_sampling.sampling_kernels_work
    works.cache_clear()
    assert works(device)
    works.cache_clear()
    right = getattr(sampling, name)

    def wrong(*args):
        return right(*args).roll(1, 1)

    monkeypatch.setattr(sampling, name, wrong)
    assert not works(device)
    assert "drawn in torch's own operations: the kernels' numbers are wrong" in caplog.text
    works.cache_clear()
