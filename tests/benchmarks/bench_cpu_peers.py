"""One thread of this CPU, in turns: our engine, llama.cpp and transformers on the same model.

    python tests/benchmarks/bench_cpu_peers.py --llama-python VENV/bin/python [--model FILE.gguf]
        [--tokens 2048 8192] [--decode 32] [--repeat 2] [--avx2] [--keep FOLDER] [--json OUT.jsonl]

--model: a trained GGUF file, written once more in Q8_0, which all three read; without it random
weights in the shape of Qwen3-0.6B, in FP8 for us and transformers, in Q8_0 for llama.cpp. Each
backend has a process of its own and all figures are seconds of its processor, so that other work on
the machine disturbs little; of --repeat turns the best of each figure is printed. The first token
comes behind all tokens read; the next question (64 tokens) and the answers behind it use what was
read. Memory is the peak before eight answers are written at once.

--avx2 holds torch's libraries to AVX2; llama.cpp must then be one compiled for it. That simulates
an older processor on a newer one: its speed at these instructions may differ.

llama.cpp takes its own defaults (16-bit keys and values), transformers bf16, or fp32 with --avx2.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

QUESTION, ANSWERS = 64, 8
AVX2 = {
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}
COLUMNS = {
    "first_s": "first token, s",
    "read_tok_s": "reading, tokens/s",
    "question_s": "next question, s",
    "decode_tok_s": "writing, tokens/s",
    "eight_tok_s": "8 answers at once, tokens/s in all",
    "load_s": "load, s",
    "peak_mb": "peak, MB",
}


class Ours:
    """Our engine's network: the document in one arena, each answer in one of its own."""

    def __init__(self, model: Path, num_tokens: int) -> None:
        import torch

        from qa.engine.network.loader import load_model

        self._model = load_model(model, device=torch.device("cpu"))

    def read(self, ids: list[int]) -> None:
        self._document = self._model.arena(len(ids))
        for start in range(0, len(ids), 512):
            self._run([(ids[start : start + 512], self._document, None)])

    def ask(self, ids: list[int]) -> None:
        self._answers = [self._model.arena(len(ids) + 256)]
        self._run([(ids, self._answers[0], self._document)])

    def ask_many(self, ids: list[int], count: int) -> None:
        self._answers = [self._model.arena(len(ids) + 256) for _ in range(count)]
        self._run([(ids, arena, self._document) for arena in self._answers])

    def write(self, token_id: int) -> None:
        self._run([([token_id], arena, self._document) for arena in self._answers])

    def _run(self, parts: list[tuple[list[int], Any, Any]]) -> None:
        from qa.engine.network.batch import Batch, Segment

        batch = Batch.of([Segment(*part) for part in parts], self._model.device)
        self._model.forward(batch)


class Transformers:
    """transformers, eager, with its dynamic cache."""

    def __init__(self, model: Path, num_tokens: int) -> None:
        import torch
        import transformers

        dtype = torch.float32 if "ATEN_CPU_CAPABILITY" in os.environ else torch.bfloat16
        load: Any = transformers.AutoModelForCausalLM.from_pretrained
        if model.suffix == ".gguf":
            dense = transformers.GgufConfig(dequantize=True)
            loaded = load(
                model.parent, gguf_file=model.name, dtype=dtype, quantization_config=dense
            )
        else:
            loaded = load(model, dtype=dtype)
        self._model = loaded.eval()
        self._torch = torch
        self._count = 1

    def read(self, ids: list[int]) -> None:
        self._cache, self._length = None, len(ids)
        self._run([ids])

    def ask(self, ids: list[int]) -> None:
        self._cache.crop(self._length - self._cache.get_seq_length())
        self._run([ids])

    def ask_many(self, ids: list[int], count: int) -> None:
        self._cache.crop(self._length - self._cache.get_seq_length())
        self._cache.batch_repeat_interleave(count)
        self._count = count
        self._run([ids] * count)

    def write(self, token_id: int) -> None:
        self._run([[token_id]] * self._count)

    def _run(self, rows: list[list[int]]) -> None:
        with self._torch.inference_mode():
            found = self._model(
                input_ids=self._torch.tensor(rows),
                past_key_values=self._cache,
                use_cache=True,
                logits_to_keep=1,
            )
        self._cache = found.past_key_values


class LlamaCpp:
    """llama.cpp through llama-cpp-python; answers share the document's cells."""

    def __init__(self, model: Path, num_tokens: int) -> None:
        import llama_cpp

        self._lib = llama_cpp
        llama_cpp.llama_backend_init()
        options = llama_cpp.llama_model_default_params()
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(model), options)
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = num_tokens + ANSWERS * 256
        options.n_seq_max, options.kv_unified = ANSWERS, True
        options.n_threads = options.n_threads_batch = 1
        self._context = llama_cpp.llama_init_from_model(self._model, options)
        assert self._context, model
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._positions = [0]

    def read(self, ids: list[int]) -> None:
        self._lib.llama_memory_clear(self._memory, True)
        self._positions, self._length = [0], len(ids)
        for start in range(0, len(ids), 512):
            self._run([ids[start : start + 512]])

    def ask(self, ids: list[int]) -> None:
        self.ask_many(ids, 1)

    def ask_many(self, ids: list[int], count: int) -> None:
        for sequence in range(ANSWERS):
            self._lib.llama_memory_seq_rm(self._memory, sequence, self._length, -1)
        for sequence in range(1, count):
            self._lib.llama_memory_seq_cp(self._memory, 0, sequence, 0, self._length)
        self._positions = [self._length] * count
        self._run([ids] * count)

    def write(self, token_id: int) -> None:
        self._run([[token_id]] * len(self._positions))

    def _run(self, rows: list[list[int]]) -> None:
        batch = self._lib.llama_batch_init(sum(map(len, rows)), 0, 1)
        for sequence, row in enumerate(rows):
            for i, token_id in enumerate(row):
                n = batch.n_tokens
                batch.token[n], batch.pos[n] = token_id, self._positions[sequence] + i
                batch.n_seq_id[n], batch.seq_id[n][0] = 1, sequence
                batch.logits[n] = i == len(row) - 1
                batch.n_tokens += 1
            self._positions[sequence] += len(row)
        assert self._lib.llama_decode(self._context, batch) == 0
        assert self._lib.llama_get_logits_ith(self._context, -1)
        self._lib.llama_batch_free(batch)


