"""Caches of keys and values with numbers in them, and whether two are the same to the bit."""

from types import SimpleNamespace

import torch

from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache

SHAPE = SimpleNamespace(num_layers=2, num_kv_heads=2, head_dim=64)
KEY, OTHER_KEY = "a" * 64, "b" * 64


def empty(kv_format, capacity, device="cpu"):
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    return kind(SHAPE, capacity, kv_format, torch.device(device))


def filled(kv_format, num_tokens, *, seed=0, device="cpu"):
    arena = empty(kv_format, num_tokens, device)
    generator = torch.Generator().manual_seed(seed)
    for layer in range(SHAPE.num_layers):
        k, v = torch.randn(2, num_tokens, SHAPE.num_kv_heads, SHAPE.head_dim, generator=generator)
        arena.write(layer, k.to(device), v.to(device))
    arena.advance(num_tokens)
    return arena


def bits(arena):
    return {
        name: tensor.cpu().contiguous().view(torch.uint8)
        for name, tensor in arena.tensors(arena.length).items()
    }


def same(one, other):
    one, other = bits(one), bits(other)
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)
