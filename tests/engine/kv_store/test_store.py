"""A document that was read comes back bit for bit, or not at all."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from mmap import PAGESIZE
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_store.pinned_memory import HostMemory
from qa.engine.kv_store.store import KVStore, StoreKey
from tests.engine.kv_store.caches import KEY, OTHER_KEY, SHAPE, empty, filled, same

ROOT = Path(__file__).parents[3]
SAVE_SLOWLY = """
import sys, time
from contextlib import nullcontext
from pathlib import Path
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_store.store import KVStore, StoreKey
from tests.engine.kv_store.caches import KEY, filled

def is_wanted(share):
    print("one more", flush=True)
    time.sleep(600)  # until killed
    return True

folder, arena = Path(sys.argv[1]), filled(KVFormat.BF16, 300)
KVStore().keep(StoreKey(folder, KEY), lambda: nullcontext(arena), is_wanted)

"""


def on(*_):
    return True


def put(host, document, arena, is_wanted=on):
    host.put(document, KEY, arena.tensors(arena.length), is_wanted)


def keep(shelf, place, arena, is_wanted=on):
    shelf.keep(place, lambda: nullcontext(arena), is_wanted)


@pytest.fixture
def documents(tmp_path):
    """Folders of documents, as a library has them."""

    def folder(name):
        path = tmp_path / "documents" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    return folder


def used_at(place, seconds):
    os.utime(place.path, (seconds, seconds))


# -- there and back


@pytest.mark.parametrize("kv_format", list(KVFormat))
@pytest.mark.parametrize("num_tokens", [1, 128, 300])
def test_every_format_comes_back_bit_for_bit(documents, kv_format, num_tokens):
    place, read = StoreKey(documents("report"), KEY), filled(kv_format, num_tokens)
    keep(KVStore(), place, read)
    back = empty(kv_format, num_tokens)

    assert KVStore().fetch(place, back, num_tokens, on)
    assert back.length == num_tokens
    assert same(back, read)


def test_a_kept_reading_is_a_safetensors_file_for_its_owner_alone(documents):
    place, read = StoreKey(documents("report"), KEY), filled(KVFormat.BF16, 30)
    keep(KVStore(), place, read)

    assert [path.name for path in place.folder.iterdir()] == [place.path.name]
    assert place.path.stat().st_mode & 0o777 == 0o600
    stored = load_file(place.path)
    assert torch.equal(stored["layers.1.k"], read.tensors(30)["k"][1])


def test_an_arena_with_room_to_spare_is_filled_too(documents):
    place = StoreKey(documents("report"), KEY)
    keep(KVStore(), place, filled(KVFormat.INT8, 30))
    back = empty(KVFormat.INT8, 50)

    assert KVStore().fetch(place, back, 30, on)
    assert same(back, filled(KVFormat.INT8, 30))


# -- what is refused


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    place = StoreKey(tmp_path_factory.mktemp("documents") / "report", KEY)
    place.folder.mkdir()
    keep(KVStore(), place, filled(KVFormat.K8V16, 20))
    return place, place.path.read_bytes()


def refused(place, caplog, *, kv_format=KVFormat.K8V16, num_tokens=20):
    """Nothing is given, one line says so, and the file is gone."""
    caplog.clear()
    arena = empty(kv_format, num_tokens)
    given_back = KVStore().fetch(place, arena, num_tokens, on)
    assert not given_back
    assert arena.length == 0
    assert len(caplog.records) == 1
    return not place.path.exists()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_bits_are_flipped_it_is_refused(kept, caplog, data):
    place, sound = kept
    at = data.draw(st.integers(0, len(sound) - 1) | st.integers(0, 1200))
    flip = data.draw(st.integers(1, 255))
    damaged = bytearray(sound)
    damaged[at] ^= flip
    place.path.write_bytes(damaged)

    assert refused(place, caplog)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(length=st.integers(0, 3000), extra=st.booleans())
def test_a_file_cut_short_or_grown_is_refused(kept, caplog, length, extra):
    place, sound = kept
    place.path.write_bytes(sound + bytes(length + 1) if extra else sound[:length])

    assert refused(place, caplog)


def test_a_reading_put_into_another_place_by_hand_is_refused(documents, caplog):
    mine, theirs = StoreKey(documents("mine"), KEY), StoreKey(documents("theirs"), OTHER_KEY)
    keep(KVStore(), mine, filled(KVFormat.K8V16, 20))
    mine.path.rename(theirs.path)

    assert refused(theirs, caplog)


def test_a_file_of_another_format_or_length_is_refused(documents, caplog):
    place = StoreKey(documents("report"), KEY)
    for kv_format, num_tokens in ((KVFormat.INT8, 20), (KVFormat.K8V16, 21)):
        keep(KVStore(), place, filled(KVFormat.K8V16, 20))
        assert refused(place, caplog, kv_format=kv_format, num_tokens=num_tokens)


def test_another_key_or_folder_is_simply_absent(documents, caplog):
    keep(KVStore(), StoreKey(documents("mine"), KEY), filled(KVFormat.BF16, 20))
    for absent in (StoreKey(documents("mine"), OTHER_KEY), StoreKey(documents("theirs"), KEY)):
        assert not KVStore().fetch(absent, empty(KVFormat.BF16, 20), 20, on)
    assert not caplog.records


# -- what is interrupted


def test_a_process_killed_while_saving_leaves_nothing_to_be_taken_for_a_reading(documents):
    place = StoreKey(documents("report"), KEY)
    saving = subprocess.Popen(
        [sys.executable, "-c", SAVE_SLOWLY, str(place.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert saving.stdout.readline().startswith("one more")
    live = list(place.folder.iterdir())
    keep(KVStore(), StoreKey(documents("other"), KEY), filled(KVFormat.BF16, 20))
    assert list(place.folder.iterdir()) == live  # who writes it has not died yet
    saving.send_signal(signal.SIGKILL)
    saving.communicate()

    assert not place.path.exists()
    assert not KVStore().fetch(place, empty(KVFormat.BF16, 300), 300, on)
    keep(KVStore(), StoreKey(documents("other"), OTHER_KEY), filled(KVFormat.BF16, 20))
    assert list(place.folder.iterdir()) == []


def test_saving_and_fetching_stop_when_nobody_wants_them(documents, caplog):
    place, wanted = StoreKey(documents("report"), KEY), iter([True, True])
    keep(KVStore(), place, filled(KVFormat.BF16, 20), lambda share: next(wanted, False))
    assert list(place.folder.iterdir()) == []

    keep(KVStore(), place, filled(KVFormat.BF16, 20))
    assert not KVStore().fetch(place, empty(KVFormat.BF16, 20), 20, lambda share: share < 0.5)
    assert place.path.exists()
    assert not caplog.records


def test_a_full_disk_costs_a_line_in_the_log(documents, caplog, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.engine.kv_store.file.os.pwrite", full)
    place = StoreKey(documents("report"), KEY)
    keep(KVStore(), place, filled(KVFormat.BF16, 20))

    assert [record.getMessage() for record in caplog.records] == [
        "A reading was not kept on the shelf: No space left on device."
    ]
    assert list(place.folder.iterdir()) == []


def test_a_document_removed_meanwhile_is_no_news(tmp_path, caplog):
    keep(KVStore(), StoreKey(tmp_path / "documents" / "gone", KEY), filled(KVFormat.BF16, 20))
    assert not caplog.records


# -- caps


def test_the_least_recently_used_leaves_first(documents):
    read = filled(KVFormat.BF16, 100)
    places = [StoreKey(documents(f"report {n}"), KEY) for n in range(4)]
    keep(KVStore(), places[0], read)
    shelf = KVStore(3 * places[0].path.stat().st_size)
    for n, place in enumerate(places[:3]):
        keep(shelf, place, read)
        used_at(place, 1000 + n)
    assert shelf.fetch(places[0], empty(KVFormat.BF16, 100), 100, on)
    keep(shelf, places[3], read)

    assert [place.path.exists() for place in places] == [True, False, True, True]


def test_pages_picked_for_one_question_leave_before_whole_reports(documents):
    read = filled(KVFormat.BF16, 100)
    whole = StoreKey(documents("report"), KEY)
    picked = StoreKey(documents("report"), OTHER_KEY, is_for_one_question=True)
    keep(KVStore(), whole, read)
    shelf = KVStore(2 * whole.path.stat().st_size)
    keep(shelf, picked, read)
    used_at(whole, 1000)
    keep(shelf, StoreKey(documents("next"), KEY), read)

    assert whole.path.exists()
    assert not picked.path.exists()


def test_what_does_not_fit_at_all_drives_nothing_out(documents):
    small, large = StoreKey(documents("small"), KEY), StoreKey(documents("large"), KEY)
    keep(KVStore(), small, filled(KVFormat.BF16, 20))
    keep(KVStore(small.path.stat().st_size), large, filled(KVFormat.BF16, 200))

    assert small.path.exists()
    assert list(large.folder.iterdir()) == []


def test_a_generous_cap_does_not_fill_the_disk(documents, monkeypatch):
    place, free = StoreKey(documents("report"), KEY), 1_000_001_000
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free))
    keep(KVStore(10**12), place, filled(KVFormat.BF16, 20))

    assert list(place.folder.iterdir()) == []


# -- main memory; without CUDA its pages are not locked


@pytest.mark.parametrize("kv_format", list(KVFormat))
def test_main_memory_gives_back_what_it_took(kv_format):
    host, read, back = HostMemory(10**7, pin=False), filled(kv_format, 150), empty(kv_format, 150)
    put(host, "report", read, on)

    assert host.fill("report", KEY, back, 150, on)
    assert same(back, read)
    assert not host.fill("another", KEY, empty(kv_format, 150), 150, on)
    assert host.used_bytes == read.num_bytes


def test_main_memory_is_bounded_and_the_least_recently_used_leaves():
    read = filled(KVFormat.BF16, 100)
    host = HostMemory(2 * read.num_bytes, pin=False)
    for document in ("one", "two"):
        put(host, document, read)
    assert host.fill("one", KEY, empty(KVFormat.BF16, 100), 100, on)
    put(host, "three", read)

    there = [host.fill(d, KEY, empty(KVFormat.BF16, 100), 100, on) for d in ("one", "two", "three")]
    assert there == [True, False, True]
    assert host.used_bytes == 2 * read.num_bytes


def test_without_enough_memory_a_reading_is_left_out_with_a_line(monkeypatch, caplog):
    def refuse(*_, **__):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("qa.engine.kv_store.pinned_memory.mmap", refuse)
    host = HostMemory(10**7, pin=False)
    put(host, "report", filled(KVFormat.BF16, 20))

    assert host.used_bytes == 0
    assert "Cannot allocate memory" in caplog.text


def test_pages_are_locked_whole_and_once_and_unlocked_with_their_copy(monkeypatch, caplog):
    read = filled(KVFormat.INT8, 100)
    num_pieces = sum(map(len, read.tensors(100).values()))  # layers of keys, values and scales
    locked, limit = {}, 2 * num_pieces + 1

    def lock(address, size, flags):
        if len(locked) == limit:
            return 2  # cudaErrorMemoryAllocation
        assert not any(a < address + size and address < a + n for a, n in locked.items())
        locked[address] = size
        return 0

    def unlock(address):
        del locked[address]
        return 0

    runtime = SimpleNamespace(cudaHostRegister=lock, cudaHostUnregister=unlock)
    monkeypatch.setattr(torch.cuda, "cudart", lambda: runtime)
    host = HostMemory(10 * read.num_bytes)
    for document in ("one", "two", "three"):
        put(host, document, read)
    assert len(locked) == 2 * num_pieces
    assert not any(address % PAGESIZE or size % PAGESIZE for address, size in locked.items())
    for copy in host._copies.values():
        for layer in (layer for x in copy.tensors.values() for layer in x):
            assert layer.is_contiguous()
            assert layer.nbytes <= locked[layer.data_ptr()]
    assert "was not kept in main memory" in caplog.text
    host.forget("one")
    assert len(locked) == num_pieces
    host.close()
    assert not locked


def test_main_memory_forgets_a_removed_document_and_what_was_broken_off():
    read = filled(KVFormat.BF16, 100)
    host = HostMemory(10**7, pin=False)
    put(host, "report", read, lambda share: share < 1)
    assert host.used_bytes == 0
    put(host, "report", read, on)
    host.forget("report")

    assert host.used_bytes == 0
    assert not host.fill("report", KEY, empty(KVFormat.BF16, 100), 100, on)


def test_the_shelf_takes_from_main_memory_before_the_disk(documents):
    place, read = StoreKey(documents("report"), KEY), filled(KVFormat.BF16, 100)
    shelf = KVStore(host=HostMemory(10**7, pin=False))
    keep(shelf, place, read)
    place.path.unlink()
    back = empty(KVFormat.BF16, 100)

    assert shelf.fetch(place, back, 100, on)
    assert same(back, read)
    shelf.forget(place.document)
    assert not shelf.fetch(place, empty(KVFormat.BF16, 100), 100, on)


def test_a_file_is_written_from_main_memory_when_the_device_has_been_left(documents):
    place, read = StoreKey(documents("report"), KEY), filled(KVFormat.BF16, 100)
    shelf, held_while_writing = KVStore(host=HostMemory(10**7, pin=False)), []
    num_layers, is_held, steps = SHAPE.num_layers, [], []

    @contextmanager
    def held():
        is_held.append(True)
        yield read
        is_held.clear()

    def is_wanted(share):
        steps.append(share)
        if len(steps) > num_layers:  # the copy to main memory is over
            held_while_writing.extend(is_held)
        return True

    shelf.keep(place, held, is_wanted)
    assert len(steps) > num_layers
    assert held_while_writing == []
    back = empty(KVFormat.BF16, 100)
    assert KVStore().fetch(place, back, 100, on)
    assert same(back, read)


def test_a_copy_in_use_is_not_driven_out_but_forgotten_when_it_is_left():
    read = filled(KVFormat.BF16, 100)
    host = HostMemory(read.num_bytes, pin=False)
    put(host, "one", read)
    with host.borrowed("one", KEY) as tensors:
        put(host, "two", read)
        assert ("two", KEY) not in host
        host.forget("one")
        assert torch.equal(tensors["k"], read.tensors(100)["k"])
    assert host.used_bytes == 0


@pytest.mark.gpu
@pytest.mark.parametrize("kv_format", [KVFormat.BF16, KVFormat.FP8, KVFormat.KV4])
def test_locked_memory_and_the_disk_give_a_gpu_the_same_bits(documents, kv_format):
    place, read = StoreKey(documents("report"), KEY), filled(kv_format, 300, device="cuda")
    host = HostMemory(10**8)
    shelf = KVStore(host=host)
    keep(shelf, place, read)
    (copy,) = host._copies.values()
    assert all(x.is_pinned() for x in copy.tensors.values() if x.numel())
    back = empty(kv_format, 300, "cuda")
    assert shelf.fetch(place, back, 300, on)
    assert same(back, read)
    shelf.close()
    assert host.used_bytes == 0
    back = empty(kv_format, 300, "cuda")
    assert shelf.fetch(place, back, 300, on)
    assert same(back, read)
