"""A read document's keys and values as one safetensors file, and back bit for bit.

The header tells the file's format, what it is for (the caller's key) and the SHA-256 of every
tensor; it is written last, over zeros. A file that was cut short, changed in one bit or made for
anything else is refused. What is at hand beside the arena is one head of one layer for each worker.

On a GPU each tensor is copied beside the engine's passes (qa.engine.kv_store.side_stream).
"""

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor

from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_store.side_stream import beside
from qa.engine.layers.fp8 import E4M3
from qa.engine.safetensors_writer import TensorLayout, file_header

IsWanted = Callable[[float], bool]  # told the share that is done, says whether it is still wanted

WORKERS = min(8, os.cpu_count() or 1)  # one thread hashes more slowly than a good disk reads
LOWEST_PRIORITY = 19
# Counts up when a header or a tensor is laid out otherwise; what a file of another number holds is
# read by the model again. Files of before there was a number are laid out as 1.
FORMAT = "1"
HEADER_BYTES_MAX = 100_000_000  # what safetensors allows
UNKNOWN_DIGEST = "0" * 64  # holds the place of a digest until the tensor was written
_NAMES = {
    torch.float32: "F32",
    torch.bfloat16: "BF16",
    torch.float16: "F16",
    E4M3: "F8_E4M3",
    torch.int8: "I8",
    torch.uint8: "U8",
}


class Unusable(Exception):
    """The file is damaged, or was made for something else."""


