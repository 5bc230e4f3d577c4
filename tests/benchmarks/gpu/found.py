"""What each weight format still finds in the quality gate's computed checkpoints."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from qa.engine.network.batch import Batch, Segment
from tests.benchmarks.gpu.rows import Row, reason_of
from tests.computed.gate import make_task
from tests.computed.quality import Gate
from tests.computed.settings import Checkpoints, Setting, settings

WAYS = {  # the gate's name -> the bench's
    "reference: fp32": "fp32 weights",
    "bf16": "bf16 weights",
    "int8 weights": "int8 weights",
    "fp8 weights": "fp8 weights",
    "fp8 weights only": "fp8-weight-only weights",
}
LENGTHS = (4096, 32_768)
COMPARED = 1024  # tokens of a document behind each of which the best next token is compared


def measure_found(device: torch.device, *, lengths: tuple[int, ...] = LENGTHS) -> Iterator[Row]:
    """Percent of rows found exactly, and of tokens whose best successor is that of fp32."""
    by_name = {setting.name: setting for setting in settings(device)}
    with tempfile.TemporaryDirectory() as folder:
        gate, checkpoints = Gate(Path(folder), device), Checkpoints(Path(folder), device)
        truth: Tensor | None = None
        for name, setup in WAYS.items():
            setting = by_name[name]
            try:
                best = _best_tokens(checkpoints, setting)
                truth = best if truth is None else truth
                same = 100 * (best == truth).float().mean().item()
                yield Row("same best token as fp32", COMPARED, setup, same, "%", note="tight rows")
                for length in lengths:
                    yield from _found(gate, setting, setup, length)
            except Exception as error:  # noqa: BLE001 - whatever a driver or a compiler raises
                yield Row("rows found", lengths[0], setup, None, "%", note=reason_of(error))


def _found(gate: Gate, setting: Setting, setup: str, length: int) -> Iterator[Row]:
    finding = gate.examine(setting, length)
    for kind, score in (("comfortable", finding.comfortable), ("tight", finding.tight)):
        yield Row(f"rows found, {kind} checkpoint", length, setup, score.exact, "%")


def _best_tokens(checkpoints: Checkpoints, setting: Setting) -> Tensor:
    """The best successor of each token of a document, [COMPARED]."""
    model = checkpoints.model("tight", setting)
    task = make_task(model.config.vocab_size, COMPARED, window=4, chunk=setting.chunk)
    segment = Segment(task.document, model.arena(len(task.document)))
    return model.forward(Batch.of([segment], model.device), all_logits=True).argmax(-1).cpu()
