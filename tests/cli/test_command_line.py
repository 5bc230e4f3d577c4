"""The commands as a script runs them: exit codes, stdout, stderr."""

import csv
import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.formats.answer_csv import CSV_HEADER
from tests.pdfs.make import simple_pdf

ROOT = Path(__file__).parents[2]
PAGES = [
    ["Acme Corporation", "Annual report 2023"],
    ["Net sales grew 7.4% to $1,577 million in 2023."],
    ["Consolidated balance sheets", "Total assets 12,345 11,234"],
    [],
]


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "acme 2023.pdf"
    path.write_bytes(simple_pdf(PAGES))
    return path


@pytest.fixture
def environment(tmp_path):
    return os.environ | {"PAGEWITNESS_HOME": str(tmp_path / "library")}


@pytest.fixture
def run(environment):
    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.run(command(arguments), **common(environment), **settings)

    return run


def command(arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "qa", *map(str, arguments)]


def common(environment: dict[str, str]) -> dict[str, object]:
    return {"cwd": ROOT, "env": environment, "encoding": "utf-8", "timeout": 60, "check": False}


def test_ask_prints_the_words_and_their_page(run, report):
    done = run("ask", report, "How much did net sales grow?")

    assert (done.returncode, done.stderr) == (0, GAP)
    assert "Net sales grew 7.4% to $1,577 million in 2023." in done.stdout
    assert "[PDF p. 2]" in done.stdout


def test_ask_json_is_the_answer_and_nothing_else(run, report):
    done = run("ask", report, "How much did net sales grow?", "--json")

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(answer) == {
        "format", "question", "text", "citations", "coverage", "reader", "finish_reason", "seconds",
        "usage", "figures", "sentences", "withheld", "read_as",
    }  # fmt: skip
    (citation, *_) = answer["citations"]
    assert set(citation) == {
        "page_number", "printed_number", "cited_text", "boxes", "start", "end", "answer_start",
        "answer_end", "context", "check", "is_ocr", "document_sha256",
    }  # fmt: skip
    assert citation["page_number"] == 2
    assert citation["cited_text"] == PAGES[1][0]
    claim = answer["text"][citation["answer_start"] : citation["answer_end"]]
    assert citation["cited_text"] in claim
    ((x0, top, x1, bottom),) = citation["boxes"]
    assert 0 < x0 < x1 < 612
    assert 50 < top < 72 < bottom < 80  # the letters stand 72 points below the top
    assert answer["coverage"] == {"read": [1, 2, 3], "without_text": [4], "left_out": []}


def test_find_lists_pages_best_first(run, report):
    done = run("find", report, "total assets", "--top", 2, "--json")

    hits = json.loads(done.stdout)
    assert done.returncode == 0
    assert hits[0]["page_number"] == 3
    assert len(hits) <= 2
    assert [set(hit) for hit in hits] == [{"page_number", "printed_number", "score"}] * len(hits)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert run("find", report, "total assets").stdout.startswith("PDF p. 3")


def test_find_explains_its_scores(run, report):
    done = run("find", report, "total assets", "--top", 2, "--explain", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    plain = json.loads(run("find", report, "total assets", "--top", 2, "--json").stdout)
    assert [{key: page[key] for key in plain[0]} for page in told["pages"]] == plain
    assert told["quotes"][0]["page_number"] == 3
    assert "Quoted:" in run("find", report, "total assets", "--explain").stdout


def test_info_has_a_status_for_every_page(run, report):
    done = run("info", report, "--json")

    info = json.loads(done.stdout)
    assert done.returncode == 0
    assert info["pages"] == 4
    assert info["statuses"] == {"1": "text", "2": "text", "3": "text", "4": "no text"}
    assert info["tokens"] > 20
    assert info["title"] == "Acme Annual Report 2023"
    assert set(info["printed_numbers"]) == {"1", "2", "3", "4"}
    assert isinstance(info["sections"], list)
    assert "4 pages" in run("info", report).stdout


def test_batch_writes_a_table_that_spreadsheets_open(run, report, tmp_path):
    questions, table = tmp_path / "questions.txt", tmp_path / "answers.csv"
    questions.write_text("\ufeffWhat are total assets?\n\n-2+3 net sales\n", encoding="utf-8")

    done = run("batch", report, questions, "--csv", table)

    assert (done.returncode, done.stdout) == (0, "")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    with table.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert list(first) == list(CSV_HEADER)
    assert (first["question"], first["page"], first["status"]) == (
        "What are total assets?", "3", "found",
    )  # fmt: skip
    assert "12,345" in first["quote"]
    assert second["question"] == "'-2+3 net sales"


def test_the_library_keeps_the_report_and_no_library_keeps_nothing(run, report, tmp_path):
    assert run("info", report, "--no-library").returncode == 0
    assert not (tmp_path / "library").exists()

    assert run("info", report).returncode == 0
    assert len(list((tmp_path / "library" / "documents").iterdir())) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frob"],
        ["ask"],
        ["ask", "REPORT"],
        ["ask", "REPORT", " "],
        ["ask", "MISSING", "Why?"],
        ["find", "REPORT", "Why?", "--top", "0"],
        ["find", "REPORT", "Why?", "--top", "many"],
        ["batch", "REPORT", "MISSING", "--csv", "OUT"],
        ["batch", "REPORT", "REPORT", "--csv", "OUT"],
        ["batch", "REPORT", "EMPTY", "--csv", "OUT"],
        ["batch", "REPORT", "QUESTIONS", "--csv", "MISSING/out.csv"],
    ],
)
def test_wrong_usage_is_exit_code_2(run, report, tmp_path, arguments):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "questions.txt").write_text("What are total assets?\n")
    places = {
        "REPORT": report,
        "MISSING": tmp_path / "missing",
        "EMPTY": tmp_path / "empty.txt",
        "QUESTIONS": tmp_path / "questions.txt",
        "OUT": tmp_path / "out.csv",
        "MISSING/out.csv": tmp_path / "missing" / "out.csv",
    }

    done = run(*[places.get(argument, argument) for argument in arguments])

    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html></html>", "not a PDF"),
        (b"%PDF-1.7\n" + b"\x00garbage\xff" * 200, "damaged"),
    ],
)
def test_a_refused_file_is_exit_code_3_and_one_sentence(run, tmp_path, content, words):
    (tmp_path / "bad.pdf").write_bytes(content)

    done = run("ask", tmp_path / "bad.pdf", "Why?")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert "bad.pdf" in done.stderr


