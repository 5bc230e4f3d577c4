from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"
SOURCE = SAMPLES / "source"
sys.path.insert(0, str(SOURCE))

from generator import questions  # noqa: E402
from generator.report import FontMissing, make, page_setup, read_settings, write  # noqa: E402


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def page_texts(samples: Path) -> dict[str, list[str]]:
    names = ("annual_report_en.pdf", "annual_report_zh.pdf")
    return {name: questions.page_texts(samples / name) for name in names}


@pytest.fixture(scope="session")
def records(samples: Path) -> list[dict[str, Any]]:
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def english_pages(samples: Path) -> list[str]:
    """The text of each page with its line breaks, as a model would read it."""
    import pypdfium2

    with pypdfium2.PdfDocument(samples / "annual_report_en.pdf") as document:
        return [page.get_textpage().get_text_bounded() for page in document]


@pytest.fixture(scope="session")
def source() -> Path:
    """The folder from which the reports are made."""
    return SOURCE


@pytest.fixture(scope="session")
def remake(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make a report anew from its source, once a session."""

    @cache
    def make_once(language: str) -> Path:
        path = tmp_path_factory.mktemp(language) / f"annual_report_{language}.pdf"
        make(SOURCE / language, path)
        return path

    def make_or_skip(language: str) -> Path:
        try:
            return make_once(language)
        except FontMissing as error:
            pytest.skip(str(error))

    return make_or_skip


@pytest.fixture
def paragraphs(request: pytest.FixtureRequest) -> list[str]:
    """Every paragraph of the report in the language that the test names."""
    folder = SOURCE / request.param
    try:
        return write(folder, page_setup(read_settings(folder)), {}).paragraphs
    except FontMissing as error:
        pytest.skip(str(error))
