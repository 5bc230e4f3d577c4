"""What a model has read once is not read again: not in the next question, not after a restart."""

import hashlib
import threading
import time

import pytest
import torch

from qa.answer import Answer, Progress
from qa.engine.engine import Engine
from qa.engine.kv_store.fingerprint import fingerprint
from qa.engine.kv_store.store import KVStore, StoreKey
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.sampling import SamplingParams
from qa.formats.answer_json import answer_from_json, answer_to_json
from qa.library import SAMPLES_OWNER, Library
from qa.models.catalog import ModelFolder
from qa.models.errors import NotEnoughMemory
from qa.pipeline import read_document
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.prefixes import Prefixes
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.pdfs.make import simple_pdf
from tests.prompting.tiny_tokenizer import TEXTS, make_tokenizer

PAGES = [
    ["Management discussion", "Net sales increased 5% to $12,345 million in 2019.", "Page 1"],
    ["Consolidated statements of cash flows", "Depreciation 1,488 1,544 1,474"],
    ["Notes", "The Company leases warehouses in Ohio and Texas.", "Nothing else is due."],
]


@pytest.fixture(scope="module")
def make_model(tmp_path_factory):
    """Write a checkpoint with its tokenizer."""

    def make(name="tiny", *, texts=TEXTS, **changes):
        folder = tmp_path_factory.mktemp("model") / name
        control = make_tokenizer(folder, texts)
        return make_checkpoint(
            folder, eos_token_id=control["<|im_end|>"], tie_word_embeddings=False, **changes
        )

    return make


@pytest.fixture(scope="module")
def folder(make_model):
    return make_model()


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "library") as library:
        yield library


def report(library, pages=PAGES, owner="ann"):
    data = simple_pdf(pages)
    return read_document(data, file_name="report.pdf", library=library, owner=owner)


def ask(model_folder, document, question="What were net sales?", **options):
    """Start, ask one question, end."""
    options = {"context_tokens": 2048} | options
    reader = load_reader(ModelFolder(model_folder), options=ModelOptions(**options))
    reader._params = SamplingParams(max_tokens=12)
    try:
        *_, answer = reader.answer(document, question)
    finally:
        reader.close()
    assert isinstance(answer, Answer)
    return answer


def shelf_files(document):
    return sorted(document.folder.glob("shelf-*"))


# -- after a restart


def test_after_a_restart_the_document_is_not_read_and_the_answer_is_the_same(folder, library):
    document = report(library)
    fresh = ask(folder, document)
    (kept,) = shelf_files(document)
    again = ask(folder, document)
    other = ask(folder, document, "And depreciation?")

    assert (fresh.usage.cached_tokens, fresh.usage.shelf_tokens) == (0, 0)
    assert again.usage.cached_tokens == again.usage.shelf_tokens > 100
    assert other.usage.cached_tokens == again.usage.cached_tokens
    assert (again.text, again.citations) == (fresh.text, fresh.citations)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert answer_from_json(answer_to_json(again)) == again


def test_the_next_question_of_the_same_run_is_answered_from_memory(folder, library):
    document = report(library)
    ask(folder, document)
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    reader._params = SamplingParams(max_tokens=12)
    try:
        *_, first = reader.answer(document, "What?")
        *_, second = reader.answer(document, "What?")
    finally:
        reader.close()
    assert first.usage.shelf_tokens == first.usage.cached_tokens > 0
    assert second.usage.shelf_tokens == 0
    assert second.usage.cached_tokens == first.usage.cached_tokens


def test_a_reader_knows_what_was_read_before_it_started(folder, library):
    document, other = report(library), report(library, pages=PAGES[:2])
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        before = reader.has_read(document)
        for _ in reader.read_ahead(document):
            pass
        assert (before, reader.has_read(document)) == (False, True)
    finally:
        reader.close()
    # reads less at once, so that neither document fits unless somebody waits
    reader = load_reader(ModelFolder(folder), options=ModelOptions(700))
    try:
        assert reader.has_read(document)
        assert not reader.has_read(document, {1})
        assert not reader.has_read(other)
        for path in shelf_files(document):
            path.unlink()
        assert not reader.has_read(document)
    finally:
        reader.close()


