"""Checking a folder against transformers tells right from wrong."""

import json
import sys
from dataclasses import asdict

import pytest
import torch

pytest.importorskip("transformers")

from safetensors.torch import load_file, save_file

from qa.engine.network.weights import WeightFormat
from qa.engine.tools.quantize import quantize_checkpoint
from qa.engine.tools.verify import check_checkpoint, sample_tokens
from qa.models.errors import MissingPackage, NotAModelFolder
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint
from tests.models.tiny_gguf import write_gguf
from tests.prompting.tiny_tokenizer import make_tokenizer

CPU = torch.device("cpu")


def check(folder, *formats, count=96):
    return check_checkpoint(folder, sample_tokens(folder, count), formats=formats, device=CPU)


@pytest.fixture(scope="module")
def fp8_folder(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("check") / "fp8", fp8=True)


def test_a_right_fp8_folder_agrees_in_fp32_to_the_last_digits(fp8_folder):
    (exact,) = check(fp8_folder, WeightFormat.FP32).agreements
    assert exact.largest_difference < 1e-4
    assert exact.rms_relative < 1e-5
    assert exact.top1_agreement == 1.0


def test_each_format_is_reported_with_its_rounding_and_as_json(fp8_folder):
    result = check(fp8_folder, WeightFormat.INT8, WeightFormat.BF16)
    assert [a.weight_format for a in result.agreements] == ["int8", "bf16"]
    assert all(1e-3 < a.rms_relative < 0.1 for a in result.agreements)
    assert json.loads(json.dumps(asdict(result)))["num_tokens"] == 96


def test_a_mixed_checkpoint_agrees_too(tmp_path):
    source = make_checkpoint(tmp_path / "bf16")
    quantize_checkpoint(source, tmp_path / "mixed", keep=["k_proj", "layers.0"])
    (exact,) = check(tmp_path / "mixed", WeightFormat.FP32).agreements
    assert exact.largest_difference < 1e-4


@pytest.mark.parametrize("kind", ["llama", "smollm2", "qwen2", "qwen3"])
def test_a_gguf_file_agrees_with_what_transformers_reads_of_it(tmp_path, kind):
    folder = tmp_path / kind
    make_tokenizer(folder)
    path = write_gguf(make_checkpoint(folder, **KINDS[kind]), tmp_path / "model.gguf")
    (exact,) = check(path, WeightFormat.FP32).agreements
    assert exact.largest_difference < 1e-4
    assert exact.top1_agreement == 1.0


def test_another_model_s_weights_are_seen(fp8_folder, tmp_path, monkeypatch):
    theirs = make_checkpoint(tmp_path / "m", num_shards=1)
    from qa.engine.tools import verify as module

    ours = module._ours

    def with_one_changed_layer(folder, *rest):
        file = next(folder.glob("*.safetensors"))
        tensors = load_file(file)
        original = tensors["model.layers.1.mlp.up_proj.weight"]
        tensors["model.layers.1.mlp.up_proj.weight"] = original.flip(0).contiguous()
        save_file(tensors, file)
        try:
            return ours(folder, *rest)
        finally:
            save_file(tensors | {"model.layers.1.mlp.up_proj.weight": original}, file)

    monkeypatch.setattr(module, "_ours", with_one_changed_layer)
    (agreement,) = check(theirs, WeightFormat.FP32).agreements
    assert agreement.largest_difference > 0.1


def test_without_transformers_the_sentence_says_what_to_install(fp8_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingPackage, match="pip install transformers"):
        check(fp8_folder, WeightFormat.FP32)


def test_a_wrong_folder_is_told_in_our_words(tmp_path):
    with pytest.raises(NotAModelFolder, match=r"config\.json"):
        check_checkpoint(tmp_path, [1, 2], formats=[WeightFormat.FP32])


def test_the_sample_text_is_read_with_the_folder_s_own_tokenizer(fp8_folder, tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    model = tokenizers.models.WordLevel({"[UNK]": 0, "flows": 7}, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert {0, 7} == set(sample_tokens(tmp_path, 300))
    assert len(sample_tokens(tmp_path, 300)) == 300
    assert len(set(sample_tokens(fp8_folder, 300))) > 100