BACKENDS = {"ours": Ours, "llama.cpp": LlamaCpp, "transformers": Transformers}


def measure(which: str, model: Path, num_tokens: int, num_decode: int) -> dict[str, float]:
    """All figures of one backend, in this process."""

    def seconds(work: Any, *arguments: Any) -> float:
        began = time.process_time()
        work(*arguments)
        return time.process_time() - began

    def rate(count: int) -> float:
        took = [seconds(backend.write, ids[i]) for i in range(num_decode)]
        return num_decode * count / sum(took)

    ids = [i * 7919 % 40_000 for i in range(1, num_tokens + 1)]
    began = time.process_time()
    backend = BACKENDS[which](model, num_tokens)
    found = {"load_s": time.process_time() - began}
    backend.read(ids[:512])  # warms up
    found["first_s"] = seconds(backend.read, ids)
    found["read_tok_s"] = num_tokens / found["first_s"]
    backend.ask(ids[:QUESTION])
    found["question_s"] = seconds(backend.ask, ids[:QUESTION])
    backend.write(ids[0])
    found["decode_tok_s"] = rate(1)
    status = Path("/proc/self/status").read_text("ascii", "replace")
    found["peak_mb"] = int(status.split("VmHWM:")[1].split()[0]) / 1e3
    backend.ask_many(ids[:8], ANSWERS)
    backend.write(ids[0])
    found["eight_tok_s"] = rate(ANSWERS)
    return found


def models(options: argparse.Namespace, folder: Path) -> dict[str, Path]:
    """What each backend reads, written into the folder where it is missing."""
    q8_0 = folder / "q8_0.gguf"
    if options.model:
        if not q8_0.exists():
            from tests.benchmarks.gguf_q8 import write_q8_0

            write_q8_0(options.model, q8_0)
        return dict.fromkeys(BACKENDS, q8_0)
    if not (folder / "config.json").exists():
        from tests.benchmarks.bench_engine_cpu import SHAPE_06B
        from tests.engine.tiny_checkpoint import make_checkpoint

        make_checkpoint(folder, fp8=True, **SHAPE_06B)
    if not q8_0.exists():
        peer = Path(__file__).with_name("llama_cpp_peer.py")
        shape = str(folder / "config.json")
        subprocess.run([options.llama_python, peer, q8_0, shape, "--write"], check=True)
    return {"ours": folder, "llama.cpp": q8_0, "transformers": folder}


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    """Of each figure the best: most of a rate, least of all else."""
    return {k: (max if "_tok_" in k else min)(run[k] for run in runs) for k in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--tokens", type=int, nargs="+", default=[2048])
    parser.add_argument("--decode", type=int, default=32)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--avx2", action="store_true")
    parser.add_argument("--backends", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--llama-python", default=sys.executable)
    parser.add_argument("--keep", type=Path, help="keep what is written here between runs")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=BACKENDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        found = measure(options.only, options.model, options.tokens[0], options.decode)
        print(json.dumps(found))
        return
    environment = os.environ | {"OMP_NUM_THREADS": "1"} | (AVX2 if options.avx2 else {})
    runs: dict[tuple[int, str], list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        paths = models(options, folder)
        for num_tokens in options.tokens * options.repeat:
            for which in options.backends:
                python = options.llama_python if which == "llama.cpp" else sys.executable
                command = [python, __file__, "--only", which, "--model", str(paths[which])]
                command += ["--tokens", str(num_tokens), "--decode", str(options.decode)]
                done = subprocess.run(
                    command, capture_output=True, text=True, check=True, env=environment
                )
                found = json.loads(done.stdout.splitlines()[-1])
                runs.setdefault((num_tokens, which), []).append(found)
                print(num_tokens, which, found, file=sys.stderr, flush=True)
    print("| tokens | | " + " | ".join(COLUMNS.values()) + " |\n" + "|---" * 9 + "|")
    for (num_tokens, which), measured in sorted(runs.items(), key=lambda item: item[0][0]):
        row = best(measured)
        cells = " | ".join(f"{row[key]:,.{0 if row[key] > 99 else 2}f}" for key in COLUMNS)
        print(f"| {num_tokens:,} | {which} | {cells} |")
        if options.json:
            about = {"tokens": num_tokens, "backend": which, "avx2": options.avx2}
            about["model"] = options.model.name if options.model else "shape of Qwen3-0.6B"
            with options.json.open("a") as out:
                out.write(json.dumps(about | {"python": platform.python_version()} | row) + "\n")


if __name__ == "__main__":
    main()
