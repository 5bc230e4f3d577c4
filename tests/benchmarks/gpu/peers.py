"""transformers on the same shape, the same machine and random weights: what a user would run else.
Its continuous batching is in `continuous_peer.py`, vLLM in `vllm_peer.py`.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import torch

from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.limits import synchronize
from tests.benchmarks.gpu.rows import Row


def measure_peers(
    shape: ModelShape,
    device: torch.device,
    *,
    num_tokens: int = 32_768,
    num_decode: int = 32,
) -> Iterator[Row]:
    """Read num_tokens in one pass and write num_decode behind them, dense bf16 and FP8."""
    try:
        import transformers
    except ImportError:
        note = "not installed"
        yield Row("prefill", num_tokens, "transformers", None, "tokens/s", note=note)
        return
    for name, make in (("bf16, SDPA", _dense), ("FP8, its own kernels", _fp8)):
        setup = f"transformers {transformers.__version__}, {name}"
        try:
            yield from _measure(make(shape, device), setup, shape, device, num_tokens, num_decode)
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is its result
            reason = f"{type(error).__name__}: {error}".partition("\n")[0][:100]
            yield Row("prefill", num_tokens, setup, None, "tokens/s", note=reason)
        if device.type == "cuda":
            torch.cuda.empty_cache()


def _config(shape: ModelShape) -> Any:
    from transformers import Qwen3Config

    return Qwen3Config(
        vocab_size=shape.vocab_size,
        hidden_size=shape.hidden_size,
        intermediate_size=shape.intermediate_size,
        num_hidden_layers=shape.num_layers,
        num_attention_heads=shape.num_heads,
        num_key_value_heads=shape.num_kv_heads,
        head_dim=shape.head_dim,
        max_position_embeddings=shape.max_position,
        tie_word_embeddings=shape.tie_word_embeddings,
        attn_implementation="sdpa",
    )


def _dense(shape: ModelShape, device: torch.device) -> Any:
    from transformers import Qwen3ForCausalLM

    return _built(lambda: Qwen3ForCausalLM(_config(shape)), device)


def _fp8(shape: ModelShape, device: torch.device) -> Any:
    from transformers import FineGrainedFP8Config, Qwen3ForCausalLM
    from transformers.integrations.finegrained_fp8 import replace_with_fp8_linear

    config = FineGrainedFP8Config(modules_to_not_convert=["lm_head"])

    def make() -> Any:
        return replace_with_fp8_linear(
            Qwen3ForCausalLM(_config(shape)),
            modules_to_not_convert=["lm_head"],
            quantization_config=config,
        )

    return _built(make, device)


def _built(make: Callable[[], Any], device: torch.device) -> Any:
    """Make a model on the device; numbers that were left unset are filled."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device):
            model = make()
    finally:
        torch.set_default_dtype(before)
    for module in model.modules():  # FP8 layers are put in without numbers
        if any(numbers.is_meta for numbers in module.parameters(recurse=False)):
            module.to_empty(device=device, recurse=False)
    for name, numbers in model.named_parameters():
        if "scale" in name:
            numbers.data.fill_(2e-4)
        elif numbers.element_size() == 1:
            numbers.data = torch.randn_like(numbers, dtype=torch.bfloat16).to(numbers.dtype)
    return model.eval()


@torch.inference_mode()
def _measure(
    model: Any,
    setup: str,
    shape: ModelShape,
    device: torch.device,
    num_tokens: int,
    num_decode: int,
) -> list[Row]:
    ids = torch.randint(0, shape.vocab_size, (1, num_tokens), device=device)
    # all of it once before: a first pass pays for memory and the choice of kernels
    past = model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
    model(input_ids=ids[:, :1], past_key_values=past, use_cache=True)
    del past
    began = _now(device)
    past = model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
    prefill_s = _now(device) - began
    began = _now(device)
    for i in range(num_decode):
        model(input_ids=ids[:, i : i + 1], past_key_values=past, use_cache=True)
    decode_s = _now(device) - began
    return [
        Row("prefill", num_tokens, setup, num_tokens / prefill_s, "tokens/s"),
        Row("decode, 1 question", num_tokens, setup, num_decode / decode_s, "tokens/s"),
    ]


def _now(device: torch.device) -> float:
    synchronize(device)
    return time.perf_counter()
