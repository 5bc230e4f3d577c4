"""What is copied from and to a card runs beside the engine's stream, in the right order: streams
that only note what is asked of them, on a card that is the CPU.
"""

import threading
from contextlib import contextmanager, nullcontext

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_store import file as kv_file
from qa.engine.kv_store import pinned_memory, side_stream
from qa.engine.kv_store.pinned_memory import HostMemory
from qa.engine.kv_store.side_stream import beside
from qa.engine.kv_store.store import KVStore, StoreKey
from tests.engine.kv_store.caches import KEY, empty, filled, same

CARD = torch.device("cuda")


class Streams:
    """Stand-ins for torch.cuda's: what each thread did, in order, and on which stream."""

    def __init__(self, monkeypatch):
        self.said = []  # (thread, what)
        self._local = threading.local()
        noted = self

        class Stream:
            def __init__(self, device):
                assert device == CARD

            def wait_stream(self, other):
                assert other == "the engine's"
                noted.note("waits for the engine")

            def synchronize(self):
                noted.note("waited for")

        @contextmanager
        def on(stream):
            noted._local.stream = stream
            try:
                yield
            finally:
                del noted._local.stream

        monkeypatch.setattr(torch.cuda, "Stream", Stream)
        monkeypatch.setattr(torch.cuda, "stream", on)
        monkeypatch.setattr(torch.cuda, "default_stream", lambda device: "the engine's")
        for module in (kv_file, pinned_memory):  # the card is the CPU
            monkeypatch.setattr(module, "beside", lambda device: beside(CARD))

    def note(self, what):
        self.said.append((threading.get_ident(), what))

    @property
    def is_beside(self):
        return hasattr(self._local, "stream")

    def by_thread(self):
        found = {}
        for thread, what in self.said:
            found.setdefault(thread, []).append(what)
        return list(found.values())


class Copying(TorchDispatchMode):
    """Notes copies, each of which must be on a stream of its own."""

    def __init__(self, streams):
        super().__init__()
        self.streams = streams

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if operation._schema.name == "aten::copy_":
            assert self.streams.is_beside
            self.streams.note("copy")
        return operation(*args, **(kwargs or {}))


@pytest.fixture
def streams(monkeypatch):
    return Streams(monkeypatch)


def in_order(num_copies):
    return ["waits for the engine", *["copy"] * num_copies, "waited for"]


def test_main_memory_takes_and_gives_beside_the_engine(streams, monkeypatch):
    read, host = filled(KVFormat.INT8, 50), HostMemory(10**7, pin=False)
    back = empty(KVFormat.INT8, 60)
    advance = KVCache.advance
    monkeypatch.setattr(
        KVCache, "advance", lambda arena, n: (streams.note("filled"), advance(arena, n))
    )
    with Copying(streams):
        host.put("one", KEY, read.tensors(50), lambda share: True)
        host.fill("one", KEY, back, 50, lambda share: True)

    copies = 2 * 4  # layers x keys, values and their scales
    (said,) = streams.by_thread()
    # nobody is told that an arena is filled before its copies have ended
    assert said == [*in_order(copies), *in_order(copies), "filled"]
    assert same(read, back)


def test_a_copy_that_is_broken_off_or_fails_has_ended_before_its_memory_goes(streams):
    read, host = filled(KVFormat.BF16, 50), HostMemory(10**7, pin=False)

    host.put("one", KEY, read.tensors(50), lambda share: False)
    with pytest.raises(KeyError), beside(CARD):
        raise KeyError

    (said,) = streams.by_thread()
    assert said == 2 * ["waits for the engine", "waited for"]


def test_workers_that_write_and_read_files_each_have_a_stream(streams, tmp_path):
    place = StoreKey(tmp_path, KEY)
    read, back = filled(KVFormat.KV4, 300), empty(KVFormat.KV4, 300)
    shelf = KVStore()

    shelf.keep(place, lambda: nullcontext(read), lambda share: True)
    assert shelf.fetch(place, back, 300, lambda share: True)

    tensors = 2 * len(read.tensors(300))
    for said in streams.by_thread():
        assert said == ["waits for the engine", "waited for"] * (len(said) // 2)
    assert len(streams.said) == 2 * 2 * tensors
    assert threading.get_ident() not in dict(streams.said)
    assert same(read, back)


def test_on_a_cpu_nothing_is_asked_of_a_card(monkeypatch):
    monkeypatch.setattr(side_stream.torch.cuda, "Stream", lambda device: pytest.fail("a stream"))

    with beside(torch.device("cpu")):
        pass
