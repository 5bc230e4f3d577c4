"""Models without a checkpoint: the shape, the formats and the memory are the real ones."""

import pytest
import torch

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.linear import Fp8Linear
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import CPU
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model

SMALL = ModelShape(2, 256, 384, 4, 2, 4096, vocab_size=512)


@pytest.mark.parametrize("weight_format", WeightFormat)
def test_a_random_model_of_every_format_predicts_something(weight_format):
    model = random_model(config_of(SMALL), device=CPU, weight_format=weight_format)

    logits = model.forward(Batch.of([Segment([5, 6, 7], model.arena(3))], CPU))

    assert logits.shape == (1, 512)
    assert 0.1 < logits.std() < 10


def test_fp8_weights_take_the_bytes_that_a_checkpoint_takes():
    model = random_model(
        config_of(SMALL), device=CPU, weight_format=WeightFormat.FP8, kv_format=KVFormat.BF16
    )

    scales = 4 * SMALL.linear_parameters // 128**2
    tables = 512 * 256 * model.weights.embedding.itemsize
    assert isinstance(model.weights.layers[0].qkv, Fp8Linear)
    assert model.weights.num_bytes == SMALL.linear_parameters + scales + tables


def test_the_same_seed_makes_the_same_model():
    first, second = (random_model(config_of(SMALL), device=CPU, seed=3) for _ in range(2))

    assert torch.equal(first.weights.embedding, second.weights.embedding)
