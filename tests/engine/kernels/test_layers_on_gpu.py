"""The layers' kernels on a card: bf16 and FP8, at the shapes of Qwen3-4B."""

import pytest
import torch

pytest.importorskip("triton")

from qa.engine.gpu import available
from qa.engine.kernels import fused, rotation
from qa.engine.kernels.fp8_linear import w8a8, w8a16
from qa.engine.kernels.fused_steps import FusedLayerOps
from qa.engine.kernels.linear import KernelFp8Linear
from qa.engine.layers import linear_reference as reference
from qa.engine.layers.fp8 import QuantizedRows, quantize_blocks
from qa.engine.layers.layer_ops import PlainLayerOps
from qa.engine.layers.linear import DenseHead, Fp8Linear
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from tests.engine.kernels.inputs import KINDS, rows
from tests.engine.tiny_checkpoint import make_checkpoint

pytestmark = pytest.mark.gpu
SHAPES = [(6144, 2560), (2560, 4096), (19456, 2560), (2560, 9728)]  # qkv, o, gate_up, down
EPS = 1e-6
BF16 = torch.bfloat16


@pytest.fixture(scope="module", autouse=True)
def _card_with_fp8(device):
    if not available(device, (8, 9)):
        pytest.skip("needs compute capability 8.9, Triton and a C compiler")


@pytest.fixture(scope="module", params=SHAPES, ids=str)
def weight(request, device):
    n, k = request.param
    return quantize_blocks(rows(n, k, device, seed=1) * k**-0.5)


def activations(m, weight, device):
    return rows(m, weight[0].shape[1], device, seed=2, kind="outlier").to(BF16)


def assert_like(got, expected, bound):
    """RMS error within `bound` of the RMS of what is expected; bf16's own rounding is 0.002."""
    error = (got.float() - expected).pow(2).mean().sqrt()
    assert error <= bound * expected.pow(2).mean().sqrt()


@pytest.mark.parametrize("m", [1, 7, 16, 33, 64, 65, 128])
def test_few_bf16_rows_have_no_error_but_rounding(m, weight, device):
    x = activations(m, weight, device)
    expected = reference.w8a16(x, *weight)
    assert_like(w8a16(x, *weight), expected, 0.003)
    assert_like(w8a16(x, *weight, num_splits=1), expected, 0.003)


def test_a_row_is_the_same_bit_for_bit_in_every_batch_of_one_tile_size(weight, device):
    x = activations(16, weight, device)
    together = w8a16(x, *weight)
    for m in (1, 5, 16):
        assert torch.equal(w8a16(x[:m], *weight), together[:m])


@pytest.mark.parametrize("m", [1, 65, 130, 4097])
def test_many_rows_are_the_products_of_their_quantised_numbers(m, weight, device):
    quantized = QuantizedRows.of(activations(m, weight, device))
    expected = reference.w8a8(quantized, *weight)
    assert_like(w8a8(quantized, *weight, BF16), expected, 0.003)


@pytest.mark.parametrize("m", [65, 66, 67, 68, 4097])
def test_torch_s_own_product_takes_our_layouts_and_padding(m, weight, device):
    linear = Fp8Linear(*weight)
    if not linear.takes_scaled_mm:
        pytest.skip("torch._scaled_mm takes block scales on compute capability 9.0 only")
    quantized = fused.quantize(activations(m, weight, device))
    expected = reference.w8a8(quantized, *weight)
    assert_like(linear.multiply(quantized, BF16), expected, 0.003)


