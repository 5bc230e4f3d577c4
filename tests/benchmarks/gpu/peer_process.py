"""Another engine in a process of its own: what it holds on the device goes with it, and what kills
it kills nothing else. Rows come back one by one through a file.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.peer_plan import PeerPlan, refused
from tests.benchmarks.gpu.rows import ROOT, Row, reason_of

TIMEOUT_S = 540.0  # a command on the machine it is made for may take ten minutes
POLL_S = 0.2
LOG_LINES = 40  # of a process that failed: engines name the cause of an error in their log alone
OFFLINE = {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}

Measure = Callable[[ModelShape, PeerPlan], Iterator[Row]]


def measured_apart(
    module: str, shape: ModelShape, plan: PeerPlan, setup: str, *, timeout_s: float = TIMEOUT_S
) -> Iterator[Row]:
    """Run `python -m module` and yield its rows as they come. A process that breaks off gets a row
    with the reason, and the end of what it printed goes to stderr.
    """
    with TemporaryDirectory() as folder:
        file, printed = Path(folder, "rows.jsonl"), Path(folder, "log.txt")
        file.touch()
        request = json.dumps({"shape": asdict(shape), "plan": asdict(plan)})
        with printed.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, str(file), request],
                cwd=ROOT,
                env=os.environ | OFFLINE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        reason, last = "", None
        try:
            for last in _followed(process, file, time.monotonic() + timeout_s):
                yield last
            if process.returncode:
                reason = f"ended with status {process.returncode}"
        except TimeoutError:
            reason = f"not done after {timeout_s:.0f} s"
        finally:
            _end(process)
        if reason:
            lines = printed.read_text("utf-8", "replace").splitlines()
            sys.stderr.write("\n".join([f"{setup}: {reason}", *lines[-LOG_LINES:], ""]))
            if last is None or last.figure is not None:  # else it could say why
                yield refused(plan, setup, reason)


def answer(arguments: list[str], measure: Measure, setup: str) -> int:
    """The other side: measure what was requested and write the rows down. Raises what `measure`
    raises, with a row that says so.
    """
    file, request = Path(arguments[0]), json.loads(arguments[1])
    shape = ModelShape(**request["shape"])
    plan = PeerPlan(**(request["plan"] | {"lengths": tuple(request["plan"]["lengths"])}))
    with file.open("a", encoding="utf-8") as lines:

        def write(row: Row) -> None:
            lines.write(json.dumps(asdict(row)) + "\n")
            lines.flush()

        try:
            for row in measure(shape, plan):
                write(row)
        except Exception as error:
            write(refused(plan, setup, reason_of(error)))
            raise
    return 0


def _followed(process: subprocess.Popen[bytes], file: Path, deadline: float) -> Iterator[Row]:
    with file.open(encoding="utf-8") as lines:
        pending = ""
        while True:
            has_ended = process.poll() is not None  # asked first: what it wrote last is read after
            pending += lines.read()
            *whole, pending = pending.split("\n")
            yield from (Row(**json.loads(line)) for line in whole)
            if has_ended:
                return
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(POLL_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    """And what it has started, which may outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
