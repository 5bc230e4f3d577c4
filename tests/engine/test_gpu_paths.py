"""All that a card is asked for, at the shapes of Qwen3-4B, on a card that is not there: it fits
together, no step waits for the host, and launches are counted, so that one more is seen.
"""

import sys
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import torch

pytest.importorskip("triton")
if torch.cuda.is_available():
    pytest.skip("the card itself runs them", allow_module_level=True)

from torch._subclasses.fake_tensor import DataDependentOutputException
from torch.utils._python_dispatch import TorchDispatchMode

from qa.engine import engine
from qa.engine.attention.gpu import attend_cudnn, attend_flash
from qa.engine.attention.stretches import by_cudnn, by_flash
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.fp8 import E4M3, QuantizedRows
from qa.engine.layers.linear import Fp8Linear
from qa.engine.network import layer_choice
from qa.engine.network.network import Qwen3
from qa.engine.network.sparse_prefill import Selection
from qa.engine.runtime import decode_step
from qa.engine.runtime.device_sampling import SamplingMode
from qa.models.errors import ModelError
from tests.engine import fake_model
from tests.engine.fake_cuda import CARD, HostRead, Launches, card
from tests.engine.fake_model import CHUNK, QWEN3_4B, model_on_card, read_chunk, read_questions

BF16, FP8, KV4 = KVFormat.BF16, KVFormat.FP8, KVFormat.KV4
LAST_PAST, LAST = 147_456, 2_544  # of 150,000 tokens: what is left after whole chunks


def of_a_layer(
    run: Callable[[Qwen3, Launches], object], kv_format: KVFormat, **kind: object
) -> Counter[str]:
    """Launches of two layers less those of one."""
    found = []
    for num_layers in (1, 2):
        with card() as launches:
            model = model_on_card(kv_format, kind.get("fast", attend_cudnn), num_layers)
            launches.counts.clear()
            run(model, launches)
            found.append(launches.counts)
    return found[1] - found[0]


# Launches a layer, today's: what changes a figure changes it here. More than 30 a chunk in bf16 and
# 17 a step is what no change may come to.
CHUNKS = {
    (BF16, attend_cudnn, 0, CHUNK): 14,
    (BF16, attend_cudnn, 139_264, CHUNK): 28,
    (BF16, attend_cudnn, LAST_PAST, LAST): 18,
    (BF16, attend_cudnn, 139_264, 512): 15,
    (BF16, attend_flash, 139_264, CHUNK): 12,
    (FP8, attend_cudnn, 139_264, CHUNK): 35,
    (FP8, attend_flash, LAST_PAST, LAST): 31,
    (KV4, attend_cudnn, 139_264, CHUNK): 226,
}
STEPS = {
    **{(BF16, count): 12 for count in (1, 16, 32, 64)},
    (BF16, 120): 13,
    (FP8, 1): 12,
    (FP8, 120): 13,
    (KV4, 1): 13,
    (KV4, 120): 14,
}
QUESTIONS = {(BF16, 1): 15, (BF16, 120): 32, (FP8, 120): 44}


@pytest.mark.parametrize("case", CHUNKS, ids=lambda c: f"{c[0]}-{c[1].__name__}-{c[2]}-{c[3]}")
def test_a_chunk_of_a_document_takes_as_many_launches_a_layer_as_are_known(case):
    kv_format, fast, past, num_tokens = case

    found = of_a_layer(lambda m, _: read_chunk(m, past, num_tokens), kv_format, fast=fast)

    assert found.total() == CHUNKS[case], found
    assert kv_format is not BF16 or found.total() <= 30
    assert not {"full", "arange"} & found.keys()  # small tensors are made once, not by layer


@pytest.mark.parametrize("case", STEPS, ids=lambda c: f"{c[0]}-{c[1]}")
def test_a_step_takes_as_many_launches_a_layer_as_are_known(case):
    kv_format, count = case

    found = of_a_layer(
        lambda m, launches: fake_model.run_step(m, count, SamplingMode.GREEDY, False, launches),
        kv_format,
    )

    assert found.total() == STEPS[case], found
    assert found.total() <= 17


