"""A GGUF file gives the network of the folder it was made from, in every number format we read."""

import gguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as Kind

from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.model_files import open_checkpoint, read_config
from qa.engine.network.weights import WeightFormat
from qa.models.errors import CorruptWeights, UnsupportedModel
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint
from tests.models.tiny_gguf import write_gguf

CPU = torch.device("cpu")
QUANTISED = [Kind.Q8_0, Kind.Q4_0, Kind.Q4_1, Kind.Q5_0, Kind.Q5_1]


def logits(path):
    model = load_model(path, device=CPU, weight_format=WeightFormat.FP32)
    ids = torch.randint(0, 512, (150,), generator=torch.Generator().manual_seed(1)).tolist()
    return model.forward(Batch.of([Segment(ids, model.arena(256))], CPU), all_logits=True)


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("llama"), num_hidden_layers=1, **KINDS["llama"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_gives_the_logits_of_the_folder_it_was_made_of(tmp_path, kind):
    folder = make_checkpoint(tmp_path / kind, **KINDS[kind])
    path = write_gguf(folder, tmp_path / "model.gguf")
    assert torch.equal(logits(path), logits(folder))


def test_the_files_of_all_kinds_are_described_like_their_folders(tmp_path):
    for name, changes in KINDS.items():
        folder = make_checkpoint(tmp_path / name, **changes)
        found = read_config(write_gguf(folder, tmp_path / f"{name}.gguf"))
        expected = read_config(folder)
        assert found.rms_norm_eps == pytest.approx(expected.rms_norm_eps)
        for field in ("hidden_size", "num_kv_heads", "head_dim", "rope", "tie_word_embeddings"):
            assert getattr(found, field) == getattr(expected, field)
        assert (found.has_qk_norm, found.has_qkv_bias) == (name == "qwen3", name == "qwen2")


def test_llama_3_s_stretched_positions_are_in_a_tensor_of_the_file(tmp_path):
    scaling = {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 128,
    }
    folder = make_checkpoint(tmp_path / "llama", **KINDS["llama"], rope_scaling=scaling)
    divisors = np.array(read_config(folder).rope.divisors, dtype=np.float32)
    path = write_gguf(folder, tmp_path / "m.gguf", more={"rope_freqs.weight": divisors})
    torch.testing.assert_close(logits(path), logits(folder), atol=1e-4, rtol=0)


def test_linear_and_yarn_scaling_are_in_the_head_of_the_file(llama, tmp_path):
    for kind, expected in (("linear", {"rope_type": "linear", "factor": 4.0}), ("yarn", None)):
        changes = {"llama.rope.scaling.type": kind, "llama.rope.scaling.factor": 4.0}
        changes["llama.rope.scaling.original_context_length"] = 1024
        rope = read_config(write_gguf(llama, tmp_path / f"{kind}.gguf", changes=changes)).rope
        if expected:
            assert set(rope.divisors) == {4.0}
        else:
            assert (rope.yarn_factor, rope.original_max_position) == (4.0, 1024)


@pytest.mark.parametrize("kind", [Kind.F16, Kind.BF16, *QUANTISED], ids=lambda kind: kind.name)
def test_numbers_are_those_that_were_stored(llama, tmp_path, kind):
    path = write_gguf(llama, tmp_path / "m.gguf", kind=kind)
    name = "model.layers.0.mlp.down_proj.weight"
    with (
        open_checkpoint(path, read_config(path)) as stored,
        open_checkpoint(llama, read_config(llama)) as exact,
    ):
        got, expected = stored.tensor(name).numpy(), exact.tensor(name).float().numpy()
    assert np.array_equal(got, gguf.quants.dequantize(gguf.quants.quantize(expected, kind), kind))
    assert np.corrcoef(got.ravel(), expected.ravel())[0, 1] > 0.99


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"general.architecture": "gemma3"}, "the architecture 'gemma3'"),
        ({"llama.expert_count": 8}, "experts"),
        ({"llama.attention.sliding_window": 512}, "sliding windows"),
        ({"llama.rope.dimension_count": 32}, "a rotation of part of a head"),
        ({"llama.attention.value_length": 32}, "values of another length"),
        ({"llama.rope.scaling.type": "longrope", "llama.rope.scaling.factor": 2.0}, "'longrope'"),
        ({"llama.rope.scaling.type": "yarn"}, "a head without 'rope.scaling.factor'"),
        ({"split.count": 3}, "one of several parts"),
    ],
)
def test_what_the_network_has_not_is_refused_with_the_way_out(llama, tmp_path, changes, what):
    path = write_gguf(llama, tmp_path / "m.gguf", changes=changes)
    with pytest.raises(UnsupportedModel) as error:
        load_model(path, device=CPU, weight_format=WeightFormat.FP32)
    assert what in str(error.value)
    assert "Serve it with vLLM or llama.cpp and give the address" in str(error.value)


def test_a_tensor_that_nothing_uses_is_refused(llama, tmp_path):
    more = {"blk.0.attn_output.bias": np.ones(256, dtype=np.float32)}
    path = write_gguf(llama, tmp_path / "m.gguf", more=more)
    with pytest.raises(UnsupportedModel, match=r"a tensor called blk\.0\.attn_output\.bias"):
        read_config(path)


def test_a_missing_tensor_is_named(llama, tmp_path):
    path = write_gguf(llama, tmp_path / "m.gguf", without="blk.0.ffn_up.weight")
    with pytest.raises(CorruptWeights, match=r"blk\.0\.ffn_up\.weight is missing"):
        load_model(path, device=CPU, weight_format=WeightFormat.FP32)


def test_a_misshapen_tensor_is_named(llama, tmp_path):
    path = write_gguf(llama, tmp_path / "m.gguf", changes={"llama.feed_forward_length": 512})
    with pytest.raises(CorruptWeights, match=r"ffn_gate\.weight has \(384, 256\)"):
        load_model(path, device=CPU, weight_format=WeightFormat.FP32)


def test_the_ends_of_a_turn_are_the_named_ones_and_those_known_by_their_words(llama, tmp_path):
    changes = {
        "tokenizer.ggml.tokens": ["<|im_end|>", "a", "<|eot_id|>", "<|endoftext|>", "b"],
        "tokenizer.ggml.token_type": [3, 1, 1, 3, 1],  # an ordinary token may be spelled like one
        "tokenizer.ggml.eos_token_id": 4,
    }
    path = write_gguf(llama, tmp_path / "m.gguf", changes=changes)
    assert read_config(path).eos_token_ids == (0, 3, 4)
