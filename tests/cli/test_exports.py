"""The commands `facts` and `tables` on a sample report."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = str(next((ROOT / "sample_docs").glob("*en*.pdf")))


def test_facts_prints_the_three_statements_and_their_tie_outs(run):
    code, printed = run("facts", SAMPLE)

    assert code == 0
    for name in ("Income statement: ", "Balance sheet: ", "Cash flow statement: ", "Tie-outs: "):
        assert name in printed.out
    assert "differs" not in printed.out


def test_facts_json_is_json_alone(run):
    code, printed = run("facts", SAMPLE, "--json")

    found = json.loads(printed.out)
    assert code == 0
    assert [statement["kind"] for statement in found["statements"]] == [
        "income", "balance", "cash_flow",
    ]  # fmt: skip
    assert all(tie["holds"] for tie in found["tie_outs"])


def test_facts_csv_is_a_table(run):
    code, printed = run("facts", SAMPLE, "--csv")

    rows = list(csv.reader(printed.out.removeprefix("\ufeff").splitlines()))
    assert code == 0
    assert rows[0][:4] == ["Income statement", "unit", "page", "printed page"]
    assert rows[-1][-1] == "ok"


def test_tables_prints_those_of_a_page_in_three_forms(run):
    _, printed = run("facts", SAMPLE, "--json")
    page = json.loads(printed.out)["statements"][1]["page_numbers"][0]

    code, as_json = run("tables", SAMPLE, "--page", page, "--json")
    _, as_csv = run("tables", SAMPLE, "--page", page, "--csv")
    _, as_text = run("tables", SAMPLE, "--page", page)

    assert code == 0
    labels = [row["label"] for table in json.loads(as_json.out) for row in table["rows"]]
    assert "Total assets" in labels
    assert '"Total assets"' in as_csv.out
    assert "\nTotal assets " in as_text.out


def test_a_page_beyond_the_report_is_wrong_usage(run):
    code, printed = run("tables", SAMPLE, "--page", 9_999)

    assert (code, printed.out) == (2, "")
    assert "no page 9999" in printed.err


def test_facts_and_batch_write_workbooks(run, tmp_path):
    questions, facts, answers = (tmp_path / name for name in ("q.txt", "f.xlsx", "a.xlsx"))
    questions.write_text("days sales outstanding\nWho is the auditor?\n", encoding="utf-8")

    first, printed = run("facts", SAMPLE, "--xlsx", facts)
    second, _ = run("batch", SAMPLE, questions, "--xlsx", answers)

    assert (first, second, printed.out) == (0, 0, "")
    assert openpyxl.load_workbook(facts).sheetnames == ["Statements", "Sources", "Coverage"]
    sheet = openpyxl.load_workbook(answers)["Answers"]
    assert (sheet["A2"].value, sheet["C2"].data_type) == ("days sales outstanding", "f")


def test_batch_needs_a_file_to_write(run, tmp_path, capsys):
    questions = tmp_path / "q.txt"
    questions.write_text("gross margin\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="2"):
        run("batch", SAMPLE, questions)

    assert "--xlsx" in capsys.readouterr().err


def test_a_workbook_that_cannot_be_written_is_one_sentence(run, tmp_path):
    code, printed = run("facts", SAMPLE, "--xlsx", tmp_path / "none" / "f.xlsx")

    assert (code, printed.out) == (2, "")
    assert "No such file or directory" in printed.err
