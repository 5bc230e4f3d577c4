"""A folder that cannot be used is refused in one sentence that says why."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.models.errors import CorruptWeights, NotAModelFolder, UnsupportedModel
from tests.engine.tiny_checkpoint import make_checkpoint

Q_PROJ = "model.layers.0.self_attn.q_proj"
INDEX = "model.safetensors.index.json"


@pytest.fixture
def folder(tmp_path):
    return make_checkpoint(tmp_path / "m", fp8=True, num_hidden_layers=1)


def load(folder, weight_format=WeightFormat.FP32):
    return load_model(folder, device=torch.device("cpu"), weight_format=weight_format)


def change_config(folder, **changes):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def change_tensor(folder, name, change):
    index = json.loads((folder / INDEX).read_text())
    file = folder / index["weight_map"][name]
    tensors = load_file(file)
    replaced = change(tensors.pop(name))
    if replaced is not None:
        tensors[name] = replaced
    save_file(tensors, file, {"format": "pt"})


def shard(folder):
    return next(folder.glob("*.safetensors"))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"model_type": "gemma3_text"}, "model type 'gemma3_text'"),
        ({"model_type": "llama", "mlp_bias": True}, "biases of the MLP"),
        ({"model_type": "llama", "hidden_act": "gelu"}, "the activation 'gelu'"),
        ({"model_type": "llama", "partial_rotary_factor": 0.5}, "a rotation of part of a head"),
        ({"model_type": "mistral", "sliding_window": 1024}, "sliding windows"),
        ({"model_type": "qwen3_moe"}, "model type 'qwen3_moe'"),
        ({"use_sliding_window": True, "sliding_window": 1024}, "sliding windows"),
        ({"attention_bias": True}, "attention biases"),
        ({"quantization_config": {"quant_method": "awq", "bits": 4}}, "a quantisation other than"),
        (
            {"quantization_config": {"quant_method": "fp8", "weight_block_size": [1, 64]}},
            "a quantisation other than",
        ),
        ({"rope_scaling": {"rope_type": "longrope", "factor": 4.0}}, "rope type 'longrope'"),
        ({"rope_scaling": {"rope_type": "yarn"}}, "a config without 'factor'"),
    ],
)
def test_another_kind_of_model_is_refused_by_what_it_has(folder, changes, what):
    change_config(folder, **changes)
    with pytest.raises(UnsupportedModel) as error:
        load(folder)
    assert what in str(error.value)
    assert "Serve it with vLLM or llama.cpp and give the address" in str(error.value)


def test_a_tensor_that_the_named_kind_has_not_is_refused(folder):
    change_config(folder, model_type="llama")
    with pytest.raises(UnsupportedModel, match=r"a tensor called .*self_attn\.k_norm\.weight"):
        load(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_an_unreadable_config_is_named(folder, text):
    (folder / "config.json").write_text(text)
    with pytest.raises(NotAModelFolder, match=r"config\.json is missing or unreadable"):
        load(folder)


def test_a_folder_with_pickles_only_is_not_loaded(folder):
    for path in [*folder.glob("*.safetensors"), folder / INDEX]:
        path.unlink()
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(NotAModelFolder, match=r"model\.safetensors is missing"):
        load(folder)


def test_a_missing_shard_is_named(folder):
    missing = shard(folder)
    missing.unlink()
    with pytest.raises(NotAModelFolder, match=missing.name):
        load(folder)


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_a_shard_that_was_cut_is_named(folder, keep):
    cut = shard(folder)
    cut.write_bytes(cut.read_bytes()[:keep])
    with pytest.raises(CorruptWeights, match=f"{cut.name} are damaged"):
        load(folder)


def test_a_shard_of_garbage_is_named(folder):
    shard(folder).write_bytes(b"<html>Service unavailable</html>" * 100)
    with pytest.raises(CorruptWeights, match="not a complete safetensors file"):
        load(folder)


@pytest.mark.parametrize("text", ["{", "{}", '{"weight_map": 3}', "[]"])
def test_a_broken_index_is_named(folder, text):
    (folder / INDEX).write_text(text)
    with pytest.raises(CorruptWeights, match="unreadable index"):
        load(folder)


def test_an_index_cannot_lead_out_of_the_folder(folder, tmp_path):
    (tmp_path / "elsewhere.safetensors").write_bytes(shard(folder).read_bytes())
    index = {"weight_map": {"model.norm.weight": "../elsewhere.safetensors"}}
    (folder / INDEX).write_text(json.dumps(index))
    with pytest.raises(CorruptWeights, match="outside the folder"):
        load(folder)


@pytest.mark.parametrize(
    "name",
    [
        "model.embed_tokens.weight",
        "model.layers.0.input_layernorm.weight",
        f"{Q_PROJ}.weight",
        f"{Q_PROJ}.weight_scale_inv",
    ],
)
def test_a_missing_tensor_is_named(folder, name):
    change_tensor(folder, name, lambda tensor: None)
    with pytest.raises(CorruptWeights, match=f"{name} is missing"):
        load(folder)


def test_a_tensor_missing_from_index_and_files_is_named(folder):
    name = "model.layers.0.self_attn.k_norm.weight"
    change_tensor(folder, name, lambda tensor: None)
    index = json.loads((folder / INDEX).read_text())
    del index["weight_map"][name]
    (folder / INDEX).write_text(json.dumps(index))
    with pytest.raises(CorruptWeights, match=f"{name} is missing"):
        load(folder)


@pytest.mark.parametrize("weight_format", [WeightFormat.FP32, WeightFormat.FP8])
@pytest.mark.parametrize("name", [f"{Q_PROJ}.weight", f"{Q_PROJ}.weight_scale_inv"])
def test_a_misshapen_tensor_is_named_with_its_shape(folder, name, weight_format):
    change_tensor(folder, name, lambda tensor: tensor[:1].contiguous())
    with pytest.raises(CorruptWeights, match=rf"{name} has \(1, "):
        load(folder, weight_format)
