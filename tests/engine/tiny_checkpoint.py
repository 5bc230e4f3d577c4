"""A tiny Qwen3, Qwen2, Llama or Mistral with random weights, written in the published file format:
what the loader is tested on.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from qa.engine.layers.fp8 import quantize_blocks

TINY = {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "vocab_size": 512,
    "hidden_size": 256,
    "intermediate_size": 384,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 128,
    "rms_norm_eps": 1e-6,
    "rope_theta": 1_000_000.0,
    "rope_scaling": None,
    "max_position_embeddings": 4096,
    "tie_word_embeddings": True,
    "attention_bias": False,
    "use_sliding_window": False,
    "hidden_act": "silu",
    "eos_token_id": 1,
    "torch_dtype": "bfloat16",
}
LLAMA = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "head_dim": 64}
KINDS = {
    "qwen3": {},
    "qwen2": {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "head_dim": 64},
    "llama": LLAMA,
    "smollm2": LLAMA | {"hidden_size": 192, "num_attention_heads": 3, "num_key_value_heads": 1},
    "mistral": {
        "model_type": "mistral",
        "architectures": ["MistralForCausalLM"],
        "sliding_window": None,
        "tie_word_embeddings": False,
    },
}  # changes of TINY
FP8 = {
    "quant_method": "fp8",
    "fmt": "e4m3",
    "activation_scheme": "dynamic",
    "weight_block_size": [128, 128],
}


def make_checkpoint(
    folder: Path, *, fp8: bool = False, seed: int = 0, num_shards: int = 2, **changes: object
) -> Path:
    """Write a checkpoint with random weights, FP8 blocks when asked. Returns folder."""
    config = TINY | changes
    return write_checkpoint(
        folder, config, _random_weights(config, seed), fp8=fp8, num_shards=num_shards
    )


def write_checkpoint(
    folder: Path,
    config: dict[str, object],
    weights: dict[str, Tensor],
    *,
    fp8: bool = False,
    num_shards: int = 2,
) -> Path:
    """Write config.json, sharded safetensors and their index; FP8 blocks when asked. Returns
    folder.
    """
    config = config | ({"quantization_config": FP8} if fp8 else {})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    tensors: dict[str, Tensor] = {}
    for name, weight in weights.items():
        if fp8 and name.endswith("_proj.weight"):
            tensors[name], scale = quantize_blocks(weight.float())
            tensors[name.replace(".weight", ".weight_scale_inv")] = scale
        else:
            tensors[name] = weight
    names = sorted(tensors)
    shards = [names[i::num_shards] for i in range(num_shards)]
    weight_map = {}
    for i, shard in enumerate(shards, 1):
        file = f"model-{i:05d}-of-{num_shards:05d}.safetensors"
        save_file(
            {name: tensors[name].contiguous() for name in shard}, folder / file, {"format": "pt"}
        )
        weight_map |= dict.fromkeys(shard, file)
    index = {"metadata": {}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), "utf-8")
    return folder


def _random_weights(c: dict, seed: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)

    def random(*shape: int, scale: float) -> Tensor:
        return (torch.randn(*shape, generator=generator) * scale).to(torch.bfloat16)

    def norm(size: int) -> Tensor:
        return (1 + 0.1 * torch.randn(size, generator=generator)).to(torch.bfloat16)

    hidden, inner, d = c["hidden_size"], c["intermediate_size"], c["head_dim"]
    q, kv = c["num_attention_heads"] * d, c["num_key_value_heads"] * d
    weights = {
        "model.embed_tokens.weight": random(c["vocab_size"], hidden, scale=1.0),
        "model.norm.weight": norm(hidden),
    }
    if not c["tie_word_embeddings"]:
        weights["lm_head.weight"] = random(c["vocab_size"], hidden, scale=hidden**-0.5)
    for i in range(c["num_hidden_layers"]):
        p = f"model.layers.{i}."
        weights |= {
            p + "input_layernorm.weight": norm(hidden),
            p + "post_attention_layernorm.weight": norm(hidden),
        }
        if c["model_type"] == "qwen3":
            weights |= {f"{p}self_attn.{name}_norm.weight": norm(d) for name in "qk"}
        weights |= {
            p + "self_attn.q_proj.weight": random(q, hidden, scale=hidden**-0.5),
            p + "self_attn.k_proj.weight": random(kv, hidden, scale=hidden**-0.5),
            p + "self_attn.v_proj.weight": random(kv, hidden, scale=hidden**-0.5),
            p + "self_attn.o_proj.weight": random(hidden, q, scale=q**-0.5),
            p + "mlp.gate_proj.weight": random(inner, hidden, scale=hidden**-0.5),
            p + "mlp.up_proj.weight": random(inner, hidden, scale=hidden**-0.5),
            p + "mlp.down_proj.weight": random(hidden, inner, scale=inner**-0.5),
        }
        if c["model_type"] == "qwen2":
            weights |= {
                f"{p}self_attn.{name}_proj.bias": random(size, scale=1.0)
                for name, size in (("q", q), ("k", kv), ("v", kv))
            }
    return weights
