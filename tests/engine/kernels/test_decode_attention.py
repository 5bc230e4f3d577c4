"""Attention while decoding: every kernel is its twin, and the twin is attention."""

import math
from itertools import count

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_reference, decode_check, merge
from qa.engine.attention import decode_reference as reference
from qa.engine.attention.decode_reference import Partials, PrefixLength, SlotPositions
from qa.engine.kernels import prefix as kernels
from qa.engine.kernels import shared_prefix, slots
from qa.engine.kernels.shared_prefix import Tiling
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.kv_cache.eight_bits import quantize_to
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.self_check import relative_error
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu import tilings

D = 32  # of a head: a short one is as good as 128 for the arithmetic, but for 4 bits
few = settings(max_examples=6, deadline=None, derandomize=True)
FORMATS = [f for f in KVFormat if f is not KVFormat.KV4]  # what slots are in
seeds = st.integers(0, 10_000)


def normal(*shape, seed, device):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(device)


def prefix_case(device, questions, group, kv_heads, capacity, kv_format, seed):
    """q [B, Hq, D] and a full arena."""
    q = normal(questions, kv_heads * group, D, seed=seed, device=device)
    k, v = (normal(capacity, kv_heads, D, seed=seed + i, device=device) for i in (1, 2))
    shape = ModelShape(1, D, D, group * kv_heads, kv_heads, capacity, head_dim=D)
    arena = KVCache(shape, capacity, kv_format, device)
    arena.write(0, k, v)
    return q, arena.view(0, capacity)


