"""A document, slots over it and a decoder, small enough to run through the references."""

from dataclasses import replace

import torch

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import CPU
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeRow
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model

SMALL = ModelShape(2, 128, 256, 4, 2, 4096, tie_word_embeddings=False, head_dim=32, vocab_size=256)
IN_4_BITS = replace(SMALL, head_dim=64)  # the shortest heads that 4 bits take


def tokens(count, seed=0):
    return torch.randint(0, 256, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


class Session:
    """A document, slots over it, and one decoder."""

    def __init__(self, kv_format=KVFormat.FP32, num_slots=6):
        is_coded = kv_format is KVFormat.KV4
        shape, length = (IN_4_BITS, 420) if is_coded else (SMALL, 70)  # sink, two groups, tail
        self.model = random_model(
            config_of(shape), device=CPU, weight_format=WeightFormat.FP32, kv_format=kv_format
        )
        self.prefix = self.model.arena(length)
        self.forward(tokens(length), self.prefix)
        plan = SlotPlan(num_slots, capacity=48)
        self.slots = KVSlotPool(self.model.config, plan, kv_format, CPU)
        self.decoder = Decoder(self.model, self.slots)

    def forward(self, ids, arena, prefix=None):
        return int(self.model.forward(Batch.of([Segment(ids, arena, prefix)], CPU))[0].argmax())

    def start(self, seed, capacity=48):
        """Read a question into a slot; return it and its first token."""
        arena = self.slots.take(capacity)
        return arena, self.forward(tokens(3 + seed, seed=seed), arena, self.prefix)

    def plain(self, seed, count):
        """The tokens that the plain path writes."""
        arena = self.model.arena(48)
        written = [self.forward(tokens(3 + seed, seed=seed), arena, self.prefix)]
        for _ in range(count):
            written.append(self.forward(written[-1:], arena, self.prefix))
        return written

    def step(self, questions, **options):
        """One token more for each [arena, tokens]."""
        rows = [DecodeRow(a.slot, a.length, written[-1], **options) for a, written in questions]
        for (arena, written), ranking in zip(
            questions, self.decoder.step(self.prefix, rows), strict=True
        ):
            arena.advance(1)
            written.append(next(ranking))


def begun(session, seeds):
    return [(arena, [first]) for arena, first in map(session.start, seeds)]


def end(questions):
    for arena, _ in questions:
        arena.free()
