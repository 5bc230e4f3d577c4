"""Copies of read documents in page-locked main memory, from where a GPU takes them back at the
speed of its bus. The least recently used leave first.

The memory is locked by hand: torch's own pinned allocator rounds a size up to the next power of two
and keeps what was freed (https://github.com/pytorch/pytorch/issues/150517). Copies are ordered with
the engine's passes, as in qa.engine.shelf_file.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import torch
from torch import Tensor

from qa.engine.kv_cache import KVArena
from qa.engine.shelf_file import GoOn

HOST_REGISTER_PORTABLE = 1  # locked for every CUDA context, as torch itself asks for

log = logging.getLogger("pagewitness")


class HostMemory:
    """Copies by document and key, at most `max_bytes` of them. Safe to use from many threads."""

    def __init__(self, max_bytes: int, *, pin: bool = True) -> None:
        """pin: lock the pages; False where there is no CUDA."""
        self._max_bytes = max_bytes
        self._pin = pin
        self._copies: OrderedDict[tuple[str, str], _Copy] = OrderedDict()
        self._used_bytes = 0
        self._lock = Lock()

    @property
    def used_bytes(self) -> int:
        return self._used_bytes

    def __contains__(self, name: tuple[str, str]) -> bool:
        return name in self._copies

    def put(self, document: str, key: str, tensors: dict[str, Tensor], go_on: GoOn) -> None:
        """Copy what an arena holds, unless it is here. What does not fit is left out."""
        if not self._reserve((document, key), _num_bytes(tensors)):
            return
        copy = _Copy(tensors)
        try:
            if self._pin:
                copy.lock()
            is_whole = _copy_layers(tensors, copy.tensors, go_on)
        except RuntimeError as error:  # the system's limit on locked memory, or no memory at all
            log.warning("A reading was not kept in main memory: %s", error)
            is_whole = False
        with self._lock:
            if is_whole:
                self._copies[document, key] = copy
            else:
                self._free(copy)

    def fill(self, document: str, key: str, arena: KVArena, num_tokens: int, go_on: GoOn) -> bool:
        """Fill an empty arena with `num_tokens` tokens; whether they were here."""
        with self.borrowed(document, key) as tensors:
            if tensors is None or not _copy_layers(tensors, arena.tensors(num_tokens), go_on):
                return False
        arena.advance(num_tokens)
        return True

    @contextmanager
    def borrowed(self, document: str, key: str) -> Iterator[dict[str, Tensor] | None]:
        """Give a copy, which stays while the block runs; None if it is not here."""
        with self._lock:
            copy = self._copies.get((document, key))
            if copy is not None:
                self._copies.move_to_end((document, key))
                copy.num_users += 1
        try:
            yield None if copy is None else copy.tensors
        finally:
            if copy is not None:
                with self._lock:
                    copy.num_users -= 1
                    if copy.is_dropped and not copy.num_users:
                        self._free(copy)

    def forget(self, document: str) -> None:
        """Drop the copies of a document that was removed."""
        with self._lock:
            for name in [name for name in self._copies if name[0] == document]:
                self._drop(name)

    def close(self) -> None:
        """Drop all copies."""
        with self._lock:
            for name in list(self._copies):
                self._drop(name)

    def _reserve(self, name: tuple[str, str], needed: int) -> bool:
        """Count the bytes of a copy that is about to be made, and drop others for them."""
        with self._lock:
            if name in self._copies or needed > self._max_bytes:
                return False
            for other in [name for name, copy in self._copies.items() if not copy.num_users]:
                if self._used_bytes + needed > self._max_bytes:
                    self._drop(other)
            if self._used_bytes + needed > self._max_bytes:
                return False
            self._used_bytes += needed
            return True

    def _drop(self, name: tuple[str, str]) -> None:
        """Free a copy as soon as nobody uses it."""
        copy = self._copies.pop(name)
        copy.is_dropped = True
        if not copy.num_users:
            self._free(copy)

    def _free(self, copy: "_Copy") -> None:
        self._used_bytes -= _num_bytes(copy.tensors)
        copy.unlock()


class _Copy:
    """Contiguous tensors of the shapes of others, in main memory."""

    def __init__(self, like: dict[str, Tensor]) -> None:
        self.tensors = {name: torch.empty(x.shape, dtype=x.dtype) for name, x in like.items()}
        self.num_users = 0
        self.is_dropped = False
        self._locked: list[int] = []

    def lock(self) -> None:
        """Lock the pages until `unlock`; raises RuntimeError where the system refuses."""
        cudart = torch.cuda.cudart()
        for tensor in self.tensors.values():
            if tensor.nbytes:
                address = tensor.data_ptr()
                _check(cudart.cudaHostRegister(address, tensor.nbytes, HOST_REGISTER_PORTABLE))
                self._locked.append(address)

    def unlock(self) -> None:
        while self._locked:
            _check(torch.cuda.cudart().cudaHostUnregister(self._locked.pop()))


def _num_bytes(tensors: dict[str, Tensor]) -> int:
    return sum(tensor.nbytes for tensor in tensors.values())


def _copy_layers(source: dict[str, Tensor], target: dict[str, Tensor], go_on: GoOn) -> bool:
    """Copy layer by layer; False as soon as it is no longer wanted."""
    num_layers = len(next(iter(target.values())))
    for layer in range(num_layers):
        for name, tensor in target.items():
            tensor[layer].copy_(source[name][layer])
        if not go_on((layer + 1) / num_layers):
            return False
    return True


def _check(error: int) -> None:
    torch.cuda.check_error(int(error))
