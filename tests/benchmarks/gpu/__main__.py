"""Command line: which parts, which shape, how long, where the rows go.

A process for each part, since an error of CUDA spoils the one it happens in. What does not fit into
the time is named, and what a part has measured until it is cut off is kept.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import torch

from qa.engine.network.loader import best_device
from qa.models.catalog import KNOWN_MODELS
from tests.benchmarks import gpu
from tests.benchmarks.gpu.limits import measure_rates
from tests.benchmarks.gpu.parts import GROUPS, PARTS, SHAPES, Bench, named
from tests.benchmarks.gpu.peer_process import TIMEOUT_S as PEER_TIMEOUT_S
from tests.benchmarks.gpu.rows import Log, Row, environment, load, print_goals

LEAST_S = 20  # in which a part may still measure something
GRACE_S = 10  # to end by itself


def main(arguments: list[str] | None = None) -> int:
    """Measure; print each row and add it to the file as it comes. 1 where a part has failed."""
    asked = _parser().parse_args(arguments)
    parts = named(asked.parts)
    if asked.here:
        return _measure(parts, asked)
    with tempfile.TemporaryDirectory() as folder:
        file = (asked.json or Path(folder, "rows.jsonl")).resolve()
        num_before = len(load(file)) if file.exists() else 0
        status = _measure_apart(parts, asked, file)
        print_goals(load(file)[num_before:] if file.exists() else [])
    return status


def _measure_apart(parts: list[str], asked: argparse.Namespace, file: Path) -> int:
    """A process for each part, until the time is up."""
    began, status = time.monotonic(), 0
    log = Log({}, file)
    for part in parts:
        left = 60 * asked.minutes - (time.monotonic() - began)
        if left < LEAST_S:
            log.add(Row(part, 0, "", None, "", note="not measured: the time was up"))
            continue
        command = [sys.executable, "-u", "-m", gpu.__name__, part, "--here", "--json", str(file)]
        command += ["--shape", asked.shape, "--minutes", str((left - GRACE_S) / 60)]
        command += ["--device", asked.device] if asked.device else []
        command += ["--length", str(asked.length)] if asked.length else []
        process = subprocess.Popen(command, env=os.environ | {"HF_HUB_OFFLINE": "1"})
        try:
            code = process.wait(None if asked.minutes == float("inf") else left)
            note = f"ended with status {code}"
        except subprocess.TimeoutExpired:
            process.terminate()
            _end(process)
            code, note = 1, f"cut off after {left:.0f} s, when the time was up"
        if code:
            status = 1
            log.add(Row(part, 0, "", None, "", note=note))
    return status


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _measure(parts: list[str], asked: argparse.Namespace) -> int:
    """In this process."""
    device = torch.device(asked.device) if asked.device else best_device()
    bench = Bench(
        SHAPES[asked.shape],
        measure_rates(device),
        device,
        longest=asked.length,
        timeout_s=min(PEER_TIMEOUT_S, 60 * asked.minutes),
    )
    log = Log(environment(device, bench.rates), asked.json)
    status = 0
    for part in parts:
        try:
            if device.type == "cuda":
                torch.cuda.empty_cache()
            for row in PARTS[part](bench):
                log.add(row)
        except Exception:  # noqa: BLE001 - whatever a device raises: the rest is still measured
            traceback.print_exc()
            status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {gpu.__name__}",
        description=gpu.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [*GROUPS, *PARTS]
    parser.add_argument(
        "parts", nargs="*", choices=[*names, []], metavar="PART", help=f"{', '.join(names)}; all"
    )
    parser.add_argument("--shape", choices=SHAPES, default=KNOWN_MODELS[0].name)
    parser.add_argument("--device", help="cuda where there is one")
    parser.add_argument("--length", type=int, help="no longer document than this")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="of all parts together")
    parser.add_argument("--json", type=Path, help="file of JSON lines to add the rows to")
    parser.add_argument("--here", action="store_true", help="no process for each part")
    return parser


if __name__ == "__main__":
    # whoever ends this process lets it end those of the peers first
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
