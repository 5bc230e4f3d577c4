"""--xbrl FILE: a report's figures beside what a filing tags."""

import csv
import json
from pathlib import Path

import pytest

from tests.xbrl.filings import companyfacts, inline, tagged

SAMPLE = str(next((Path(__file__).parents[2] / "sample_docs").glob("*en*.pdf")))
IN_2025 = ("2025-01-01", "2025-12-31")
QUESTION = "What is research and development as a share of net sales in 2025?"


@pytest.fixture
def beside(tmp_path):
    """A companyfacts file that has the sample's net sales, and other research expenses."""
    path = tmp_path / "facts.json"
    path.write_bytes(
        companyfacts(
            Revenues=[(*IN_2025, 4_500_000_000)],
            ResearchAndDevelopmentExpense=[(*IN_2025, 163_000_000)],
        )
    )
    return path


def test_an_answer_says_of_its_figure_and_of_each_input_whether_the_file_agrees(run, beside):
    code, as_text = run("ask", SAMPLE, QUESTION, "--xbrl", beside)
    _, as_json = run("ask", SAMPLE, QUESTION, "--xbrl", beside, "--json")
    _, without = run("ask", SAMPLE, QUESTION, "--json")

    answer, plain = json.loads(as_json.out), json.loads(without.out)
    figure = answer["figures"][0]
    assert code == 0
    assert figure["xbrl"] == {"status": "differs", "concept": "", "value": None}
    assert {given["xbrl"]["status"] for given in figure["inputs"]} == {"agrees", "differs"}
    assert "differs: 163,000,000 (us-gaap:ResearchAndDevelopmentExpense)" in as_text.out
    assert "2025: agrees (us-gaap:Revenues)" in as_text.out
    assert plain["figures"][0]["xbrl"] is None
    assert (answer["text"], figure["value"]) == (plain["text"], plain["figures"][0]["value"])


def test_a_table_of_answers_has_a_column_of_it(run, beside, tmp_path):
    asked, table = tmp_path / "questions.txt", tmp_path / "answers.csv"
    asked.write_text("What were net sales in 2025?\nWhat were net sales in 2024?\n")

    code, _ = run("batch", SAMPLE, asked, "--csv", table, "--xbrl", beside)

    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert code == 0
    assert [row["xbrl"] for row in rows] == ["agrees", "not tagged"]


def test_facts_counts_what_agrees_and_tells_what_differs(run, beside):
    code, as_text = run("facts", SAMPLE, "--xbrl", beside)
    _, as_json = run("facts", SAMPLE, "--xbrl", beside, "--json")
    _, as_csv = run("facts", SAMPLE, "--xbrl", beside, "--csv")

    told = as_text.out.partition("\nXBRL: ")[2]
    statuses = [fact["xbrl"]["status"] for fact in json.loads(as_json.out)["facts"]]
    rows = list(csv.reader(as_csv.out.splitlines()))
    first = rows[next(n for n, row in enumerate(rows) if row[:1] == ["XBRL"]) + 1]
    assert code == 0
    assert "1 differ" in told
    assert "differs: 163,000,000" in told
    assert set(statuses) == {"agrees", "differs", "not tagged"}
    assert first[-3:] == ["differs", "163000000", "us-gaap:ResearchAndDevelopmentExpense"]


def test_an_inline_document_is_taken_too(run, tmp_path):
    path = tmp_path / "filing.htm"
    number = tagged("us-gaap:Revenues", "4,500")
    path.write_bytes(inline(number).replace(b"2022-", b"2025-"))

    _, printed = run("ask", SAMPLE, "What were net sales in 2025?", "--xbrl", path, "--json")

    assert json.loads(printed.out)["figures"][0]["xbrl"]["status"] == "agrees"


def test_a_file_that_is_none_is_wrong_usage_before_the_report_is_read(run, tmp_path):
    none = tmp_path / "notes.txt"
    none.write_text("no XBRL")

    code, printed = run("ask", tmp_path / "no.pdf", QUESTION, "--xbrl", none)
    missing, _ = run("facts", SAMPLE, "--xbrl", tmp_path / "gone.json")

    assert code == missing == 2
    assert printed.err.startswith(
        "notes.txt cannot be read as XBRL: it is neither markup nor JSON."
    )
