"""What a card can do, and whether Triton kernels can be compiled for it here."""

import importlib.util
import logging
import os
import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

import torch

log = logging.getLogger(__name__)


def available(device: torch.device, needed: tuple[int, int] = (8, 0)) -> bool:
    """Whether kernels can be compiled for `device`: an NVIDIA card of at least this compute
    capability (e4m3 needs 8.9), and all that `missing` looks for, of which the log is told once.
    """
    if device.type != "cuda" or torch.version.cuda is None:
        return False
    if lacking := missing():
        _say(lacking)
        return False
    return capability(device) >= needed


def missing() -> str:
    """What Triton needs beside a card and is not here: itself, and what it builds its launchers
    with, a C compiler and Python's headers. Empty where all is there.
    """
    if importlib.util.find_spec("triton") is None:
        return "Triton (pip install triton)"
    if not (os.environ.get("CC") or shutil.which("gcc") or shutil.which("clang")):
        return "a C compiler (apt install gcc)"
    # posix_prefix: Debian's own scheme names a folder for local packages, where no header is
    schemes = {sysconfig.get_default_scheme(), "posix_prefix"}
    if not any(Path(sysconfig.get_path("include", s), "Python.h").exists() for s in schemes):
        return "Python.h (apt install python3-dev)"
    return ""


@cache  # once is enough
def _say(lacking: str) -> None:
    log.warning(
        "no kernels can be compiled, so the GPU is about ten times slower than it could be:"
        " %s is missing",
        lacking,
    )


def capability(device: torch.device) -> tuple[int, int]:
    """Compute capability of a card; that of an H100 where kernels are interpreted."""
    return torch.cuda.get_device_capability(device) if device.type == "cuda" else (9, 0)


def num_processors(device: torch.device) -> int:
    """Streaming multiprocessors of a card; a few where kernels are interpreted."""
    if device.type != "cuda":
        return 4
    return torch.cuda.get_device_properties(device).multi_processor_count


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of torch is one of memory; its allocator for a CPU has no type for it."""
    of_cpu = isinstance(error, RuntimeError) and "DefaultCPUAllocator: can't" in str(error)
    return of_cpu or isinstance(error, torch.OutOfMemoryError)


def failures() -> tuple[type[Exception], ...]:
    """What a kernel raises that does not compile, or does not fit the card, or finds no memory."""
    if importlib.util.find_spec("triton") is None:
        return (RuntimeError,)
    from triton.errors import TritonError

    return RuntimeError, TritonError, subprocess.CalledProcessError
