"""llama.cpp on the shape that bench_engine_cpu.py measures: prints one JSON object. To be run by a
Python that has llama-cpp-python and gguf.

    python tests/benchmarks/llama_cpp_peer.py MODEL.gguf CONFIG.json --tokens 2048 --decode 32

MODEL.gguf is made first, with --write: Q8_0, random weights, no vocabulary. Everything else is
llama.cpp's default: 16-bit keys and values, 512 tokens a pass, flash attention where it chooses to.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np

# As for torch: OMP_NUM_THREADS=1 means one thread and its processor time.
THREADS = int(os.environ.get("OMP_NUM_THREADS", len(os.sched_getaffinity(0))))
CLOCK = time.process_time if THREADS == 1 else time.perf_counter


def peak_rss_mb() -> float:
    """Of this program alone: getrusage also counts what the parent held when it started us."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return (
        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1e3
    )


def write_model(path: Path, shape: dict[str, Any]) -> None:
    """A Qwen3 with tied tables in Q8_0; `shape` is a config.json."""
    c = shape
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_block_count(c["num_hidden_layers"])
    writer.add_context_length(c["max_position_embeddings"])
    writer.add_embedding_length(c["hidden_size"])
    writer.add_feed_forward_length(c["intermediate_size"])
    writer.add_head_count(c["num_attention_heads"])
    writer.add_head_count_kv(c["num_key_value_heads"])
    writer.add_key_length(c["head_dim"])
    writer.add_value_length(c["head_dim"])
    writer.add_layer_norm_rms_eps(c["rms_norm_eps"])
    writer.add_rope_freq_base(c["rope_theta"])
    writer.add_vocab_size(c["vocab_size"])
    writer.add_tokenizer_model("none")
    random = np.random.default_rng(0)

    def matrix(name: str, n: int, k: int) -> None:
        q8 = gguf.GGMLQuantizationType.Q8_0
        weight = random.standard_normal((n, k), dtype=np.float32) * k**-0.5
        writer.add_tensor(f"{name}.weight", gguf.quants.quantize(weight, q8), raw_dtype=q8)

    def ones(name: str, size: int) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(size, dtype=np.float32))

    hidden, inner, d = c["hidden_size"], c["intermediate_size"], c["head_dim"]
    q, kv = c["num_attention_heads"] * d, c["num_key_value_heads"] * d
    matrix("token_embd", c["vocab_size"], hidden)
    ones("output_norm", hidden)
    for i in range(c["num_hidden_layers"]):
        ones(f"blk.{i}.attn_norm", hidden)
        ones(f"blk.{i}.ffn_norm", hidden)
        ones(f"blk.{i}.attn_q_norm", d)
        ones(f"blk.{i}.attn_k_norm", d)
        matrix(f"blk.{i}.attn_q", q, hidden)
        matrix(f"blk.{i}.attn_k", kv, hidden)
        matrix(f"blk.{i}.attn_v", kv, hidden)
        matrix(f"blk.{i}.attn_output", hidden, q)
        matrix(f"blk.{i}.ffn_gate", inner, hidden)
        matrix(f"blk.{i}.ffn_up", inner, hidden)
        matrix(f"blk.{i}.ffn_down", hidden, inner)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


class Peer:
    """A loaded model with one context of `num_tokens`."""

    def __init__(self, path: Path, num_tokens: int) -> None:
        llama_cpp.llama_backend_init()
        options = llama_cpp.llama_model_default_params()
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), options)
        assert self._model, path
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = num_tokens
        options.n_threads = options.n_threads_batch = THREADS
        self._context = llama_cpp.llama_init_from_model(self._model, options)

    def run(self, ids: list[int]) -> None:
        """Read `ids` behind what was read before; logits of the last."""
        tokens = (llama_cpp.llama_token * len(ids))(*ids)
        batch = llama_cpp.llama_batch_get_one(tokens, len(ids))
        assert llama_cpp.llama_decode(self._context, batch) == 0
        assert llama_cpp.llama_get_logits_ith(self._context, -1)

    def forget(self) -> None:
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("shape", type=Path)
    parser.add_argument("--tokens", type=int, default=2048)
    parser.add_argument("--decode", type=int, default=32)
    parser.add_argument("--write", action="store_true", help="write the model and do no more")
    options = parser.parse_args()
    if options.write:
        write_model(options.model, json.loads(options.shape.read_text("utf-8")))
        return
    ids = np.random.default_rng(1).integers(0, 150_000, options.tokens).tolist()
    began = CLOCK()
    peer = Peer(options.model, options.tokens + options.decode)
    load_s = CLOCK() - began
    peer.run(ids[:64])
    peer.forget()
    began = CLOCK()
    peer.run(ids)
    prefill_s = CLOCK() - began
    began = CLOCK()
    for token_id in ids[: options.decode]:
        peer.run([token_id])
    decode_s = CLOCK() - began
    result = {
        "prefill_tok_s": options.tokens / prefill_s,
        "decode_tok_s": options.decode / decode_s,
        "load_s": load_s,
        "peak_rss_mb": peak_rss_mb(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