def test_the_linear_layer_quantises_many_rows_and_only_those(weight, device):
    linear, x = KernelFp8Linear(*weight), activations(128, weight, device)
    exact = reference.w8a16(x, *weight)
    assert_like(linear(x[:64]), exact[:64], 0.003)
    assert_like(linear(x), exact, 0.05)
    assert linear(x.view(2, 64, -1)).shape == (2, 64, len(weight[0]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [2560, 4096, 9728])
def test_numbers_are_quantised_as_torch_does_but_for_ties(kind, k, device):
    x, delta = (rows(67, k, device, seed=s, kind=kind).to(BF16) for s in (3, 4))
    weight, gate_up = rows(1, k, device, seed=5)[0].to(BF16), torch.cat((x, delta), dim=1)
    total, normed = reference.rms_norm(x, delta, weight, EPS)
    ours, got = fused.rms_norm_quantized(x, delta, weight, EPS)
    assert torch.equal(ours, total)
    for rows_got, expected in (
        (got, normed),
        (fused.quantize(x), x),
        (fused.silu_mul_quantized(gate_up), reference.silu_mul(gate_up)),
    ):
        twin = QuantizedRows.of(expected)
        assert rows_got.scale.stride() == twin.scale.stride()
        torch.testing.assert_close(rows_got.scale, twin.scale, rtol=1e-5, atol=0)
        differ = rows_got.values.float() != twin.values.float()
        assert differ.float().mean() < 1e-3
        step = twin.scale[:67].repeat_interleave(128, 1) * 2**-9
        allowed = torch.maximum(expected.float().abs() * 2**-3, step)  # one step of e4m3
        assert ((rows_got.dequantize() - twin.dequantize()).abs() <= allowed * 1.001).all()


@pytest.mark.parametrize(("num_q", "num_k"), [(32, 8), (16, 8)])
def test_heads_in_bf16_are_the_twin(num_q, num_k, device):
    qkv = rows(300, (num_q + 2 * num_k) * 128, device, seed=6).to(BF16)
    q_weight, k_weight = rows(2, 128, device, seed=7).to(BF16)
    angle = rows(300, 64, device, seed=8).repeat(1, 2)[:, None]
    tables = angle.cos(), angle.sin()
    got = rotation.norm_rope(qkv, q_weight, k_weight, *tables, EPS, num_kv_heads=num_k)
    expected = reference.norm_rope(qkv, q_weight, k_weight, *tables, EPS, num_kv_heads=num_k)
    for ours, theirs in zip(got, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=2**-7, atol=1e-3)


def test_a_network_with_fused_steps_answers_like_one_with_plain_steps(device, tmp_path):
    folder = make_checkpoint(tmp_path / "fp8", fp8=True)
    model = load_model(folder, device=device, weight_format=WeightFormat.FP8)
    ids = torch.randint(0, 512, (200,), generator=torch.Generator().manual_seed(1)).tolist()

    def read(count):
        batch = Batch.of([Segment(ids[:count], model.arena(256))], device)
        return model.forward(batch, all_logits=True)

    assert isinstance(model.steps, FusedLayerOps)
    few, many = read(50), read(200)
    model.steps = PlainLayerOps(model.config, device, BF16)
    assert_like(few, read(50), 0.03)
    assert_like(many, read(200), 0.1)


@pytest.mark.parametrize("m", [8, 128])
def test_a_layer_s_steps_can_be_captured_in_a_graph(m, device, tmp_path):
    folder = make_checkpoint(tmp_path / "fp8", fp8=True)
    model = load_model(folder, device=device, weight_format=WeightFormat.FP8)
    layer, steps = model.weights.layers[0], model.steps
    x = rows(m, model.config.hidden_size, device, seed=9).to(BF16)
    angles = steps.angles(torch.arange(m, device=device))

    def work():
        total, qkv = steps.norm_qkv(x, x, layer.input_norm, layer.qkv, None)
        q, _, _ = steps.heads(qkv, layer.q_norm, layer.k_norm, angles)
        delta = steps.linear(q.flatten(1), layer.o)
        _, gate_up = steps.norm_linear(total, delta, layer.post_attention_norm, layer.gate_up)
        return steps.add(total, steps.gate_linear(gate_up, layer.down))

    with torch.inference_mode():
        expected = work()  # compiles
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            captured = work()
        graph.replay()
    assert torch.equal(captured, expected)


def test_logits_are_not_rounded_to_16_bits(device):
    table = rows(1024, 2560, device, seed=3).to(BF16)
    x = rows(4, 2560, device, seed=4).to(BF16)

    logits = DenseHead(table)(x)

    expected = x.double() @ table.double().t()
    error = (logits - expected).abs().max() / expected.abs().max()
    assert logits.dtype is torch.float32
    assert error < 1e-5  # rounded to bf16 it is 2e-3
