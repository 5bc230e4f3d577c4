"""Copies of read documents in page-locked main memory, from where a GPU takes them back at the
speed of its bus. The least recently used leave first.

The memory is locked by hand: torch's own pinned allocator rounds a size up to the next power of two
and keeps what was freed (https://github.com/pytorch/pytorch/issues/150517). It is locked a layer at
a time: others report that while pages are locked the driver lets nobody else in, for seconds where
they are many (vLLM pull request 51081, TensorRT-LLM 17773), and an answer would stand still. No two
layers share a page, which could not be locked twice. Copies are made beside the engine's passes
(qa.engine.kv_store.side_stream).
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, PAGESIZE, mmap
from threading import Lock

import torch
from torch import Tensor

from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_store.file import IsWanted
from qa.engine.kv_store.side_stream import beside

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

    def put(self, document: str, key: str, tensors: dict[str, Tensor], is_wanted: IsWanted) -> None:
        """Copy what an arena holds, unless it is here. What does not fit is left out."""
        needed = _num_bytes(tensors)
        if not self._reserve((document, key), needed):
            return
        copy, is_whole = None, False
        try:
            copy = _Copy(tensors)
            if self._pin:
                copy.lock()
            is_whole = _copy_layers(tensors, copy.tensors, is_wanted)
        except (OSError, RuntimeError) as error:  # no such memory, or a limit on what is locked
            log.warning("A reading was not kept in main memory: %s.", error)
        with self._lock:
            if copy is not None and is_whole:
                self._copies[document, key] = copy
            else:
                self._used_bytes -= needed
                if copy is not None:
                    copy.unlock()

    def fill(
        self, document: str, key: str, arena: KVCache, num_tokens: int, is_wanted: IsWanted
    ) -> bool:
        """Fill an empty arena with `num_tokens` tokens; whether they were here."""
        with self.borrowed(document, key) as tensors:
            if tensors is None or not _copy_layers(tensors, arena.tensors(num_tokens), is_wanted):
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
    """Tensors of the shapes of others, in a stretch of main memory with pages of its own."""

    def __init__(self, like: dict[str, Tensor]) -> None:
        """Raise OSError where there is not so much memory. like: [L, ...] each."""
        room = {name: _whole_pages(x[0].nbytes) for name, x in like.items()}  # of a layer
        pages = mmap(
            -1,
            sum(len(x) * room[name] for name, x in like.items()),
            flags=MAP_PRIVATE | MAP_ANONYMOUS,
        )
        self.tensors: dict[str, Tensor] = {}
        self.num_users = 0
        self.is_dropped = False
        self._locked: list[int] = []  # addresses
        memory = torch.frombuffer(pages, dtype=torch.uint8)
        start = 0
        for name, x in like.items():
            end = start + len(x) * room[name]
            layers = memory[start:end].view(len(x), room[name])[:, : x[0].nbytes]
            self.tensors[name] = layers.view(x.dtype).view(x.shape)
            start = end

    def lock(self) -> None:
        """Lock the pages until `unlock`; raises RuntimeError where the system refuses."""
        register = torch.cuda.cudart().cudaHostRegister
        for layer in (layer for x in self.tensors.values() for layer in x if layer.nbytes):
            address, size = layer.data_ptr(), _whole_pages(layer.nbytes)
            error = int(register(address, size, HOST_REGISTER_PORTABLE))
            if error:
                self.unlock()
                _forget_error()
                raise RuntimeError(f"cudaHostRegister of {size} bytes gave error {error}")
            self._locked.append(address)

    def unlock(self) -> None:
        while self._locked:
            error = int(torch.cuda.cudart().cudaHostUnregister(self._locked.pop()))
            assert not error, error


def _whole_pages(num_bytes: int) -> int:
    """At least one, so that nothing is a place too."""
    return max(1, -(-num_bytes // PAGESIZE)) * PAGESIZE


def _forget_error() -> None:
    """CUDA keeps an error until somebody asks, who takes it for his own: here nobody does."""
    if torch.cuda.is_available():
        with suppress(RuntimeError):
            torch.zeros(1, device="cuda")


def _num_bytes(tensors: dict[str, Tensor]) -> int:
    return sum(tensor.nbytes for tensor in tensors.values())


def _copy_layers(source: dict[str, Tensor], target: dict[str, Tensor], is_wanted: IsWanted) -> bool:
    """Copy layer by layer; False as soon as it is no longer wanted."""
    num_layers = len(next(iter(target.values())))
    devices = {x.device for tensors in (source, target) for x in tensors.values()}
    device = next((d for d in devices if d.type == "cuda"), torch.device("cpu"))
    with beside(device):
        for layer in range(num_layers):
            for name, tensor in target.items():
                tensor[layer].copy_(source[name][layer])
            if not is_wanted((layer + 1) / num_layers):
                return False
    return True
