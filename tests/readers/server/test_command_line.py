"""--model, --context, --sections and `models` on the command line, as a script runs them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pdfs.make import simple_pdf
from tests.readers.server.conftest import PAGES

ROOT = Path(__file__).parents[3]
ASK_AND_LIST_MODULES = """
import sys
from qa.__main__ import main
code = main(sys.argv[1:])
heavy = {"torch", "transformers", "httpx", "tiktoken"} & set(sys.modules)
assert not heavy, heavy
sys.exit(code)
"""


def sentences(stderr):
    """What was said besides progress, of which there is a line where the machine is slow."""
    stages = ("opening", "reading", "restoring", "indexing", "searching", "answering")
    return [line for line in stderr.splitlines() if not line.startswith(stages)]


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "acme.pdf"
    path.write_bytes(simple_pdf(PAGES))
    return path


@pytest.fixture
def run(tmp_path):
    environment = os.environ | {"PAGEWITNESS_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    environment |= {"HF_HOME": str(tmp_path / "hub"), "OMP_NUM_THREADS": "1"}

    def run(*arguments, program=("-m", "qa")):
        return subprocess.run(
            [sys.executable, *program, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=600,  # a hang ends; a slow machine passes
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    from tests.engine.tiny_checkpoint import make_checkpoint
    from tests.prompting.tiny_tokenizer import make_tokenizer

    folder = tmp_path_factory.mktemp("model") / "tiny"
    control = make_tokenizer(folder)
    return make_checkpoint(folder, fp8=True, eos_token_id=control["<|im_end|>"])


def test_without_a_model_nothing_heavy_is_imported(run, report):
    done = run("ask", report, "What were net sales?", program=("-c", ASK_AND_LIST_MODULES))

    assert done.returncode == 0, done.stderr
    assert "[PDF p. 1]" in done.stdout


def test_ask_with_a_model_folder_tells_what_was_read_and_used(run, report, model):
    done = run("ask", report, "Net sales?", "--model", model, "--context", 2048, "--json")

    answer = json.loads(done.stdout)
    assert (done.returncode, sentences(done.stderr)) == (0, [])
    assert answer["reader"] == "tiny"
    assert answer["coverage"]["read"] == [1, 2, 3]
    assert answer["usage"]["prompt_tokens"] > 200


def test_a_report_is_read_by_a_model_once(run, report, model, tmp_path):
    arguments = ("ask", report, "Net sales?", "--model", model, "--context", 2048, "--json")
    runs = [run(*arguments), run(*arguments)]
    usages = [json.loads(done.stdout)["usage"] for done in runs]

    assert [done.returncode for done in runs] == [0, 0]
    assert usages[0]["cached_tokens"] == 0
    assert usages[1]["cached_tokens"] == usages[1]["shelf_tokens"] > 200
    assert len(list((tmp_path / "home").glob("documents/*/shelf-*"))) == 1


def test_without_a_library_nothing_that_was_read_is_kept(run, report, model, tmp_path):
    done = run("ask", report, "Net sales?", "--model", model, "--context", 2048, "--no-library")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "home").exists()


def test_an_amount_of_disk_that_is_none_is_refused(run, report):
    assert run("ask", report, "Net sales?", "--shelf-gb", -1).returncode == 2


def test_pages_without_room_are_named(run, tmp_path, model):
    pages = [["Rents are paid each month in advance."] * 40, ["Depreciation was 1,488 in 2019."]]
    (tmp_path / "long.pdf").write_bytes(simple_pdf(pages))

    done = run("ask", tmp_path / "long.pdf", "Depreciation?", "--model", model, "--context", 900)

    assert done.returncode == 0
    assert sentences(done.stderr) == ["Not read for this answer, for want of room: 1."]


def test_batch_with_a_model_answers_in_order(run, report, model, tmp_path):
    questions, table = tmp_path / "questions.txt", tmp_path / "answers.csv"
    questions.write_text("".join(f"What about {n}?\n" for n in range(6)))

    done = run("batch", report, questions, "--csv", table, "--model", model, "--context", 2048)

    assert done.returncode == 0, done.stderr  # which has a line of progress where it is slow
    with table.open(encoding="utf-8-sig", newline="") as file:
        asked = [row["question"] for row in csv.DictReader(file)]
    assert asked == [f"What about {n}?" for n in range(6)]


def test_a_server_answers_through_the_command_line(run, report, standin):
    done = run("ask", report, "Did sales rise?", "--model", standin.url, "--json")

    answer = json.loads(done.stdout)
    host_and_port = standin.url.removeprefix("http://").partition("/")[0]
    said = f"The report's text is sent to {host_and_port}."
    assert (done.returncode, sentences(done.stderr)) == (0, [said])
    assert (answer["text"], answer["reader"]) == ("Net sales rose.", "echo")
    assert answer["usage"]["cached_tokens"] == 300
    assert answer["citations"][0]["check"] == "exact"


@pytest.mark.parametrize(
    ("model", "exit_code", "words"),
    [
        ("http://127.0.0.1:9/v1", 1, "127.0.0.1:9 does not answer"),
        ("./nowhere", 1, "is not a model folder"),
        ("acme/none", 1, "HF_HUB_OFFLINE"),
        ("what is this", 2, "is no model"),
        ("http://", 2, "no address"),
    ],
)
def test_a_model_that_cannot_be_had_is_one_sentence(run, report, model, exit_code, words):
    done = run("ask", report, "Why?", "--model", model)

    assert (done.returncode, done.stdout) == (exit_code, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_only_the_sections_named_are_read(run, tmp_path):
    pages = [
        ["Item 1. Business", "Net sales increased 5% to $12,345 million in 2019."],
        ["Item 1A. Risk Factors", "Net sales may fall by 9% if customers leave us."],
        ["Item 7. Management's Discussion", "Net sales were $99 million in the quarter."],
    ]
    report = tmp_path / "items.pdf"
    report.write_bytes(simple_pdf([[*page, *["More words follow here."] * 5] for page in pages]))
    sections = json.loads(run("info", report, "--json").stdout)["sections"]
    assert [s["title"].split(".")[0] for s in sections] == ["Item 1", "Item 1A", "Item 7"]

    one = run("ask", report, "net sales", "--sections", "item 1", "--json")
    two = run("ask", report, "net sales", "--sections", "Risk factors,Item 7", "--json")
    none = run("ask", report, "net sales", "--sections", "Item 9")

    assert json.loads(one.stdout)["coverage"]["read"] == [1]
    assert json.loads(two.stdout)["coverage"]["read"] == [2, 3]
    assert (none.returncode, none.stdout) == (2, "")
    assert "'Item 9'" in none.stderr


def test_help_says_what_model_takes_and_that_a_server_gets_the_text(run):
    done = run("ask", "--help")

    assert "default quotes" in done.stdout
    assert "THE TEXT OF THE REPORT IS SENT TO THAT SERVER" in done.stdout


def test_models_are_listed_by_the_same_program(run):
    done = run("models", "list", "--json")

    assert done.returncode == 0, done.stderr
    assert "Qwen/Qwen3-4B-Instruct-2507-FP8" in done.stdout
    assert run("models").returncode == 2
    assert run("models", "fetch", "acme/none").returncode == 1


def test_how_a_model_keeps_and_reads_is_not_asked_of_a_server(report, run):
    done = run("ask", report, "Why?", "--model", "http://127.0.0.1:9/v1", "--kv", "fp8")
    assert done.returncode == 2
    assert "--kv" in done.stderr
