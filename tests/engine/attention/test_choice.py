"""Which attention is taken: of those that are right the fastest, in slabs, at shapes that recur."""

import pytest

torch = pytest.importorskip("torch")
hypothesis = pytest.importorskip("hypothesis")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from qa.engine.attention import (  # noqa: E402
    attend_cpu,
    attend_cpu_int8,
    attend_reference,
    choice,
    cpu,
    gpu,
    in_slabs,
)
from qa.engine.attention.gpu import at_fixed_shapes  # noqa: E402
from qa.engine.attention.reference import in_rows  # noqa: E402
from qa.engine.kv_cache.cache import KVCache, KVFormat  # noqa: E402
from qa.engine.network.batch import Batch, Segment  # noqa: E402
from qa.engine.network.sparse_prefill import Selection  # noqa: E402
from qa.engine.network.weights import WeightFormat  # noqa: E402
from qa.engine.random_weights import config_of, random_model  # noqa: E402
from qa.engine.runtime import warmup  # noqa: E402
from qa.models.catalog import ModelShape  # noqa: E402

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


def test_a_thinned_reading_is_tried_before_the_first_document_and_not_counted():
    shape = ModelShape(1, 64, 64, 4, 2, 4096, vocab_size=64, tie_word_embeddings=False, head_dim=64)
    model = random_model(
        config_of(shape), device=CPU, weight_format=WeightFormat.FP32, prefill=Selection()
    )
    seen, estimate = [], model.sparse._estimate
    model.sparse._estimate = lambda *args: seen.append(args[2]) or estimate(*args)

    warmup.plan_attention(model, 128, lambda: True)

    assert seen == [choice.PLANNED_CHUNKS * 128]
    assert model.sparse.shares.by_layer() == {}


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

    def missing(q, kv, causal):
        import flash_attn_of_tomorrow  # noqa: F401

    def slow(q, kv, causal):
        for _ in range(30):
            result = attend_reference(q, kv, causal)
        return result

    backends = wrong, wrong_lse, wrong_out, missing, slow, attend_cpu
    tried = {a.__name__: found for a, found in choice.try_on_gpu(CPU, 0.05, backends)}
    assert "wrong numbers" in tried["wrong"].reason
    assert "wrong numbers" in tried["wrong_lse"].reason
    assert "wrong numbers" in tried["wrong_out"].reason
    assert "flash_attn_of_tomorrow" in tried["missing"].reason
    assert [name for name, backend in tried.items() if backend.is_chosen] == ["attend_cpu"]


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