def test_logits_behind_a_kept_document_are_those_behind_a_fresh_one(folder, tmp_path):
    model = load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.INT8)
    tokens = torch.randint(0, 500, (200,), generator=torch.Generator().manual_seed(1)).tolist()
    place, shelf = StoreKey(tmp_path, "a" * 64), KVStore()
    logits = []
    forward = model.forward

    def recorded(batch, **options):
        logits.append(forward(batch, **options))
        return logits[-1]

    model.forward = recorded

    def written(prefix, engine):
        logits.clear()
        return list(engine.ask(prefix, tokens[:9], SamplingParams(max_tokens=6))), list(logits)

    with Engine(model, memory_bytes=2**26, prefill_chunk=64) as engine:
        prefix = engine.read(tokens).result()
        shelf.keep(place, lambda: engine.held(prefix), lambda share: True)
        fresh_tokens, fresh_logits = written(prefix, engine)
    with Engine(model, memory_bytes=2**26, prefill_chunk=64) as engine:
        reading = engine.read(tokens, lambda *to: shelf.fetch(place, to[0], 200, to[1]))
        kept_tokens, kept_logits = written(reading.result(), engine)
    assert reading.was_restored
    assert kept_tokens == fresh_tokens
    assert all(map(torch.equal, kept_logits, fresh_logits))


def test_a_damaged_reading_is_read_again_and_replaced(folder, library, caplog):
    document = report(library)
    fresh = ask(folder, document)
    (kept,) = shelf_files(document)
    sound = kept.read_bytes()
    kept.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    again = ask(folder, document)

    assert again.usage.cached_tokens == 0
    assert again.text == fresh.text
    assert "deleted and not used" in caplog.text
    assert kept.read_bytes() == sound


def test_pages_picked_for_a_question_are_kept_for_that_question(folder, library):
    rents = ["Rents are paid each month in advance."] * 40
    document = report(library, [rents, ["Depreciation was 1,488 in 2019."]])
    fresh = ask(folder, document, "How much was depreciation?", context_tokens=900)
    again = ask(folder, document, "How much was depreciation?", context_tokens=900)

    assert fresh.coverage.left_out
    assert again.usage.cached_tokens == again.usage.shelf_tokens > 0
    assert [path.name[:8] for path in shelf_files(document)] == ["shelf-q-"]


# -- what counts as another reading


def test_another_model_tokenizer_or_text_finds_nothing(folder, make_model, library):
    document = report(library)
    ask(folder, document)

    others = [
        make_model("tiny", seed=1),
        make_model("tiny", texts=[*TEXTS, "warehouses in Ohio " * 9]),
        make_model("tiny", rope_theta=2_000_000.0),
    ]
    assert [ask(other, document).usage.cached_tokens for other in others] == [0, 0, 0]
    other_text = report(library, [*PAGES[:2], ["Notes", "The Company leases nothing."]])
    assert ask(folder, other_text).usage.cached_tokens == 0
    assert ask(folder, document).usage.cached_tokens > 0


def test_nobody_gets_what_was_read_for_another_owner(folder, library, caplog):
    anns, bens = report(library, owner="ann"), report(library, owner="ben")
    ask(folder, anns)
    assert ask(folder, bens).usage.cached_tokens == 0

    (hers,), (his,) = shelf_files(anns), shelf_files(bens)
    his.write_bytes(hers.read_bytes())  # not even by hand
    assert ask(folder, bens).usage.cached_tokens == 0
    assert "deleted and not used" in caplog.text


def test_a_sample_is_read_once_for_all_its_readers(folder, library):
    sample = report(library, owner=SAMPLES_OWNER)
    ask(folder, sample.seen_by("ann"))
    assert ask(folder, sample.seen_by("ben")).usage.shelf_tokens > 0


def test_a_changed_weights_file_is_another_model(folder, make_model, monkeypatch):
    model = load_model(folder, device=torch.device("cpu"))
    copy = make_model("copy")
    one = fingerprint(model, copy, weight_format="int8")
    assert fingerprint(model, copy, weight_format="int8") == one
    changed = {fingerprint(model, copy, weight_format="int8", prefill="sparse"), one}
    changed.add(fingerprint(model, copy, weight_format="bf16"))
    changed.add(fingerprint(model, copy, weight_format="int8", revision="abc"))
    for path in (copy / "tokenizer.json", *copy.glob("*.safetensors")):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        changed.add(fingerprint(model, copy, weight_format="int8"))
    assert len(changed) == 7


# -- private, bounded, removable


def test_with_no_room_on_the_shelf_nothing_is_kept(folder, library):
    document = report(library)
    ask(folder, document, shelf_bytes=0)
    assert shelf_files(document) == []
    ask(folder, document, shelf_bytes=1000)
    assert shelf_files(document) == []


def test_a_removed_document_takes_its_readings_along(folder, library):
    document, swept = report(library), report(library, PAGES[:2])
    for one in (document, swept):
        ask(folder, one)
    library.remove(document.document_id, owner="ann")
    assert not document.folder.exists()
    library.sweep(older_than_seconds=-1)
    assert not swept.folder.exists()


class SlowShelf(KVStore):
    """Says when it begins to write, and goes on when told to."""

    def __init__(self):
        super().__init__()
        self.begun, self.gate = threading.Event(), threading.Event()

    def keep(self, place, held, is_wanted):
        def slowly(share):
            self.begun.set()
            return self.gate.wait(20) and is_wanted(share)

        super().keep(place, held, slowly)


