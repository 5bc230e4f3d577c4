"""vLLM on the same shape, the same machine and random weights: the usual way to serve such a model.

Where vLLM is installed, it runs in a process of its own, from a folder with nothing but a
config.json: `load_format="dummy"` makes weights up, FP8 in blocks of 128 x 128 as in the published
checkpoint. Its prefix cache holds the document; the rest is as a user gets it.

Written after the API of vLLM 0.33.0, and tried with a stand-in that has its signatures, not with
vLLM itself. That version has no cascade attention any more: every question reads the document's
keys and values for itself. Versions that have it are told to use it.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qa.engine.config import BLOCK
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.peer_plan import (
    Ask,
    PeerPlan,
    measure_engine,
    refused,
)
from tests.benchmarks.gpu.peer_process import TIMEOUT_S, answer, measured_apart
from tests.benchmarks.gpu.rows import Row, reason_of
from tests.engine.random_weights import ROPE_THETA

NAME = "vLLM"
MEMORY_SHARE = 0.85  # of the device: the process that waits for this one holds a context on it


def measure_vllm(
    shape: ModelShape, plan: PeerPlan | None = None, *, timeout_s: float = TIMEOUT_S
) -> Iterator[Row]:
    """First tokens, one question, many questions; one row where vLLM is not installed."""
    plan = plan or PeerPlan()
    if find_spec("vllm") is None:
        yield refused(plan, NAME, "not installed")
        return
    yield from measured_apart(__name__, shape, plan, NAME, timeout_s=timeout_s)


def write_config(folder: Path, shape: ModelShape) -> None:
    """What vLLM knows a model by, in the words of the published FP8 checkpoints."""
    config = {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "vocab_size": shape.vocab_size,
        "hidden_size": shape.hidden_size,
        "intermediate_size": shape.intermediate_size,
        "num_hidden_layers": shape.num_layers,
        "num_attention_heads": shape.num_heads,
        "num_key_value_heads": shape.num_kv_heads,
        "head_dim": shape.head_dim,
        "hidden_act": "silu",
        "attention_bias": False,
        "rms_norm_eps": 1e-6,
        "rope_theta": ROPE_THETA,
        "rope_scaling": None,
        "max_position_embeddings": shape.max_position,
        "tie_word_embeddings": shape.tie_word_embeddings,
        "torch_dtype": "bfloat16",
        "use_cache": True,
        "quantization_config": {
            "quant_method": "fp8",
            "fmt": "e4m3",
            "activation_scheme": "dynamic",
            "weight_block_size": [BLOCK, BLOCK],
            "modules_to_not_convert": ["lm_head"],
        },
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), "utf-8")


def engine_options(folder: Path, shape: ModelShape, plan: PeerPlan) -> dict[str, Any]:
    """Arguments of vllm.LLM."""
    from vllm import EngineArgs

    options: dict[str, Any] = {
        "model": str(folder),
        "load_format": "dummy",
        "skip_tokenizer_init": True,
        "dtype": "bfloat16",
        "max_model_len": plan.context(shape.max_position),
        "max_num_seqs": max(1, plan.num_questions),  # fewer graphs to capture than for 1,024
        "enable_prefix_caching": True,
        "gpu_memory_utilization": MEMORY_SHARE,
    }
    if "disable_cascade_attn" in {argument.name for argument in fields(EngineArgs)}:
        options["disable_cascade_attn"] = False
    return options


def _measure(shape: ModelShape, plan: PeerPlan) -> Iterator[Row]:
    import vllm

    setup = f"{NAME} {vllm.__version__}, FP8 weights, bf16 KV"
    with TemporaryDirectory() as folder:
        write_config(Path(folder), shape)
        for count in range(len(plan.lengths), 0, -1):  # it refuses what its cache cannot hold
            shorter = replace(plan, lengths=plan.lengths[:count])
            try:
                engine = vllm.LLM(**engine_options(Path(folder), shape, shorter))
            except Exception as error:  # noqa: BLE001 - whatever it raises: a shorter one may fit
                length = shorter.lengths[-1]
                yield Row("first token, dense", length, setup, None, "s", note=reason_of(error))
                continue
            sizes = {"vocab_size": shape.vocab_size, "max_position": shape.max_position}
            yield from measure_engine(_asking(engine), shorter, setup, **sizes)
            return


def _asking(engine: Any) -> Ask:
    from vllm import SamplingParams

    def ask(prompts: Sequence[list[int]], size: int) -> int | None:
        params = SamplingParams(temperature=0.0, max_tokens=size, ignore_eos=True, detokenize=False)
        requests = [{"prompt_token_ids": ids} for ids in prompts]
        outputs = engine.generate(requests, params, use_tqdm=False)
        sizes = [len(output.outputs[0].token_ids) for output in outputs]
        assert sizes == [size] * len(prompts), sizes
        return outputs[0].num_cached_tokens

    return ask


if __name__ == "__main__":
    sys.exit(answer(sys.argv[1:], _measure, NAME))
