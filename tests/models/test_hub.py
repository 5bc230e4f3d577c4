"""Fetching a model, with huggingface_hub's own code talking to a hub on this machine."""

import json
import os
import random
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub import constants

from qa.errors import UsageError
from qa.models import hub as model_hub
from qa.models.catalog import (
    KNOWN_MODELS,
    Auto,
    HubModel,
    ModelFolder,
    QuotesOnly,
    resolve,
)
from qa.models.errors import (
    HubUnreachable,
    ModelNotCached,
    ModelNotFetched,
    ModelNotFound,
    NoDiskSpace,
    NotAModelFolder,
)
from qa.models.hub_cache import cached
from tests.models.standin_hub import COMMIT, PIECE, StandinHub

MODEL = "some-lab/tiny-qwen3"
ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = random.Random(0).randbytes(3_000_000)
INDEX = b"""{"weight_map": {
    "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"
}}"""
FILES = {
    "config.json": b'{"model_type": "qwen3"}',
    "tokenizer.json": b"{}",
    "chat_template.jinja": b"{{ messages }}",
    "model.safetensors.index.json": INDEX,
    "merges.txt": b"a b",
    "model-00001-of-00002.safetensors": WEIGHTS,
    "model-00002-of-00002.safetensors": WEIGHTS[:700_001],
    "pytorch_model.bin": b"a pickle can run code",
    "modeling_qwen3.py": b"raise SystemExit('remote code ran')",
    "README.md": b"words",
}
ALLOWED = {n for n in FILES if n.endswith((".safetensors", ".json", ".jinja", ".txt"))}
NUM_BYTES = 3_700_001


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", PIECE)  # as small as our files
    return tmp_path / "hub"


@pytest.fixture
def hub(cache, monkeypatch):
    with StandinHub(MODEL, dict(FILES)) as hub:
        point_at(hub.url, monkeypatch)
        yield hub


def point_at(url, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", url)
    template = url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)


def test_a_fetched_model_is_complete_and_byte_for_byte_the_hub_s(hub):
    fetched = model_hub.fetch(MODEL)
    here = {path.name: path.read_bytes() for path in fetched.folder.iterdir()}
    assert here == {name: FILES[name] for name in ALLOWED}
    assert fetched.revision == COMMIT


def test_pickles_and_scripts_are_never_asked_for(hub):
    model_hub.fetch(MODEL)
    asked = " ".join(path for _, path, _ in hub.requests)
    assert "pytorch_model.bin" not in asked
    assert "modeling_qwen3.py" not in asked


def test_progress_counts_the_bytes_of_the_weights(hub):
    seen = []
    model_hub.fetch(MODEL, on_progress=lambda done, total: seen.append((done, total)))
    assert {total for _, total in seen} == {NUM_BYTES}
    done = [done for done, _ in seen]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, NUM_BYTES)


def test_the_second_fetch_needs_no_network(hub):
    first = model_hub.fetch(MODEL)
    hub.requests.clear()
    assert model_hub.fetch(MODEL) == first == cached(MODEL)
    assert hub.requests == []


def test_a_push_to_the_hub_changes_nothing_until_somebody_asks_for_it(hub):
    model_hub.fetch(MODEL)
    hub.commit = "f" * 40
    hub.files["config.json"] = b'{"model_type": "qwen3", "new": true}'
    assert model_hub.fetch(MODEL).revision == COMMIT
    assert model_hub.fetch(MODEL, "main").revision == "f" * 40
    assert model_hub.fetch(MODEL).revision == "f" * 40
    assert model_hub.fetch(MODEL, COMMIT).revision == COMMIT


def test_a_connection_that_drops_is_picked_up_at_the_same_byte(hub):
    hub.cut_after = 1_000_000
    fetched = model_hub.fetch(MODEL)
    assert (fetched.folder / "model-00001-of-00002.safetensors").read_bytes() == WEIGHTS
    assert sum(bool(r) for r in hub.downloads("model-00001-of-00002.safetensors")) == 1


FETCH = f"""
from huggingface_hub import constants
from qa.models.hub import fetch
constants.DOWNLOAD_CHUNK_SIZE = {PIECE}
print(fetch({MODEL!r}).folder)
"""


def fetching_process(hub, cache):
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_CACHE": str(cache),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-c", FETCH], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_a_killed_fetch_goes_on_where_it_stopped(cache):
    with StandinHub(MODEL, dict(FILES), seconds_per_piece=0.1) as hub:
        process = fetching_process(hub, cache)
        deadline = time.monotonic() + 20
        while sum(p.stat().st_size for p in cache.rglob("*.part")) < 300_000:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
        process.communicate()
        arrived = sum(p.stat().st_size for p in cache.rglob("*.part"))
        hub.seconds_per_piece = 0.0
        hub.requests.clear()
        process = fetching_process(hub, cache)
        folder = Path(process.communicate(timeout=30)[0].strip())
        ranges = [hub.downloads(n) for n in FILES if n.endswith(".safetensors")]
    assert [f"bytes={arrived}-"] in ranges
    assert (folder / "model-00001-of-00002.safetensors").read_bytes() == WEIGHTS
    assert list(cache.rglob("*.part")) == []


