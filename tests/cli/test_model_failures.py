"""Whatever goes wrong with a model, the command line says it in one sentence and an exit code."""

import json
import random
from collections import namedtuple

import pytest
from huggingface_hub import constants

from qa.__main__ import main
from qa.engine.probing import device_info
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.models.standin_hub import StandinHub
from tests.pdfs.make import simple_pdf
from tests.prompting.tiny_tokenizer import make_tokenizer

MODEL = "some-lab/tiny-qwen3"
WEIGHTS = random.Random(0).randbytes(3_000_000)


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    """Ask a model about a report; returns the one sentence of its failure."""
    report = tmp_path / "acme.pdf"
    report.write_bytes(simple_pdf([["Net sales increased 5% to $12,345 million in 2019."]]))
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)

    def ask(model):
        assert main(["ask", str(report), "Net sales?", "--model", str(model)]) == 1
        out, sentence = capsys.readouterr()
        assert out == ""
        assert len(sentence.splitlines()) == 1
        return sentence

    return ask


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "model"
    control = make_tokenizer(folder)
    return make_checkpoint(
        folder, fp8=True, num_hidden_layers=1, eos_token_id=control["<|im_end|>"]
    )


def point_at(url, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", url)
    template = url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)


def leave_memory(free_kb, tmp_path, monkeypatch):
    meminfo = tmp_path / "meminfo"
    meminfo.write_text(f"MemTotal: 8000000 kB\nMemAvailable: {free_kb} kB\n")
    monkeypatch.setattr(device_info, "MEMINFO", meminfo)
    monkeypatch.setattr(device_info, "CGROUP", tmp_path)


def test_no_network(ask, monkeypatch):
    point_at("http://127.0.0.1:9", monkeypatch)
    assert "127.0.0.1:9 cannot be reached" in ask(MODEL)


def test_no_disk_space(ask, monkeypatch):
    files = {"config.json": b'{"model_type": "qwen3"}', "model.safetensors": WEIGHTS}
    usage = namedtuple("usage", "total used free")(0, 0, 1_000_000)
    with StandinHub(MODEL, files) as hub:
        point_at(hub.url, monkeypatch)
        monkeypatch.setattr("qa.models.hub.shutil.disk_usage", lambda path: usage)
        assert "0.0 GB are free" in ask(MODEL)


def test_a_folder_without_a_model(ask, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "is not a model folder" in ask(empty)


def test_another_kind_of_model(ask, folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "phi3"}))
    assert "model type 'phi3'" in ask(folder)


def test_a_corrupt_shard(ask, folder):
    shard = next(folder.glob("*.safetensors"))
    shard.write_bytes(shard.read_bytes()[:-1])
    assert f"{shard.name} are damaged" in ask(folder)


def test_too_little_memory_for_the_weights(ask, folder, tmp_path, monkeypatch):
    leave_memory(100, tmp_path, monkeypatch)
    sentence = ask(folder)
    assert "GB of memory and 0.0 GB are free" in sentence
    for way_out in ("a smaller model", "close other programs", "a model server"):
        assert way_out in sentence


def test_a_server_that_does_not_answer(ask):
    assert "127.0.0.1:9 does not answer" in ask("http://127.0.0.1:9/v1")
