"""What a checkpoint's config.json says, as one frozen value. Qwen3 dense models only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import NotAModelFolder, UnsupportedModel

BLOCK = 128  # rows and columns of one FP8 block in the published checkpoints
SPARSE_BLOCK = 128  # queries, and keys, that sparse prefill keeps or leaves out together
SPARSE_SUB_BLOCK = 32  # keys that share one mean when it estimates what matters


@dataclass(frozen=True, slots=True)
class RopeConfig:
    """Rotary embedding, plain or YaRN (Peng et al. 2023, arXiv 2309.00071; as in transformers)."""

    theta: float
    yarn_factor: float | None = None  # None: plain RoPE
    original_max_position: int = 0  # positions the model was trained on; YaRN stretches from here
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Shapes of a Qwen3 dense model. All sizes in elements, `max_position` in tokens."""

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
    modules_not_fp8: tuple[str, ...] = ()

    @property
    def kv_values_per_token(self) -> int:
        """Numbers kept per token of context: keys and values of all layers."""
        return 2 * self.num_layers * self.num_kv_heads * self.head_dim

    @classmethod
    def from_folder(cls, folder: Path) -> "ModelConfig":
        """Read config.json; raises NotAModelFolder or UnsupportedModel."""
        raw = _read_json(folder / "config.json", folder)
        if raw.get("model_type") != "qwen3":
            raise UnsupportedModel(folder=folder, what=f"model type {raw.get('model_type')!r}")
        if raw.get("use_sliding_window") or raw.get("attention_bias"):
            raise UnsupportedModel(folder=folder, what="sliding windows or attention biases")
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
            return cls(
                vocab_size=raw["vocab_size"],
                hidden_size=raw["hidden_size"],
                intermediate_size=raw["intermediate_size"],
                num_layers=raw["num_hidden_layers"],
                num_heads=raw["num_attention_heads"],
                num_kv_heads=raw["num_key_value_heads"],
                head_dim=raw.get("head_dim") or raw["hidden_size"] // raw["num_attention_heads"],
                rms_norm_eps=raw["rms_norm_eps"],
                rope=_rope(raw, folder),
                max_position=raw["max_position_embeddings"],
                tie_word_embeddings=bool(raw.get("tie_word_embeddings", False)),
                eos_token_ids=tuple(eos) if isinstance(eos, list | tuple) else (eos,),
                is_fp8=bool(quantization),
                modules_not_fp8=tuple(quantization.get("modules_to_not_convert") or ()),
            )
        except KeyError as error:
            raise UnsupportedModel(folder=folder, what=f"a config without {error}") from error


def _rope(raw: dict[str, Any], folder: Path) -> RopeConfig:
    # transformers 5 writes rope_parameters; the published files have rope_theta and rope_scaling.
    scaling = raw.get("rope_parameters") or raw.get("rope_scaling") or {}
    theta = scaling.get("rope_theta", raw.get("rope_theta"))
    if theta is None:
        raise KeyError("rope_theta")
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind == "default":
        return RopeConfig(theta=float(theta))
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


def _read_json(path: Path, folder: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotAModelFolder(folder=folder, missing=path.name) from error
    if not isinstance(raw, dict):
        raise NotAModelFolder(folder=folder, missing=path.name)
    return raw
