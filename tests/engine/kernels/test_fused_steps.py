"""The network with fused steps is the network with plain ones."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("triton")

from qa.engine.kernels.fused_steps import FusedLayerOps  # noqa: E402
from qa.engine.layers.layer_ops import PlainLayerOps  # noqa: E402
from qa.engine.network.batch import Batch, Segment  # noqa: E402
from qa.engine.network.loader import load_model  # noqa: E402
from qa.engine.network.weights import WeightFormat  # noqa: E402
from tests.engine.tiny_checkpoint import make_checkpoint  # noqa: E402


def test_fused_steps_give_the_logits_of_plain_ones(device, tmp_path):
    folder = make_checkpoint(tmp_path / "tiny")
    model = load_model(folder, device=device, weight_format=WeightFormat.FP32)
    ids = torch.randint(0, 512, (7,), generator=torch.Generator().manual_seed(1)).tolist()

    def read(**options):
        return model.forward(Batch.of([Segment(ids, model.arena(16))], device), **options)

    assert isinstance(model.steps, PlainLayerOps)
    plain = read(all_logits=True)
    model.steps = FusedLayerOps(model.config, device)
    torch.testing.assert_close(read(all_logits=True), plain, atol=1e-4, rtol=0)
    torch.testing.assert_close(read(), plain[-1:], atol=1e-4, rtol=0)
