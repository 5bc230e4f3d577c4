"""One document's wait for memory is nobody else's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from qa.engine.engine import Engine
from qa.engine.kv_store.store import KVStore
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.sampling import SamplingParams
from qa.library import Library
from qa.models.errors import EngineClosed, NotEnoughMemory
from qa.pipeline import read_document
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.prefixes import Prefixes
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.pdfs.make import simple_pdf

LONG_S = 20  # nothing here waits so long unless it is broken
ANNAS, BENS, ANNAS_NEXT = range(200), range(200, 400), range(100, 300)  # tokens of documents


class SlowStore(KVStore):
    """Says when it has begun to copy, and goes on when told to."""

    def __init__(self):
        super().__init__()
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()

    def keep(self, place, held, is_wanted):
        def slowly(share):
            self.has_begun.set()
            return self.may_go_on.wait(LONG_S) and is_wanted(share)

        super().keep(place, held, slowly)


class Watched(Engine):
    """Says when a document did not fit beside the others."""

    is_full = threading.Event()

    def read(self, token_ids, restore=None):
        try:
            return super().read(token_ids, restore)
        except NotEnoughMemory:
            self.is_full.set()
            raise


class Gate:
    """Lets an engine go on to its next round."""

    def __init__(self):
        self.is_at_work = threading.Event()
        self.may_go_on = threading.Event()

    def __call__(self):
        self.is_at_work.set()
        assert self.may_go_on.wait(LONG_S)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = make_checkpoint(tmp_path_factory.mktemp("model") / "tiny", tie_word_embeddings=False)
    return load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.FP32)


@pytest.fixture
def engine(model, monkeypatch):
    """Room for two documents and a question each, not for three."""
    monkeypatch.setattr(Watched, "is_full", threading.Event())
    room = int(model.arena(200).num_bytes * 2.5)
    with Watched(model, memory_bytes=room, prefill_chunk=64) as engine:
        yield engine


@pytest.fixture
def documents(tmp_path):
    """Anna's, Ben's, and Anna's next."""
    with Library(tmp_path / "library") as library:
        yield [
            read_document(
                simple_pdf([[f"Report {n}"]]), file_name="r.pdf", library=library, owner=owner
            )
            for n, owner in enumerate(("anna", "ben", "anna"))
        ]


def ask(engine, prefixes, document, token_ids):
    """Ask and give the answer's tokens."""
    reading, _ = prefixes.join(document, list(token_ids))
    try:
        return list(engine.ask(reading.result(), [1, 2, 3], SamplingParams(max_tokens=4)))
    finally:
        prefixes.leave(reading)


def test_while_memory_is_allocated_for_one_owner_another_is_answered(
    engine, model, documents, monkeypatch
):
    prefixes, arena = Prefixes(engine), type(model).arena
    has_begun, may_go_on = threading.Event(), threading.Event()

    def slowly(model, capacity):
        if capacity == len(ANNAS):
            has_begun.set()
            assert may_go_on.wait(LONG_S)
        return arena(model, capacity)

    bens_tokens = range(150)
    alone = ask(engine, prefixes, documents[1], bens_tokens)
    monkeypatch.setattr(type(model), "arena", slowly)
    with ThreadPoolExecutor(2) as pool:
        anna = pool.submit(ask, engine, prefixes, documents[0], ANNAS)
        try:
            assert has_begun.wait(LONG_S)
            ben = pool.submit(ask, engine, prefixes, documents[1], bens_tokens)
            assert ben.result(LONG_S / 2) == alone
            assert not anna.done()
        finally:
            may_go_on.set()
        anna.result(LONG_S)


