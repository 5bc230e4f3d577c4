"""A document that a library is given in stretches is the whole document."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import attend_reference
from qa.engine.attention.decode_reference import Partials, merge_partials
from qa.engine.attention.stretches import attend_stretches
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.models.catalog import ModelShape

D = 32


def library_of_cpu(q, k, v):
    """torch's own for a CPU, which takes a batch like those for a card."""
    return torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, False)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    questions=st.integers(1, 9),
    group=st.integers(1, 4),
    kv_heads=st.integers(1, 3),
    count=st.integers(1, 6),
    stretch=st.integers(1, 40),
    spare=st.integers(0, 20),
    seed=st.integers(0, 10_000),
)
def test_stretches_put_together_are_the_reference(
    questions, group, kv_heads, count, stretch, spare, seed
):
    generator = torch.Generator().manual_seed(seed)
    tokens = count * stretch + spare
    arena = KVCache(
        ModelShape(2, D, D, group * kv_heads, kv_heads, tokens, head_dim=D),
        tokens,
        KVFormat.FP32,
        torch.device("cpu"),
    )
    q, k, v = (
        3 * torch.randn(n, heads, D, generator=generator)
        for n, heads in ((questions, group * kv_heads), (tokens, kv_heads), (tokens, kv_heads))
    )
    arena.write(1, k, v)
    kv = arena.view(1, tokens).slice(0, count * stretch)  # heads lie apart, as in an arena
    partials = Partials.empty(count, q)

    attend_stretches(library_of_cpu, q, kv, partials)

    expected = attend_reference(q, kv, False)
    for a, b in zip(merge_partials(partials, torch.float32), expected, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)
    for i in range(count):  # each part is its own stretch, for whoever merges in another order
        of_part = attend_reference(q, kv.slice(i * stretch, (i + 1) * stretch), False)
        torch.testing.assert_close(partials.out[i], of_part[0], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(partials.lse[i], of_part[1], atol=1e-5, rtol=1e-5)