LIBRARIES = {by_cudnn: 17, by_flash: 17}  # launches of 120 questions


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("count", [1, 32, 120])
def test_a_library_takes_a_document_in_stretches_where_questions_are_many(library, count):
    def run(model: Qwen3, launches: Launches) -> None:
        with patch.object(decode_step, "best_for_many", lambda *_: library):
            fake_model.run_step(model, count, SamplingMode.GREEDY, False, launches)

    found = of_a_layer(run, BF16)

    assert found.total() == (LIBRARIES[library] if count == 120 else STEPS[BF16, count]), found
    assert found.total() <= 17


def test_what_a_library_is_given_fills_an_h200_and_copies_no_keys():
    with card(), patch.object(decode_step, "best_for_many", lambda *_: by_cudnn), Seen() as seen:
        model = model_on_card(BF16, attend_cudnn, 1)
        fake_model.run_step(model, 120, SamplingMode.GREEDY, False, Launches())

    heads, d, count, stretch = QWEN3_4B.num_kv_heads, QWEN3_4B.head_dim, 4, 37_376
    rows = 512  # of 128 questions: tiles of 128, 4 x 8 heads x 4 stretches are 128 of 132 places
    of_q = (heads * rows * d, rows * d, d, 1)
    of_kv = (stretch * d, fake_model.CAPACITY * d, d, 1)  # a view of the arena
    assert seen.strides == [(of_q, of_kv, of_kv)]
    assert seen.shapes == [((count, heads, rows, d), *[(count, heads, stretch, d)] * 2)]


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda c: f"{c[0]}-{c[1]}")
def test_questions_take_as_many_launches_a_layer_as_are_known(case):
    kv_format, count = case

    found = of_a_layer(lambda m, _: read_questions(m, count), kv_format)

    assert found.total() == QUESTIONS[case], found
    assert not {"full", "arange"} & found.keys()


def test_logits_come_back_on_the_card_one_row_a_segment():
    with card():
        logits = read_questions(model_on_card(BF16, attend_cudnn, 1), 120)

        assert logits.shape == (120, QWEN3_4B.vocab_size)
        assert (logits.dtype, logits.device) == (torch.float32, CARD)


def test_a_thinned_chunk_runs_on_the_sparse_kernels():
    with card() as launches:
        model = model_on_card(BF16, attend_cudnn, 1, selection=Selection(dense_layers=0))
        read_chunk(model, 139_264, CHUNK)

    assert {"_mass_kernel", "_attend_kernel"} <= launches.counts.keys()


OUTSIDE = {  # launches of a step that are not a layer's
    (SamplingMode.GREEDY, False): 16,
    (SamplingMode.GREEDY, True): 17,
    (SamplingMode.TEMPERATURE, True): 18,
    (SamplingMode.NUCLEUS, True): 31,
}


@pytest.mark.parametrize(("chance", "is_ranked"), OUTSIDE)
@pytest.mark.parametrize("count", [1, 120])
def test_no_step_waits_for_the_host_and_what_sampling_takes_is_known(chance, is_ranked, count):
    with card() as launches:
        model = model_on_card(BF16, attend_cudnn, 1)
        fake_model.run_step(model, count, chance, is_ranked, launches)

    outside = launches.total - STEPS[BF16, count]
    of_splits = count == 1  # what comes in splits behind the last layer is added up apart
    assert outside == OUTSIDE[chance, is_ranked] + of_splits, launches.counts


@pytest.mark.parametrize(
    "read",
    [
        lambda x: x.sum().item(),
        lambda x: x.tolist(),
        lambda x: bool((x > 0).any()),
        lambda x: x.cpu(),
        lambda x: x.to("cpu"),
        lambda x: x.add_(torch.ones(4)),
        lambda x: x.copy_(torch.ones(4)),
    ],
)
def test_what_waits_for_the_host_in_a_step_is_noticed(read):
    with card() as launches:
        x = torch.empty(4, device=CARD)
        launches.is_step = True
        with pytest.raises((HostRead, DataDependentOutputException, RuntimeError)):
            read(x)


def test_a_reshape_that_copies_is_a_launch():
    with card() as launches, torch.inference_mode():
        x = torch.empty(4, 6, device=CARD)
        x.reshape(24)
        x.flatten()
        assert launches.total == 0
        x.t().reshape(24)
        x.t().flatten()
        assert launches.total == 2


