"""Command line: which parts, which shape, where the rows go."""

import argparse
import gc
import sys
import traceback
from collections.abc import Iterator
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
from tests.benchmarks.gpu.rows import Log, Row, environment

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
    """Measure; print each row and add it to the file as it comes. 1 where a part has failed."""
    asked = _parser().parse_args(arguments)
    device = torch.device(asked.device) if asked.device else best_device()
    shape = SHAPES[asked.shape]
    plan = SMALL_PLAN if asked.shape == "small" else Plan()
    if asked.length:
        plan = replace(plan, lengths=tuple(n for n in plan.lengths if n <= asked.length))
    log = Log(environment(device), asked.json)
    rates = measure_rates(device)
    for row in _rate_rows(rates):
        log.add(row)
    parts = asked.parts or PARTS
    has_failed = False
    for name, rows in _measurements(asked, shape, rates, device, plan):
        if name not in parts:
            continue
        try:
            _give_back(device)
            for row in rows:
                log.add(row)
        except Exception:  # noqa: BLE001 - whatever a device raises: the rest is still measured
            traceback.print_exc()
            has_failed = True
    return int(has_failed)


def _measurements(
    asked: argparse.Namespace,
    shape: ModelShape,
    rates: DeviceRates,
    device: torch.device,
    plan: Plan,
) -> Iterator[tuple[str, Iterator[Row]]]:
    """Name of the part, and its rows, which are measured when they are taken."""
    is_small = asked.shape == "small"
    for kv_format in [KVFormat(name) for name in asked.kv] if asked.kv else [None]:
        yield (
            "long",
            measure_long(
                shape, rates, device, plan=plan, kv_format=kv_format, prefill=asked.prefill
            ),
        )
    size = {"num_tokens": 256, "num_decode": 4} if is_small else {}
    chunk = {"chunk": 128} if is_small else {}
    yield "formats", measure_formats(shape, rates, device, **size, **chunk)
    yield "kernels", measure_kernels(shape, rates, device, is_small=is_small)
    yield "peers", measure_peers(shape, device, **size)


def _give_back(device: torch.device) -> None:
    """A model that is gone must not count in the next one's memory."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


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


if __name__ == "__main__":
    sys.exit(main())
