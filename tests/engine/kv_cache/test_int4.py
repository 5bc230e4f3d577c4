"""Keys and values in 4 bits: how far off, how large, and the same however they are written."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kv_cache.cache import (
    GROUP,
    VALUE_GROUP,
    KVFormat,
    kv_bytes,
    kv_bytes_per_token,
    kv_capacity,
)
from qa.engine.kv_cache.int4 import (
    Int4KVCache,
    dequantize_keys,
    dequantize_values,
    quantize_keys,
    quantize_values,
)
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.probing.probe import weight_bytes
from qa.models.catalog import KNOWN_MODELS, ModelShape
from tests.engine.tiny_checkpoint import make_checkpoint

CPU = torch.device("cpu")
D, HEADS = 128, 2
GB = 10**9
QWEN3_4B = next(model.shape for model in KNOWN_MODELS if "4B" in model.name)
quick = settings(max_examples=25, deadline=None, derandomize=True)


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def filled(k, v, pieces, capacity=None):
    """An arena of one layer, written in pieces of these sizes."""
    capacity = capacity or len(k)
    arena = Int4KVCache(ModelShape(1, D, D, HEADS, HEADS, 1), capacity, KVFormat.KV4, CPU)
    start = 0
    for size in pieces:
        arena.write(0, k[start : start + size], v[start : start + size])
        arena.advance(size)
        start += size
    return arena


def cut(total, sizes):
    """The sizes, again and again, until they add up to total."""
    pieces = []
    while sum(pieces) < total:
        pieces.append(min(sizes[len(pieces) % len(sizes)], total - sum(pieces)))
    return pieces


@quick
@given(st.integers(1, 3), st.floats(-4, 4), st.floats(-50, 50), st.integers(0, 999))
def test_every_number_comes_back_within_half_a_step_of_its_group(groups, exponent, offset, seed):
    x = normal(HEADS, groups * GROUP, D, seed=seed) * 10.0**exponent + offset
    for quantize, dequantize, as_groups in [
        (quantize_keys, dequantize_keys, lambda x: x.unflatten(1, (-1, GROUP)).transpose(2, 3)),
        (quantize_values, dequantize_values, lambda x: x.unflatten(2, (-1, VALUE_GROUP))),
    ]:
        expected, got = as_groups(x), as_groups(dequantize(*quantize(x)))
        step = (expected.amax(-1) - expected.amin(-1)) / 15
        # low, step and fifteen steps are each rounded to the 11 bits of fp16
        allowed = 0.51 * step + 2**-9 * expected.abs().amax(-1)
        assert ((got - expected).abs() <= allowed[..., None] + 1e-6).all()


@pytest.mark.parametrize("value", [0.0, 3.0, -1e6, 1e-9])
def test_groups_of_one_number_and_numbers_beyond_fp16_stay_finite(value):
    x = torch.full((HEADS, GROUP, D), value)
    expected = x.clamp(-65504, 65504)
    torch.testing.assert_close(dequantize_keys(*quantize_keys(x)), expected, rtol=1e-3, atol=1e-7)


def test_a_channel_far_from_the_others_costs_the_other_channels_nothing():
    plain = normal(1, GROUP, D, seed=1)
    loud = plain.clone()
    loud[..., 7] = loud[..., 7] * 100 + 500
    others = torch.arange(D) != 7
    a, b = (dequantize_keys(*quantize_keys(x))[..., others] for x in (plain, loud))
    assert torch.equal(a, b)


@quick
@given(
    st.integers(1, 700),
    st.lists(st.integers(1, 400), min_size=1, max_size=5),
    st.integers(0, 200),
    st.integers(0, 999),
)
def test_what_is_stored_does_not_depend_on_the_pieces_it_was_written_in(total, sizes, spare, seed):
    k, v = normal(total, HEADS, D, seed=seed), normal(total, HEADS, D, seed=seed + 1)
    whole = filled(k, v, [total]).view(0, total)
    pieces = filled(k, v, cut(total, sizes), total + spare).view(0, total)
    assert torch.equal(pieces.keys(torch.float32), whole.keys(torch.float32))
    assert torch.equal(pieces.values(torch.float32), whole.values(torch.float32))


@quick
@given(st.integers(1, 700), st.data())
def test_any_stretch_of_a_view_is_that_stretch_of_the_whole(total, data):
    k, v = normal(total, HEADS, D, seed=1), normal(total, HEADS, D, seed=2)
    start = data.draw(st.integers(0, total))
    end = data.draw(st.integers(start, total))
    middle = data.draw(st.integers(start, end))
    view = filled(k, v, [total]).view(0, total)
    stretch = view.slice(start, end)
    assert stretch.num_tokens == end - start
    whole = view.keys(torch.float32)
    assert torch.equal(stretch.keys(torch.float32), whole[:, start:end])
    rest = stretch.slice(middle - start, end - start)
    assert torch.equal(rest.values(torch.float32), view.values(torch.float32)[:, middle:end])


def test_the_first_tokens_and_the_last_incomplete_group_stay_in_bf16():
    k, v = normal(500, HEADS, D, seed=1), normal(500, HEADS, D, seed=2)
    kept = filled(k, v, [500]).view(0, 500).keys(torch.float32).transpose(0, 1)
    exact = k.bfloat16().float()
    tail = 500 // GROUP * GROUP
    assert torch.equal(kept[:GROUP], exact[:GROUP])
    assert torch.equal(kept[tail:], exact[tail:])
    assert not torch.equal(kept[GROUP:tail], exact[GROUP:tail])


def test_a_chunk_sees_itself_without_loss_while_it_is_read():
    k, v = normal(400, HEADS, D, seed=1), normal(400, HEADS, D, seed=2)
    arena = filled(k, v, [150], capacity=400)
    arena.write(0, k[150:], v[150:])
    during = arena.view(0, 400).values(torch.float32)
    assert torch.equal(during[:, 150:], v[150:].transpose(0, 1))
    arena.advance(250)
    assert not torch.equal(arena.view(0, 400).values(torch.float32), during)


def test_a_length_moved_back_to_the_start_of_a_group_is_written_anew():
    k, v = normal(600, HEADS, D, seed=1), normal(600, HEADS, D, seed=2)
    arena = filled(k.flip(0), v.flip(0), [600])
    arena.length = 0
    arena.write(0, k, v)
    arena.advance(600)
    expected = filled(k, v, [600]).view(0, 600).keys(torch.float32)
    assert torch.equal(arena.view(0, 600).keys(torch.float32), expected)


@pytest.mark.parametrize("total", [100, 128, 300, 512])
def test_an_arena_put_down_by_its_tensors_and_taken_up_again_is_the_same(total):
    k, v = normal(total, HEADS, D, seed=1), normal(total, HEADS, D, seed=2)
    arena = filled(k, v, [total], capacity=900)
    other = filled(k[:0], v[:0], [], capacity=total)
    for name, there in other.tensors(total).items():
        there.copy_(arena.tensors(total)[name])
    other.advance(total)
    for read in ("keys", "values"):
        got, expected = (getattr(a.view(0, total), read)(torch.float32) for a in (other, arena))
        assert torch.equal(got, expected)


def test_the_4b_reads_262_144_tokens_in_16_and_a_half_gigabytes_all_in():
    assert kv_bytes_per_token(QWEN3_4B, KVFormat.KV4) == 36 * 8 * (128 + 4 + 8) == 40_320
    context = kv_bytes(QWEN3_4B, KVFormat.KV4, 262_144)
    assert context == (262_144 - 128) * 40_320 + 256 * 147_456
    working = 1 * GB
    assert weight_bytes(QWEN3_4B, WeightFormat.FP8) + context + working < 16.5 * GB


@pytest.mark.parametrize("kv_format", KVFormat)
@pytest.mark.parametrize("num_bytes", [0, 10**6, 5 * 10**8, 10**10])
def test_what_is_said_to_fit_does(kv_format, num_bytes):
    capacity = kv_capacity(QWEN3_4B, kv_format, num_bytes)
    assert capacity == 0 or kv_bytes(QWEN3_4B, kv_format, capacity) <= num_bytes


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = make_checkpoint(tmp_path_factory.mktemp("kv4") / "m")
    return load_model(folder, device=CPU, weight_format=WeightFormat.FP32, kv_format=KVFormat.KV4)


def test_reading_in_chunks_and_behind_a_prefix_stays_near_reading_at_once(model):
    ids = torch.randint(0, 512, (400,), generator=torch.Generator().manual_seed(5)).tolist()

    def read(ids, step, arena, prefix=None):
        for start in range(0, len(ids), step):
            segment = Segment(ids[start : start + step], arena, prefix)
            last = model.forward(Batch.of([segment], CPU))
        return last[0]

    whole = read(ids, 400, model.arena(400))
    pieces = read(ids, 33, model.arena(400))
    prefix = model.arena(300)
    read(ids[:300], 300, prefix)
    asked = read(ids[300:], 100, model.arena(150), prefix)
    for got in (pieces, asked):
        assert (got - whole).pow(2).mean().sqrt() / whole.std() < 0.15
