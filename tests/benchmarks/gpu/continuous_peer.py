"""transformers' continuous batching: its paged cache shares the document among questions, which a
plain model's cache cannot.

In bf16, in a process of its own, through FlashAttention where a package of it is installed.
Without one there is only SDPA, which copies a document's keys and values for every query head of
every question: then one question is asked, and the row for many says why it is empty.

Written after transformers 5.17.0 and tried with 5.17.0 and 5.24.0 on a CPU, hence through SDPA.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import torch

from qa.models.catalog import ModelShape
from tests.benchmarks.gpu import peers
from tests.benchmarks.gpu.peer_plan import Ask, PeerPlan, measure_engine, refused
from tests.benchmarks.gpu.peer_process import TIMEOUT_S, answer, measured_apart
from tests.benchmarks.gpu.rows import Row

NAME = "transformers, continuous batching"
BLOCK = 256  # tokens, transformers' own and what FlashAttention 2 wants a multiple of
CHUNK = 8192
POLL_S = 60.0  # at most this long until it shows that the thread which answers has died


def measure_continuous(
    shape: ModelShape, plan: PeerPlan | None = None, *, timeout_s: float = TIMEOUT_S
) -> Iterator[Row]:
    """First tokens, one question, many questions; one row where transformers is not installed."""
    plan = plan or PeerPlan()
    if find_spec("transformers") is None:
        yield refused(plan, NAME, "not installed")
        return
    yield from measured_apart(__name__, shape, plan, NAME, timeout_s=timeout_s)


def best_attention(device: torch.device) -> str:
    """Of those that need nothing from the Hub."""
    if device.type == "cuda":
        for module, name in (
            ("flash_attn_interface", "flash_attention_3"),
            ("flash_attn", "flash_attention_2"),
        ):
            if find_spec(module) is not None:
                return name
    return "sdpa"


def batching_options(shape: ModelShape, plan: PeerPlan) -> dict[str, Any]:
    """Arguments of ContinuousBatchingConfig: blocks for the longest document and all questions."""
    blocks = -(-plan.context(shape.max_position) // BLOCK)
    own = -(-(plan.question_tokens + plan.answer_tokens) // BLOCK) + 1
    return {
        "num_blocks": blocks + max(1, plan.num_questions) * own,
        "max_batch_tokens": CHUNK,
        "max_requests_per_batch": max(1, plan.num_questions),
        "max_blocks_per_request": blocks + 1,
        # a graph of a chunk behind so many tokens would be replayed once
        "use_cuda_graph": (False, torch.cuda.is_available()),
    }


def _measure(shape: ModelShape, plan: PeerPlan) -> Iterator[Row]:
    import transformers
    from transformers import ContinuousBatchingConfig, GenerationConfig

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    attention = best_attention(device)
    setup = f"transformers {transformers.__version__}, bf16, continuous batching, {attention}"
    many = plan.num_questions
    if attention == "sdpa":
        plan = replace(plan, lengths=(plan.many_at,), num_questions=0)
    model = peers._dense(shape, device)
    model.set_attn_implementation(f"paged|{attention}")
    with model.continuous_batching_context_manager(
        generation_config=GenerationConfig(do_sample=False, eos_token_id=-1),
        continuous_batching_config=ContinuousBatchingConfig(**batching_options(shape, plan)),
    ) as manager:
        sizes = {"vocab_size": shape.vocab_size, "max_position": shape.max_position}
        yield from measure_engine(_asking(manager), plan, setup, **sizes)
    if attention == "sdpa":
        what = f"{many} answers of {plan.answer_tokens} tokens, bf16"
        note = "SDPA copies the document for each question"
        yield Row(what, plan.many_at, setup, None, "s", note=note)


def _asking(manager: Any) -> Ask:
    def ask(prompts: Sequence[list[int]], size: int) -> None:
        waiting = set(manager.add_requests(list(prompts), max_new_tokens=size))
        while waiting:
            result = manager.get_result(timeout=POLL_S)
            if result is None:
                if not manager.is_running():
                    raise RuntimeError("the thread that answers has died")
            elif result.error is not None:
                raise RuntimeError(result.error)
            elif result.is_finished():
                assert len(result.generated_tokens) == size, len(result.generated_tokens)
                waiting.discard(result.request_id)

    return ask


if __name__ == "__main__":
    sys.exit(answer(sys.argv[1:], _measure, NAME))
