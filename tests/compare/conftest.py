"""Reports read into a library, and one question put to all of them."""

from collections.abc import Callable, Iterator

import pytest

from qa.answer import Answer
from qa.compare.asking import answered, ask_each
from qa.compare.compare import compare
from qa.compare.comparison import Comparison
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.question_list.asking import Failed
from tests.compare.filings import (
    first_filing,
    later_filing,
    old_filing,
    other_filing,
    yuan_filing,
)

Together = Callable[..., Comparison]
MADE = {
    "first": first_filing,
    "later": later_filing,
    "other": other_filing,
    "old": old_filing,
    "yuan": yuan_filing,
}


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, StoredDocument]]:
    with Library.open(tmp_path_factory.mktemp("compare")) as library:
        yield {
            name: read_document(make(), library=library, file_name=f"{name}.pdf")
            for name, make in MADE.items()
        }


@pytest.fixture(scope="session")
def together(reports: dict[str, StoredDocument]) -> Together:
    """Ask reports by name together, and compare what they answer."""

    def ask(question: str, *names: str) -> Comparison:
        documents = [reports[name] for name in names]
        ends = {
            index: event
            for index, event in ask_each(documents, question)
            if isinstance(event, Answer | Failed)
        }
        return compare(question, answered(documents, question, ends))

    return ask
