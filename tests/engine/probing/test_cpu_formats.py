"""The number formats of a CPU follow what its processor multiplies fast."""

import time

import pytest
import torch

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers import integer_products
from qa.engine.layers.integer_products import bf16_products_pay, integer_products_pay
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
    monkeypatch.setattr("qa.engine.network.weights.integer_products_pay", lambda: has_fast_integers)


@pytest.fixture
def untried():
    integer_products_pay.cache_clear()
    bf16_products_pay.cache_clear()
    yield
    integer_products_pay.cache_clear()
    bf16_products_pay.cache_clear()


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
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: time.sleep(0.5))
    assert not integer_products_pay()


def test_fast_integer_products_pay(monkeypatch, untried):
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: None)
    assert integer_products_pay()


def test_a_build_without_integer_products_computes_in_fp32(monkeypatch, untried):
    def refuse(a, b):
        raise RuntimeError("not implemented")

    monkeypatch.setattr(torch, "_int_mm", refuse)
    assert best_weight_format(CPU) is WeightFormat.FP32


def test_the_processor_is_tried_once_a_process(monkeypatch, untried):
    first = integer_products_pay()
    monkeypatch.setattr(integer_products, "_shortest", lambda work: pytest.fail("tried again"))
    assert integer_products_pay() is first
