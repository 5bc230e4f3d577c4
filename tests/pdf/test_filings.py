"""Real filings from a folder that is given: pages accounted for, rows whole, boxes in place."""

import os
from pathlib import Path

import pytest

from qa.document import Document, PageStatus
from qa.errors import DamagedPdf
from qa.pdf import read_pdf

FOLDER = os.environ.get("PAGEWITNESS_FILINGS")
FILES = sorted(Path(FOLDER).glob("*.pdf")) if FOLDER else []
DAMAGED = "INTEL_2023_8K_dated-2023-08-16"

pytestmark = [
    pytest.mark.filings,
    pytest.mark.skipif(not FILES, reason="PAGEWITNESS_FILINGS names no folder of filings"),
]


def read(path: Path) -> Document:
    return read_pdf(path.read_bytes(), file_name=path.name)


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != DAMAGED], ids=lambda p: p.stem)
def test_every_page_of_a_filing_is_read_and_its_lines_lie_on_the_page(path: Path):
    document = read(path)
    statuses = [page.status for page in document.pages]
    assert len(statuses) == document.num_pages_in_file
    assert set(statuses) <= {PageStatus.TEXT, PageStatus.NO_TEXT}
    assert statuses.count(PageStatus.NO_TEXT) <= 6
    for page in document.pages:
        for line in page.lines:
            assert line.text == line.text.strip()
            assert len(line.edges) in (0, len(line.text) + 1)
            assert list(line.edges) == sorted(line.edges)
            assert line.bbox.x0 <= line.bbox.x1
            assert line.bbox.top <= line.bbox.bottom


@pytest.mark.parametrize("path", [p for p in FILES if p.stem == DAMAGED], ids=lambda p: p.stem)
def test_a_filing_without_its_end_is_called_damaged(path: Path):
    with pytest.raises(DamagedPdf):
        read(path)


@pytest.mark.parametrize(
    ("name", "page_number", "row"),
    [
        ("WALMART_2023_annualreport", 60, "Depreciation and amortization 10,945 10,658 11,152"),
        ("FEDEX_2023_annualreport", 4, "0.450% Notes due 2025 FDX 25A New York Stock Exchange"),
        ("ADOBE_2020_10K", 55, "Cash and cash equivalents $ 4,478 $ 2,650"),
        ("COSTCO_2018_10K", 22, "Highlights for fiscal year 2018 included:"),
    ],
)
def test_a_row_of_a_table_is_one_line(name: str, page_number: int, row: str):
    path = next((p for p in FILES if p.stem == name), None)
    if path is None:
        pytest.skip(f"{name} is not in the folder")
    assert row in read(path).page(page_number).text.splitlines()
