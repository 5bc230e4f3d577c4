"""`python -m qa compare`: several reports, one question."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qa.__main__ import main
from tests.compare.filings import first_filing, later_filing, yuan_filing


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path / "library"))
    paths = []
    for make in (first_filing, later_filing, yuan_filing):
        path = tmp_path / f"{make.__name__}.pdf"
        path.write_bytes(make())
        paths.append(str(path))
    return paths


def test_rows_reasons_and_restatements_are_printed(
    reports: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *reports, "revenue"]) == 0

    text = capsys.readouterr().out
    assert "Borealis Tools 2022  $1,400 million" in text
    assert "Meridional Bio: USD and CNY are not compared." in text
    assert "restated: 1,234 → 1,250" in text


def test_json_and_csv_are_nothing_but_json_and_csv(
    reports: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *reports[:2], "Compare Borealis' revenue growth", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["asked"] for row in found["rows"]] == ["Borealis' revenue growth"] * 2

    assert main(["compare", *reports[:2], "revenue", "--csv"]) == 0
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert [row["value"] for row in rows[:2]] == ["1234000000", "1400000000"]


def test_a_workbook_is_written(reports: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert main(["compare", *reports, "revenue", "--xlsx", str(out)]) == 0
    assert load_workbook(out).sheetnames == ["Comparison", "Restated", "Sources"]


@pytest.mark.parametrize(
    ("count", "said"), [(1, "Ask 2 to 10 reports together, not 1"), (2, "there twice")]
)
def test_one_report_and_the_same_one_twice_are_wrong_usage(
    reports: list[str], capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    assert main(["compare", *[reports[0]] * count, "revenue"]) == 2
    assert said in capsys.readouterr().err