def test_a_server_that_cannot_resume_sends_the_file_again(hub):
    def stop(done, total):
        if done > 800_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model_hub.fetch(MODEL, on_progress=stop)
    hub.resumes = False
    fetched = model_hub.fetch(MODEL)
    assert (fetched.folder / "model-00001-of-00002.safetensors").read_bytes() == WEIGHTS


def test_damaged_weights_are_refused_and_not_kept(hub, cache):
    hub.damage = True
    with pytest.raises(ModelNotFetched, match="arrived damaged"):
        model_hub.fetch(MODEL)
    assert cached(MODEL) is None
    hub.damage = False
    assert model_hub.fetch(MODEL).revision == COMMIT


def test_without_a_network_the_sentence_names_host_and_ways_out(cache, monkeypatch):
    point_at("http://127.0.0.1:9", monkeypatch)
    with pytest.raises(HubUnreachable, match=r"127\.0\.0\.1:9 cannot be reached.*HF_ENDPOINT"):
        model_hub.fetch(MODEL)


def test_a_name_or_revision_the_hub_does_not_know_is_said_so(hub):
    with pytest.raises(ModelNotFound, match="some-lab/other"):
        model_hub.fetch("some-lab/other")
    with pytest.raises(ModelNotFound, match="tiny-qwen3@no-such-tag"):
        model_hub.fetch(MODEL, "no-such-tag")
    with pytest.raises(ModelNotFound):
        model_hub.fetch("not a name at all")


def test_a_hub_in_trouble_is_quoted(hub):
    hub.status = 503
    with pytest.raises(ModelNotFetched, match="503"):
        model_hub.fetch(MODEL)


def test_a_full_disk_is_seen_before_the_first_byte(hub, monkeypatch):
    usage = namedtuple("usage", "total used free")(0, 0, 1_000_000)
    monkeypatch.setattr(model_hub.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(NoDiskSpace, match=r"0\.0 GB are free"):
        model_hub.fetch(MODEL)
    assert not any("resolve" in path for _, path, _ in hub.requests)


def test_offline_uses_the_cache_and_says_when_it_cannot(hub, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotCached, match="HF_HUB_OFFLINE"):
        model_hub.fetch(MODEL)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    fetched = model_hub.fetch(MODEL)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert model_hub.fetch(MODEL) == fetched


def test_what_another_program_fetched_serves_offline(hub, cache, monkeypatch):
    huggingface_hub.snapshot_download(MODEL, allow_patterns=["*.json", "*.safetensors"])
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    hub.requests.clear()
    assert model_hub.fetch(MODEL).revision == COMMIT
    assert hub.requests == []


def test_what_another_program_fetched_in_part_does_not_count(hub, cache):
    huggingface_hub.snapshot_download(MODEL, allow_patterns=["*.json"])
    for listing in cache.rglob("trees/*.json"):  # older versions of the library keep none
        listing.unlink()
    assert cached(MODEL) is None
    assert (model_hub.fetch(MODEL).folder / "model-00001-of-00002.safetensors").exists()


def test_a_weight_that_was_deleted_is_fetched_again_from_the_same_commit(hub):
    (model_hub.fetch(MODEL).folder / "model-00001-of-00002.safetensors").resolve().unlink()
    old, hub.commit = hub.commit, "e" * 40
    hub.old_commits.add(old)
    assert model_hub.fetch(MODEL).revision == old


def test_a_repository_without_safetensors_is_refused(hub):
    hub.files = {name: data for name, data in FILES.items() if "safetensors" not in name}
    with pytest.raises(ModelNotFetched, match="no safetensors"):
        model_hub.fetch(MODEL)


def test_every_way_to_name_a_model_is_understood(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    with pytest.raises(NotAModelFolder, match=r"config\.json"):
        resolve(str(folder))
    (folder / "config.json").write_text("{}")
    assert resolve("auto") == Auto()
    assert resolve("quotes") == QuotesOnly()
    assert resolve("Qwen/Qwen3-0.6B-FP8") == HubModel("Qwen/Qwen3-0.6B-FP8")
    assert resolve(f"a/b@{COMMIT}") == HubModel("a/b", COMMIT)
    assert resolve(str(folder)) == ModelFolder(folder)


@pytest.mark.parametrize("spec", ["./nowhere", "/no/such/folder", "~/nothing-here"])
def test_a_folder_that_is_not_there_is_said_so(spec):
    with pytest.raises(NotAModelFolder, match="the folder itself"):
        resolve(spec)


@pytest.mark.parametrize("spec", ["", "gpt", "a/b/c", "quotes please", "a/b@../../etc"])
def test_what_cannot_be_a_model_is_refused_with_an_example(spec):
    with pytest.raises(UsageError, match="Qwen/Qwen3-4B"):
        resolve(spec)


def test_sizes_by_arithmetic_are_those_of_the_published_models():
    billions = {m.model_id: m.shape.num_parameters / 1e9 for m in KNOWN_MODELS}
    assert [round(b, 2) for b in billions.values()] == [4.02, 0.60, 1.72, 8.19]


def test_naming_models_needs_no_torch():
    code = "import sys, qa.models.hub, qa.models.catalog; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.lower()) is False
