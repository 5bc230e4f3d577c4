"""The command `grid`: several reports, a list, three files."""

import csv
from pathlib import Path

import openpyxl
import pytest

from qa import __main__ as command_line

SAMPLES = Path(__file__).parents[2] / "sample_docs"
REPORTS = [str(SAMPLES / f"annual_report_{language}.pdf") for language in ("en", "zh")]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path / "library"))

    def run(*arguments: object) -> tuple[int, str]:
        code = command_line.main(["grid", *map(str, arguments)])
        return code, capsys.readouterr().err

    return run


def test_a_list_is_asked_of_every_report_into_three_files(run, tmp_path):
    book = openpyxl.Workbook()
    for line in ("Question", "1. What was revenue?", "2. What was revenue?", "3. Net margin"):
        book.active.append([line])
    questions = tmp_path / "list.xlsx"
    book.save(questions)
    files = {kind: tmp_path / f"out.{kind}" for kind in ("xlsx", "csv", "md")}

    code, said = run(
        *REPORTS, "--questions", questions,
        *(part for kind, path in files.items() for part in (f"--{kind}", path)),
    )  # fmt: skip

    assert code == 0, said
    sheet = openpyxl.load_workbook(files["xlsx"])["Grid"]
    assert [row[0].value for row in sheet.iter_rows()] == [
        *("question", "What was revenue?", "Net margin")
    ]
    assert sheet["C2"].value == 4_500_000_000
    assert sheet["D3"].data_type == "f"
    rows = list(csv.DictReader(files["csv"].read_text("utf-8-sig").splitlines()))
    assert len({row["document"] for row in rows}) == 2
    assert files["md"].read_text("utf-8").startswith("# list\n")


def test_a_ready_made_list_is_asked_in_the_language_of_each_report(run, tmp_path):
    code, _ = run(REPORTS[1], REPORTS[1], "--list", "ratios", "--csv", tmp_path / "out.csv")

    assert code == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert len({row["document"] for row in rows}) == 1  # the same report twice is one
    assert {row["name"] for row in rows if row["question"] == "Gross margin"} >= {"毛利率"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--list", "none", "--csv", "OUT"], "There is no list none"),
        (["--questions", "MISSING", "--csv", "OUT"], "No such file"),
        (["--list", "ratios", "--csv", "MISSING/out.csv"], "No such file"),
    ],
)
def test_wrong_usage_is_one_sentence(run, tmp_path, arguments, said):
    places = {"OUT": "out.csv", "MISSING": "missing", "MISSING/out.csv": "missing/out.csv"}
    code, told = run(REPORTS[0], *(tmp_path / places[a] if a in places else a for a in arguments))

    assert code == 2
    assert said in told


def test_more_reports_than_a_grid_takes_are_refused(run, tmp_path):
    code, told = run(*[REPORTS[0]] * 11, "--list", "kpis", "--csv", tmp_path / "out.csv")

    assert code == 2
    assert "10 reports and 200 questions" in told


def test_a_file_has_to_be_named(run):
    with pytest.raises(SystemExit):
        run(REPORTS[0], "--list", "kpis")
