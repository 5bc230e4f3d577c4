"""The number formats of a CPU follow what its processor multiplies fast."""

import time

import pytest
import torch

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers import integer_products
from qa.engine.layers.integer_products import (
    bf16_products_pay,
    integer_products_pay,
    largest_exact_weight,
)
from qa.engine.layers.linear import DenseLinear, Int8Linear
from qa.engine.network.loader import CPU, best_kv_format
from qa.engine.network.weights import WeightFormat, best_weight_format
from qa.engine.probing.probe import probe
from qa.models.catalog import ModelFolder
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer

FORMATS = [(True, "int8", "k8v16", "int8 products"), (False, "fp32", "fp32", "torch")]


def play_processor(monkeypatch, has_fast_integers, *, has_fast_bf16=True):
    monkeypatch.setattr("qa.engine.network.loader.bf16_products_pay", lambda: has_fast_bf16)
    monkeypatch.setattr("qa.engine.network.loader.largest_exact_weight", lambda: 127)
    monkeypatch.setattr("qa.engine.network.weights.integer_products_pay", lambda: has_fast_integers)


@pytest.fixture
def untried():
    trials = integer_products_pay, bf16_products_pay, largest_exact_weight
    for trial in trials:
        trial.cache_clear()
    yield
    for trial in trials:
        trial.cache_clear()


@pytest.mark.parametrize(("is_fast", "weights", "kv", "attention"), FORMATS)
def test_weights_and_cache_follow_the_processor(monkeypatch, is_fast, weights, kv, attention):
    play_processor(monkeypatch, is_fast)
    assert best_weight_format(CPU) is WeightFormat(weights)
    assert best_kv_format(CPU, best_weight_format(CPU)) is KVFormat(kv)


def test_fast_integers_beside_slow_bf16_keep_the_cache_exact(monkeypatch):
    play_processor(monkeypatch, has_fast_integers=True, has_fast_bf16=False)
    assert best_weight_format(CPU) is WeightFormat.INT8
    assert best_kv_format(CPU, WeightFormat.INT8) is KVFormat.FP32


def test_slow_bf16_products_do_not_pay(monkeypatch, untried):
    monkeypatch.setattr(torch, "mm", lambda a, b: time.sleep(0.5))
    assert not bf16_products_pay()


@pytest.mark.parametrize(("is_fast", "weights", "kv", "attention"), FORMATS)
def test_the_probe_measures_what_would_be_loaded(monkeypatch, is_fast, weights, kv, attention):
    play_processor(monkeypatch, is_fast)
    found = probe(CPU, budget_s=0.01)
    assert (found.weight_format, found.kv_format) == (weights, kv)
    assert found.rates.linear_ops > 0
    assert found.rates.attention_ops > 0


@pytest.mark.parametrize(("is_fast", "weights", "kv", "attention"), FORMATS)
def test_the_screen_is_told_what_was_loaded(monkeypatch, tmp_path, is_fast, weights, kv, attention):
    play_processor(monkeypatch, is_fast)
    control = make_tokenizer(tmp_path)
    make_checkpoint(tmp_path, eos_token_id=control["<|im_end|>"], tie_word_embeddings=False)
    reader = load_reader(ModelFolder(tmp_path), options=ModelOptions(512, shelf_bytes=0))
    reader.close()
    assert (reader.setup.weights, reader.setup.kv) == (weights, kv)
    assert reader.setup.attention == attention


def test_slow_integer_products_do_not_pay(monkeypatch, untried):
    monkeypatch.setattr(integer_products, "largest_exact_weight", lambda: 127)
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: time.sleep(0.5))
    assert not integer_products_pay()


def test_fast_integer_products_pay(monkeypatch, untried):
    monkeypatch.setattr(integer_products, "largest_exact_weight", lambda: 127)
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: None)
    assert integer_products_pay()


def products_in_16_bits(a, b):
    """As oneDNN without VNNI: activations from 0 on, two neighbours' products cut off."""
    shifted, b = a.double() + 128, b.double()
    pairs = [shifted[:, i : i + 2] @ b[i : i + 2] for i in range(0, len(b), 2)]
    total = sum(pair.clamp(-32_768, 32_767) for pair in pairs)
    return (total - 128 * b.sum(dim=0)).to(torch.int32)


def test_weights_are_kept_small_where_two_products_are_added_in_16_bits(monkeypatch, untried):
    monkeypatch.setattr(integer_products, "WIDTH", 16)
    monkeypatch.setattr(torch, "_int_mm", products_in_16_bits)
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(8, 64, generator=generator).sign()
    x = torch.rand(5, 64, generator=generator) * weight[0]
    found, expected = Int8Linear(weight)(x), DenseLinear(weight)(x)
    assert largest_exact_weight() == 63
    assert (found - expected).abs().max() < 0.01 * expected.abs().max()
    assert (Int8Linear(weight)(x[:1]) - expected[:1]).abs().max() < 0.01 * expected.abs().max()
    monkeypatch.setattr("qa.engine.network.loader.bf16_products_pay", lambda: True)
    assert best_kv_format(CPU, WeightFormat.INT8) is KVFormat.FP32


def test_wrong_integer_products_do_not_pay(monkeypatch, untried):
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: torch.zeros(len(a), b.shape[1]).int())
    assert not integer_products_pay()


def test_a_build_without_integer_products_computes_in_fp32(monkeypatch, untried):
    def refuse(a, b):
        raise RuntimeError("not implemented")

    monkeypatch.setattr(torch, "_int_mm", refuse)
    assert best_weight_format(CPU) is WeightFormat.FP32


def test_the_processor_is_tried_once_a_process(monkeypatch, untried):
    first = integer_products_pay()
    monkeypatch.setattr(integer_products, "_shortest", lambda work: pytest.fail("tried again"))
    assert integer_products_pay() is first
