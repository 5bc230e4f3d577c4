"""Command line: which parts, which shape, where the rows go. The table is printed last."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import torch

from qa.engine.kv_cache import KVFormat
from qa.engine.loader import best_device
from qa.engine.sparse import Selection
from qa.known_models import KNOWN_MODELS, ModelShape
from tests.benchmarks.gpu.formats import measure_formats
from tests.benchmarks.gpu.kernels import measure_kernels
from tests.benchmarks.gpu.limits import DeviceRates, measure_rates
from tests.benchmarks.gpu.long import Plan, measure_long
from tests.benchmarks.gpu.peers import measure_peers
from tests.benchmarks.gpu.rows import Row, append, environment, table

PARTS = ("long", "formats", "kernels", "peers")
SMALL = ModelShape(2, 256, 512, 4, 2, 4096, vocab_size=512)  # to try the script itself
SHAPES = {model.name: model.shape for model in KNOWN_MODELS} | {"small": SMALL}
SMALL_PLAN = Plan(
    lengths=(128, 256, 512),
    many_at=256,
    num_questions=3,
    answer_tokens=16,
    question_tokens=8,
    decode_tokens=16,
    chunk=128,
    selection=Selection(sink_blocks=1, local_blocks=1, dense_layers=0),
)


def main(arguments: list[str] | None = None) -> int:
    """Measure, add rows to the file, print the table."""
    asked = _parser().parse_args(arguments)
    device = torch.device(asked.device) if asked.device else best_device()
    shape, is_small = SHAPES[asked.shape], asked.shape == "small"
    plan = SMALL_PLAN if is_small else Plan()
    if asked.length:
        plan = replace(plan, lengths=tuple(n for n in plan.lengths if n <= asked.length))
    rates = measure_rates(device)
    rows = _rate_rows(rates)
    parts = asked.parts or PARTS
    where = environment(device)
    for part in PARTS:
        if part not in parts:
            continue
        match part:
            case "long":
                found = _long(asked, shape, rates, device, plan)
            case "formats":
                size = {"num_tokens": 256, "num_decode": 4, "chunk": 128} if is_small else {}
                found = measure_formats(shape, rates, device, **size)
            case "kernels":
                found = measure_kernels(shape, rates, device, is_small=is_small)
            case _:
                size = {"num_tokens": 256, "num_decode": 4} if is_small else {}
                found = measure_peers(shape, device, **size)
        rows += found
        if asked.json:  # part by part: time may run out
            append(asked.json, found, where)
    _say(f"{where}\n\n{table(rows)}")
    return 0


def _long(
    asked: argparse.Namespace,
    shape: ModelShape,
    rates: DeviceRates,
    device: torch.device,
    plan: Plan,
) -> list[Row]:
    formats = [KVFormat(name) for name in asked.kv] if asked.kv else [None]
    return [
        row
        for kv_format in formats
        for row in measure_long(
            shape, rates, device, plan=plan, kv_format=kv_format, prefill=asked.prefill
        )
    ]


def _rate_rows(rates: DeviceRates) -> list[Row]:
    return [
        Row("bf16 products in a loop", 0, "", rates.bf16_ops / 1e12, "TFLOP/s"),
        Row("FP8 products in a loop", 0, "", rates.fp8_ops / 1e12, "TFLOP/s"),
        Row("memory read in a loop", 0, "", rates.bytes_read / 1e12, "TB/s"),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gpu", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all")
    parser.add_argument("--shape", choices=SHAPES, default=KNOWN_MODELS[0].name)
    parser.add_argument("--device", help="cuda where there is one")
    parser.add_argument("--kv", action="append", choices=[str(f) for f in KVFormat])
    parser.add_argument("--prefill", choices=("dense", "sparse"), default="dense")
    parser.add_argument("--length", type=int, help="no longer document than this")
    parser.add_argument("--json", type=Path, help="file of JSON lines to add the rows to")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