@pytest.fixture
def slow(folder, monkeypatch):
    """An engine that has room for one document and a half, and a shelf that takes its time."""
    model = load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.FP32)
    shelf = SlowShelf()
    room = int(model.arena(200).num_bytes * 1.5)
    with Engine(model, memory_bytes=room, prefill_chunk=64) as engine:
        keeping = KVPersistence(shelf, "fingerprint")
        yield Prefixes(engine, keeping), shelf
        shelf.gate.set()
        keeping.close()


def read(prefixes, document, seed=0):
    ids = torch.randint(0, 500, (200,), generator=torch.Generator().manual_seed(seed)).tolist()
    reading, _ = prefixes.join(document, ids)
    reading.wait()
    prefixes.leave(reading)
    return reading


def test_a_document_removed_while_it_is_being_kept_leaves_nothing(slow, library):
    prefixes, shelf = slow
    document = report(library)
    read(prefixes, document)
    assert shelf.begun.wait(10)
    library.remove(document.document_id, owner="ann")
    document.folder.mkdir()  # as when the removal met the file being written
    (document.folder / "shelf-0.partial").touch()
    shelf.gate.set()
    prefixes.close()
    assert not document.folder.exists()


def test_a_document_that_is_being_kept_makes_room_for_one_that_somebody_waits_for(slow, library):
    prefixes, shelf = slow
    read(prefixes, report(library))
    assert shelf.begun.wait(10)
    threading.Timer(0.2, shelf.gate.set).start()
    reading = read(prefixes, report(library, PAGES[:2]), seed=1)
    assert not reading.has_failed


def test_reading_ahead_waits_until_what_was_read_before_is_kept(folder, library, monkeypatch):
    documents = [report(library), report(library, PAGES[:2])]
    gate, keep = threading.Event(), KVStore.keep

    def slowly(self, *arguments):
        assert gate.wait(20)
        keep(self, *arguments)

    monkeypatch.setattr(KVStore, "keep", slowly)
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        list(reader.read_ahead(documents[0]))
        ahead = reader.read_ahead(documents[1])
        assert next(ahead).stage == "opening"
        gate.set()
        list(ahead)
    finally:
        gate.set()
        reader.close()
    assert [len(shelf_files(document)) for document in documents] == [1, 1]


def test_what_ends_after_the_shelf_was_closed_is_not_kept(slow, library, caplog):
    prefixes, shelf = slow
    document = report(library)
    reading, _ = prefixes.join(document, list(range(200)))
    reading.wait()
    prefixes.close()
    prefixes.leave(reading)
    assert not shelf.begun.is_set()
    assert shelf_files(document) == []


def test_a_fault_while_keeping_is_in_the_log(slow, library, caplog, monkeypatch):
    prefixes, shelf = slow

    def fail(*_):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(shelf, "keep", fail)
    read(prefixes, report(library))
    prefixes.close()
    assert "out of memory" in caplog.text


def test_what_somebody_waits_for_is_not_given_away(slow, library):
    prefixes, shelf = slow
    shelf.gate.set()
    document = report(library)
    joined, _ = prefixes.join(document, list(range(200)))
    with pytest.raises(NotEnoughMemory):
        prefixes.join(document, list(range(1, 201)))
    prefixes.leave(joined)


def test_bringing_back_is_shown_and_can_be_stopped(folder, library, monkeypatch):
    document = report(library)
    ask(folder, document)
    gate, fetch = threading.Event(), KVStore.fetch

    def slowly(self, place, arena, num_tokens, is_wanted):
        is_wanted(0.5)
        assert gate.wait(20)
        return fetch(self, place, arena, num_tokens, is_wanted)

    monkeypatch.setattr(KVStore, "fetch", slowly)
    reader = load_reader(ModelFolder(folder), options=ModelOptions(2048))
    try:
        events = reader.answer(document, "What?")
        progress = next(events)
        assert isinstance(progress, Progress)
        assert progress.stage == "restoring"
        assert progress.done == progress.total // 2
        events.close()
        gate.set()
        deadline = time.monotonic() + 20
        while reader._engine.used_bytes and time.monotonic() < deadline:
            time.sleep(0.01)
        assert reader._engine.used_bytes == 0
    finally:
        gate.set()
        reader.close()


def test_the_key_says_whose_document_it_is(library):
    anns, bens = report(library, owner="ann"), report(library, owner="ben")
    digest = hashlib.sha256(b"tokens").hexdigest()
    keeping = KVPersistence(KVStore(), "fingerprint")
    keys = {keeping.place(d, digest, is_for_one_question=False).key for d in (anns, bens, anns)}
    assert len(keys) == 2
