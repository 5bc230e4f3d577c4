"""Block-sparse prefill: dense at threshold zero, the same for every chunk, and never blind to what
is near, first, or asked.
"""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_cpu, attend_cpu_int8, attend_reference
from qa.engine.config import SPARSE_BLOCK
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.network.sparse_prefill import (
    Selection,
    SparsePrefill,
    block_mass,
    select,
    sub_block_means,
)
from qa.models.catalog import ModelShape
from tests.engine.kept_blocks import KeptBlocks

CPU = torch.device("cpu")
D = 128
EVERYTHING = Selection(alpha=0.0, dense_layers=0)
quick = settings(max_examples=15, deadline=None, derandomize=True)
cases = st.tuples(st.integers(1, 400), st.integers(0, 1500), st.integers(1, 3), st.integers(1, 2))


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def case(tq, past, group, kv_heads, kv_format=KVFormat.FP32, seed=0):
    """q [Tq, Hq, D] and a cache of past + Tq tokens."""
    tk = tq + past
    q = normal(tq, kv_heads * group, D, seed=seed)
    k, v = normal(tk, kv_heads, D, seed=seed + 1), normal(tk, kv_heads, D, seed=seed + 2)
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    arena = kind(ModelShape(1, D, D, group, kv_heads, tk), tk, kv_format, CPU)
    arena.write(0, k, v)
    arena.advance(tk)
    return q, arena.view(0, tk)


def assert_close(got, expected, bound=1e-5):
    for a, b in zip(got, expected, strict=True):
        torch.testing.assert_close(a, b, atol=bound, rtol=bound)


@pytest.mark.parametrize("kv_format", KVFormat)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(cases)
def test_at_threshold_zero_it_is_dense_for_every_cache(kv_format, sizes):
    q, kv = case(*sizes, kv_format)
    sparse = SparsePrefill(EVERYTHING, attend_cpu)
    looked = KeptBlocks(sparse)
    assert_close(sparse.attend(0, q, kv), attend_reference(q, kv, True))
    assert set(looked.by_layer().values()) <= {1.0}


def test_a_cache_in_4_bits_is_read_slab_by_slab():
    q, kv = case(300, 40 * SPARSE_BLOCK + 50, 1, 1, KVFormat.KV4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.engine.network.sparse_prefill.SLAB_BLOCKS", 8)
        got = SparsePrefill(EVERYTHING, attend_cpu).attend(0, q, kv)
    assert_close(got, attend_reference(q, kv, True))


@quick
@given(cases)
def test_all_of_the_mass_is_everything_too(sizes):
    q, kv = case(*sizes)
    sparse = SparsePrefill(Selection(share=1.0, dense_layers=0), attend_cpu)
    assert_close(sparse.attend(0, q, kv), attend_reference(q, kv, True), 1e-4)


@pytest.mark.parametrize(
    "selection", [Selection(0.9, dense_layers=0), Selection(0.5, 0.3, dense_layers=0)]
)
@pytest.mark.parametrize("chunk", [128, 384, 1024])
def test_what_is_kept_does_not_depend_on_the_chunks(selection, chunk):
    q, kv = case(1900, 0, 2, 2)
    q *= 8
    whole = SparsePrefill(selection, attend_cpu)
    looked = KeptBlocks(whole)
    expected = whole.attend(0, q, kv)
    pieces = SparsePrefill(selection, attend_cpu)
    parts = [
        pieces.attend(0, q[start : start + chunk], kv.slice(0, min(start + chunk, 1900)))
        for start in range(0, 1900, chunk)
    ]
    assert_close(map(torch.cat, zip(*parts, strict=True)), expected)
    assert looked.by_layer()[0] < 1


@quick
@given(st.integers(1, 400), st.integers(0, 1500), st.integers(0, 99))
def test_sink_and_neighbours_are_kept_and_the_future_never(tq, past, seed):
    first, nk = past // SPARSE_BLOCK, -(-(tq + past) // SPARSE_BLOCK)
    mass = normal(2, nk - first, nk, seed=seed) * 100
    keep = select(mass, first, Selection(alpha=1.0))
    for i, query_block in enumerate(range(first, nk)):
        near = {j for j in range(nk) if j <= query_block and (j < 2 or query_block - j < 4)}
        for head in range(2):
            kept = set(keep[head, i].nonzero().flatten().tolist())
            assert near <= kept <= set(range(query_block + 1))


def test_the_block_that_the_queries_look_for_is_kept_and_others_are_not():
    q, kv = case(SPARSE_BLOCK, 30 * SPARSE_BLOCK, 1, 1)
    wanted = 17
    kv.k[0, wanted * SPARSE_BLOCK : wanted * SPARSE_BLOCK + 32] += q.mean(0)[0] * 40
    mass = block_mass(q, sub_block_means(kv, torch.float32), 30 * SPARSE_BLOCK)
    assert mass[0, 0].argmax() == wanted
    for selection in (Selection(alpha=0.5), Selection(share=0.5)):
        keep = select(mass, 30, selection)[0, 0].nonzero().flatten().tolist()
        assert keep == [0, 1, wanted, 27, 28, 29, 30]


def test_no_query_is_judged_by_keys_that_come_after_it():
    q, kv = case(300, 500, 2, 1)
    mass = block_mass(q, sub_block_means(kv, torch.float32), 500)
    later = KVView(kv.k.clone(), kv.v)
    later.k[:, 640:] = 1e3  # block 5 and on
    changed = block_mass(q, sub_block_means(later, torch.float32), 500)
    before = slice(0, 640 // SPARSE_BLOCK - 500 // SPARSE_BLOCK)
    assert torch.equal(changed[:, before], mass[:, before])


def test_fewer_blocks_are_kept_the_higher_the_threshold_and_the_lower_the_share():
    q, kv = case(256, 4000, 2, 1)
    mass = block_mass(q * 8, sub_block_means(kv, torch.float32), 4000)

    def kept(selection):
        return int(select(mass, 4000 // SPARSE_BLOCK, selection).sum())

    by_alpha = [kept(Selection(alpha=alpha)) for alpha in (0.0, 0.1, 0.5, 1.0)]
    assert by_alpha == sorted(by_alpha, reverse=True)
    assert by_alpha[0] > by_alpha[-1]
    by_share = [kept(Selection(share=share)) for share in (1.0, 0.9, 0.5, 0.1)]
    assert by_share == sorted(by_share, reverse=True)
    assert by_share[0] > by_share[-1]


def test_the_first_layers_are_dense_and_the_others_look_at_what_they_must():
    q, kv = case(256, 3000, 2, 1)
    sparse = SparsePrefill(Selection(alpha=1.0, dense_layers=1), attend_cpu)
    looked = KeptBlocks(sparse)
    assert_close(sparse.attend(0, q, kv), attend_reference(q, kv, True))
    sparse.attend(1, q, kv)
    shares = looked.by_layer()
    assert list(shares) == [1]
    # of 24 and 25 visible blocks 2 + 4 always, and the one with the largest mass
    assert 6 / 25 <= shares[1] <= 7 / 24


def test_integer_scores_take_part():
    q, kv = case(256, 2000, 2, 2, KVFormat.K8V16)
    out, _ = SparsePrefill(EVERYTHING, attend_cpu_int8).attend(0, q, kv)
    expected, _ = attend_reference(q, kv, True)
    assert (out - expected).pow(2).mean().sqrt() / expected.std() < 0.02
