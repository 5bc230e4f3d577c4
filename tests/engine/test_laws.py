"""The laws of the number formats and of attention, on random shapes and numbers."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import (
    attend_cpu,
    attend_cpu_int8,
    attend_reference,
    merge,
)
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.kv_cache.eight_bits import quantize_to
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.layers.fp8 import dequantize_blocks, quantize_activations, quantize_blocks
from qa.engine.layers.linear import (
    DenseLinear,
    Fp8Linear,
    Fp8WeightOnlyLinear,
    Int8Linear,
)
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import ModelShape
from tests.engine.tiny_checkpoint import make_checkpoint

CPU = torch.device("cpu")
D = 128
quick = settings(max_examples=25, deadline=None, derandomize=True)
seeds = st.integers(0, 10_000)


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def relative(got, expected):
    return float((got - expected).pow(2).mean().sqrt() / expected.std())


# -- FP8 blocks


@quick
@given(st.integers(1, 300), st.integers(1, 300), st.integers(-30, 30), seeds)
def test_every_number_of_a_block_is_within_half_a_step_of_e4m3(n, k, exponent, seed):
    weight = normal(n, k, seed=seed) * 10.0**exponent
    quantized, scale_inv = quantize_blocks(weight)
    got = dequantize_blocks(quantized, scale_inv, torch.float32)
    scale = scale_inv.repeat_interleave(128, 0)[:n].repeat_interleave(128, 1)[:, :k]
    # 3 bits of fraction: half a step is 2^-4 of the number, or 2^-10 of the scale near zero
    allowed = torch.maximum(weight.abs() * 2**-4, scale * 2**-10)
    assert ((got - weight).abs() <= allowed * 1.0001).all()


@quick
@given(st.integers(1, 200), st.integers(1, 200), seeds)
def test_quantising_what_was_dequantised_changes_nothing(n, k, seed):
    once = dequantize_blocks(*quantize_blocks(normal(n, k, seed=seed)), torch.float32)
    twice = dequantize_blocks(*quantize_blocks(once), torch.float32)
    torch.testing.assert_close(twice, once, rtol=1e-6, atol=0)


def test_blocks_of_zeros_and_lone_outliers_survive():
    weight = torch.zeros(256, 256)
    weight[200, 200] = -3e4
    got = dequantize_blocks(*quantize_blocks(weight), torch.float32)
    torch.testing.assert_close(got, weight, rtol=1e-6, atol=0)


@quick
@given(st.integers(1, 40), st.integers(1, 4), seeds)
def test_activations_have_scales_in_the_layout_that_the_gpu_wants(m, groups, seed):
    x = normal(m, groups * 128, seed=seed)
    quantized, scale = quantize_activations(x)
    assert scale.shape == (m, groups)
    assert m == 1 or groups == 1 or scale.stride() == (1, m)
    values = quantized.float().view(m, groups, 128) * scale[:, :, None]
    assert relative(values.flatten(), x.flatten()) < 0.035


@quick
@given(st.sampled_from([torch.int8, torch.float8_e4m3fn]), st.integers(-30, 30), seeds)
def test_8_bits_come_back_rounded_once(stored, exponent, seed):
    numbers, scale = quantize_to(normal(3, 50, D, seed=seed) * 2.0**exponent, stored)
    for dtype in (torch.bfloat16, torch.float32):
        got = KVView(numbers, numbers, scale, scale).values(dtype)
        assert torch.equal(got, (numbers.float() * scale).to(dtype))


# -- linear layers


@pytest.mark.parametrize(
    ("make", "bound"),
    [
        (Int8Linear, 0.02),
        (lambda w: Fp8Linear(*quantize_blocks(w)), 0.05),
        (lambda w: Fp8WeightOnlyLinear(*quantize_blocks(w)), 0.035),
    ],
)
@quick
@given(m=st.integers(1, 40), n=st.integers(32, 200), blocks=st.integers(1, 3), seed=seeds)
def test_each_format_multiplies_like_the_dense_weight(make, bound, m, n, blocks, seed):
    x, weight = normal(m, blocks * 128, seed=seed), normal(n, blocks * 128, seed=seed + 1)
    assert relative(make(weight)(x), DenseLinear(weight)(x)) < bound


@quick
@given(st.integers(2, 40), st.integers(1, 200), st.integers(1, 300), seeds)
def test_a_token_in_int8_does_not_feel_its_neighbours(m, n, k, seed):
    linear, x = Int8Linear(normal(n, k, seed=seed)), normal(m, k, seed=seed + 1)
    x[0] *= 1e4  # an outlier token has its own scale
    together = linear(x)
    alone = torch.cat([linear(row[None]) for row in x])
    assert torch.equal(together, alone)
    assert torch.equal(linear(x.view(1, m, k))[0], together)


# -- attention


def attention_case(tq, tk, group, kv_heads, seed, kv_format=KVFormat.FP32):
    """q [Tq, Hq, D] and a cache of Tk tokens in `kv_format`."""
    q = normal(tq, kv_heads * group, D, seed=seed)
    k, v = normal(tk, kv_heads, D, seed=seed + 1), normal(tk, kv_heads, D, seed=seed + 2)
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    arena = kind(ModelShape(1, D, D, group, kv_heads, tk), tk, kv_format, CPU)
    arena.write(0, k, v)
    arena.advance(tk)
    return q, arena.view(0, tk)


cases = st.tuples(
    st.integers(1, 70), st.integers(0, 200), st.integers(1, 8), st.integers(1, 3), seeds
)


@pytest.mark.parametrize("kv_format", KVFormat)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(cases, st.booleans())
def test_the_fused_kernel_is_the_reference_for_every_cache(kv_format, case, causal):
    tq, past, *rest = case
    q, kv = attention_case(tq, tq + past, *rest, kv_format)
    out, lse = attend_cpu(q, kv, causal)
    expected, expected_lse = attend_reference(q, kv, causal)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(lse, expected_lse, atol=1e-5, rtol=1e-5)


@quick
@given(cases, st.booleans())
def test_integer_scores_stay_near_the_reference(case, causal):
    tq, past, *rest = case
    q, kv = attention_case(tq, tq + past, *rest, KVFormat.K8V16)
    out, lse = attend_cpu_int8(q, kv, causal)
    expected, expected_lse = attend_reference(q, kv, causal)
    assert (out - expected).pow(2).mean().sqrt() / expected.std() < 0.02
    assert (lse - expected_lse).abs().max() < 0.05


@quick
@given(cases, st.integers(1, 4))
def test_attention_over_parts_of_the_keys_merges_to_the_whole(case, num_parts):
    tq, past, *rest = case
    q, kv = attention_case(tq, tq + past, *rest)
    borders = torch.linspace(0, kv.num_tokens, num_parts + 1).long().unique().tolist()
    spans = pairwise(borders)
    merged, *others = [attend_reference(q, kv.slice(*span), False) for span in spans]
    for part in others:
        merged = merge(merged, part)
    whole, lse = attend_reference(q, kv, False)
    torch.testing.assert_close(merged[0], whole, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(merged[1], lse, atol=1e-5, rtol=1e-5)


@quick
@given(st.integers(1, 20), st.integers(1, 8), st.sampled_from([0.1, 1.0, 30.0]), seeds)
def test_merge_is_commutative_and_associative(tq, heads, spread, seed):
    a, b, c = (
        (normal(tq, heads, D, seed=seed + i), normal(tq, heads, seed=seed + i + 9) * spread)
        for i in range(3)
    )
    for got, expected in [
        (merge(a, b), merge(b, a)),
        (merge(merge(a, b), c), merge(a, merge(b, c))),
    ]:
        torch.testing.assert_close(got[0], expected[0], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(got[1], expected[1], atol=1e-5, rtol=1e-5)


# -- the default of a CPU: INT8 weights, int8 keys, bf16 values


@pytest.fixture(scope="module")
def int8_model(tmp_path_factory):
    folder = make_checkpoint(tmp_path_factory.mktemp("laws") / "m", fp8=True)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.INT8)
    assert model.kv_format is KVFormat.K8V16
    return model


@pytest.mark.parametrize("chunk", [5, 64, 149])
def test_chunks_give_the_whole_in_the_cpu_s_own_formats(int8_model, chunk):
    ids = torch.randint(0, 512, (150,), generator=torch.Generator().manual_seed(5)).tolist()

    def read(step):
        arena = int8_model.arena(150)
        for start in range(0, 150, step):
            batch = Batch.of([Segment(ids[start : start + step], arena)], CPU)
            last = int8_model.forward(batch)
        return last[0]

    whole, pieces = read(150), read(chunk)
    assert relative(pieces, whole) < 0.02
    assert pieces.argmax() == whole.argmax()