def test_a_locked_file_is_opened_by_its_password_alone(run, tmp_path):
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(simple_pdf(PAGES, password="sesame"))

    refused = run("info", locked)
    wrong = run("info", locked, "--password", "open")
    opened = run("info", locked, "--json", "--password", "sesame")

    assert (refused.returncode, wrong.returncode, opened.returncode) == (3, 3, 0)
    assert "password" in refused.stderr
    assert json.loads(opened.stdout)["pages"] == 4


@pytest.mark.parametrize(
    ("typed", "exit_code", "shown"),
    [
        (["wrong\n", "sesame\n"], 0, "4 pages"),
        (["a\n", "b\n", "c\n"], 3, "does not open locked.pdf"),
        (["\x04"], 3, "locked.pdf is locked"),  # Ctrl-D
        (["\x03"], 130, ""),  # Ctrl-C
    ],
)
def test_a_password_is_asked_for_on_a_terminal(environment, tmp_path, typed, exit_code, shown):
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(simple_pdf(PAGES, password="sesame"))
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        command(["info", locked]),
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=have_a_terminal,
    )
    os.close(theirs)

    screen = ""
    while piece := read_terminal(ours):
        screen += piece
        if screen.endswith("Password: ") and typed:
            time.sleep(0.1)  # the prompt stands before the terminal hides what is typed
            os.write(ours, typed.pop(0).encode())
    os.close(ours)

    assert program.wait(timeout=30) == exit_code
    assert typed == []
    assert shown in screen
    assert "sesame" not in screen
    assert "Traceback" not in screen


def have_a_terminal() -> None:
    """In the child: what stdin is becomes its terminal, and Ctrl-C ends it, also where these tests
    run in the background, in which shells have it ignored.
    """
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read_terminal(descriptor: int) -> str:
    try:
        return os.read(descriptor, 4096).decode(errors="replace")
    except OSError:  # Linux says so when the other side has closed
        return ""


def test_a_library_that_cannot_be_used_is_exit_code_1(run, report, tmp_path):
    (tmp_path / "library").write_text("not a folder")

    done = run("info", report)

    assert (done.returncode, done.stdout) == (1, "")
    assert "PAGEWITNESS_HOME" in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_names_the_commands_and_the_exit_codes(run):
    done = run("--help")

    assert done.returncode == 0
    for words in ("ask", "find", "info", "batch", "3  the document was refused"):
        assert words in done.stdout


def test_a_reader_that_goes_away_is_no_error_message(environment, report):
    program = subprocess.Popen(
        command(["info", report, "--json"]),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    program.stdout.close()

    _, stderr = program.communicate(timeout=60)

    assert program.returncode == 128 + signal.SIGPIPE
    assert stderr == b""


def test_closed_standard_streams_do_no_harm(environment, report):
    line = f'exec "{sys.executable}" -m qa info "$0" --json <&- >&- 2>&-'

    done = subprocess.run(["sh", "-c", line, report], **common(environment))

    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_stdout_is_one_sentence(run, report):
    with open("/dev/full", "w") as full:
        done = run("info", report, stdout=full)

    assert done.returncode == 1
    assert done.stderr == "The output could not be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("signal_number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_an_interrupted_reading_stops_at_once_and_leaves_nothing(
    environment, tmp_path, signal_number, exit_code
):
    words = "Net sales of the beverages segment grew in all regions during the year"
    (tmp_path / "long.pdf").write_bytes(simple_pdf([[words] * 50] * 1500))
    program = subprocess.Popen(
        command(["info", tmp_path / "long.pdf"]),
        cwd=ROOT,
        env=environment | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not (children := children_of(program.pid)) and time.monotonic() < deadline:
        time.sleep(0.02)

    program.send_signal(signal_number)
    stdout, stderr = program.communicate(timeout=10)

    assert children
    assert (program.returncode, stdout, stderr) == (exit_code, "", "")
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert list((tmp_path / "library" / "documents").iterdir()) == []


def children_of(process_id: int) -> list[str]:
    tasks = Path(f"/proc/{process_id}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


GAP = "No readable text on page 4, so nothing there can be quoted.\n"
