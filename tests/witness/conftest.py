"""Both sample reports, and the witness of a question about one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.wording.company import company_names
from qa.witness import Witness

SAMPLES = Path(__file__).parents[2] / "sample_docs"
MakeWitness = Callable[[str, str], Witness]


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, StoredDocument]]:
    """Both samples by their language."""
    with Library(tmp_path_factory.mktemp("library")) as library:
        yield {
            language: read_document(SAMPLES / f"annual_report_{language}.pdf", library=library)
            for language in ("en", "zh")
        }


@pytest.fixture(scope="session")
def make_witness(reports: dict[str, StoredDocument]) -> MakeWitness:
    """The witness of (language, question), over all pages."""

    def make(language: str, question: str) -> Witness:
        document = reports[language]
        *_, search = QuoteReader().answer(document, question)
        assert isinstance(search, Answer)
        pages = {page.page_number: page for page in document.pages()}
        names = company_names(document)
        return Witness(document, question, pages=pages, search=search, own_names=names)

    return make
