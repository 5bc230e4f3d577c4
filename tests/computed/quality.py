"""The quality gate: what each way to compute finds in a long document, and whether it still may.

    make quality
    python -m tests.computed.quality --device cuda --lengths 4096,262144 --only fp8 --json OUT

Two checkpoints (settings.py): on the comfortable one every way must find every row; on the tight
one, whose rows are alike, the reference just holds and the others are compared in points lost.
limits.toml says how many. Then faults are planted (faults.py), and each has to be noticed. Prints
two tables; exit code 1 when something is beyond its limit or a fault is not noticed. Imports
nothing of qa but the engine.
"""

import argparse
import json
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from qa.engine.attention import attend_reference
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from qa.engine.probing.device_info import describe
from tests.computed.faults import FAULTS
from tests.computed.gate import Score, measure
from tests.computed.peer import measure_transformers
from tests.computed.settings import KINDS, Checkpoints, Setting, settings

LENGTHS = {"cpu": (1024, 4096, 16_384, 32_768), "cuda": (4096, 32_768, 262_144)}
FAULTY_LENGTH = 1024
FAULTY = Setting(
    "fp8 file in fp32",
    WeightFormat.FP32,
    KVFormat.FP32,
    attend=attend_reference,
    slots=SlotPlan(0),
    is_fp8=True,
)
COLUMNS = (
    "| way | tokens | comfortable | margin | tight | thirds | reading | lost | allowed | s |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """points: what may be lost on the tight checkpoint; comfortable: on the other; margin: the
    least there, where nothing may be lost. None: not held.
    """

    points: float | None
    comfortable: float
    margin: float | None

    @classmethod
    def of(cls, setting: Setting, length: int, device: torch.device) -> "Limit":
        tables = tomllib.loads(Path(__file__).with_name("limits.toml").read_text("utf-8"))
        table = tables.get(device.type, {})
        own = table.get(setting.name, {})
        points = own.get(str(length), own.get("points", table.get("points")))
        comfortable = own.get("comfortable", 0.0)
        return cls(points, comfortable, None if comfortable else table.get("margin"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One setting at one length. expected: percent of the tight checkpoint's rows that the
    reference finds, of which all are expected from itself.
    """

    setting: Setting
    comfortable: Score
    tight: Score
    expected: float
    limit: Limit
    seconds: float

    @property
    def lost(self) -> float:
        """Points on the tight checkpoint."""
        return self.expected - self.tight.exact

    def complaints(self) -> list[str]:
        """Why the gate does not let this pass."""
        missed = [row.start for row in self.comfortable.rows if not row.is_exact]
        found = []
        if 100 - self.comfortable.exact > self.limit.comfortable:
            found.append(f"{len(missed)} comfortable rows lost, at {missed[:4]}")
        if self.limit.margin is not None and self.comfortable.margin < self.limit.margin:
            found.append(f"comfortable margin {self.comfortable.margin:.1f}")
        if self.limit.points is not None and self.lost > self.limit.points:
            found.append(f"{self.lost:.1f} points lost, {self.limit.points:g} allowed")
        return found


class Gate:
    """Measures on one device. The checkpoints lie in `folder`."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self._checkpoints = Checkpoints(folder, device)
        self._device = device
        self._reference = settings(device)[0]
        self._references: dict[int, float] = {}

    def examine(self, setting: Setting, length: int) -> Finding:
        """Both checkpoints; what a setting cannot do raises whatever the device raises."""
        began = time.perf_counter()
        scores = {kind: self._score(kind, setting, length) for kind in KINDS}
        seconds = time.perf_counter() - began
        if setting == self._reference:
            self._references[length] = scores["tight"].exact
        return Finding(
            setting,
            scores["comfortable"],
            scores["tight"],
            expected=100.0 if setting == self._reference else self._found_by_reference(length),
            limit=Limit.of(setting, length, self._device),
            seconds=seconds,
        )

    def _found_by_reference(self, length: int) -> float:
        """Percent of the tight checkpoint's rows."""
        if length not in self._references:
            self._references[length] = self._score("tight", self._reference, length).exact
        return self._references[length]

    def _score(self, kind: str, setting: Setting, length: int) -> Score:
        if setting.is_peer:
            is_fp32 = setting.weight_format is WeightFormat.FP32
            dtype = torch.float32 if is_fp32 else torch.bfloat16
            folder = self._checkpoints.folder(kind, setting)
            return measure_transformers(folder, length, dtype=dtype, device=self._device)
        model = self._checkpoints.model(kind, setting)
        _try(model)
        return measure(
            model,
            length,
            chunk=setting.chunk,
            together=setting.together,
            slots=setting.slots,
        )


def _try(model: Qwen3) -> None:
    """A chunk, another, a question: what fails does so here and not in the engine's thread."""
    document, question = model.arena(160), model.arena(1)
    for segment in (
        Segment(range(96), document),
        Segment(range(64), document),
        Segment([0], question, document),
    ):
        model.forward(Batch.of([segment], model.device))


def find_faults(gate: Gate, length: int) -> Iterator[tuple[str, Finding]]:
    """What the gate finds while each fault is there."""
    gate.examine(FAULTY, length)  # the reference is measured before anything is planted
    for name, plant in FAULTS.items():
        with plant(FAULTY) as setting:
            yield name, gate.examine(setting, length)


def _row(finding: Finding) -> str:
    comfortable, tight, limit = finding.comfortable, finding.tight, finding.limit.points
    thirds = " ".join(f"{third:.0f}" for third in tight.thirds)
    allowed = "-" if limit is None else f"{limit:g}"
    return (
        f"| {finding.setting.name} | {tight.length:,} | {comfortable.exact:.0f} "
        f"| {comfortable.margin:.1f} | {tight.exact:.1f} | {thirds} "
        f"| {tight.while_reading:.0f} | {finding.lost:.1f} | {allowed} | {finding.seconds:.1f} |"
    )


def _record(finding: Finding) -> dict[str, object]:
    record: dict[str, object] = {
        "way": finding.setting.name,
        "tokens": finding.tight.length,
        "points_lost": finding.lost,
        "points_allowed": finding.limit.points,
        "seconds": finding.seconds,
        "complaints": finding.complaints(),
    }
    for kind in KINDS:
        score: Score = getattr(finding, kind)
        record[kind] = {
            "exact_percent": score.exact,
            "margin": score.margin,
            "thirds_percent": score.thirds,
            "while_reading_percent": score.while_reading,
            "lost_rows": [row.start for row in score.rows if not row.is_exact],
        }
    return record


class Report:
    """Prints as it goes, and writes the same as JSON lines."""

    def __init__(self, file: Path | None, device: torch.device) -> None:
        self._file = file
        machine = describe(device)
        self._machine = {"device": machine.name, "torch": machine.torch_version}
        self.num_failed = 0

    def finding(self, finding: Finding) -> None:
        self._print(_row(finding), _record(finding))
        for complaint in finding.complaints():
            self.failure(f"{finding.setting.name}: {complaint}")

    def refusal(self, setting: Setting, length: int, error: Exception) -> None:
        reason = (str(error.__cause__ or error) or type(error).__name__).splitlines()[0][:100]
        self._print(
            f"| {setting.name} | {length:,} | does not run: {reason} | | | | | | | |",
            {"way": setting.name, "tokens": length, "refusal": reason},
        )

    def fault(self, name: str, finding: Finding) -> None:
        noticed = "; ".join(finding.complaints())
        self._print(f"| {name} | {noticed or 'NOT NOTICED'} |", {"fault": name, "noticed": noticed})
        if not noticed:
            self.failure(f"{name} is not noticed")

    def failure(self, what: str) -> None:
        self.num_failed += 1
        print(f"FAILED {what}", file=sys.stderr, flush=True)

    def _print(self, row: str, record: dict[str, object]) -> None:
        print(row, flush=True)
        if self._file:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(self._machine | record) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--device", default="cpu", type=torch.device)
    parser.add_argument("--lengths", type=lambda text: tuple(map(int, text.split(","))))
    parser.add_argument("--only", default="", help="ways whose name holds this")
    parser.add_argument("--json", type=Path, help="file to append to")
    args = parser.parse_args()
    report = Report(args.json, args.device)
    with tempfile.TemporaryDirectory() as folder:
        gate = Gate(Path(folder), args.device)
        print(COLUMNS)
        for length in args.lengths or LENGTHS[args.device.type]:
            for setting in settings(args.device):
                if length <= setting.longest and args.only in setting.name:
                    _examine(gate, setting, length, report)
        print("\n| fault | noticed by |\n|---|---|")
        for name, finding in find_faults(gate, FAULTY_LENGTH):
            report.fault(name, finding)
    return 1 if report.num_failed else 0


def _examine(gate: Gate, setting: Setting, length: int, report: Report) -> None:
    try:
        report.finding(gate.examine(setting, length))
    except Exception as error:  # noqa: BLE001 - whatever a driver or a kernel's compiler raises
        report.refusal(setting, length, error)


if __name__ == "__main__":
    sys.exit(main())
