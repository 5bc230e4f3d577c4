"""Decoding on a real card: kernels against the reference, graphs against steps launch by launch."""

import pytest
import torch

pytest.importorskip("triton")

from qa.engine.attention import attend_reference, decode_reference
from qa.engine.attention.decode_reference import PrefixLength, SlotPositions
from qa.engine.attention.stretches_choice import LIBRARIES
from qa.engine.engine import Engine
from qa.engine.kernels import prefix, slots
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network import question_prefill
from qa.engine.network.batch import Batch, Segment
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeRow, StepShape
from qa.engine.runtime.device_sampling import SamplingMode
from qa.engine.sampling import SamplingParams
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model

pytestmark = pytest.mark.gpu

HEADS, KV_HEADS, D = 32, 8, 128
FEW_LAYERS = ModelShape(4, 2560, 9728, HEADS, KV_HEADS, 262_144, vocab_size=8192)
FORMATS = [KVFormat.BF16, KVFormat.FP8, KVFormat.INT8, KVFormat.KV4]


def normal(*shape, seed, device):
    generator = torch.Generator(device).manual_seed(seed)
    return torch.randn(*shape, generator=generator, device=device).bfloat16()


def relative(got, expected):
    return float((got.float() - expected).pow(2).mean().sqrt() / expected.std())


def filled(kv_format, length, device, capacity):
    """An arena of one layer with `length` tokens."""
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    arena = kind(ModelShape(1, 1, 1, HEADS, KV_HEADS, capacity), capacity, kv_format, device)
    arena.write(0, *(normal(length, KV_HEADS, D, seed=i, device=device) for i in (1, 2)))
    arena.advance(length)
    return arena


