"""Which attention is taken: of those that are right the fastest, in slabs, at shapes that recur."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.attention import (
    attend_cpu,
    attend_cpu_int8,
    attend_reference,
    choice,
    cpu,
    gpu,
    in_slabs,
)
from qa.engine.attention.gpu import at_fixed_shapes
from qa.engine.attention.reference import in_rows
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.sparse_prefill import Selection
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime import warmup
from qa.engine.self_check import Backend
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model

CPU = torch.device("cpu")
D = 128


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def case(tq, past, kv_format=KVFormat.FP32):
    tk = tq + past
    arena = KVCache(ModelShape(1, D, D, 4, 2, tk), tk, kv_format, CPU)
    arena.write(0, normal(tk, 2, D, seed=1), normal(tk, 2, D, seed=2))
    return normal(tq, 4, D, seed=0), arena.view(0, tk)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(1, 60), st.integers(0, 300), st.integers(1, 130), st.booleans())
def test_slabs_are_the_whole(tq, past, slab_tokens, causal):
    q, kv = case(tq, past)
    got = in_slabs(attend_reference, slab_tokens)(q, kv, causal)
    for a, b in zip(got, attend_reference(q, kv, causal), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(1, 60), st.integers(0, 100), st.integers(1, 40), st.booleans())
def test_rows_of_queries_are_the_whole(tq, past, num_rows, causal):
    q, kv = case(tq, past)
    got = in_rows(attend_reference, num_rows)(q, kv, causal)
    for a, b in zip(got, attend_reference(q, kv, causal), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kv_format", KVFormat)
def test_a_backend_keeps_its_name_however_it_is_called(kv_format):
    pytest.importorskip("triton")
    for attend in choice.ON_GPU:
        called = choice.with_split_keys(choice.for_gpu(attend, kv_format, chunk=16))
        assert choice.name_of(called) == choice.NAMES[attend]
    on_cpu = choice.name_of(choice.best_attend(CPU, kv_format, torch.float32))
    assert on_cpu == ("int8 products" if kv_format is KVFormat.K8V16 else "torch")


def test_the_reference_never_writes_out_all_scores_of_a_document(monkeypatch):
    seen = []
    reference = spy(seen)
    monkeypatch.setattr(choice, "attend_reference", reference)
    monkeypatch.setattr(choice, "WRITTEN_ROWS", 8)
    monkeypatch.setattr(choice, "WRITTEN_KEYS", 32)
    choice.for_gpu(reference, KVFormat.FP32, chunk=16)(*case(20, 100), True)
    assert max(rows * tokens for rows, tokens, _ in seen) <= 8 * (8 + 32)


@pytest.mark.parametrize("causal", [True, False])
def test_integer_scores_over_many_slabs_stay_near_the_reference(causal):
    q, kv = case(300, 9000, KVFormat.K8V16)
    out, lse = attend_cpu_int8(q, kv, causal)
    expected, expected_lse = attend_reference(q, kv, causal)
    assert (out - expected).pow(2).mean().sqrt() / expected.std() < 0.02
    assert (lse - expected_lse).abs().max() < 0.05


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("tq", [1, 150, 300])
def test_integer_scores_over_many_slabs_are_those_over_the_whole(monkeypatch, tq, causal):
    q, kv = case(tq, 9000, KVFormat.K8V16)
    monkeypatch.setattr(cpu, "KEY_BLOCK", 16 if tq == 1 else 2048)  # one row is cut too
    out, lse = attend_cpu_int8(q, kv, causal)
    monkeypatch.setattr(cpu, "WHOLE_KEYS", kv.num_tokens)
    whole, whole_lse = attend_cpu_int8(q, kv, causal)
    assert not torch.equal(out, whole)  # it was cut: probabilities are rounded to bf16 elsewhere
    assert (out - whole).pow(2).mean().sqrt() / whole.std() < 0.005
    torch.testing.assert_close(lse, whole_lse, atol=1e-5, rtol=1e-6)


def spy(seen):
    def attend(q, kv, causal):
        seen.append((len(q), kv.num_tokens, causal))
        return attend_reference(q, kv, causal)

    return attend


def test_a_cache_in_few_bits_is_never_converted_whole(monkeypatch):
    seen = []
    monkeypatch.setattr(choice, "SLAB_TOKENS", 64)
    q, kv = case(16, 400, KVFormat.INT8)
    choice.for_gpu(spy(seen), KVFormat.INT8, chunk=16)(q, kv, True)
    assert max(tokens for _, tokens, _ in seen) <= 64 + 16
    assert sum(tokens for _, tokens, _ in seen) == 416


def test_a_whole_document_needs_few_plans_and_odd_pieces_none(monkeypatch):
    planned, others = [], []
    for module in (choice, gpu):
        monkeypatch.setattr(module, "attend_cudnn", spy(planned))
        monkeypatch.setattr(module, "attend_flash", spy(others))
    attend = choice.for_gpu(choice.attend_cudnn, KVFormat.BF16, chunk=8)
    for past in range(0, 40 * 8, 8):
        attend(*case(8, past), True)
    assert not others
    assert len(set(planned)) <= 2 * choice.PLANNED_CHUNKS
    planned.clear()
    attend(*case(5, 160), True)  # the document's last piece
    attend(*case(8, 163), True)  # a chunk that was shortened before
    attend(*case(3, 77), False)  # a question
    assert others
    assert {(tq, tokens % 8) for tq, tokens, _ in planned} <= {(8, 0)}


@pytest.mark.parametrize("kv_format", [KVFormat.BF16, KVFormat.INT8, KVFormat.KV4])
def test_every_plan_of_a_long_document_is_made_before_it_comes(monkeypatch, kv_format):
    chunk, planned = 16, []
    for module in (choice, gpu):
        monkeypatch.setattr(module, "attend_cudnn", spy(planned))
    monkeypatch.setattr(choice, "SLAB_TOKENS", 4 * chunk)
    monkeypatch.setattr(choice, "SLAB_TOKENS_IN_4_BITS", 2 * chunk)
    shape = ModelShape(2, 64, 64, 4, 2, 4096, vocab_size=64, tie_word_embeddings=False, head_dim=64)
    attend = choice.for_gpu(choice.attend_cudnn, kv_format, chunk)
    model = random_model(
        config_of(shape),
        device=CPU,
        weight_format=WeightFormat.FP32,
        kv_format=kv_format,
        attend=attend,
    )

    warmup.plan_attention(model, chunk, lambda: True)

    ahead = set(planned)
    planned.clear()
    arena = model.arena(30 * chunk)
    for _ in range(30):
        model.forward(Batch.of([Segment([1] * chunk, arena)], CPU))
    assert planned
    assert set(planned) == ahead


def test_a_thinned_reading_is_tried_before_the_first_document():
    shape = ModelShape(1, 64, 64, 4, 2, 4096, vocab_size=64, tie_word_embeddings=False, head_dim=64)
    model = random_model(
        config_of(shape), device=CPU, weight_format=WeightFormat.FP32, prefill=Selection()
    )
    seen, estimate = [], model.sparse._estimate
    model.sparse._estimate = lambda *args: seen.append(args[2]) or estimate(*args)

    warmup.plan_attention(model, 128, lambda: True)

    assert seen == [choice.PLANNED_CHUNKS * 128]


def test_planning_ahead_ends_when_it_is_told_and_where_memory_is_short(monkeypatch, caplog):
    asked = []

    def attend(q, kv, causal):
        asked.append(kv.num_tokens)
        if len(asked) == 5:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return attend_reference(q, kv, causal)

    shape = ModelShape(1, 64, 64, 4, 2, 4096, vocab_size=64, tie_word_embeddings=False, head_dim=64)
    model = random_model(
        config_of(shape), device=CPU, weight_format=WeightFormat.FP32, attend=attend
    )

    warmup.plan_attention(model, 8, lambda: len(asked) < 3)
    assert asked == [8, 16, 24]
    assert not caplog.records
    warmup.plan_attention(model, 8, lambda: True)
    assert len(asked) == 5
    assert "out of memory" in caplog.text


def test_shapes_that_do_not_recur_go_to_the_other_backend():
    first, other = [], []
    attend = at_fixed_shapes(spy(first), spy(other), 16)
    for tq, past, causal in [(16, 32, True), (16, 32, False), (7, 32, True), (16, 46, True)]:
        q, kv = case(tq, past)
        for a, b in zip(attend(q, kv, causal), attend_reference(q, kv, causal), strict=True):
            torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)
    assert first == [(16, 48, True), (16, 48, False), (16, 32, False)]
    assert other == [(7, 39, True), (16, 30, True)]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(1, 18), st.integers(0, 70), st.booleans())
def test_nearly_whole_chunks_are_filled_up_and_give_what_they_are(tq, past, causal):
    planned, others = [], []
    attend = at_fixed_shapes(spy(planned), spy(others), 16)
    q, kv = case(tq, past)

    for a, b in zip(attend(q, kv, causal), attend_reference(q, kv, causal), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)

    assert all((rows, keys % 16) == (16, 0) for rows, keys, _ in planned)
    seen = past if causal else past + tq
    assert bool(planned) == (11 <= tq <= 16 and (seen >= 16 or (causal and (tq, past) == (16, 0))))


def test_120_questions_of_64_tokens_are_read_by_what_is_planned_but_for_the_last_chunk():
    planned, others = [], []

    def only(seen):
        def attend(q, kv, causal):
            seen.append((len(q), kv.num_tokens))
            return torch.zeros_like(q), torch.zeros(q.shape[:2])

        return attend

    attend = in_slabs(at_fixed_shapes(only(planned), only(others), 8192), 65_536)
    q = torch.zeros(7680, 1, 4)

    attend(q, KVView(torch.zeros(1, 150_000, 4), torch.zeros(1, 150_000, 4)), False)

    assert sorted(planned) == [(8192, 16_384), (8192, 65_536), (8192, 65_536)]
    assert others == [(7680, 150_000 - 147_456)]


def test_the_fastest_of_those_that_are_right_is_taken(monkeypatch):
    monkeypatch.setattr(choice, "SMALL", 16)
    monkeypatch.setattr(choice, "TIMED", 32)

    def wrong(q, kv, causal):
        return attend_cpu(q, kv, not causal)

    def wrong_lse(q, kv, causal):
        out, lse = attend_cpu(q, kv, causal)
        return out, lse * 3

    def wrong_out(q, kv, causal):
        out, lse = attend_cpu(q, kv, causal)
        return out.roll(1, 0), lse

    def rough(q, kv, causal):
        out, lse = attend_cpu(q, kv, causal)
        return out * 1.03, lse

    def missing(q, kv, causal):
        import flash_attn_of_tomorrow  # noqa: F401

    class DSLError(Exception):
        """As nvidia-cutlass-dsl has it, of no kind that others know."""

    def strange(q, kv, causal):
        raise DSLError("cannot compile for this architecture")

    def slow(q, kv, causal):
        for _ in range(30):
            result = attend_reference(q, kv, causal)
        return result

    backends = wrong, wrong_lse, wrong_out, rough, missing, strange, slow, attend_cpu
    tried = {a.__name__: found for a, found in choice.try_on_gpu(CPU, 0.05, backends)}
    assert "wrong numbers" in tried["wrong"].reason
    assert "wrong numbers" in tried["wrong_lse"].reason
    assert "wrong numbers" in tried["wrong_out"].reason
    assert "wrong numbers" in tried["rough"].reason
    assert "flash_attn_of_tomorrow" in tried["missing"].reason
    assert tried["strange"].reason == "cannot compile for this architecture"
    assert [name for name, backend in tried.items() if backend.is_chosen] == ["attend_cpu"]


def test_a_device_is_tried_once_and_the_choice_is_in_the_log(monkeypatch, caplog):
    tried = []

    def try_on_gpu(device):
        tried.append(device)
        rate = 600.0 - 500 * len(tried)  # noise that would choose another the second time
        return [
            (attend_cpu, Backend("a", "attention", False, 0.01, rate, None)),
            (gpu.attend_fa4, Backend("b", "attention", False, 0.01, 50.0, None)),
            (gpu.attend_fa2, Backend("c", "attention", False, None, None, "No module flash_attn")),
        ]

    monkeypatch.setattr(choice, "try_on_gpu", try_on_gpu)
    choice.fastest_on.cache_clear()

    with caplog.at_level("INFO"):
        chosen = [choice.fastest_on(CPU) for _ in range(3)]

    assert chosen == [attend_cpu] * 3
    assert tried == [CPU]
    (said,) = (record.getMessage() for record in caplog.records)
    assert said == (
        "attention: torch, of torch 100 TFLOP/s, FlashAttention 4 50 TFLOP/s, "
        "FlashAttention 2 No module flash_attn"
    )
    choice.fastest_on.cache_clear()


def test_where_nothing_else_works_the_reference_is_taken(monkeypatch):
    monkeypatch.setattr(choice, "SMALL", 16)
    monkeypatch.setattr(choice, "TIMED", 32)
    tried = choice.try_on_gpu(CPU, 0.0, (gpu.attend_cudnn, gpu.attend_fa2, gpu.attend_fa4))
    assert [a for a, backend in tried if backend.is_chosen] == [attend_reference]
    assert all(backend.reason for a, backend in tried if a is not attend_reference)
    assert choice.fastest(tried[:-1]) is attend_reference


@pytest.mark.gpu
def test_every_backend_of_this_card_is_right_or_says_why_not():
    tried = choice.try_on_gpu(torch.device("cuda"))
    assert any(backend.works for _, backend in tried)
    for _, backend in tried:
        assert backend.works or "wrong numbers" not in backend.reason, backend


@pytest.mark.gpu
@pytest.mark.parametrize("kv_format", [KVFormat.BF16, KVFormat.FP8, KVFormat.INT8])
def test_the_chosen_attention_agrees_with_the_reference_behind_a_past(kv_format):
    device = torch.device("cuda")
    attend = choice.best_attend(device, kv_format, torch.bfloat16)
    chunk = choice.prefill_chunk(device)
    shape = ModelShape(1, D, D, 8, 2, 3 * chunk)
    arena = KVCache(shape, 3 * chunk, kv_format, device)
    k, v = (torch.randn(3 * chunk, 2, D, device=device).bfloat16() for _ in range(2))
    arena.write(0, k, v)
    q = torch.randn(chunk, 8, D, device=device).bfloat16()
    out, lse = attend(q, arena.view(0, 3 * chunk), True)
    expected, expected_lse = attend_reference(q[-256:], arena.view(0, 3 * chunk), True)
    assert (out[-256:].float() - expected.float()).pow(2).mean().sqrt() / expected.std() < 0.02
    assert (lse[-256:] - expected_lse).abs().max() < 0.05
