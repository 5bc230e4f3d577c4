"""`models list|fetch|probe|check|quantize` as somebody types them."""

import argparse
import json

import pytest
from huggingface_hub import constants

from qa.__main__ import main
from qa.cli.models import add_models_parser, run_models
from qa.engine.network import weights
from qa.engine.probing import probe
from tests.engine.probing.machines import found
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.models.standin_hub import COMMIT, StandinHub

MODEL = "some-lab/tiny-qwen3"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("cli") / "bf16", num_hidden_layers=1)


def run(*arguments, capsys):
    code = main(["models", *map(str, arguments)])
    return code, *capsys.readouterr()


def test_list_names_the_known_models_and_where_they_are(capsys):
    code, out, _ = run("list", capsys=capsys)
    assert code == 0
    assert len(out.splitlines()) == 4
    assert "Qwen/Qwen3-4B-Instruct-2507-FP8" in out
    assert "262,144 tokens" in out
    _, out, _ = run("list", "--json", capsys=capsys)
    assert {row["folder"] for row in json.loads(out)} == {None}


def test_fetch_then_check_by_name(folder, capsys, monkeypatch):
    pytest.importorskip("transformers")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with StandinHub(MODEL, files) as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        code, out, notes = run("fetch", MODEL, "--json", capsys=capsys)
    assert code == 0
    assert json.loads(out)["revision"] == COMMIT
    assert "(100%)" in notes
    formats = ["--format", "fp32", "--format", "int8"]
    code, out, _ = run("check", MODEL, *formats, "--tokens", 40, "--json", capsys=capsys)
    assert code == 0
    exact, rough = json.loads(out)["agreements"]
    assert (exact["weight_format"], exact["top1_agreement"]) == ("fp32", 1.0)
    assert exact["largest_difference"] < 1e-4 < rough["largest_difference"]


@pytest.mark.parametrize(("integers_pay", "formats"), [(True, ["fp32", "int8"]), (False, ["fp32"])])
def test_check_takes_fp32_and_what_this_machine_would_run_each_once(
    folder, capsys, monkeypatch, integers_pay, formats
):
    pytest.importorskip("transformers")
    monkeypatch.setattr(weights, "integer_products_pay", lambda: integers_pay)
    code, out, _ = run("check", folder, "--tokens", 20, "--json", capsys=capsys)
    assert code == 0
    assert [row["weight_format"] for row in json.loads(out)["agreements"]] == formats


def test_quantize_prints_the_error_of_every_module_and_writes_the_folder(folder, tmp_path, capsys):
    target = tmp_path / "fp8"
    code, out, _ = run("quantize", folder, target, "--keep", "down_proj", capsys=capsys)
    assert code == 0
    assert len(out.splitlines()) == 7
    assert out.count("kept as it was") == 1
    assert (target / "config.json").exists()


def test_probe_tells_backends_speeds_and_what_auto_takes(capsys, monkeypatch):
    monkeypatch.setattr(probe, "probe_devices", lambda: [found()])
    code, out, _ = run("probe", "--json", capsys=capsys)
    assert code == 0
    result = json.loads(out)
    assert result["devices"][-1]["machine"]["device"] == "cpu"
    assert len(result["devices"][-1]["seconds_per_1000_tokens"]) == 4
    assert result["auto"]["model"]["model_id"] == "Qwen/Qwen3-1.7B-FP8"
    _, out, _ = run("probe", capsys=capsys)
    assert "Qwen3-0.6B-FP8                 reads 1,000 tokens in" in out
    assert "auto: Qwen/Qwen3-1.7B-FP8" in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["check", "./nowhere"], 1, "not a model folder"),
        (["check", "some-lab/absent"], 2, "models fetch some-lab/absent"),
        (["check", "auto"], 2, "not auto"),
        (["quantize", "./nowhere", "./new"], 1, "config.json"),
    ],
)
def test_a_failure_is_one_sentence_and_an_exit_code(arguments, code, sentence, capsys):
    got, out, notes = run(*arguments, capsys=capsys)
    assert (got, out) == (code, "")
    assert sentence in notes
    assert len(notes.splitlines()) == 1


def test_another_command_line_takes_it_in_with_one_call(capsys):
    parser = argparse.ArgumentParser()
    add_models_parser(parser.add_subparsers(dest="command"))
    arguments = parser.parse_args(["models", "list", "--json"])
    assert arguments.command == "models"
    assert run_models(arguments) == 0
