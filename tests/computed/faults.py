"""Faults that an engine can have without crashing, planted one at a time for the gate to notice.

Each is a context manager: it takes a Setting and yields the one to run while the fault is there.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest.mock import patch

import torch
from torch import Tensor

from qa.engine.attention import attend_reference
from qa.engine.kv_cache.cache import KVView
from qa.engine.network import weights
from qa.engine.network.batch import Batch, Segment
from tests.computed.settings import Setting

DROPPED = (512, 640)  # tokens of the dropped block


def _cut(kv: KVView, start: int, end: int) -> KVView:
    return KVView(*(torch.cat((x[:, :start], x[:, end:]), 1) for x in (kv.k, kv.v)))


@contextmanager
def swapped_group(setting: Setting) -> Iterator[Setting]:
    """Queries meet the keys and values of another group of heads."""

    def attend(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        return attend_reference(q, KVView(kv.k.flip(0), kv.v.flip(0)), causal)

    yield replace(setting, attend=attend)


@contextmanager
def dropped_block(setting: Setting) -> Iterator[Setting]:
    """128 tokens of the document are skipped by whatever comes later."""

    def attend(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        past = kv.num_tokens - len(q) if causal else kv.num_tokens
        return attend_reference(q, _cut(kv, *DROPPED) if past > DROPPED[1] else kv, causal)

    yield replace(setting, attend=attend)


@contextmanager
def lost_border(setting: Setting) -> Iterator[Setting]:
    """A chunk does not see the last token before it."""

    def attend(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        past = kv.num_tokens - len(q)
        is_chunk = causal and past and len(q) > 1
        return attend_reference(q, _cut(kv, past - 1, past) if is_chunk else kv, causal)

    yield replace(setting, attend=attend, chunk=96)


@contextmanager
def late_position(setting: Setting) -> Iterator[Setting]:
    """Positions are one too high behind the first border."""

    def late(segment: Segment) -> int:
        prefix = segment.prefix.length if segment.prefix else 0
        return prefix + segment.arena.length + (segment.arena.length > 0)

    with patch.object(Segment, "first_position", property(late)):
        yield replace(setting, chunk=96)


@contextmanager
def forgotten_prefix(setting: Setting) -> Iterator[Setting]:
    """A question's positions start at zero, as if no document stood before it."""
    with patch.object(Segment, "first_position", property(lambda s: s.arena.length)):
        yield setting


@contextmanager
def other_question(setting: Setting) -> Iterator[Setting]:
    """Two questions answered together get each other's keys and values."""
    make = Batch.of.__func__

    def mixed(cls: type[Batch], segments: list[Segment], device: torch.device) -> Batch:
        if len(segments) > 1 and all(s.prefix and s.arena.length for s in segments):
            first, second, *rest = segments
            segments = [
                replace(first, arena=second.arena),
                replace(second, arena=first.arena),
                *rest,
            ]
        return make(cls, segments, device)

    with patch.object(Batch, "of", classmethod(mixed)):
        yield setting


@contextmanager
def transposed_scale(setting: Setting) -> Iterator[Setting]:
    """The block scales of an FP8 weight are read column by column."""
    read = weights._scale

    def transposed(*args: object) -> Tensor:
        scale = read(*args)
        return scale.t().reshape(scale.shape)

    with patch.object(weights, "_scale", transposed):
        yield setting


FAULTS: dict[str, Callable[[Setting], AbstractContextManager[Setting]]] = {
    "a swapped group of heads": swapped_group,
    "a dropped block": dropped_block,
    "a token lost at a chunk border": lost_border,
    "positions off by one behind a chunk border": late_position,
    "positions that forget the prefix": forgotten_prefix,
    "the keys of another question": other_question,
    "a transposed scale": transposed_scale,
}
