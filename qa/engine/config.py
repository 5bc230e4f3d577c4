"""What a checkpoint's config.json says, as one frozen value: dense decoders of four kinds.

All are pre-norm with RMSNorm, grouped-query attention under rotary positions and SwiGLU. They
differ in norms of queries and keys, in biases of the first product, in how positions are stretched
and in whether the embedding is the head too.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.models.errors import NotAModelFolder, UnsupportedModel

BLOCK = 128  # rows and columns of one FP8 block in the published checkpoints
SPARSE_BLOCK = 128  # queries, and keys, that sparse prefill keeps or leaves out together
SPARSE_SUB_BLOCK = 32  # keys that share one mean when it estimates what matters
LLAMA_THETA = 10_000.0  # where a config does not say, as in Llama 2's


@dataclass(frozen=True, slots=True)
class DecoderKind:
    """What is not in config.json because all models of a kind have it."""

    has_qk_norm: bool = False  # RMSNorm over each head of queries and keys, before the rotation
    has_qkv_bias: bool = False


# By config.json's model_type. SmolLM and SmolLM2 call themselves llama.
KINDS = {
    "qwen3": DecoderKind(has_qk_norm=True),
    "qwen2": DecoderKind(has_qkv_bias=True),
    "llama": DecoderKind(),
    "mistral": DecoderKind(),
}


@dataclass(frozen=True, slots=True)
class RopeConfig:
    """Rotary embedding: plain, with divided frequencies, or YaRN (Peng et al. 2023, arXiv
    2309.00071; as in transformers).

    divisors: of the frequency of each pair, [head_dim / 2]; none: all 1. Linear scaling and Llama
    3's are such divisors.
    """

    theta: float
    yarn_factor: float | None = None  # None: plain RoPE
    original_max_position: int = 0  # positions the model was trained on; YaRN stretches from here
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None
    divisors: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Shapes of a dense decoder. All sizes in elements, `max_position` in tokens."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_layers: int
    num_heads: int
    num_kv_heads: int
    head_dim: int
    rms_norm_eps: float
    rope: RopeConfig
    max_position: int
    tie_word_embeddings: bool
    eos_token_ids: tuple[int, ...]
    is_fp8: bool  # weights in blocks of 128 x 128 e4m3 with weight_scale_inv
    has_qk_norm: bool = True
    has_qkv_bias: bool = False

    @classmethod
    def from_folder(cls, folder: Path) -> "ModelConfig":
        """Read config.json; raises NotAModelFolder or UnsupportedModel."""
        raw = _read_json(folder / "config.json", folder)
        kind = KINDS.get(str(raw.get("model_type")))
        if kind is None:
            raise UnsupportedModel(folder=folder, what=f"model type {raw.get('model_type')!r}")
        if what := _unknown_part(raw):
            raise UnsupportedModel(folder=folder, what=what)
        quantization = raw.get("quantization_config") or {}
        if quantization and (
            quantization.get("quant_method") != "fp8"
            or list(quantization.get("weight_block_size") or []) != [BLOCK, BLOCK]
        ):
            raise UnsupportedModel(folder=folder, what="a quantisation other than 128x128 FP8")
        eos = raw.get("eos_token_id", ())
        generation = folder / "generation_config.json"
        if generation.exists():  # the chat models list their end-of-turn token only there
            eos = _read_json(generation, folder).get("eos_token_id", eos)
        try:
            num_heads = raw["num_attention_heads"]
            head_dim = raw.get("head_dim") or raw["hidden_size"] // num_heads
            return cls(
                vocab_size=raw["vocab_size"],
                hidden_size=raw["hidden_size"],
                intermediate_size=raw["intermediate_size"],
                num_layers=raw["num_hidden_layers"],
                num_heads=num_heads,
                num_kv_heads=raw.get("num_key_value_heads") or num_heads,
                head_dim=head_dim,
                rms_norm_eps=raw["rms_norm_eps"],
                rope=_rope(raw, head_dim, folder),
                max_position=raw["max_position_embeddings"],
                tie_word_embeddings=bool(raw.get("tie_word_embeddings", False)),
                eos_token_ids=tuple(eos) if isinstance(eos, list | tuple) else (eos,),
                is_fp8=bool(quantization),
                has_qk_norm=kind.has_qk_norm,
                has_qkv_bias=kind.has_qkv_bias,
            )
        except KeyError as error:
            raise UnsupportedModel(folder=folder, what=f"a config without {error}") from error


def _unknown_part(raw: dict[str, Any]) -> str:
    """What a model of a known kind has and the network has not; empty where there is nothing."""
    window = raw.get("sliding_window")
    # Qwen's files name a window that another line switches on; Mistral's have the one line.
    slides = raw.get("use_sliding_window") or raw.get("model_type") == "mistral"
    if slides and window and window < raw.get("max_position_embeddings", 0):
        return "sliding windows"
    if raw.get("attention_bias") or raw.get("mlp_bias"):
        return "attention biases or biases of the MLP"
    if raw.get("hidden_act", "silu") != "silu":
        return f"the activation {raw['hidden_act']!r}"
    if raw.get("partial_rotary_factor", 1) != 1 or raw.get("rope_interleaved"):
        return "a rotation of part of a head, or of neighbours"
    return ""


def _rope(raw: dict[str, Any], head_dim: int, folder: Path) -> RopeConfig:
    # transformers 5 writes rope_parameters; the published files have rope_theta and rope_scaling.
    scaling = raw.get("rope_parameters") or raw.get("rope_scaling") or {}
    theta = scaling.get("rope_theta", raw.get("rope_theta"))
    if theta is None:
        if raw["model_type"] != "llama":
            raise KeyError("rope_theta")
        theta = LLAMA_THETA
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind == "default":
        return RopeConfig(theta=float(theta))
    if kind == "linear":
        return RopeConfig(float(theta), divisors=(float(scaling["factor"]),) * (head_dim // 2))
    if kind == "llama3":
        return RopeConfig(float(theta), divisors=_llama3_divisors(float(theta), scaling, head_dim))
    if kind != "yarn":
        raise UnsupportedModel(folder=folder, what=f"rope type {kind!r}")
    return RopeConfig(
        theta=float(theta),
        yarn_factor=float(scaling["factor"]),
        original_max_position=int(
            scaling.get("original_max_position_embeddings") or raw["max_position_embeddings"]
        ),
        beta_fast=float(scaling.get("beta_fast") or 32),
        beta_slow=float(scaling.get("beta_slow") or 1),
        attention_factor=scaling.get("attention_factor"),
    )


def _llama3_divisors(theta: float, scaling: dict[str, Any], head_dim: int) -> tuple[float, ...]:
    """Of Llama 3.1's rule: pairs that turn seldom over the trained length are slowed by `factor`,
    those that turn often are not, between them it goes over (as in transformers).
    """
    trained = scaling["original_max_position_embeddings"]
    low, high, factor = (
        float(scaling[name]) for name in ("low_freq_factor", "high_freq_factor", "factor")
    )
    divisors = []
    for pair in range(head_dim // 2):
        turns = trained * theta ** (-2 * pair / head_dim) / (2 * math.pi)
        kept = min(max((turns - low) / (high - low), 0.0), 1.0)
        divisors.append(1 / ((1 - kept) / factor + kept))
    return tuple(divisors)


def _read_json(path: Path, folder: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotAModelFolder(folder=folder, missing=path.name) from error
    if not isinstance(raw, dict):
        raise NotAModelFolder(folder=folder, missing=path.name)
    return raw
