"""Prefill and decode on this CPU: our engine, transformers' default load of the same checkpoint,
llama.cpp on the same shape in Q8_0, the limit.

    python tests/benchmarks/bench_engine_cpu.py [--tokens 2048] [--decode 32] [--repeat 3]
                            [--one-core] [--llama-python VENV/bin/python] [--json OUT.jsonl]

The checkpoint has random weights in the real shape and file format of Qwen3-0.6B-FP8; each
implementation runs in a process of its own, one after the other, --repeat times in turns; the best
of each figure is printed, which is what other work on the machine disturbs least. --one-core runs
one thread and counts its processor time, for machines that are never quiet. llama.cpp takes
part where --llama-python has llama-cpp-python and gguf, built for this CPU: pip install
--no-binary llama-cpp-python llama-cpp-python gguf. The limit is arithmetic: int8
products for the linear layers and fp32 products for attention at the rates this machine reaches in
a loop, and, for decoding, the bytes of all weights at its memory bandwidth.
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

import torch

ROOT = Path(__file__).resolve().parents[2]
CLOCK = time.process_time if os.environ.get("OMP_NUM_THREADS") == "1" else time.perf_counter
sys.path.insert(0, str(ROOT))

SHAPE_06B = {
    "vocab_size": 151_936,
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "max_position_embeddings": 40_960,
}


def peak_rss_mb() -> float:
    """Of this program alone: getrusage also counts what the parent held when it started us."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return (
        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1e3
    )


def ours(folder: Path, ids: list[int], num_decode: int) -> dict[str, float]:
    from qa.engine.kv_cache.cache import KVCache
    from qa.engine.network.batch import Batch, Segment
    from qa.engine.network.loader import load_model

    began = CLOCK()
    model = load_model(folder, device=torch.device("cpu"))
    load_s = CLOCK() - began

    def run(tokens: list[int], arena: KVCache) -> None:
        model.forward(Batch.of([Segment(tokens, arena)], model.device))

    run(ids[:64], model.arena(64))
    arena = model.arena(len(ids) + num_decode)
    began = CLOCK()
    for start in range(0, len(ids), 512):
        run(ids[start : start + 512], arena)
    prefill_s = CLOCK() - began
    began = CLOCK()
    for i in range(num_decode):
        run([ids[i]], arena)
    return figures(len(ids), prefill_s, num_decode, CLOCK() - began, load_s)


def theirs(folder: Path, ids: list[int], num_decode: int) -> dict[str, float]:
    import transformers

    began = CLOCK()
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto").eval()
    load_s = CLOCK() - began
    with torch.inference_mode():
        model(input_ids=torch.tensor(ids[:64])[None], logits_to_keep=1)
        began = CLOCK()
        out = model(input_ids=torch.tensor(ids)[None], use_cache=True, logits_to_keep=1)
        prefill_s = CLOCK() - began
        past = out.past_key_values
        began = CLOCK()
        for i in range(num_decode):
            model(input_ids=torch.tensor([[ids[i]]]), past_key_values=past, use_cache=True)
    return figures(len(ids), prefill_s, num_decode, CLOCK() - began, load_s)


def figures(n: int, prefill_s: float, m: int, decode_s: float, load_s: float) -> dict[str, float]:
    return {
        "prefill_tok_s": n / prefill_s,
        "decode_tok_s": m / decode_s,
        "load_s": load_s,
        "peak_rss_mb": peak_rss_mb(),
    }


