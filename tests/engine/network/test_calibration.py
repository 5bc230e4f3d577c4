"""What each product is typically given: right, and what int8 gains by it; logits once more."""

import pytest
import torch

from qa.engine.layers.hadamard import block_of, spread
from qa.engine.layers.linear import DenseLinear, Int8Linear
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.calibration import NUM_LEFT_OUT, Calibration
from qa.engine.network.int8_weights import RescoredHead, int8_head, int8_layer, int8_table
from qa.engine.network.loader import CPU, load_model
from qa.engine.network.weights import WeightFormat
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


class Listening(DenseLinear):
    def __call__(self, x):
        self.heard = x
        return super().__call__(x)


def calibration_of(model):
    ids = Calibration.token_ids(model.config.vocab_size)
    return ids, Calibration(model.config, model.weights.embedding[ids])


@pytest.mark.parametrize("kind", KINDS)
def test_typical_rows_are_what_the_networks_own_products_are_given(tmp_path, kind):
    folder = make_checkpoint(tmp_path / "m", **KINDS[kind])
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ids, calibration = calibration_of(model)
    found = [calibration.read(layer) for layer in model.weights.layers]
    for layer in model.weights.layers:
        for linear in (layer.qkv, layer.gate_up):
            linear.__class__ = Listening
    arena = model.arena(len(ids))
    model.forward(Batch.of([Segment(ids.tolist(), arena)], CPU))

    for layer, typical in zip(model.weights.layers, found, strict=True):
        heard = {
            "qkv": layer.qkv.heard / layer.input_norm,
            "gate_up": layer.gate_up.heard / layer.post_attention_norm,
        }
        for name, rows in heard.items():
            expected = torch.stack((rows[NUM_LEFT_OUT:].mean(0), rows[0]))
            torch.testing.assert_close(getattr(typical, name), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("block", [1, 16])
def test_what_all_rows_have_in_common_is_not_rounded(block):
    weight, common = normal(96, 128), 5 * normal(128, seed=1)
    x = common + normal(40, 128, seed=2)
    exact = x @ weight.t()

    def error(linear):
        return float((linear(x) - exact).norm() / (x - common).norm())

    known = error(Int8Linear(weight, block=block, typical=torch.stack((common, -common))))
    assert known < error(Int8Linear(weight, block=block)) / 2


def test_each_row_is_taken_with_what_it_is_near_to():
    weight, typical = normal(96, 128), 9 * normal(2, 128, seed=1)
    is_rare = torch.tensor([False, True, False, True, True, False])
    x = typical[is_rare.long()] + 0.1 * normal(6, 128, seed=2)
    linear = Int8Linear(weight, typical=typical)

    assert linear.typical.is_rare(x).equal(is_rare)
    rough, exact = linear(x), x @ weight.t()
    assert (rough - exact).norm() < 0.03 * (0.1 * normal(6, 128) @ weight.t()).norm()
    one = torch.cat([linear(row[None]) for row in x])
    torch.testing.assert_close(one, rough, rtol=1e-3, atol=1e-3)


def test_wrong_typical_rows_change_nothing_but_the_rounding():
    weight, x = normal(96, 128), normal(40, 128, seed=2)
    exact = x @ weight.t()

    rough = Int8Linear(weight, typical=normal(2, 128, seed=3))(x)
    assert (rough - exact).norm() < 0.03 * exact.norm()


def test_a_network_whose_layers_have_much_in_common_gains(tmp_path):
    model = load_model(make_checkpoint(tmp_path / "m"), device=CPU, weight_format=WeightFormat.FP32)
    layer, config = model.weights.layers[0], model.config
    _, calibration = calibration_of(model)
    calibration._x += 4 * normal(config.hidden_size, seed=5)
    x = torch.nn.functional.rms_norm(calibration._x, (config.hidden_size,), None, 1e-6)
    typical = calibration.read(layer)
    exact = layer.gate_up(x * layer.post_attention_norm)
    rows = spread(x, block_of(config.hidden_size))

    def error(made):
        return float((made.gate_up(rows) - exact).norm())

    assert error(int8_layer(layer, config, typical)) < error(int8_layer(layer, config))


def test_the_first_choice_of_a_tied_head_is_that_of_the_exact_numbers():
    table, norm, x = (
        normal(999, 64).bfloat16(),
        1 + 0.3 * normal(64, seed=1),
        normal(200, 64, seed=2),
    )
    exact = (x * norm) @ table.float().t()
    spread_x = spread(x, block_of(64))
    rough, _ = int8_head(table, norm)
    head, ones = int8_head(table, norm, tied_to=int8_table(table))
    assert isinstance(head, RescoredHead)
    assert (ones == 1).all()

    def same(logits):
        return float((logits.argmax(-1) == exact.argmax(-1)).float().mean())

    assert same(head(spread_x)) > 0.985
    assert same(head(spread_x)) > same(rough(spread_x))
    assert (head(spread_x) - exact).abs().max() < 0.05 * exact.std() * 4
    one = torch.cat([head(row[None]) for row in spread_x])
    torch.testing.assert_close(one, head(spread_x))


def test_only_a_tied_head_is_computed_once_more(tmp_path):
    for is_tied in (True, False):
        folder = make_checkpoint(tmp_path / str(is_tied), tie_word_embeddings=is_tied)
        model = load_model(folder, device=CPU, weight_format=WeightFormat.INT8)
        assert isinstance(model.weights.head, RescoredHead) == is_tied
