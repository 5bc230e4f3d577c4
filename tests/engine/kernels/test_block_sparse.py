"""Block-sparse kernels are their twins, at any place in a document, in every format they read."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_reference
from qa.engine.config import SPARSE_BLOCK
from qa.engine.kernels import block_sparse
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.network.sparse_prefill import (
    Selection,
    SparsePrefill,
    block_mass,
    each_block_with,
    sub_block_means,
)
from qa.models.catalog import ModelShape

D = 32  # of a head: a short one is as good as 128 for the arithmetic
few = settings(max_examples=3, deadline=None, derandomize=True)
places = st.tuples(
    st.integers(1, 150), st.integers(0, 400), st.integers(1, 2), st.just(1)
)  # queries, past, group, KV heads
twin = each_block_with(attend_reference)


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def case(device, count, past, group, kv_heads, kv_format=KVFormat.FP32, d=D):
    tokens = count + past
    q = normal(count, kv_heads * group, d, seed=0).to(device)
    k, v = (normal(tokens, kv_heads, d, seed=seed).to(device) for seed in (1, 2))
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    shape = ModelShape(1, d, d, kv_heads * group, kv_heads, tokens, head_dim=d)
    arena = kind(shape, tokens + 30, kv_format, device)
    arena.write(0, k, v)
    arena.advance(tokens)
    return q, arena.view(0, tokens)


def random_keep(q, past, num_keys, density, seed):
    num_blocks, first = -(-num_keys // SPARSE_BLOCK), past // SPARSE_BLOCK
    generator = torch.Generator().manual_seed(seed)
    keep = torch.rand(q.shape[1], num_blocks - first, num_blocks, generator=generator) < density
    query = torch.arange(first, num_blocks)[:, None]
    return (keep & (torch.arange(num_blocks) <= query)).to(q.device)


def close(got, expected, tolerance=2e-5):
    for a, b in zip(got, expected, strict=True):
        torch.testing.assert_close(a.cpu(), b.cpu(), atol=tolerance, rtol=tolerance)


@few
@given(places)
def test_the_estimate_is_its_twin(device, place):
    q, kv = case(device, *place)
    means = sub_block_means(kv, torch.float32)
    got, expected = block_sparse.block_mass(q, means, place[1]), block_mass(q, means, place[1])
    assert torch.equal(got.isinf(), expected.isinf())
    torch.testing.assert_close(got.cpu(), expected.cpu(), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.K8V16, KVFormat.BF16])
@few
@given(places, st.sampled_from([0.0, 0.3, 1.0]), st.integers(0, 99))
def test_attention_over_kept_blocks_is_its_twin(device, kv_format, place, density, seed):
    q, kv = case(device, *place, kv_format)
    keep = random_keep(q, place[1], kv.num_tokens, density, seed)
    got = block_sparse.attend_blocks(q, kv, keep, place[1], 0)
    close(got, twin(q, kv, keep, place[1], 0))


@few
@example(count=2, past=256, first=1, seed=0)  # a block of queries that does not keep itself
@given(st.integers(1, 150), st.integers(256, 400), st.integers(1, 2), st.integers(0, 99))
def test_a_stretch_that_begins_later_is_its_twin(device, count, past, first, seed):
    q, kv = case(device, count, past, 2, 1)
    keep = random_keep(q, past, kv.num_tokens, 0.5, seed)[:, :, first:]
    stretch = kv.slice(first * SPARSE_BLOCK, kv.num_tokens)
    got = block_sparse.attend_blocks(q, stretch, keep, past, first)
    close(got, twin(q, stretch, keep, past, first))


def test_a_stretch_of_the_past_alone_has_no_own_block(device):
    q, kv = case(device, 200, 600, 2, 1)
    stretch = kv.slice(0, 2 * SPARSE_BLOCK)
    keep = torch.ones(2, 3, 2, dtype=torch.bool, device=device)
    close(block_sparse.attend_blocks(q, stretch, keep, 600, 0), attend_reference(q, stretch, False))


@pytest.mark.parametrize("kv_format", [KVFormat.FP32])
def test_at_threshold_zero_the_kernels_are_dense(device, kv_format):
    q, kv = case(device, 150, 600, 1, 1, kv_format)
    sparse = SparsePrefill(
        Selection(alpha=0.0, dense_layers=0),
        attend_reference,
        estimate=block_sparse.block_mass,
        attend_blocks=block_sparse.attend_blocks,
    )
    close(sparse.attend(0, q, kv), attend_reference(q, kv, True))


@few
@given(st.integers(1, 70), st.integers(0, 99))
def test_what_is_kept_is_listed_in_ascending_order(n, seed):
    keep = torch.rand(2, 3, n, generator=torch.Generator().manual_seed(seed)) < 0.4
    kept, counts = block_sparse.compact(keep)
    for mask, indices, count in zip(
        keep.flatten(0, 1), kept.flatten(0, 1), counts.flatten(), strict=True
    ):
        assert indices[:count].tolist() == mask.nonzero().flatten().tolist()


@pytest.mark.gpu
@pytest.mark.parametrize("kv_format", [KVFormat.BF16, KVFormat.FP8, KVFormat.INT8, KVFormat.KV4])
def test_on_a_card_in_bf16_a_long_chunk_at_threshold_zero_is_dense(kv_format):
    device = torch.device("cuda")
    q, kv = case(device, 4096, 12_000, 4, 2, kv_format, d=128)
    q = q.bfloat16()
    sparse = SparsePrefill(
        Selection(alpha=0.0, dense_layers=0),
        attend_reference,
        estimate=block_sparse.block_mass,
        attend_blocks=block_sparse.attend_blocks,
    )
    out, lse = sparse.attend(0, q, kv)
    expected, expected_lse = attend_reference(q[-256:], kv, True)
    assert (out[-256:].float() - expected.float()).pow(2).mean().sqrt() / expected.std() < 0.02
    assert (lse[-256:] - expected_lse).abs().max() < 0.05
