"""Runs one way to compute something, compares it with the reference and times it.

A way counts as working when it runs and its numbers are those of the reference, so a missing
package, an old driver and a wrong result look the same to whoever asks: a reason.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from qa.engine.gpu import failures

MIN_RUNS = 3  # of each timing, whatever they take
# RMS relative to the reference: beyond it something else is computed.
LARGEST_ERROR = 0.02  # of sums of bf16 numbers, which are within 0.01
LARGEST_8_BIT_ERROR = 0.1  # where numbers are rounded to 8 bits before they are multiplied

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of trying kernels; true where they can be trusted."""

    error: float | None  # RMS relative to the reference; None where they did not run
    reason: str = ""  # why not

    def __bool__(self) -> bool:
        return not self.reason


def can_be_trusted(
    work: Callable[[], Sequence[Tensor]],
    twin: Callable[[], Sequence[Tensor]],
    *,
    otherwise: str,
    most: float = LARGEST_ERROR,
) -> Verdict:
    """Whether kernels run here and give what their twin does, which runs everywhere, but for an
    error of `most`.

    otherwise: what happens without them; it goes to the log, with the reason. Not for the engine's
    thread while a CUDA graph is captured.
    """
    try:
        with torch.inference_mode():
            pairs = list(zip(work(), twin(), strict=True))
        error = max(relative_error(got, expected) for got, expected in pairs)
    except failures() as failure:
        verdict = Verdict(None, f"the kernels fail: {failure}")
    else:
        is_right = error < most  # nor where it is no number
        reason = "" if is_right else f"the kernels' numbers are wrong, {error:.2g} off"
        verdict = Verdict(error, reason)
    if not verdict:
        log.warning("%s: %s", otherwise, verdict.reason)
    return verdict


def relative_error(got: Tensor, expected: Tensor) -> float:
    """RMS of the difference against the spread of what is expected."""
    difference = got.float() - expected.float()
    return float(difference.pow(2).mean().sqrt() / expected.float().std())


@dataclass(frozen=True, slots=True)
class Backend:
    """One way to compute attention or a linear layer, tried on this machine."""

    name: str
    kind: str  # "attention" or "linear"
    is_chosen: bool
    relative_error: float | None  # RMS against the reference; None where it does not run
    tera_ops: float | None  # 10^12 operations a second
    reason: str | None  # why it cannot be used

    @property
    def works(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """One device, and how long timing one way may take there."""

    device: torch.device
    budget_s: float

    def run(
        self,
        name: str,
        kind: str,
        is_chosen: bool,
        work: Callable[[], Tensor],
        expected: Tensor,
        operations: float,
        *,
        most: float,
        timed: Callable[[], Tensor] | None = None,
    ) -> Backend:
        """most: error. timed: what is timed in place of `work`, and does `operations`; None: `work`
        itself.
        """
        try:
            error = relative_error(work(), expected)
            if not error < most:
                reason = f"wrong numbers: {error:.2g} off"
                return Backend(name, kind, is_chosen, error, None, reason)
            tera_ops = operations / self.seconds(timed or work) / 1e12
        # A package raises what it likes: the compiler of FlashAttention 4 (nvidia-cutlass-dsl) a
        # class of its own, which is an Exception and nothing more.
        except Exception as refusal:  # noqa: BLE001
            reason = (str(refusal) or type(refusal).__name__).splitlines()[0]
            return Backend(name, kind, is_chosen, None, None, reason)
        return Backend(name, kind, is_chosen, error, tera_ops, None)

    def seconds(self, work: Callable[[], object]) -> float:
        """The shortest of as many runs as the budget allows, at least MIN_RUNS, after one to warm
        up: what else a machine does at this moment says nothing about the next hours.
        """
        work()
        self._wait()
        times: list[float] = []
        while len(times) < MIN_RUNS or sum(times) < self.budget_s:
            began = time.perf_counter()
            work()
            self._wait()
            times.append(time.perf_counter() - began)
        return min(times)

    def _wait(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
