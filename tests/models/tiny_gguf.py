"""A model folder of the tests as a GGUF file, written with the package of ggml's authors the way
llama.cpp's converter does it.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from safetensors.torch import load_file

CONTROL, WORD = 3, 4


def write_gguf(
    folder: Path,
    path: Path,
    *,
    kind: Kind = Kind.F32,
    changes: Mapping[str, object] | None = None,
    without: str | None = None,
    more: Mapping[str, np.ndarray] | None = None,
) -> Path:
    """Write what stands in `folder`, tokenizer and template too where there are any. Returns path.

    kind: of all matrices. changes: metadata by key, of any type. without, more: tensors that are
    left out or are there too.
    """
    config = json.loads((folder / "config.json").read_text())
    architecture = {"mistral": "llama"}.get(config["model_type"], config["model_type"])
    writer = gguf.GGUFWriter(path, architecture)
    fields: dict[str, object] = {
        "block_count": config["num_hidden_layers"],
        "context_length": config["max_position_embeddings"],
        "embedding_length": config["hidden_size"],
        "feed_forward_length": config["intermediate_size"],
        "attention.head_count": config["num_attention_heads"],
        "attention.head_count_kv": config["num_key_value_heads"],
        "attention.key_length": config["head_dim"],
        "attention.value_length": config["head_dim"],
        "rope.dimension_count": config["head_dim"],
        "rope.freq_base": config["rope_theta"],
        "attention.layer_norm_rms_epsilon": config["rms_norm_eps"],
    }
    fields = {f"{architecture}.{key}": value for key, value in fields.items()}
    fields["tokenizer.ggml.eos_token_id"] = config["eos_token_id"]
    if (folder / "tokenizer.json").exists():
        fields |= _tokenizer_fields(folder, config["vocab_size"])
    for key, value in (fields | dict(changes or {})).items():
        _add(writer, key, value)
    for name, tensor in _tensors(folder, config, architecture).items():
        if name != without:
            is_matrix = tensor.ndim == 2
            stored = gguf.quants.quantize(tensor, kind) if is_matrix else tensor
            writer.add_tensor(name, stored, raw_dtype=kind if is_matrix else Kind.F32)
    for name, tensor in (more or {}).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add(writer: gguf.GGUFWriter, key: str, value: object) -> None:
    match value:
        case bool():
            writer.add_bool(key, value)
        case int():
            writer.add_uint32(key, value)
        case float():
            writer.add_float32(key, value)
        case str():
            writer.add_string(key, value)
        case _:
            writer.add_array(key, value)


def _tensors(folder: Path, config: dict, architecture: str) -> dict[str, np.ndarray]:
    arch = {value: key for key, value in gguf.MODEL_ARCH_NAMES.items()}[architecture]
    names = gguf.get_tensor_name_map(arch, config["num_hidden_layers"])
    out = {}
    for file in sorted(folder.glob("*.safetensors")):
        for name, tensor in load_file(file).items():
            numbers = tensor.to(torch.float32).numpy()
            if architecture == "llama" and ".q_proj." in name:
                numbers = _permuted(numbers, config["num_attention_heads"])
            if architecture == "llama" and ".k_proj." in name:
                numbers = _permuted(numbers, config["num_key_value_heads"])
            stored = names.get_name(name, try_suffixes=(".weight", ".bias"))
            assert stored is not None, name
            out[stored] = numbers
    return out


def _permuted(weights: np.ndarray, num_heads: int) -> np.ndarray:
    """As in LlamaModel.permute of convert_hf_to_gguf.py."""
    half = weights.shape[0] // num_heads // 2
    pairs = weights.reshape(num_heads, 2, half, *weights.shape[1:])
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(weights.shape))


def _tokenizer_fields(folder: Path, size: int) -> dict[str, object]:
    raw = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    added = {token["id"]: token for token in raw["added_tokens"]}
    by_id = {i: token for token, i in raw["model"]["vocab"].items()}
    by_id |= {i: token["content"] for i, token in added.items()}
    kinds = {i: CONTROL if token["special"] else WORD for i, token in added.items()}
    merges = raw["model"]["merges"]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",  # as the tiny tokenizer splits
        "tokenizer.ggml.tokens": [by_id.get(i, f"[PAD{i}]") for i in range(size)],
        "tokenizer.ggml.token_type": [kinds.get(i, 1) if i in by_id else 5 for i in range(size)],
        "tokenizer.ggml.merges": [m if isinstance(m, str) else " ".join(m) for m in merges],
        "tokenizer.chat_template": settings["chat_template"],
    }
