"""What is done before the first document comes, in the thread that will read it.

cuDNN plans attention anew for every shape, and torch keeps the plans by thread (MHA.cpp); others
report 0.4 s a plan (FunASR issue 3704), here it is not yet measured. A long document meets all
shapes that recur, and its reader should not wait for nine plans; nor for the compiler, where a
document is read thinned.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

import torch

from qa.engine.attention.choice import PLANNED_CHUNKS
from qa.engine.gpu import failures
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.network.network import Qwen3

log = logging.getLogger(__name__)


def plan_attention(model: Qwen3, chunk: int, is_wanted: Callable[[], bool]) -> None:
    """Attend as the chunks of a long document do, in one layer of zeros, while is_wanted."""
    try:
        _attend_to_chunks(model, chunk, is_wanted)
    except failures() as error:  # no memory for it: documents plan as they come
        log.warning("attention was not planned ahead: %s", error)


@torch.inference_mode()
def _attend_to_chunks(model: Qwen3, chunk: int, is_wanted: Callable[[], bool]) -> None:
    config = replace(model.config, num_layers=1)
    num_tokens = (PLANNED_CHUNKS + 1) * chunk
    kind = Int4KVCache if model.kv_format is KVFormat.KV4 else KVCache
    arena = kind(config, num_tokens, model.kv_format, model.device)

    def zeros(tokens: int, heads: int) -> torch.Tensor:
        return torch.zeros(tokens, heads, config.head_dim, dtype=model.dtype, device=model.device)

    for _ in range(PLANNED_CHUNKS + 1):
        if not is_wanted():
            return
        nothing = zeros(chunk, config.num_kv_heads)
        arena.write(0, nothing, nothing)
        q, kv = zeros(chunk, config.num_heads), arena.view(0, arena.length + chunk)
        model.attend(q, kv, True)
        arena.advance(chunk)
    if model.sparse is not None and is_wanted():
        model.sparse.attend(model.sparse.selection.dense_layers, q, kv)
