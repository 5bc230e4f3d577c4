"""The network with fused steps is the network with plain ones."""

import pytest
import torch

pytest.importorskip("triton")

from qa.engine.kernels import fp8_linear, split_sums
from qa.engine.kernels.fused_steps import FusedLayerOps
from qa.engine.kernels.linear import KernelFp8WeightOnlyLinear
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.layer_ops import PlainLayerOps
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import ModelShape
from tests.engine.random_weights import config_of, random_model
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint


@pytest.mark.parametrize("kind", ["qwen3", "qwen2", "llama"])
def test_fused_steps_give_the_logits_of_plain_ones(device, tmp_path, kind):
    folder = make_checkpoint(tmp_path / "tiny", **KINDS[kind])
    model = load_model(folder, device=device, weight_format=WeightFormat.FP32)
    ids = torch.randint(0, 512, (7,), generator=torch.Generator().manual_seed(1)).tolist()

    def read(**options):
        return model.forward(Batch.of([Segment(ids, model.arena(16))], device), **options)

    assert isinstance(model.steps, PlainLayerOps)
    plain = read(all_logits=True)
    model.steps = FusedLayerOps(model.config, device)
    torch.testing.assert_close(read(all_logits=True), plain, atol=1e-4, rtol=0)
    torch.testing.assert_close(read(), plain[-1:], atol=1e-4, rtol=0)


@pytest.mark.skipif(torch.cuda.is_available(), reason="compared in float32")
@pytest.mark.parametrize("num_layers", [1, 2])
def test_products_in_splits_give_the_logits_of_whole_ones(device, monkeypatch, num_layers):
    shape = ModelShape(num_layers, 256, 512, 4, 2, 4096, head_dim=64, vocab_size=256)
    formats = {"weight_format": WeightFormat.FP8_WEIGHT_ONLY, "kv_format": KVFormat.FP32}
    model = random_model(config_of(shape), device=device, **formats)
    plain = read(model, device)
    for layer in model.weights.layers:
        for name in ("qkv", "o", "gate_up", "down"):
            whole = getattr(layer, name)
            ours = KernelFp8WeightOnlyLinear(whole.weight, whole.scale_inv)
            object.__setattr__(layer, name, ours)
    monkeypatch.setattr(fp8_linear, "_splits_that_fill", lambda *_: 2)
    sums = []
    monkeypatch.setattr(
        split_sums._sum_splits_kernel, "run", counted(split_sums._sum_splits_kernel.run, sums)
    )
    model.steps = FusedLayerOps(model.config, device, model.dtype)

    torch.testing.assert_close(read(model, device), plain, atol=1e-4, rtol=0)
    assert len(sums) == num_layers + 1  # of the gate's product, and behind the last layer


def read(model, device):
    ids = torch.randint(0, 256, (7,), generator=torch.Generator().manual_seed(1)).tolist()
    return model.forward(Batch.of([Segment(ids, model.arena(16))], device), all_logits=True)


def counted(run, calls):
    def noted(*args, **options):
        calls.append(options)
        return run(*args, **options)

    return noted
