"""The device and its memory, as the operating system tells it."""

import ctypes
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import torch

CGROUP = Path("/sys/fs/cgroup")
MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """The device and its memory. Bytes; `free_bytes` is what could be taken now."""

    device: str
    name: str
    capability: str | None  # of a CUDA device
    num_threads: int
    total_bytes: int
    free_bytes: int
    torch_version: str


def describe(device: torch.device) -> Machine:
    """What can be known without computing."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        free, total = torch.cuda.mem_get_info(device)
        # what torch keeps for later, of loading or of trying backends, it would give back
        free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return Machine(
            device=str(device),
            name=properties.name,
            capability=f"{properties.major}.{properties.minor}",
            num_threads=torch.get_num_threads(),
            total_bytes=total,
            free_bytes=free,
            torch_version=torch.__version__,
        )
    total, free = _main_memory()
    return Machine(
        device="cpu",
        name=_cpu_name(),
        capability=None,
        num_threads=torch.get_num_threads(),
        total_bytes=total,
        free_bytes=free,
        torch_version=torch.__version__,
    )


def _main_memory() -> tuple[int, int]:
    """(total, free) bytes; what caches hold and would give back counts as free."""
    if MEMINFO.exists():
        lines = (line.split() for line in MEMINFO.read_text("ascii").splitlines())
        kilobytes = {words[0].rstrip(":"): int(words[1]) for words in lines}
        total, free = kilobytes["MemTotal"] * 1024, kilobytes["MemAvailable"] * 1024
        limit, used = _cgroup("memory.max"), _cgroup("memory.current")
        if limit is not None and used is not None:  # a container may be given less
            return min(total, limit), min(free, max(limit - used, 0))
        return total, free
    if platform.system() == "Windows":
        return _windows_memory()
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return total, total // 2  # macOS does not say: half is a careful guess


def _cgroup(name: str) -> int | None:
    """A number of our control group; None where there is no group or no limit."""
    try:
        return int((CGROUP / name).read_text("ascii"))
    except (OSError, ValueError):
        return None


def _windows_memory() -> tuple[int, int]:
    class MemoryStatus(ctypes.Structure):
        """MEMORYSTATUSEX of the Windows API."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 5),
        )

    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    kernel32 = ctypes.CDLL("kernel32")
    kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total), int(status.available)


def _cpu_name() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line for line in text.splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
