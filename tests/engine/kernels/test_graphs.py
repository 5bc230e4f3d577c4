"""Steps on interpreted kernels, captured once and replayed over any document: only what is read on
the device tells one from another.
"""

from unittest.mock import patch

import pytest
import torch

pytest.importorskip("triton")
if torch.cuda.is_available():
    pytest.skip("test_decode_gpu.py replays them on the card", allow_module_level=True)

from qa.engine.attention import places
from qa.engine.kernels import prefix, slots
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.runtime.cuda_graph import Decoder
from tests.engine.runtime.captured import Card
from tests.engine.runtime.decoding import Session, begun, end, tokens


@pytest.fixture
def card(monkeypatch):
    return Card(monkeypatch)


def on_kernels(kv_format):
    """A session whose steps are captured, and run on interpreted kernels."""
    session = Session(kv_format)
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)
    step = session.decoder._step
    step.has_kernels, step._attend = True, slots.decode_attention
    return session


def another_document(session, length, seed):
    """Read another one in place of the session's; return that."""
    before, session.prefix = session.prefix, session.model.arena(length + 7)
    session.forward(tokens(length, seed=seed), session.prefix)
    return before


@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.KV4])
def test_a_graph_outlives_its_document_and_reads_the_one_at_hand(card, kv_format):
    session = on_kernels(kv_format)
    session.decoder.capture_ahead(lambda: True)
    assert card.num_captured == len(session.decoder.buckets)
    documents = {}
    for length, seed in ((45, 5), (390, 6)):
        questions = begun(session, [1, 2])
        documents[session.prefix] = questions, [session.plain(s, 4) for s in (1, 2)]
        another_document(session, length, seed)

    # in turns, as the engine answers over two documents at once
    for _ in range(2):
        for session.prefix, (questions, _) in documents.items():
            session.step(questions, is_constrained=True)
            session.step(questions, is_constrained=True)

    for questions, expected in documents.values():
        assert [written for _, written in questions] == expected
        end(questions)
    assert card.num_replays == 8
    assert card.num_captured == len(session.decoder.buckets)  # none of them for a document

    for gone in documents:
        gone.free()
    session.decoder.drop_freed()
    another_document(session, 71, 7)
    questions = begun(session, [3])
    session.step(questions, is_constrained=True)
    assert questions[0][1] == session.plain(3, 1)
    assert card.num_captured == len(session.decoder.buckets)
    end(questions)


def test_what_a_kernel_is_told_never_moves(card):
    session = on_kernels(KVFormat.FP32)
    current, seen = session.decoder._current, []
    attend_plain = prefix.attend_plain

    def noting(q, kv, length, partials, tiling, place):
        seen.append((kv.k.data_ptr(), length.data_ptr(), place.data_ptr()))
        attend_plain(q, kv, length, partials, tiling, place)

    with patch.object(prefix, "attend_plain", noting):
        for length, seed in ((45, 5), (60, 6)):
            questions = begun(session, [1])
            session.step(questions)
            end(questions)
            another_document(session, length, seed)

    per_step = session.model.config.num_layers
    assert len(seen) == 3 * per_step  # captured (once before, once replayed), then replayed
    assert len(set(seen)) == per_step
    assert all(length % 16 == place % 16 == 0 for _, length, place in seen)  # one kind for Triton
    assert current.home.length > 0


def test_a_graph_that_fails_is_tried_again_with_the_next_document(card, monkeypatch, caplog):
    session = on_kernels(KVFormat.FP32)
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr(torch.cuda, "CUDAGraph", lambda: torch.empty(2**62))
        session.decoder.capture_ahead(lambda: True)
        questions = begun(session, [1])
        session.step(questions, is_constrained=True)  # launch by launch
        assert questions[0][1] == session.plain(1, 1)
        end(questions)
    assert card.num_captured == 0
    another_document(session, 50, 5)
    questions = begun(session, [1])

    session.step(questions, is_constrained=True)

    assert questions[0][1] == session.plain(1, 1)
    assert card.num_captured == card.num_replays == 1
    end(questions)


def test_nothing_is_captured_ahead_that_nobody_waits_for(card):
    session = on_kernels(KVFormat.FP32)

    session.decoder.capture_ahead(lambda: False)

    assert card.num_captured == 0


@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.KV4])
def test_the_place_of_what_is_given_itself_is_no_way_off(kv_format):
    session = Session(kv_format)
    view = session.prefix.view(0, session.prefix.length)

    told = places._place(view, view)

    if kv_format is KVFormat.KV4:
        assert told[:8] == places.here_coded(view).tolist()
        told = told[8:]
        view = type(session.slots.view(0))(*view.ends)
    assert told == places.here(view).tolist()
    assert told[:4] == [0, 0, 0, 0]