def test_while_one_owner_waits_for_a_document_to_be_saved_another_is_answered(engine, documents):
    store = SlowStore()
    persistence = KVPersistence(store, "fingerprint")
    prefixes = Prefixes(engine, persistence)
    store.may_go_on.set()
    alone = ask(engine, prefixes, documents[1], BENS)
    assert prefixes.is_settled(LONG_S)
    store.may_go_on.clear()
    store.has_begun.clear()
    ask(engine, prefixes, documents[0], ANNAS)
    assert store.has_begun.wait(LONG_S)
    bens, _ = prefixes.join(documents[1], list(BENS))  # so that Anna's own has to leave
    with ThreadPoolExecutor(2) as pool:
        anna = pool.submit(ask, engine, prefixes, documents[2], ANNAS_NEXT)
        try:
            assert engine.is_full.wait(LONG_S)
            ben = pool.submit(ask, engine, prefixes, documents[1], BENS)
            assert ben.result(LONG_S / 2) == alone
            assert not anna.done()
        finally:
            store.may_go_on.set()
        anna.result(LONG_S)
    prefixes.leave(bens)
    prefixes.close()


def test_memory_of_a_stopped_reading_is_waited_for_and_not_refused(model, documents):
    gate = Gate()
    room = int(model.arena(200).num_bytes * 1.5)
    with (
        Engine(model, memory_bytes=room, prefill_chunk=64, on_step=gate) as engine,
        ThreadPoolExecutor(1) as pool,
    ):
        prefixes = Prefixes(engine)
        try:
            stopped, _ = prefixes.join(documents[0], list(ANNAS))
            assert gate.is_at_work.wait(LONG_S)
            prefixes.leave(stopped)
            ben = pool.submit(prefixes.join, documents[1], list(BENS))
            with pytest.raises(TimeoutError):
                ben.result(0.2)
        finally:
            gate.may_go_on.set()
        reading, _ = ben.result(LONG_S)
        reading.result()
        prefixes.leave(reading)
        prefixes.close()
        assert engine.used_bytes == 0


def test_a_document_removed_in_the_middle_of_a_question_stays_until_it_ends(engine, documents):
    prefixes = Prefixes(engine)
    reading, _ = prefixes.join(documents[0], list(ANNAS))
    prefix = reading.result()
    prefixes.forget(documents[0].document_id)
    assert len(list(engine.ask(prefix, [1, 2, 3], SamplingParams(max_tokens=4)))) == 4
    assert not prefixes.has(documents[0], list(ANNAS))
    assert engine.used_bytes > 0
    prefixes.leave(reading)
    assert engine.used_bytes == 0


def test_a_document_removed_while_it_is_read_is_not_read_on(model, documents):
    gate = Gate()
    with Engine(model, memory_bytes=2**24, prefill_chunk=16, on_step=gate) as engine:
        prefixes = Prefixes(engine)
        reading, _ = prefixes.join(documents[0], list(ANNAS))
        assert gate.is_at_work.wait(LONG_S)
        prefixes.forget(documents[0].document_id)
        gate.may_go_on.set()
        with pytest.raises(EngineClosed):
            reading.result()
        prefixes.leave(reading)
        assert engine.used_bytes == 0


def test_closing_gives_back_what_nobody_uses_and_the_rest_when_it_is_left(engine, documents):
    prefixes = Prefixes(engine)
    ask(engine, prefixes, documents[0], ANNAS)
    reading, _ = prefixes.join(documents[1], list(BENS))
    reading.result()
    both = engine.used_bytes
    prefixes.close()
    assert engine.used_bytes == both / 2
    with pytest.raises(EngineClosed):
        prefixes.join(documents[0], list(ANNAS))
    prefixes.leave(reading)
    assert engine.used_bytes == 0


def test_who_waits_for_a_document_that_could_not_be_begun_hears_why(engine, documents, monkeypatch):
    prefixes = Prefixes(engine)
    in_use, _ = prefixes.join(documents[1], list(BENS))
    has_begun, may_go_on, read = threading.Event(), threading.Event(), Engine.read

    def slowly(self, token_ids, restore=None):
        has_begun.set()
        assert may_go_on.wait(LONG_S)
        return read(self, token_ids, restore)

    monkeypatch.setattr(Watched, "read", slowly)
    too_long = list(range(400))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(prefixes.join, documents[0], too_long)
        assert has_begun.wait(LONG_S)
        second = pool.submit(prefixes.join, documents[0], too_long)
        may_go_on.set()
        for joining in (first, second):
            with pytest.raises(NotEnoughMemory):
                joining.result(LONG_S)
    prefixes.leave(in_use)
    prefixes.close()
