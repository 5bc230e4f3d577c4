"""Stands in for vLLM 0.33.0: the signatures of what the peer calls, a prefix cache of blocks of 16
tokens, and a record of what was asked in the file that VLLM_STAND_IN names.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__version__ = "0.33.0"
BLOCK = 16
FITS = int(os.environ.get("VLLM_STAND_IN_FITS", "1000000"))  # tokens of its cache
FAILS_AT = int(os.environ.get("VLLM_STAND_IN_FAILS_AT", "0"))  # the call that raises, from 1


@dataclass
class EngineArgs:
    """Of its fields those that bear on long prompts."""

    model: str = ""
    skip_tokenizer_init: bool = False
    dtype: str = "auto"
    gpu_memory_utilization: float = 0.92
    load_format: str = "auto"
    kv_cache_dtype: str = "auto"
    max_model_len: int | None = None
    enable_prefix_caching: bool | None = None
    max_num_batched_tokens: int | None = None
    max_num_seqs: int | None = None
    disable_log_stats: bool = False
    disable_cascade_attn: bool | None = None


@dataclass
class SamplingParams:
    n: int = 1
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    seed: int | None = None
    ignore_eos: bool = False
    max_tokens: int | None = 16
    min_tokens: int = 0
    detokenize: bool = True


@dataclass
class CompletionOutput:
    token_ids: list[int]


@dataclass
class RequestOutput:
    outputs: list[CompletionOutput]
    num_cached_tokens: int | None = None


@dataclass
class LLM:
    args: EngineArgs
    seen: set[tuple[int, ...]] = field(default_factory=set)
    num_calls: int = 0

    def __init__(
        self,
        model: str,
        *,
        tokenizer: str | None = None,
        skip_tokenizer_init: bool = False,
        trust_remote_code: bool = False,
        dtype: str = "auto",
        quantization: str | None = None,
        seed: int = 0,
        gpu_memory_utilization: float = 0.92,
        enforce_eager: bool = False,
        **kwargs: Any,
    ) -> None:
        self.args = EngineArgs(
            model=model,
            skip_tokenizer_init=skip_tokenizer_init,
            dtype=dtype,
            gpu_memory_utilization=gpu_memory_utilization,
            **kwargs,
        )
        self.seen, self.num_calls = set(), 0
        config = json.loads(Path(model, "config.json").read_text("utf-8"))
        _note({"args": asdict(self.args), "config": config})
        if self.args.max_model_len > config["max_position_embeddings"]:
            raise ValueError("max_model_len is greater than the derived max_model_len")
        if self.args.max_model_len > FITS:
            raise ValueError("To serve at least one request more KV cache is needed")

    def generate(
        self,
        prompts: list[dict[str, list[int]]],
        sampling_params: SamplingParams | None = None,
        *,
        use_tqdm: bool = True,
    ) -> list[RequestOutput]:
        self.num_calls += 1
        if self.num_calls == FAILS_AT:
            raise RuntimeError("CUDA error: out of memory")
        size = sampling_params.max_tokens
        assert sampling_params.ignore_eos
        assert not (sampling_params.detokenize and self.args.skip_tokenizer_init)
        assert len(prompts) <= self.args.max_num_seqs
        outputs = []
        for prompt in prompts:
            ids = prompt["prompt_token_ids"]
            assert len(ids) + size <= self.args.max_model_len
            cached = self._cached(ids)
            outputs.append(RequestOutput([CompletionOutput([7] * size)], cached))
        lengths = sorted({len(prompt["prompt_token_ids"]) for prompt in prompts})
        _note({"prompts": len(prompts), "lengths": lengths, "size": size, "cached": cached})
        return outputs

    def _cached(self, ids: list[int]) -> int:
        ends = range(BLOCK, len(ids) + 1, BLOCK)
        found = max((end for end in ends if tuple(ids[:end]) in self.seen), default=0)
        self.seen.update(tuple(ids[:end]) for end in ends)
        return found


def _note(what: dict[str, Any]) -> None:
    with open(os.environ["VLLM_STAND_IN"], "a", encoding="utf-8") as lines:
        lines.write(json.dumps(what) + "\n")
