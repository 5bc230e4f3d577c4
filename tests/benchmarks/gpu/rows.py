"""A measured figure beside its limit and its goal; JSON lines for the log, a table for people."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from qa.engine.gpu import available, missing
from tests.benchmarks.gpu.limits import DeviceRates

ROOT = Path(__file__).parents[3]
HEAD = """\
| what | tokens | setup | figure | limit | x limit | goal | note |
|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. limit: by arithmetic at the rates this device reaches in a loop; goal: what we
    set out to reach on an H200; both in the figure's unit, None where there is none.
    """

    what: str
    tokens: int  # of context; 0 where it does not matter
    setup: str  # formats and modes, e.g. "fp8 weights, bf16 KV"
    figure: float | None
    unit: str
    limit: float | None = None
    goal: float | None = None
    note: str = ""


def reason_of(error: BaseException) -> str:
    """An error in as many words as a table has room for."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}".partition("\n")[0][:160].replace("|", "/")


def environment(device: torch.device, rates: DeviceRates) -> dict[str, Any]:
    """What a figure depends on besides our code, the commit of that, and what the limits are
    reckoned with.
    """
    found: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "device": "cpu",
        "torch": torch.__version__,
        "commit": _commit(),
    }
    if device.type == "cuda":
        found["device"] = torch.cuda.get_device_name(device)
        found["cuda"] = torch.version.cuda
        found["cudnn"] = torch.backends.cudnn.version()
        found["kernels"] = "compiled" if available(device) else f"none: {missing() or 'too old'}"
    found["bf16_tflops"] = round(rates.bf16_ops / 1e12, 1)
    found["fp8_tflops"] = round(rates.fp8_ops / 1e12, 1)
    found["tb_per_s"] = round(rates.bytes_read / 1e12, 2)
    for name in ("triton", "transformers", "flash_attn", "vllm"):
        found[name] = _version(name)
    return found


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


class Log:
    """Prints rows as a Markdown table and adds them to a file of JSON lines, each with its
    environment, as they come: a run that is cut off has not been for nothing.
    """

    def __init__(self, where: dict[str, Any], file: Path | None) -> None:
        self._where = where
        self._file = file
        if where:
            self._print(f"\n{where}\n\n{HEAD}")

    def add(self, row: Row) -> None:
        if self._file:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({**asdict(row), **self._where}) + "\n")
        self._print(_line(row))

    def _print(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def print_goals(rows: list[dict[str, Any]]) -> None:
    """The figures that have a goal, in a table."""
    names = Row.__dataclass_fields__
    aims = [Row(**{name: row[name] for name in names}) for row in rows if row["goal"]]
    sys.stdout.write("\n".join(["", HEAD, *map(_line, aims), ""]))


def load(path: Path) -> list[dict[str, Any]]:
    """Read what a Log wrote; raises OSError and ValueError."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _line(row: Row) -> str:
    """A row of the table; `x limit` is how many times the limit's time or share is taken."""
    figure = "none" if row.figure is None else f"{_short(row.figure)} {row.unit}"
    cells = (
        row.what,
        f"{row.tokens:,}" if row.tokens else "",
        row.setup,
        figure,
        _short(row.limit),
        _times(row),
        _short(row.goal),
        row.note,
    )
    return f"| {' | '.join(cells)} |"


def _times(row: Row) -> str:
    if not row.limit or not row.figure:
        return ""
    is_time = row.unit in ("s", "ms", "GB")  # smaller is better
    return f"{row.figure / row.limit if is_time else row.limit / row.figure:.2f}"


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
