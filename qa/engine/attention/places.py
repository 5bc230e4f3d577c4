"""Where a document's keys and values are, as numbers on the device that kernels read.

As arguments, addresses and strides would be part of a captured graph, which then ended with its
document. So a kernel is given one arena that stays (`home`), and how far from it the keys of the
document at hand are: tensors whose place never changes, written when another document's turn comes.

A place is [6] int64: how far k, v, k_scale and v_scale are, in numbers, then the strides between
heads of k and v, and of their scales. In 4 bits it is [14]: 8 for what is coded (how far k, v and
their scales are, then the strides of k and v, of the keys' scales, of the values', and one that
nobody reads), then 6 for the sink and the tail.
"""

from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor

from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.kv_cache.cache import KVCache, KVView
from qa.engine.kv_cache.int4 import Int4KVView

CODED = 8  # numbers of a place in 4 bits that are not those of its sink and tail
# In front of the places: three lengths, each at a multiple of 16 bytes like all that is read.
_LENGTHS = 6


class CurrentDocument:
    """Lengths and places of the document that a step is over, at addresses that never change."""

    def __init__(self, home: KVCache, num_layers: int, device: torch.device) -> None:
        self.home = home
        self._num_layers = num_layers
        self._device = device
        self._prefix: KVCache | None = None
        count = _LENGTHS + num_layers * len(_place(self.view(0), self.view(0)))
        self._numbers = torch.zeros(count, dtype=torch.int64, device=device)
        tokens, coded, plain = (self._numbers[i : i + 1] for i in range(0, _LENGTHS, 2))
        places = self._numbers[_LENGTHS:].view(num_layers, -1)
        self._lengths = [PrefixLength(tokens, coded, plain, place) for place in places]

    def told_of(self, prefix: KVCache) -> Tensor:
        """What `turn_to` writes for a document, which the device holds as long as that is asked
        over.
        """
        view = prefix.view(0, prefix.length)
        coded, plain = view.stretches
        told = [coded + plain, 0, coded, 0, plain, 0]
        for layer in range(self._num_layers):
            told += _place(prefix.view(layer, prefix.length), self.view(layer))
        return torch.tensor(told, device=self._device)

    def turn_to(self, prefix: KVCache, told: Tensor) -> None:
        """Have the steps that are launched from now on read this document."""
        if prefix is not self._prefix:
            self._numbers.copy_(told)
            self._prefix = prefix

    def view(self, layer: int) -> KVView:
        """What kernels are given: not its keys and values, but those that places count from."""
        return self.home.view(layer, self.home.length)

    def length(self, layer: int) -> PrefixLength:
        """Its lengths, and where its keys and values of a layer are."""
        return self._lengths[layer]


def here(kv: KVView) -> Tensor:
    """The place of keys and values that are arguments themselves."""
    return _strided(*_strides(kv), device=kv.k.device)


def here_coded(kv: Int4KVView) -> Tensor:
    """The same for what is in 4 bits, without sink and tail."""
    return _strided(*_coded_strides(kv), device=kv.k.device)


@lru_cache(maxsize=256)  # asked for in every layer with the same numbers
def _strided(*strides: int, device: torch.device) -> Tensor:
    # filled in on the device: a copy from the host would wait for all that was launched before
    place = torch.zeros(4 + len(strides), dtype=torch.int64, device=device)
    for i, stride in enumerate(strides, 4):
        place[i].fill_(stride)
    return place


def _place(kv: KVView, home: KVView) -> list[int]:
    if isinstance(kv, Int4KVView):
        assert isinstance(home, Int4KVView)
        coded = [*_distances(kv, home), *_coded_strides(kv)]
        return [*coded, *_place(KVView(*kv.ends), KVView(*home.ends))]
    return [*_distances(kv, home), *_strides(kv)]


def _distances(kv: KVView, home: KVView) -> Iterator[int]:
    """In numbers, from `home` to `kv`; 0 where neither has such."""
    pairs = (
        (kv.k, home.k, 16),  # kernels load 16 bytes at a time
        (kv.v, home.v, 16),
        (kv.k_scale, home.k_scale, 1),
        (kv.v_scale, home.v_scale, 1),
    )
    for there, at_home, step in pairs:
        if there is None or at_home is None:
            yield 0
            continue
        assert there.dtype is at_home.dtype, (there.dtype, at_home.dtype)
        distance, rest = divmod(there.data_ptr() - at_home.data_ptr(), there.itemsize)
        assert rest == 0 == distance % step, (there.dtype, there.data_ptr(), at_home.data_ptr())
        yield distance


def _strides(kv: KVView) -> tuple[int, int]:
    scale = kv.k_scale if kv.k_scale is not None else kv.v_scale
    return kv.k.stride(0), 0 if scale is None else scale.stride(0)


def _coded_strides(kv: Int4KVView) -> tuple[int, int, int, int]:
    assert kv.k_scale is not None
    assert kv.v_scale is not None
    return kv.k.stride(0), kv.k_scale.stride(0), kv.v_scale.stride(0), 0
