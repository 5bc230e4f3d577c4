"""What ran on the device during a pass: kernels as torch.profiler saw them, each in a class that an
engineer can act on.

Kernels are told apart by name alone: a CUDA graph keeps nothing else. So attention of a chunk by a
library is one class with attention over what stands before the chunk. On a CPU the operations that
torch is asked for stand in for kernels, so that the script can be tried.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile

from tests.benchmarks.gpu.limits import synchronize

ATTENTION, LINEAR, OTHER = "attention", "linear", "other"
# Class -> what its kernels' names contain, lower case; the first class that fits has it, so what a
# library builds upon another one (FlashAttention upon CUTLASS) stands before that one.
CLASSES: tuple[tuple[str, str], ...] = (
    ("merge", r"_merge_(two_)?kernel|combine|logaddexp|\bexp_kernel|aten::(logaddexp|exp)\b"),
    ("attention, document by our kernel", r"_prefix_kernel"),
    ("attention, own words by our kernel", r"_slots_kernel"),
    ("attention, sparse", r"_attend_kernel|_mass_kernel"),
    (ATTENTION, r"flash|fmha|sdpa|attention|attn"),
    ("norm, rotation, gate, quantise", r"_rms_norm_kernel|_gate_kernel|_norm_rope_kernel|rms_norm"),
    ("cache write", r"^_write_kernel|^_store_kernel"),
    ("sampling", r"argmax|topk|sort|radix|softmax|cumsum|aten::(argmax|topk)"),
    (
        LINEAR,
        r"_w8a8_kernel|_w8a16_kernel|_sum_splits_kernel|gemm|gemv|nvjet|cutlass|splitk|scaled_mm"
        r"|aten::(linear|matmul|mm|addmm|bmm|_int_mm)\b",
    ),
    # of a cache in 8 bits and of parts that are merged, too: torch's names do not say what for
    (
        "copies and conversions",
        r"memcpy|memset|copy_kernel|fill|catarray|index|gather|arange"
        r"|aten::(to|copy_|cat|contiguous|embedding|index|fill_|repeat_interleave|_to_copy)\b",
    ),
    ("torch's elementwise", r"elementwise|reduce_kernel|^aten::"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in CLASSES)
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Kernel:
    """One launch, in microseconds."""

    name: str
    start: float
    end: float

    @property
    def ms(self) -> float:
        return (self.end - self.start) / 1e3


@dataclass(frozen=True, slots=True)
class Trace:
    """What ran on the device during one pass, and how long the pass takes when nobody looks."""

    kernels: Sequence[Kernel]
    wall_ms: float
    launch_ms: float  # until the host goes on; a decoding step waits for its tokens
    num_replays: int = 0  # of CUDA graphs

    @property
    def busy_ms(self) -> float:
        """When at least one kernel ran: those of two streams overlap."""
        total, reached = 0.0, float("-inf")
        for kernel in sorted(self.kernels, key=lambda k: k.start):
            total += max(0.0, kernel.end - max(kernel.start, reached))
            reached = max(reached, kernel.end)
        return total / 1e3


def class_of(name: str) -> str:
    """The class of a kernel by its name."""
    lower = name.lower()
    return next((label for label, pattern in _PATTERNS if pattern.search(lower)), OTHER)


def traced(run: Callable[[], object], device: torch.device) -> Trace:
    """Run a pass to warm up, then with the clock, then under the profiler."""
    run()
    times = []
    for _ in range(REPEATS):
        synchronize(device)
        began = time.perf_counter()
        run()
        launched = time.perf_counter() - began
        synchronize(device)
        times.append((time.perf_counter() - began, launched))
    wall_s, launch_s = min(times)
    is_cuda = device.type == "cuda"
    activity = ProfilerActivity.CUDA if is_cuda else ProfilerActivity.CPU
    with profile(activities=[activity]) as profiler:
        run()
        synchronize(device)
    kernels, num_replays = kernels_of(profiler.events(), is_cuda=is_cuda)
    return Trace(kernels, 1e3 * wall_s, 1e3 * launch_s, num_replays)


def kernels_of(events: Iterable[Any], *, is_cuda: bool) -> tuple[list[Kernel], int]:
    """What ran on the device, of all that a profiler tells, and how many graphs were replayed.

    On a CPU: what was asked of torch from outside, with all that it asked itself within.
    """
    kernels, num_replays = [], 0
    for event in events:
        num_replays += event.name.startswith("cudaGraphLaunch")  # the host's call
        if is_cuda:  # a range that somebody has named spans kernels that are counted
            counts = event.device_type is DeviceType.CUDA and not event.is_user_annotation
        else:
            counts = event.cpu_parent is None
        if counts:
            kernels.append(Kernel(event.name, event.time_range.start, event.time_range.end))
    return kernels, num_replays