def close(got, expected, tolerance=1e-5):
    for one, other in zip(got, expected, strict=True):
        torch.testing.assert_close(one.cpu(), other.cpu(), atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("kv_format", FORMATS)
@few
@given(
    questions=st.integers(1, 9),
    group=st.integers(1, 4),
    kv_heads=st.integers(1, 2),
    length=st.integers(1, 150),
    spare=st.integers(0, 40),
    seed=seeds,
)
def test_all_questions_over_a_prefix_of_any_length_are_the_reference(
    device, kv_format, questions, group, kv_heads, length, spare, seed
):
    q, kv = prefix_case(device, questions, group, kv_heads, length + spare, kv_format, seed)

    kv_read = kv.slice(0, length)
    got = kernels.shared_prefix_attention(q, kv, PrefixLength.of(kv_read))

    close(got, attend_reference(q, kv_read, False))


@few
@given(st.integers(1, 130), st.integers(1, 7), st.sampled_from([16, 32]), seeds)
def test_it_does_not_matter_how_a_prefix_is_split(device, length, num_splits, keys, seed):
    q, kv = prefix_case(device, 5, 2, 2, 130, KVFormat.FP32, seed)
    at = torch.tensor([length], device=device)
    tiling = Tiling(rows=16, keys=keys, num_splits=num_splits, num_warps=4, num_stages=2)
    partials, twin = Partials.empty(num_splits, q), Partials.empty(num_splits, q)

    shared_prefix.attend_plain(q, kv, at, partials, tiling)
    reference.attend_prefix(q, kv, at, twin, num_splits)

    expected = attend_reference(q, kv.slice(0, length), False)
    close(shared_prefix.merge_partials(partials, q.dtype), expected)
    close(reference.merge_partials(twin, q.dtype), expected)


@few
@given(st.integers(1, 20), st.integers(0, 90), st.booleans(), seeds)
def test_few_queries_with_and_without_a_mask_are_the_reference(device, queries, past, causal, seed):
    q, kv = prefix_case(device, queries, 2, 2, past + queries, KVFormat.FP32, seed)

    got = kernels.attend_few(q, kv, causal, square=attend_reference)

    close(got, attend_reference(q, kv, causal))


def test_a_prefix_without_tokens_weighs_nothing(device):
    q, kv = prefix_case(device, 2, 2, 1, 40, KVFormat.FP32, 0)

    nothing = kernels.shared_prefix_attention(q, kv, PrefixLength.of(kv.slice(0, 0)))

    some = attend_reference(q, kv, False)
    close(merge(some, nothing), some)


def coded_case(device, d, questions, group, kv_heads, length, num_new, seed):
    """q [B, Hq, d] and an arena in 4 bits, of which the last num_new tokens have just come."""
    q = normal(questions, kv_heads * group, d, seed=seed, device=device)
    k, v = (normal(length, kv_heads, d, seed=seed + i, device=device) for i in (1, 2))
    k = k * torch.linspace(0.2, 5, d, device=device) + 3 * normal(d, seed=seed, device=device)
    shape = ModelShape(1, d, d, group * kv_heads, kv_heads, length, head_dim=d)
    arena = Int4KVCache(shape, length + 50, KVFormat.KV4, device)
    if length > num_new:
        arena.write(0, k[: length - num_new], v[: length - num_new])
        arena.advance(length - num_new)
    if num_new:
        arena.write(0, k[-num_new:], v[-num_new:])
    return q, arena.view(0, length)


@few
@given(
    d=st.sampled_from([64, 128]),
    questions=st.integers(1, 9),
    group=st.integers(1, 4),
    length=st.sampled_from([1, 127, 128, 200, 255, 256, 257, 384, 500, 640, 701]),
    seed=seeds,
)
def test_a_prefix_in_4_bits_is_the_reference(device, d, questions, group, length, seed):
    q, kv = coded_case(device, d, questions, group, 2, length, 0, seed)

    got = kernels.shared_prefix_attention(q, kv, PrefixLength.of(kv))

    close(got, attend_reference(q, kv, False), 1e-4)


@few
@given(st.integers(1, 30), st.sampled_from([0, 100, 128, 250, 256, 300, 507]), seeds)
def test_a_piece_behind_a_past_in_4_bits_is_the_reference(device, num_new, past, seed):
    # a piece may complete a group whose first tokens are of the past, which then ends in it
    q, kv = coded_case(device, 64, num_new, 2, 1, past + num_new, num_new, seed)

    got = kernels.attend_few(q, kv, True, square=attend_reference)

    close(got, attend_reference(q, kv, True), 1e-4)


CAPACITY = 70  # of a slot


def slots_case(device, kv_format, num_slots=5, kv_heads=2):
    """An empty layer of slots, all equally long."""
    num_tokens = num_slots * CAPACITY
    shape = ModelShape(1, D, D, kv_heads, kv_heads, num_tokens, head_dim=D)
    arena = KVCache(shape, num_tokens, kv_format, device)
    nothing = torch.zeros(num_tokens, kv_heads, D, device=device)
    arena.write(0, nothing, nothing)
    return arena.view(0, num_tokens)


# Triton's interpreter rounds to e4m3 wrongly
WRITABLE = [f for f in FORMATS if f is not KVFormat.FP8]


@pytest.mark.parametrize("kv_format", WRITABLE)
@few
@given(order=st.permutations(range(5)), seed=seeds)
def test_new_tokens_are_stored_where_their_questions_are(device, kv_format, order, seed):
    got, expected = slots_case(device, kv_format), slots_case(device, kv_format)
    places = places_of(order[:3], [0, 69, 31], device)
    # as a slice of queries, keys and values side by side
    heads = normal(3, 6, D, seed=seed, device=device)
    k, v = heads[:, 2:4], heads[:, 4:]

    slots.write_slots(k, v, places, got)
    reference.write_slots(k, v, places, expected)

    for one, other in zip(fields(got), fields(expected), strict=True):
        # the interpreter cuts bf16 off where torch rounds
        tolerance = 2**-7 if one.dtype is torch.bfloat16 else 1e-6
        torch.testing.assert_close(one, other, rtol=tolerance, atol=1e-6)


def places_of(slots, positions, device):
    at = torch.tensor(positions, device=device)
    return SlotPositions(CAPACITY * torch.tensor(slots, device=device), at, at + 1)


def fields(kv):
    return [x for x in (kv.k, kv.v, kv.k_scale, kv.v_scale) if x is not None]


@pytest.mark.parametrize("kv_format", FORMATS)
@few
@given(
    order=st.permutations(range(5)),
    lengths=st.tuples(st.integers(1, 70), st.integers(1, 70), st.integers(1, 70)),
    seed=seeds,
)
def test_each_question_sees_its_own_tokens_and_no_others(device, kv_format, order, lengths, seed):
    kv = slots_case(device, kv_format)
    for stored, scale in ((kv.k, kv.k_scale), (kv.v, kv.v_scale)):
        numbers = normal(*stored.shape, seed=seed, device=device)
        if scale is None:
            stored.copy_(numbers)
        else:
            quantized, row_scale = quantize_to(numbers, stored.dtype)
            stored.copy_(quantized)
            scale.copy_(row_scale)
    q = normal(3, 6, D, seed=seed + 1, device=device)
    partials = Partials.empty(2, q)

    slots.attend_slots(q, kv, places_of(order[:3], [n - 1 for n in lengths], device), partials)

    for i, (slot, length) in enumerate(zip(order[:3], lengths, strict=True)):
        own = kv.slice(slot * CAPACITY, slot * CAPACITY + length)
        expected = attend_reference(q[i : i + 1], own, False)
        close((partials.out[1, i : i + 1], partials.lse[1, i : i + 1]), expected)


def busy(num_programs, resident):
    waves = num_programs / resident
    return waves / math.ceil(waves)


def test_splits_leave_few_processors_idle():
    for num_programs in range(8, 400):
        splits = shared_prefix.num_splits(num_programs, 132)
        assert 1 <= splits <= shared_prefix.MAX_SPLITS
        assert busy(num_programs * splits, 132) > 0.85


def tiling_on(monkeypatch, capability, questions, stored=torch.bfloat16):
    """Of Qwen3-4B's heads on a card of this capability with 132 processors."""
    monkeypatch.setattr(shared_prefix.gpu, "capability", lambda _: capability)
    monkeypatch.setattr(shared_prefix.gpu, "num_processors", lambda _: 132)
    keys = torch.empty(8, 1, 128, dtype=stored)
    q = torch.empty(1, 32, 128, dtype=torch.bfloat16)
    return shared_prefix.choose_tiling(4 * questions, KVView(keys, keys), q)


@pytest.mark.parametrize("questions", [1, 8, 16, 32, 64, 96, 120])
def test_the_last_wave_of_programs_is_nearly_full(monkeypatch, questions):
    tiling = tiling_on(monkeypatch, (9, 0), questions)

    programs = math.ceil(4 * questions / tiling.rows) * 8 * tiling.num_splits
    assert busy(programs, 132 if tiling.rows == 128 else 264) > 0.95


def test_128_rows_take_128_keys_where_they_fit_and_64_rows_one_warpgroup(monkeypatch):
    def tile(capability, questions, stored=torch.bfloat16):
        tiling = tiling_on(monkeypatch, capability, questions, stored)
        return tiling.rows, tiling.keys, tiling.num_warps, tiling.num_stages

    assert tile((9, 0), 120) == tile((10, 0), 32) == (128, 128, 8, 2)
    assert tile((9, 0), 120, torch.float8_e4m3fn) == (128, 64, 8, 3)
    assert tile((9, 0), 120, torch.uint8) == (128, 64, 8, 3)
    assert tile((8, 9), 120) == tile((8, 9), 16) == tile((12, 0), 16) == (128, 64, 8, 3)
    assert tile((9, 0), 16) == (64, 64, 4, 3)
    assert tile((9, 0), 1) == (16, 64, 4, 3)


@pytest.mark.parametrize("kv_format", WRITABLE)
def test_a_step_s_attention_is_its_twin(device, kv_format):
    q, prefix = prefix_case(device, 3, 2, 2, 90, kv_format, 1)
    k, v = (normal(3, 2, D, seed=i, device=device) for i in (2, 3))
    got, expected = slots_case(device, kv_format), slots_case(device, kv_format)
    places, length = places_of([4, 0, 2], [0, 65, 7], device), PrefixLength.of(prefix.slice(0, 77))

    out = slots.decode_attention(q, k, v, prefix, length, got, places)

    twin = reference.decode_attention(q, k, v, prefix, length, expected, places)
    # a bf16 value that the interpreter cuts off may weigh as much as a whole question
    torch.testing.assert_close(
        out, twin, atol=2e-2 if kv_format is not KVFormat.FP32 else 1e-5, rtol=1e-5
    )


@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.KV4])
def test_what_is_tried_at_load_is_right(device, kv_format):
    ours, twins = (
        decode_check.step(way, kv_format, torch.float32, device)
        for way in (
            decode_check.Way(slots.decode_attention, kernels.shared_prefix_attention),
            decode_check.TWIN,
        )
    )
    for got, expected in zip(ours, twins, strict=True):
        assert relative_error(got, expected) < 1e-2


