"""Quantising a bf16 checkpoint into the published FP8 format, and loading what came out."""

import json

import pytest
import torch
from safetensors.torch import load_file

from qa.engine.config import ModelConfig
from qa.engine.layers.fp8 import dequantize_blocks
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.checkpoint import Checkpoint
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.tools import quantize
from qa.engine.tools.quantize import quantize_checkpoint
from qa.errors import UsageError
from qa.models.errors import NoDiskSpace, UnsupportedModel
from tests.engine.tiny_checkpoint import make_checkpoint

CPU = torch.device("cpu")
IDS = torch.randint(0, 512, (64,), generator=torch.Generator().manual_seed(3)).tolist()
Q_PROJ = "model.layers.1.self_attn.q_proj"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = make_checkpoint(tmp_path_factory.mktemp("bf16") / "model")
    (folder / "tokenizer.json").write_text('{"kept": true}')
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    (folder / "modeling.py").write_text("raise SystemExit")
    return folder


@pytest.fixture(scope="module")
def quantized(source, tmp_path_factory):
    target = tmp_path_factory.mktemp("fp8") / "model"
    quantize_checkpoint(source, target)
    return target


def logits(folder, weight_format=WeightFormat.FP32):
    model = load_model(folder, device=CPU, weight_format=weight_format)
    batch = Batch.of([Segment(IDS, model.arena(64))], CPU)
    return model.forward(batch, all_logits=True)


def relative(got, expected):
    return float((got - expected).pow(2).mean().sqrt() / expected.std())


def test_loading_gives_exactly_the_dequantised_numbers(source, quantized):
    model = load_model(quantized, device=CPU, weight_format=WeightFormat.FP32)
    with Checkpoint(quantized) as checkpoint:
        stored = [
            dequantize_blocks(
                checkpoint.tensor(f"{Q_PROJ.replace('q_', part)}.weight"),
                checkpoint.tensor(f"{Q_PROJ.replace('q_', part)}.weight_scale_inv"),
                torch.float32,
            )
            for part in ("q_", "k_", "v_")
        ]
    assert torch.equal(model.weights.layers[1].qkv.weight, torch.cat(stored))
    assert relative(logits(quantized), logits(source)) < 0.1


def test_what_is_not_quantised_is_the_source_bit_for_bit(source, quantized):
    with Checkpoint(source) as before, Checkpoint(quantized) as after:
        for name in before.names():
            if not name.endswith("_proj.weight"):
                assert torch.equal(before.tensor(name), after.tensor(name)), name


def test_the_files_read_by_the_library_are_those_of_the_format(quantized):
    tensors = {}
    for path in quantized.glob("*.safetensors"):
        tensors |= load_file(path)
    index = json.loads((quantized / "model.safetensors.index.json").read_text())
    assert set(tensors) == set(index["weight_map"])
    assert sum(t.nbytes for t in tensors.values()) == index["metadata"]["total_size"]
    assert tensors[f"{Q_PROJ}.weight"].dtype is torch.float8_e4m3fn
    assert tensors[f"{Q_PROJ}.weight_scale_inv"].shape == (4, 2)
    assert ModelConfig.from_folder(quantized).is_fp8


def test_small_shards_hold_the_same_model(source, quantized, tmp_path):
    quantize_checkpoint(source, tmp_path / "small", shard_bytes=200_000)
    assert len(list((tmp_path / "small").glob("*.safetensors"))) > 5
    assert torch.equal(logits(tmp_path / "small"), logits(quantized))


def test_the_tokenizer_comes_along_and_pickles_and_scripts_do_not(quantized):
    names = {path.name for path in quantized.iterdir()}
    assert {"tokenizer.json", "chat_template.jinja", "config.json"} <= names
    assert not {"pytorch_model.bin", "modeling.py"} & names


def test_every_module_is_reported_with_the_error_that_fp8_has(source, tmp_path):
    seen = []
    errors = quantize_checkpoint(source, tmp_path / "out", on_module=seen.append)
    assert errors == seen
    assert len({error.module for error in errors}) == 3 * 7
    # e4m3 keeps 3 bits of fraction: rounding alone is about 2.6 % on Gaussian weights
    assert all(0.02 < error.relative_error < 0.035 for error in errors)


def test_named_modules_stay_in_bf16_and_are_loaded_beside_fp8(source, tmp_path):
    errors = quantize_checkpoint(source, tmp_path / "out", keep=["layers.1.self_attn.q_proj"])
    assert [error.module for error in errors if error.is_kept] == [Q_PROJ]
    with Checkpoint(tmp_path / "out") as after, Checkpoint(source) as before:
        assert torch.equal(after.tensor(f"{Q_PROJ}.weight"), before.tensor(f"{Q_PROJ}.weight"))
        exact = before.tensor(f"{Q_PROJ}.weight").float()
    model = load_model(tmp_path / "out", device=CPU, weight_format=WeightFormat.FP32)
    assert torch.equal(model.weights.layers[1].qkv.weight[: len(exact)], exact)


@pytest.mark.parametrize("weight_format", WeightFormat)
def test_a_mixed_checkpoint_loads_in_every_format(source, tmp_path, weight_format):
    quantize_checkpoint(source, tmp_path / "out", keep=["q_proj", "layers.0", "down_proj"])
    assert relative(logits(tmp_path / "out", weight_format), logits(source)) < 0.15


def test_the_worst_modules_are_the_ones_kept(source, tmp_path):
    made = make_checkpoint(tmp_path / "outlier")
    rough = quantize_checkpoint(made, tmp_path / "all")
    worst = sorted(rough, key=lambda error: -error.relative_error)[:3]
    kept = quantize_checkpoint(made, tmp_path / "mixed", keep_worst=3)
    assert {e.module for e in kept if e.is_kept} == {e.module for e in worst}
    config = json.loads((tmp_path / "mixed" / "config.json").read_text())
    listed = config["quantization_config"]["modules_to_not_convert"]
    assert set(listed) == {"lm_head"} | {e.module for e in worst}


def test_transformers_loads_a_mixed_checkpoint_to_the_same_logits(source, tmp_path):
    transformers = pytest.importorskip("transformers")
    quantize_checkpoint(source, tmp_path / "out", keep=["q_proj", "layers.2"])
    reference = transformers.AutoModelForCausalLM.from_pretrained(
        tmp_path / "out", dtype=torch.float32
    ).float()  # the parts left in bf16 stay so without it
    with torch.inference_mode():
        theirs = reference(input_ids=torch.tensor(IDS)[None]).logits[0]
    assert (theirs - logits(tmp_path / "out")).abs().max() < 1e-4


def test_nothing_half_written_stays_when_the_disk_is_full(source, tmp_path, monkeypatch):
    disk = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(quantize.shutil, "disk_usage", lambda folder: disk)
    with pytest.raises(NoDiskSpace, match="Free some space"):
        quantize_checkpoint(source, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_impossible_wishes_are_one_sentence(source, quantized, tmp_path):
    with pytest.raises(UnsupportedModel, match="quantised already"):
        quantize_checkpoint(quantized, tmp_path / "twice")
    with pytest.raises(UsageError, match="exists already"):
        quantize_checkpoint(source, quantized)
    with pytest.raises(UsageError, match="called nonsense"):
        quantize_checkpoint(source, tmp_path / "out", keep=["nonsense"])
    assert list(tmp_path.iterdir()) == []
