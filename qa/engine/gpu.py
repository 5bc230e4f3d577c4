"""What a card can do, and whether Triton kernels can be compiled for it here."""

import importlib.util
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import torch


def available(device: torch.device, needed: tuple[int, int] = (8, 0)) -> bool:
    """Whether kernels can be compiled for `device`: an NVIDIA card of at least this compute
    capability (e4m3 needs 8.9), Triton, and what Triton builds its launchers with, a C compiler and
    Python's headers.
    """
    if device.type != "cuda" or torch.version.cuda is None:
        return False
    if importlib.util.find_spec("triton") is None:
        return False
    compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("clang")
    # posix_prefix: Debian's own scheme names a folder for local packages, where no header is
    schemes = {sysconfig.get_default_scheme(), "posix_prefix"}
    has_headers = any(Path(sysconfig.get_path("include", s), "Python.h").exists() for s in schemes)
    return bool(compiler) and has_headers and capability(device) >= needed


def capability(device: torch.device) -> tuple[int, int]:
    """Compute capability of a card; that of an H100 where kernels are interpreted."""
    return torch.cuda.get_device_capability(device) if device.type == "cuda" else (9, 0)


def num_processors(device: torch.device) -> int:
    """Streaming multiprocessors of a card; a few where kernels are interpreted."""
    if device.type != "cuda":
        return 4
    return torch.cuda.get_device_properties(device).multi_processor_count


def failures() -> tuple[type[Exception], ...]:
    """What a kernel raises that does not compile, or does not fit the card, or finds no memory."""
    if importlib.util.find_spec("triton") is None:
        return (RuntimeError,)
    from triton.errors import TritonError

    return RuntimeError, TritonError, subprocess.CalledProcessError
