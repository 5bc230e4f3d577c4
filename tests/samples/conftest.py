from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"
sys.path.insert(0, str(SAMPLES))


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def page_texts(samples: Path) -> dict[str, list[str]]:
    pytest.importorskip("pypdfium2")
    import questions

    names = ("annual_report_en.pdf", "annual_report_zh.pdf")
    return {name: questions.page_texts(samples / name) for name in names}


@pytest.fixture(scope="session")
def records(samples: Path) -> list[dict]:
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def english_pages(samples: Path) -> list[str]:
    """The text of each page with its line breaks, as a model would read it."""
    import pypdfium2

    with pypdfium2.PdfDocument(samples / "annual_report_en.pdf") as document:
        return [page.get_textpage().get_text_bounded() for page in document]
