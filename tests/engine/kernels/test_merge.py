"""The kernel that puts attention together is its twin, and is not used where it is not."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import reference
from qa.engine.kernels.merge import merge_two

D = 32


def part(device, tokens, heads, seed, *, is_by_head=False):
    generator = torch.Generator().manual_seed(seed)
    out = torch.randn(tokens, heads, D, generator=generator).to(device)
    lse = 20 * torch.randn(tokens, heads, generator=generator).to(device)
    return out, lse.t().contiguous().t() if is_by_head else lse


def close(got, expected):
    for one, other in zip(got, expected, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(1, 40), st.integers(1, 5), st.booleans(), st.booleans(), st.integers(0, 999))
def test_two_parts_are_merged_as_torch_does(device, tokens, heads, first, second, seed):
    a = part(device, tokens, heads, seed, is_by_head=first)
    b = part(device, tokens, heads, seed + 1, is_by_head=second)
    close(merge_two(a, b), reference.merge_in_torch(a, b))


def test_a_part_without_keys_weighs_nothing(device):
    a, (out, lse) = part(device, 3, 2, 0), part(device, 3, 2, 1)
    nothing = out, torch.full_like(lse, float("-inf"))
    close(merge_two(a, nothing), a)
    close(merge_two(nothing, a), a)


@pytest.fixture
def as_on_a_card(monkeypatch):
    monkeypatch.setattr(reference.gpu, "available", lambda device: True)
    reference.merge_kernel_works.cache_clear()
    yield
    reference.merge_kernel_works.cache_clear()


def test_the_kernel_is_taken_where_it_is_right(device, as_on_a_card):
    assert reference.merge_kernel_works(device, D)
    assert not reference.merge_kernel_works(device, 80)


def wrong(a, b):
    out, lse = reference.merge_in_torch(a, b)
    return out, lse + 1


def failing(a, b):
    raise RuntimeError("Triton Error [CUDA]: invalid device function")


@pytest.mark.parametrize(("fault", "said"), [(wrong, "wrong"), (failing, "invalid device")])
def test_it_is_not_taken_where_it_fails_or_is_wrong(
    device, as_on_a_card, monkeypatch, caplog, fault, said
):
    monkeypatch.setattr(reference, "_merge_two", fault)
    assert not reference.merge_kernel_works(device, D)
    assert said in caplog.text
