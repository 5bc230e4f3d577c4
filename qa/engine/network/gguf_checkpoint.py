"""A GGUF file as a checkpoint: its description as ModelConfig, its tensors by the names of the
published checkpoints, in fp32.

Names and keys are llama.cpp's (gguf-py/gguf/constants.py). Its Llama build turns neighbours where
the published one turns halves, so its converter permutes the rows of q and k; that is undone here.
"""

import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from qa.engine.config import KINDS, ModelConfig, RopeConfig
from qa.models.errors import CorruptWeights, UnsupportedModel
from qa.models.gguf_file import GgufFile

EMBEDDING, HEAD, ROPE_DIVISORS = "token_embd.weight", "output.weight", "rope_freqs.weight"
_WHOLE = {
    "model.embed_tokens.weight": EMBEDDING,
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": HEAD,
}
_IN_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_KNOWN = re.compile(rf"blk\.\d+\.(?:{'|'.join(_IN_LAYER.values())})\.weight")
_BIAS = re.compile(r"blk\.\d+\.attn_[qkv]\.bias")
# Control tokens that end a turn, whatever a file calls its end: many name only one of two.
ENDS_OF_TURN = frozenset(("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>"))
_CONTROL = 3


def gguf_config(file: GgufFile) -> ModelConfig:
    """Describe a file's model. Raises UnsupportedModel or CorruptWeights."""
    architecture = file.fields.get("general.architecture")
    kind = KINDS.get(str(architecture))
    if kind is None:
        raise UnsupportedModel(folder=file.path, what=f"the architecture {architecture!r}")
    prefix = f"{architecture}."
    settings = {
        key.removeprefix(prefix): value
        for key, value in file.fields.items()
        if key.startswith(prefix)
    }
    try:
        config = _config(file, settings, has_qk_norm=kind.has_qk_norm)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise UnsupportedModel(folder=file.path, what=f"a head without {error}") from error
    if what := _unknown_part(file, settings, config):
        raise UnsupportedModel(folder=file.path, what=what)
    return config