def nowhere(k, v, places, kv):
    pass


def to_the_wrong_place(k, v, places, kv):
    reference.write_slots(
        k, v, SlotPositions(places.slots + 1, places.positions, places.lengths), kv
    )


def without_the_document(q, kv, length, partials, tiling):
    partials.out.zero_()
    partials.lse.fill_(float("-inf"))


def failing(*_):
    raise RuntimeError("Triton Error [CUDA]: misaligned address")


def test_sums_to_another_base_are_noticed_before_questions_are_merged_by_them(
    device, monkeypatch, caplog
):
    right = kernels.merge_partials

    def to_the_base_2(partials, dtype):
        out, lse = right(partials, dtype)
        return out, lse * math.log2(math.e)

    monkeypatch.setattr(kernels, "merge_partials", to_the_base_2)
    monkeypatch.setattr(decode_check, "decode_kernels_read", lambda *_: True)
    decode_check.decode_kernels_work.cache_clear()

    verdict = decode_check.decode_kernels_work(KVFormat.FP32, device)

    assert not verdict
    assert "wrong" in verdict.reason
    assert verdict.error > 1
    decode_check.decode_kernels_work.cache_clear()


def test_an_error_of_5_percent_is_too_much_for_attention(device, monkeypatch):
    def nearly(q, kv, length, partials, tiling):
        right(q, kv, length, partials, tiling)
        partials.out.mul_(1.05)

    right = slots.attend_prefix
    monkeypatch.setattr(decode_check, "decode_kernels_read", lambda *_: True)
    decode_check.decode_kernels_work.cache_clear()
    assert 0 <= decode_check.decode_kernels_work(KVFormat.FP32, device).error < 1e-4
    decode_check.decode_kernels_work.cache_clear()
    monkeypatch.setattr(slots, "attend_prefix", nearly)

    assert 0.02 < decode_check.decode_kernels_work(KVFormat.FP32, device).error < 0.1
    assert not decode_check.decode_kernels_work(KVFormat.FP32, device)
    decode_check.decode_kernels_work.cache_clear()


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("write_slots", nowhere, "wrong"),
        ("write_slots", to_the_wrong_place, "wrong"),
        ("attend_prefix", without_the_document, "wrong"),
        ("attend_prefix", failing, "misaligned"),
    ],
)
def test_kernels_that_fail_or_are_wrong_are_not_used(
    device, monkeypatch, caplog, name, fault, said
):
    monkeypatch.setattr(slots, name, fault)
    monkeypatch.setattr(decode_check, "decode_kernels_read", lambda *_: True)
    decode_check.decode_kernels_work.cache_clear()

    assert not decode_check.decode_kernels_work(KVFormat.FP32, device)

    assert said in caplog.text
    decode_check.decode_kernels_work.cache_clear()


def test_tilings_are_measured_one_by_one_and_the_chosen_one_is_among_them(device, monkeypatch):
    shape, clock = ModelShape(1, 1, 1, 4, 2, 64, head_dim=D), count()
    monkeypatch.setattr(tilings, "seconds_of", lambda work, device: work() or -next(clock))

    cases = list(
        tilings.measure(
            shape,
            device,
            dtype=torch.float32,
            num_tokens=40,
            questions=(3, 1),
            formats=(KVFormat.FP32,),
        )
    )

    assert [timings[0].questions for timings in cases] == [3, 1]
    for timings in cases:
        assert sum(t.is_chosen for t in timings) == 1
        assert len({t.tiling for t in timings}) == len(timings) > 4
        times = [t.milliseconds for t in timings]
        assert None not in times
        assert times == sorted(times)