class Cancelled(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One tensor of the file: what one layer holds under a name, [Hkv, ...]; a view."""

    name: str
    tensor: Tensor

    @property
    def layout(self) -> TensorLayout:
        return TensorLayout(self.name, _NAMES[self.tensor.dtype], tuple(self.tensor.shape))


def file_bytes(tensors: Mapping[str, Tensor], key: str) -> int:
    """Return the size of the file that `write_tensors` makes."""
    items = _items(tensors)
    header, _ = _header(items, key, {})
    return len(header) + sum(item.layout.num_bytes for item in items)


def write_tensors(file: int, tensors: Mapping[str, Tensor], key: str, is_wanted: IsWanted) -> None:
    """Write what an arena holds into an empty file, with low priority.

    file: a descriptor. tensors: [L, Hkv, ...] by name, from KVCache.tensors. Returns before it is
    on the disk. Raises Unwanted, and OSError as the disk gives it.
    """
    items = _items(tensors)
    header, start = _header(items, key, {})
    steps = _CopyProgress(items, is_wanted)

    def write(item: _Item) -> str:
        digest, place = hashlib.sha256(), start[item.name]
        for head in item.tensor:
            numbers = _numbers(head.contiguous().cpu())
            digest.update(numbers)
            _write_all(file, numbers, place)
            place += len(numbers)
            steps.advance(len(numbers))
        return digest.hexdigest()

    _write_all(file, memoryview(header), 0)
    digests = _for_each(items, write, at_rest=True)
    _write_all(file, memoryview(_header(items, key, digests)[0]), 0)


def read_arena(file: int, arena: KVCache, num_tokens: int, key: str, is_wanted: IsWanted) -> None:
    """Fill an empty arena with `num_tokens` tokens from a file.

    Raises Unusable unless the file is whole and was written under this key for such an arena,
    Unwanted, and OSError; the arena is as empty as before then.
    """
    items = _items(arena.tensors(num_tokens))
    digests, start = _checked_header(file, items, key)
    steps = _CopyProgress(items, is_wanted)

    def read(item: _Item) -> str:
        digest, place = hashlib.sha256(), start[item.name]
        for head in item.tensor:
            on_host = head
            if head.device.type != "cpu" or not head.is_contiguous():
                on_host = torch.empty(head.shape, dtype=head.dtype, pin_memory=head.is_cuda)
            numbers = _numbers(on_host)
            _read_all(file, numbers, place)
            digest.update(numbers)
            if on_host is not head:
                head.copy_(on_host)
            place += len(numbers)
            steps.advance(len(numbers))
        return digest.hexdigest()

    if _for_each(items, read) != digests:
        raise Unusable("its numbers are damaged")
    arena.advance(num_tokens)


class _CopyProgress:
    """Counts what all workers have done, and stops each of them once it is unwanted."""

    def __init__(self, items: list[_Item], is_wanted: IsWanted) -> None:
        self._go_on = is_wanted
        self._total = sum(item.layout.num_bytes for item in items)
        self._done = 0
        self._lock = threading.Lock()

    def advance(self, num_bytes: int) -> None:
        with self._lock:
            self._done += num_bytes
            share = self._done / self._total
        if not self._go_on(share):
            raise Cancelled


def _items(tensors: Mapping[str, Tensor]) -> list[_Item]:
    return [
        _Item(f"layers.{layer}.{name}", of_layer)
        for name, tensor in tensors.items()
        for layer, of_layer in enumerate(tensor)
    ]


def _header(
    items: list[_Item], key: str, digests: dict[str, str], *, is_numbered: bool = True
) -> tuple[bytes, dict[str, int]]:
    """The header of a file and where each tensor begins; its length does not depend on digests."""
    number = {"format": FORMAT} if is_numbered else {}
    in_full = {item.name: digests.get(item.name, UNKNOWN_DIGEST) for item in items}
    return file_header((item.layout for item in items), {**number, "key": key, **in_full})


def _checked_header(
    file: int, items: list[_Item], key: str
) -> tuple[dict[str, str], dict[str, int]]:
    """Return the digests and where each tensor begins; raises Unusable."""
    found = _header_bytes(file)
    try:
        metadata = json.loads(found[8:])["__metadata__"]
        number = metadata.get("format")
        digests = {item.name: str(metadata.get(item.name)) for item in items}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable("its header is damaged") from error
    if number not in (None, FORMAT):
        raise Unusable(f"it has format {number}, and this version reads {FORMAT}")
    # Compared as bytes: another key, shape or kind of numbers, or a bit that says nothing, are all
    # refused.
    header, start = _header(items, key, digests, is_numbered=number is not None)
    if found != header:
        raise Unusable("it was made for something else")
    if os.fstat(file).st_size != len(header) + sum(item.layout.num_bytes for item in items):
        raise Unusable("it is not whole")
    return digests, start


def _header_bytes(file: int) -> bytes:
    """Return a file's header with its length in front, as far as it is there."""
    length = int.from_bytes(os.pread(file, 8, 0), "little")
    return os.pread(file, 8 + min(length, HEADER_BYTES_MAX), 0)


def _for_each(
    items: list[_Item], work: Callable[[_Item], str], *, at_rest: bool = False
) -> dict[str, str]:
    """Return by name what `work` makes of each item. at_rest: leave the processor to others."""

    def work_beside(item: _Item) -> str:
        with beside(item.tensor.device):
            return work(item)

    pool = ThreadPoolExecutor(WORKERS, "shelf", initializer=_give_way if at_rest else None)
    try:
        results = list(pool.map(work_beside, items))
    finally:
        pool.shutdown(cancel_futures=True)
    return {item.name: result for item, result in zip(items, results, strict=True)}


def _give_way() -> None:
    if sys.platform == "linux":  # where every thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)


def _numbers(tensor: Tensor) -> memoryview:
    """The bytes of a contiguous tensor on the CPU; nothing is copied."""
    flat: memoryview = tensor.flatten().view(torch.uint8).numpy().data
    return flat


def _write_all(file: int, numbers: memoryview, place: int) -> None:
    while numbers:
        num_written = os.pwrite(file, numbers, place)
        numbers, place = numbers[num_written:], place + num_written


def _read_all(file: int, numbers: memoryview, place: int) -> None:
    while numbers:
        num_read = os.preadv(file, [numbers], place)
        if not num_read:
            raise Unusable("it is not whole")
        numbers, place = numbers[num_read:], place + num_read