def _config(file: GgufFile, settings: dict[str, Any], *, has_qk_norm: bool) -> ModelConfig:
    num_heads = int(settings["attention.head_count"])
    hidden_size = int(settings["embedding_length"])
    head_dim = int(settings.get("attention.key_length", hidden_size // num_heads))
    vocab_size, _ = file.tensors[EMBEDDING].shape
    return ModelConfig(
        vocab_size=vocab_size,
        hidden_size=hidden_size,
        intermediate_size=int(settings["feed_forward_length"]),
        num_layers=int(settings["block_count"]),
        num_heads=num_heads,
        num_kv_heads=int(settings.get("attention.head_count_kv", num_heads)),
        head_dim=head_dim,
        rms_norm_eps=float(settings["attention.layer_norm_rms_epsilon"]),
        rope=_rope(file, settings, head_dim),
        max_position=int(settings["context_length"]),
        tie_word_embeddings=HEAD not in file.tensors,
        eos_token_ids=_eos_token_ids(file),
        is_fp8=False,
        has_qk_norm=has_qk_norm,
        has_qkv_bias="blk.0.attn_q.bias" in file.tensors,
    )


def _rope(file: GgufFile, settings: dict[str, Any], head_dim: int) -> RopeConfig:
    theta = float(settings.get("rope.freq_base", 10_000.0))
    if ROPE_DIVISORS in file.tensors:
        return RopeConfig(theta, divisors=tuple(file.numbers(ROPE_DIVISORS).tolist()))
    scaling = settings.get("rope.scaling.type", "none")
    if scaling == "none":
        return RopeConfig(theta)
    factor = float(settings["rope.scaling.factor"])
    if scaling == "linear":
        return RopeConfig(theta, divisors=(factor,) * (head_dim // 2))
    if scaling != "yarn":
        raise UnsupportedModel(folder=file.path, what=f"the RoPE scaling {scaling!r}")
    trained = settings["rope.scaling.original_context_length"]
    return RopeConfig(theta, yarn_factor=factor, original_max_position=int(trained))


def _eos_token_ids(file: GgufFile) -> tuple[int, ...]:
    named = [file.fields.get(f"tokenizer.ggml.{name}_token_id") for name in ("eos", "eot", "eom")]
    ids = {token_id for token_id in named if isinstance(token_id, int)}
    tokens = file.fields.get("tokenizer.ggml.tokens", [])
    kinds = file.fields.get("tokenizer.ggml.token_type", [])
    ids.update(
        i
        for i, (token, kind) in enumerate(zip(tokens, kinds, strict=False))
        if kind == _CONTROL and token in ENDS_OF_TURN
    )
    return tuple(sorted(ids))


def _unknown_part(file: GgufFile, settings: dict[str, Any], config: ModelConfig) -> str:
    """What a file of a known architecture has and the network has not; empty where nothing."""
    if settings.get("expert_count"):
        return "experts"
    if settings.get("attention.sliding_window", config.max_position) < config.max_position:
        return "sliding windows"
    if settings.get("rope.dimension_count", config.head_dim) != config.head_dim:
        return "a rotation of part of a head"
    if settings.get("attention.value_length", config.head_dim) != config.head_dim:
        return "values of another length than keys"
    for name in file.tensors:
        is_bias = config.has_qkv_bias and _BIAS.fullmatch(name)
        is_known = name in _WHOLE.values() or _KNOWN.fullmatch(name) or name == ROPE_DIVISORS
        if not is_known and not is_bias:
            return f"a tensor called {name}"
    return ""


class GgufCheckpoint:
    """The counterpart of Checkpoint for a GGUF file."""

    def __init__(self, file: GgufFile, config: ModelConfig) -> None:
        self._file = file
        is_llama = file.fields.get("general.architecture") == "llama"
        self._permuted_heads = (
            {"self_attn.q_proj": config.num_heads, "self_attn.k_proj": config.num_kv_heads}
            if is_llama
            else {}
        )

    @classmethod
    def open(cls, path: Path, config: ModelConfig) -> "GgufCheckpoint":
        """Raise NotAModelFolder, UnsupportedModel or CorruptWeights."""
        return cls(GgufFile.read(path), config)

    def __enter__(self) -> "GgufCheckpoint":
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held open: each tensor maps the file for itself."""

    def unread(self, prefix: str) -> list[str]:
        """None: `gguf_config` refuses a file with tensors that are not known."""
        return []

    def tensor(self, name: str, shape: tuple[int, ...] | None = None) -> Tensor:
        """Return one tensor in fp32 on the CPU; raises CorruptWeights when it is missing or
        misshapen, UnsupportedModel for a number format that is not read.
        """
        part, stored = _stored_name(name)
        numbers = torch.from_numpy(self._file.numbers(stored))
        if shape is not None and tuple(numbers.shape) != shape:
            what = f"{stored} has {tuple(numbers.shape)}"
            raise CorruptWeights(file=self._file.path.name, what=what)
        heads = self._permuted_heads.get(part)
        return numbers if heads is None else _in_halves(numbers, heads)


def _stored_name(name: str) -> tuple[str, str]:
    """(the part of a layer, GGUF's name) of a published name; the part is empty outside layers."""
    if name in _WHOLE:
        return "", _WHOLE[name]
    _, _, layer, rest = name.split(".", 3)  # model.layers.7.self_attn.q_proj.weight
    part, _, kind = rest.rpartition(".")
    return part, f"blk.{layer}.{_IN_LAYER[part]}.{kind}"


def _in_halves(weight: Tensor, num_heads: int) -> Tensor:
    """Rows of heads [Hq * D, ...] that turn with their neighbours, in the order of halves."""
    pairs = weight.view(num_heads, -1, 2, *weight.shape[1:])
    return pairs.transpose(1, 2).reshape(weight.shape)
