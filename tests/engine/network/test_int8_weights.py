"""INT8 with its numbers spread is the same network; large channels no longer drown the others."""

from dataclasses import replace

import pytest
import torch

from qa.engine.attention.choice import best_attend
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.hadamard import block_of, spread
from qa.engine.layers.linear import Int8Linear
from qa.engine.network import int8_weights
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import CPU, load_model
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint

IDS = torch.randint(0, 500, (60,), generator=torch.Generator().manual_seed(0)).tolist()


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def logits(model):
    arena = model.arena(len(IDS))
    return model.forward(Batch.of([Segment(IDS, arena)], CPU), all_logits=True)


def error(rough, exact):
    return float((rough - exact).pow(2).mean().sqrt() / exact.std())


@pytest.mark.parametrize(("width", "block"), [(1024, 64), (576, 64), (96, 32), (24, 8), (7, 1)])
def test_what_is_spread_twice_is_itself_and_products_stay(width, block):
    assert block_of(width) == block
    x, weight = normal(5, width), normal(9, width, seed=1)
    once = spread(x, block)
    torch.testing.assert_close(spread(once, block), x)
    torch.testing.assert_close(once.norm(dim=1), x.norm(dim=1))
    torch.testing.assert_close(
        once @ spread(weight, block).t(), x @ weight.t(), rtol=1e-4, atol=1e-4
    )


def test_one_large_channel_is_shared_out_among_its_block():
    x = torch.zeros(1, 128)
    x[0, 70] = 64.0
    assert spread(x, 64).abs().max() == 8.0
    assert spread(x, 64)[0, :64].abs().max() == 0


def with_weights(model, weights):
    return Qwen3(
        model.config,
        weights,
        attend=model.attend,
        kv_format=model.kv_format,
        dtype=model.dtype,
        device=CPU,
    )


def in_int8(model):
    """A network in fp32, its table exact and all products as int8_weights makes them."""
    weights = model.weights
    head, final_norm = int8_weights.int8_head(weights.head.weight, weights.final_norm)
    return with_weights(
        model,
        replace(
            weights,
            embedding=spread(weights.embedding, block_of(model.config.hidden_size)),
            layers=tuple(int8_weights.int8_layer(x, model.config) for x in weights.layers),
            final_norm=final_norm,
            head=head,
        ),
    )


class Exact:
    """In place of Int8Linear: the same product, nothing rounded."""

    def __init__(self, weight, *, block=1, typical=None):
        rows = weight if isinstance(weight, torch.Tensor) else torch.cat(list(weight))
        self._weight, self._block = spread(rows.float(), block), block

    def __call__(self, x):
        return spread(x, self._block) @ self._weight.t()


@pytest.mark.parametrize("kind", KINDS)
def test_without_rounding_it_is_the_network_it_was(tmp_path, monkeypatch, kind):
    folder = make_checkpoint(tmp_path / "m", **KINDS[kind])
    exact = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    monkeypatch.setattr(int8_weights, "Int8Linear", Exact)

    assert error(logits(in_int8(exact)), logits(exact)) < 1e-4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_stays_near_itself_in_int8(tmp_path, kind):
    folder = make_checkpoint(tmp_path / "m", **KINDS[kind])
    exact = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    rough = load_model(folder, device=CPU, weight_format=WeightFormat.INT8)
    assert error(logits(rough), logits(exact)) < 0.1


def test_large_channels_cost_a_fraction_of_what_they_cost_unspread(tmp_path):
    model = load_model(make_checkpoint(tmp_path / "m"), device=CPU, weight_format=WeightFormat.FP32)
    for layer in model.weights.layers:  # as in trained networks: few channels, far out
        for norm, linear in (
            (layer.input_norm, layer.qkv),
            (layer.post_attention_norm, layer.gate_up),
        ):
            norm[::50] *= 60
            linear.weight[:, ::50] /= 20
    exact = logits(model)

    def unspread(layer):
        names = ("qkv", "o", "gate_up", "down")
        return replace(layer, **{name: Int8Linear(getattr(layer, name).weight) for name in names})

    layers = tuple(map(unspread, model.weights.layers))
    plain = with_weights(model, replace(model.weights, layers=layers))

    assert error(logits(in_int8(model)), exact) < error(logits(plain), exact) / 3


def test_large_channels_of_keys_cost_a_fraction_of_what_they_cost_unspread(tmp_path):
    model = load_model(make_checkpoint(tmp_path / "m"), device=CPU, weight_format=WeightFormat.FP32)
    for layer in model.weights.layers:
        layer.k_norm[5] *= 60
        layer.q_norm[5] /= 60
    exact = logits(model)

    def in_8_bits(key_block=None):
        rough = Qwen3(
            model.config,
            model.weights,
            attend=best_attend(CPU, KVFormat.K8V16, model.dtype),
            kv_format=KVFormat.K8V16,
            dtype=model.dtype,
            device=CPU,
        )
        rough._key_block = key_block or rough._key_block
        return error(logits(rough), exact)

    assert in_8_bits() < in_8_bits(key_block=1) / 2