@pytest.mark.parametrize("kv_format", FORMATS)
@pytest.mark.parametrize("questions", [1, 3, 8, 16, 33, 120])
@pytest.mark.parametrize("length", [1, 4095, 30_001])
def test_all_questions_over_a_long_prefix_are_the_reference(device, kv_format, questions, length):
    arena = filled(kv_format, length, device, capacity=30_100)
    q, kv = normal(questions, HEADS, D, seed=3, device=device), arena.view(0, length)

    out, lse = prefix.shared_prefix_attention(q, kv, PrefixLength.of(kv))

    expected, expected_lse = attend_reference(q.float(), kv, False)
    assert relative(out, expected) < 0.01 or length == 1
    torch.testing.assert_close(out.float(), expected, atol=0.02, rtol=0.02)
    torch.testing.assert_close(lse, expected_lse, atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("library", LIBRARIES)
def test_many_questions_through_a_library_are_the_reference(device, library):
    arena = filled(KVFormat.BF16, 30_001, device, capacity=30_100)
    q, kv = normal(128, HEADS, D, seed=3, device=device), arena.view(0, 30_001)
    assert prefix.plan_prefix(q, kv, LIBRARIES[library]).num_stretches > 1
    try:
        out, lse = prefix.shared_prefix_attention(q, kv, PrefixLength.of(kv), LIBRARIES[library])
    except ImportError:
        pytest.skip(f"{library} is not installed")

    expected, expected_lse = attend_reference(q.float(), kv, False)
    assert relative(out, expected) < 0.01
    torch.testing.assert_close(lse, expected_lse, atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("kv_format", FORMATS)
def test_a_step_s_attention_is_its_twin(device, kv_format):
    shape = ModelShape(1, 1, 1, HEADS, KV_HEADS, 5000)
    document = filled(kv_format, 4321, device, capacity=5000).view(0, 4321)
    length = PrefixLength.of(document)
    positions = torch.tensor([0, 7, 63, 64, 200], device=device)
    places = SlotPositions(
        torch.tensor([3, 700, 2000, 1000, 400], device=device), positions, positions + 1
    )
    q, k, v = (
        normal(5, heads, D, seed=i, device=device)
        for i, heads in ((4, HEADS), (5, KV_HEADS), (6, KV_HEADS))
    )
    results = []
    for attend in (slots.decode_attention, decode_reference.decode_attention):
        own = KVSlotPool(shape, SlotPlan(9, capacity=256), kv_format, device)
        for x in (own._k, own._v):
            x.values.view(torch.uint8).zero_()
            if x.scales is not None:
                x.scales.fill_(1)
        out = attend(q, k, v, document, length, own.view(0), places)
        results.append((out, own._k, own._v))
    (out, *stored), (expected, *expected_stored) = results

    torch.testing.assert_close(out, expected, atol=0.02, rtol=0.02)
    for x, y in zip(stored, expected_stored, strict=True):
        assert torch.equal(x.values.view(torch.uint8), y.values.view(torch.uint8))
        assert x.scales is None or torch.equal(x.scales, y.scales)


def read(model, count):
    ids = torch.randint(0, 8192, (count,), generator=torch.Generator().manual_seed(0)).tolist()
    prefix = model.arena(count)
    for start in range(0, count, 4096):
        model.forward(Batch.of([Segment(ids[start : start + 4096], prefix)], model.device))
    return prefix


def write(model, prefix, own, decoder, num_questions, num_steps):
    """Tokens of questions that start with a token of their own, sampled in every other row."""
    arenas = [own.take(64) for _ in range(num_questions)]
    written = [[seed] for seed in range(num_questions)]
    for count in range(num_steps):
        rows = [
            DecodeRow(a.slot, a.length, w[-1], float(i % 2), 0.95 if i % 4 == 1 else 1.0, i, count)
            for i, (a, w) in enumerate(zip(arenas, written, strict=True))
        ]
        rankings = decoder.step(prefix, rows)
        for arena, tokens, ranking in zip(arenas, written, rankings, strict=True):
            arena.advance(1)
            tokens.append(next(ranking))
    for arena in arenas:
        arena.free()
    return written


@pytest.mark.parametrize("kv_format", FORMATS)
def test_replayed_graphs_write_what_steps_launch_by_launch_write(device, kv_format):
    model = random_model(config_of(FEW_LAYERS), device=device, kv_format=kv_format)
    own = KVSlotPool(model.config, SlotPlan(128, capacity=64), kv_format, device)
    captured, plain = (Decoder(model, own, use_graphs=graphs) for graphs in (True, False))
    captured.capture_ahead(lambda: True)
    ahead = len(captured._graphs)
    of_128 = StepShape(128, SamplingMode.GREEDY, is_ranked=True)
    assert ahead == len(captured.buckets) - captured._step.is_bound(of_128)

    for document in (read(model, 20_000), read(model, 3_001)):  # the same graphs over both
        for num_questions in (1, 5, 120):
            got = write(model, document, own, captured, num_questions, 12)
            assert not captured._documents[document].failed
            assert got == write(model, document, own, plain, num_questions, 12)
        num_graphs = len(captured._graphs) + len(captured._documents[document].graphs)
        assert num_graphs == ahead + 3


def test_a_step_s_logits_are_those_of_the_plain_path(device):
    model = random_model(config_of(FEW_LAYERS), device=device)
    prefix = read(model, 9_000)
    own = KVSlotPool(model.config, SlotPlan(4, capacity=64), model.kv_format, device)
    decoder, slot, apart = Decoder(model, own), own.take(64), model.arena(64)
    for arena in (slot, apart):
        model.forward(Batch.of([Segment([1, 2, 3, 4], arena, prefix)], device))

    decoder.step(prefix, [DecodeRow(slot.slot, 4, 5, is_constrained=True)])

    expected = model.forward(Batch.of([Segment([5], apart, prefix)], device))[0]
    assert relative(decoder._step.buffers.keys[0], expected) < 0.03


@pytest.mark.parametrize("kv_format", FORMATS)
def test_120_questions_read_together_are_those_read_one_by_one(device, kv_format, monkeypatch):
    model = random_model(config_of(FEW_LAYERS), device=device, kv_format=kv_format)
    prefix, logits = read(model, 9_000), []
    for most_seen in (question_prefill.MOST_SEEN, 0):
        monkeypatch.setattr(question_prefill, "MOST_SEEN", most_seen)
        own = KVSlotPool(model.config, SlotPlan(120, capacity=64), kv_format, device)
        segments = [
            Segment(list(range(seed, seed + 40 + seed % 9)), own.take(64), prefix)
            for seed in range(120)
        ]
        logits.append(model.forward(Batch.of(segments, device)))
    assert relative(*logits) < 0.08  # FP8 rounds what differs in its last bits by up to a step


def test_an_engine_on_a_card_answers_many_at_once_and_gives_all_back(device):
    model = random_model(config_of(FEW_LAYERS), device=device)
    with Engine(model, memory_bytes=8 * 2**30) as engine:
        prefix = engine.read(list(range(8000))).result()
        held = engine.used_bytes
        streams = [
            engine.ask(prefix, [i, i + 1], SamplingParams(max_tokens=20)) for i in range(120)
        ]
        answers = [list(stream) for stream in streams]
        assert [len(answer) for answer in answers] == [20] * 120
        assert engine.used_bytes == held
        engine.free(prefix)
        assert engine.used_bytes == 0
