"""An allocation that fails while a reading is filed leaves nothing, and the next one is filed."""

from contextlib import nullcontext

import pytest

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_store import file as module
from qa.engine.kv_store.store import KVStore, StoreKey
from tests.engine.kv_store.caches import KEY, empty, filled, same

STEPS = ["_items", "_header", "_numbers", "_write_all", "_for_each"]


def wanted(*_):
    return True


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't allocate memory")])
@pytest.mark.parametrize("step", STEPS)
def test_an_allocation_that_fails_leaves_no_file_and_the_next_reading_is_kept(
    tmp_path, monkeypatch, step, error
):
    shelf, place = KVStore(), StoreKey(tmp_path, KEY)
    arena, really = filled(KVFormat.BF16, 20), getattr(module, step)
    for fails_at in range(100):
        # given that the n-th call finds no memory
        calls = iter(range(1_000))

        def failing(*args, _calls=calls, _fails_at=fails_at, **named):
            if next(_calls) == _fails_at:
                raise error
            return really(*args, **named)

        monkeypatch.setattr(module, step, failing)
        try:
            shelf.keep(place, lambda: nullcontext(arena), wanted)
        except type(error):
            # then nothing is there to be taken for a reading
            assert not shelf.has(place)
            assert list(tmp_path.iterdir()) == []
        else:
            break
    assert fails_at > 0, "no call failed"
    # and what is kept in the end comes back
    monkeypatch.setattr(module, step, really)
    back = empty(KVFormat.BF16, 20)
    assert shelf.fetch(place, back, 20, wanted)
    assert same(arena, back)
