"""A layer's kernels are used where they are right; where they fail or are wrong, torch is."""

import pytest
import torch

pytest.importorskip("triton")

from qa.engine.kernels import fused, linear, rotation
from qa.engine.kernels.fused_steps import FusedLayerOps
from qa.engine.layers.layer_ops import PlainLayerOps
from qa.engine.layers.linear import Fp8Linear
from qa.engine.network import layer_choice
from qa.engine.network.layer_choice import best_layer_ops, fp8_linear
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of

CONFIG = config_of(ModelShape(1, 256, 512, 4, 2, 4096, vocab_size=256))
BF16 = torch.bfloat16


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """As on a card, with nothing tried yet."""
    monkeypatch.setattr(layer_choice.gpu, "available", lambda *_: True)
    forget()
    yield
    forget()


def forget():
    layer_choice.fp8_kernels_work.cache_clear()
    layer_choice.scaled_mm_works.cache_clear()


def failing(*_, **__):
    raise RuntimeError("Triton Error [CUDA]: misaligned address")


def spoiled(kernel):
    def wrong(*args, **options):
        first, *rest = kernel(*args, **options)
        return (first + 3, *rest)

    return wrong


def test_fused_steps_are_used_where_they_are_right(device):
    assert isinstance(best_layer_ops(CONFIG, device, BF16), FusedLayerOps)


@pytest.mark.parametrize("name", ["norm_rope", "rms_norm", "silu_mul"])
def test_fused_steps_that_fail_or_are_wrong_are_not_used(device, monkeypatch, caplog, name):
    module = rotation if name == "norm_rope" else fused
    right = getattr(module, name)
    for fault, said in ((spoiled(right), "wrong"), (failing, "misaligned")):
        if name == "silu_mul" and fault is not failing:
            fault = lambda *args, right=right: right(*args) + 3  # noqa: E731
        monkeypatch.setattr(module, name, fault)
        assert isinstance(best_layer_ops(CONFIG, device, BF16), PlainLayerOps)
        assert said in caplog.text


def weight(device):
    return layer_choice._fp8_weight(device)


@pytest.mark.parametrize(
    ("fault", "said"), [(lambda self, x: x.new_zeros(len(x), 256), "wrong"), (failing, "misalign")]
)
def test_fp8_products_that_fail_or_are_wrong_are_left_to_torch(
    device, monkeypatch, caplog, fault, said
):
    monkeypatch.setattr(linear.KernelFp8Linear, "__call__", fault)
    plain = weight(device)

    chosen = fp8_linear(plain.weight, plain.scale_inv, weight_only=False)

    assert type(chosen) is Fp8Linear
    assert said in caplog.text


def test_products_by_torch_that_are_wrong_are_left_to_the_slow_twin(device, monkeypatch, caplog):
    monkeypatch.setattr(linear.KernelFp8Linear, "__call__", failing)
    monkeypatch.setattr("qa.engine.layers.linear.has_scaled_mm", lambda _: True)
    monkeypatch.setattr(layer_choice, "has_scaled_mm", lambda _: True)
    monkeypatch.setattr(
        torch, "_scaled_mm", lambda a, b, **_: a.new_ones(len(a), b.shape[1], dtype=BF16)
    )
    plain = weight(device)

    chosen = fp8_linear(plain.weight, plain.scale_inv, weight_only=False)

    assert not chosen.takes_scaled_mm
    assert "no FP8 products by torch" in caplog.text


@pytest.mark.gpu
def test_on_a_card_all_are_right(device, monkeypatch):
    monkeypatch.undo()
    assert layer_choice.fp8_kernels_work(device)
    assert isinstance(best_layer_ops(CONFIG, device, BF16), FusedLayerOps)
    if weight(device).takes_scaled_mm:
        assert layer_choice.scaled_mm_works(device)