def limit(ids: list[int], num_decode: int) -> dict[str, float]:
    """The arithmetic limit at rates measured here: products in a loop, bytes read in a sum."""
    a = torch.randint(-127, 127, (512, 3072), dtype=torch.int8)
    w = torch.randint(-127, 127, (1024, 3072), dtype=torch.int8)
    int8_rate = 2 * 512 * 3072 * 1024 / best_time(lambda: torch._int_mm(a, w.t()))
    x, y = torch.randn(1024, 1024), torch.randn(1024, 1024)
    fp32_rate = 2 * 1024**3 / best_time(lambda: x @ y)
    big = torch.ones(256 * 2**20, dtype=torch.uint8)
    bandwidth = len(big) / best_time(lambda: big.view(torch.int64).max())
    c, n = SHAPE_06B, len(ids)
    hidden, inner, d = c["hidden_size"], c["intermediate_size"], 128
    q, kv = c["num_attention_heads"] * d, c["num_key_value_heads"] * d
    per_layer = hidden * (q + 2 * kv) + q * hidden + 3 * hidden * inner
    linear = 2 * c["num_hidden_layers"] * per_layer * n
    attention = c["num_hidden_layers"] * 4 * q * n * n / 2
    weights = c["num_hidden_layers"] * per_layer + hidden * c["vocab_size"]
    kv_bytes = c["num_hidden_layers"] * 2 * kv * 4 * n
    return {
        "prefill_tok_s": n / (linear / int8_rate + attention / fp32_rate),
        "decode_tok_s": bandwidth / (weights + kv_bytes),
        "int8_gops": int8_rate / 1e9,
        "fp32_gflops": fp32_rate / 1e9,
        "bandwidth_gb_s": bandwidth / 1e9,
    }


def best_time(work) -> float:
    """Seconds of the fastest of 12 runs after two warm-ups."""
    times = []
    for _ in range(14):
        began = CLOCK()
        work()
        times.append(CLOCK() - began)
    return min(times[2:])


def measure(which: str, folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Run one implementation in a process of its own; {} where llama.cpp is not installed."""
    sizes = ["--tokens", str(options.tokens), "--decode", str(options.decode)]
    command = [sys.executable, __file__, "--only", which, "--folder", str(folder), *sizes]
    if which == "llama.cpp":
        found = subprocess.run(
            [options.llama_python, "-c", "import gguf, llama_cpp"], stderr=subprocess.DEVNULL
        )
        if found.returncode:
            return {}
        model, peer = folder / "q8_0.gguf", Path(__file__).with_name("llama_cpp_peer.py")
        command = [options.llama_python, str(peer), str(model), str(folder / "config.json")]
        if not model.exists():
            subprocess.run([*command, "--write"], check=True)
        command += sizes
    environment = os.environ | ({"OMP_NUM_THREADS": "1"} if options.one_core else {})
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    """The best of every figure: least seconds and bytes, most of all else."""
    least = ("load_s", "peak_rss_mb")
    return {key: (min if key in least else max)(run[key] for run in runs) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=2048)
    parser.add_argument("--decode", type=int, default=32)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one-core", action="store_true")
    parser.add_argument("--llama-python", default=sys.executable)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=["ours", "theirs", "limit"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="keep the checkpoint here between runs")
    options = parser.parse_args()
    ids = torch.randint(
        0, 150_000, (options.tokens,), generator=torch.Generator().manual_seed(0)
    ).tolist()
    if options.only:
        work = {"ours": ours, "theirs": theirs}
        result = (
            limit(ids, options.decode)
            if options.only == "limit"
            else work[options.only](options.folder, ids, options.decode)
        )
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "shape-0.6b"
        if not (folder / "config.json").exists():
            from tests.engine.tiny_checkpoint import make_checkpoint

            make_checkpoint(folder, fp8=True, **SHAPE_06B)
        runs: dict[str, list[dict[str, float]]] = {}
        for _ in range(options.repeat):
            for which in ("ours", "theirs", "llama.cpp", "limit"):
                runs.setdefault(which, []).append(measure(which, folder, options))
    rows = {which: best(measured) for which, measured in runs.items()}
    print("|  | prefill tok/s | decode tok/s | load s | peak MB |\n|---|---|---|---|---|")
    for which, row in rows.items():
        cells = (row.get(k) for k in ("prefill_tok_s", "decode_tok_s", "load_s", "peak_rss_mb"))
        shown = " | ".join("-" if c is None else f"{c:.1f}" for c in cells)
        print(f"| {which} | {shown} |" if row else f"| {which}: not installed | - | - | - | - |")
    if options.json:
        row = {"tokens": options.tokens, "torch": torch.__version__, "cpu": platform.processor()}
        threads = 1 if options.one_core else torch.get_num_threads()
        with options.json.open("a") as out:
            out.write(json.dumps(row | {"threads": threads} | rows) + "\n")


if __name__ == "__main__":
    main()
