"""The whole decode step on the kernels, interpreted: the tokens are those of the plain path."""

import pytest
import torch

pytest.importorskip("triton")

from qa.engine.kernels import slots
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network import question_prefill
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import CPU
from tests.engine.runtime.decoding import Session, begun, tokens


@pytest.mark.skipif(torch.cuda.is_available(), reason="test_decode_gpu.py runs it on the card")
@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.KV4])
def test_steps_on_the_kernels_write_what_the_plain_path_writes(kv_format, monkeypatch):
    session = Session(kv_format)
    monkeypatch.setattr(session.decoder._step, "_attend", slots.decode_attention)
    questions = begun(session, [1, 2, 3])

    for _ in range(3):
        session.step(questions)

    assert [written for _, written in questions] == [session.plain(s, 3) for s in (1, 2, 3)]


@pytest.mark.skipif(torch.cuda.is_available(), reason="test_decode_gpu.py runs it on the card")
@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8])
def test_questions_read_by_the_kernels_go_on_like_those_of_the_plain_path(kv_format, monkeypatch):
    session = Session(kv_format)
    monkeypatch.setattr(question_prefill, "_kernels", lambda device: slots)
    arenas = [session.slots.take(48) for _ in range(3)]
    segments = [
        Segment(tokens(3 + seed, seed=seed), arena, session.prefix)
        for seed, arena in enumerate(arenas, 1)
    ]

    first = session.model.forward(Batch.of(segments, CPU)).argmax(dim=1).tolist()

    assert [[token] for token in first] == [session.plain(seed, 0) for seed in (1, 2, 3)]
    assert [arena.length for arena in arenas] == [4, 5, 6]