@pytest.mark.parametrize(("in_bf16", "in_fp8", "few"), [(1.0, 1.0, 128), (1.1, 1.0, 64)])
def test_as_many_rows_are_multiplied_in_bf16_as_takes_no_longer(
    monkeypatch, caplog, in_bf16, in_fp8, few
):
    def seconds(check, work):
        launches.counts.clear()
        work()
        is_bf16 = launches.counts["_w8a16_kernel"] == 4
        assert is_bf16 != (launches.counts["_scaled_mm"] == 4), launches.counts
        return in_bf16 if is_bf16 else in_fp8

    monkeypatch.setattr(
        torch, "Generator", lambda device: SimpleNamespace(manual_seed=lambda seed: None)
    )
    monkeypatch.setattr(layer_choice.SelfCheck, "seconds", seconds)
    caplog.set_level("INFO")
    try_rows = layer_choice.most_small_rows.__wrapped__
    with card() as launches:
        assert try_rows(CARD, True) == few
    assert f"up to {few} rows in bf16" in caplog.text


def test_products_that_cannot_be_timed_load_a_model_all_the_same(monkeypatch, caplog):
    def seconds(check, work):
        raise torch.OutOfMemoryError("CUDA out of memory")

    no_numbers = SimpleNamespace(manual_seed=lambda seed: None)
    monkeypatch.setattr(torch, "Generator", lambda device: no_numbers)
    monkeypatch.setattr(layer_choice.SelfCheck, "seconds", seconds)
    try_rows = layer_choice.most_small_rows.__wrapped__
    with card():
        assert try_rows(CARD, True) == layer_choice.SURELY_FEW
    assert "out of memory" in caplog.text


def test_with_many_rows_in_bf16_a_step_of_120_questions_is_one_of_few():
    def run(model: Qwen3, launches: Launches) -> None:
        for linear in linears_of(model):
            linear.small_rows = 128
        fake_model.run_step(model, 120, SamplingMode.GREEDY, False, launches)

    found = of_a_layer(run, BF16)

    assert found["_w8a16_kernel"] == 4
    assert found.total() == STEPS[BF16, 1]


def linears_of(model: Qwen3) -> list[Fp8Linear]:
    layers = model.weights.layers
    return [x for layer in layers for x in (layer.qkv, layer.o, layer.gate_up, layer.down)]


@pytest.mark.parametrize("is_card", [True, False])
def test_threads_take_short_turns_where_a_card_waits_for_them(monkeypatch, is_card):
    before = sys.getswitchinterval()
    device = CARD if is_card else torch.device("cpu")
    reached = []

    def stop(*_):
        reached.append(sys.getswitchinterval())
        raise ModelError

    monkeypatch.setattr(engine, "default_slots", stop)
    try:
        with pytest.raises(ModelError):
            engine.Engine(SimpleNamespace(device=device), memory_bytes=1)
    finally:
        sys.setswitchinterval(before)

    assert reached == [pytest.approx(5e-4 if is_card else before)]


class Seen(TorchDispatchMode):
    """Strides of what cuDNN is given."""

    def __init__(self):
        super().__init__()
        self.strides, self.shapes = [], []

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if "cudnn_attention" in operation._schema.name:
            self.strides.append(tuple(x.stride() for x in args[:3]))
            self.shapes.append(tuple(tuple(x.shape) for x in args[:3]))
        return operation(*args, **(kwargs or {}))


def test_cudnn_is_given_the_strides_that_everybody_gives_it():
    heads, d, past = QWEN3_4B.num_heads, QWEN3_4B.head_dim, 65_536
    with card(), Seen() as seen:
        read_chunk(model_on_card(BF16, attend_cudnn, 1), past, CHUNK)

    of_q = (CHUNK * heads * d, d, heads * d, 1)
    by_length = [(QWEN3_4B.num_kv_heads * n * d, n * d, d, 1) for n in (CHUNK, past)]
    assert seen.strides == [(of_q, kv, kv) for kv in by_length]


def test_scales_that_lie_row_by_row_are_refused():
    with card():
        weight = torch.empty(256, 512, device=CARD, dtype=E4M3)
        linear = Fp8Linear(weight, torch.empty(2, 4, device=CARD))
        assert linear.takes_scaled_mm
        rows = QuantizedRows.empty(8, 512, CARD, E4M3)
        assert linear.multiply(rows, torch.bfloat16).shape == (8, 256)
        row_by_row = QuantizedRows(rows.values, torch.empty(8, 4, device=CARD), 8)

        with pytest.raises(AssertionError, match=r"\(4, 1\)"):
            linear.multiply(row_by_row, torch.bfloat16)
