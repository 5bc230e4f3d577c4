"""Lengths of documents on the device: captured graphs hold their addresses."""

import torch

from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.kv_cache.cache import KVView


def length_of(num_tokens):
    numbers = torch.empty(1, num_tokens, 1)
    return PrefixLength.of(KVView(numbers, numbers))


def test_a_length_stays_where_it_is_whatever_else_is_asked_for():
    asked = [0, 1, 4097, 65_535, 65_536, 150_000]
    places = {n: length_of(n).plain.data_ptr() for n in asked}

    for other in range(5000, 6000):
        length_of(other)

    for n in asked:
        length = length_of(n)
        assert (int(length.tokens), int(length.coded), int(length.plain)) == (n, 0, n)
        assert length.plain.data_ptr() == places[n]
        assert places[n] % 16 == 0  # of one kind for Triton
