"""What is kept in memory of documents: the latest results, nothing of a document that is gone."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa.document_facts import facts_in
from qa.library import Library
from qa.library import document_cache as caches
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.pipeline import ask, read_document
from qa.search import find_pages

SAMPLE = next((Path(__file__).parents[2] / "sample_docs").glob("*.pdf"))


@pytest.fixture(autouse=True)
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches made here go with the test."""
    monkeypatch.setattr(caches, "_ALL", [*caches._ALL])


def key(document_id: str) -> DocumentKey:
    document: Any = SimpleNamespace(document_id=document_id)
    return DocumentKey(document)


def test_a_result_is_worked_out_once_until_it_is_long_unused() -> None:
    asked = []

    @kept_by_document(2)
    def page(key: DocumentKey, number: int) -> str:
        asked.append((key.document.document_id, number))
        return f"{key.document.document_id} {number}"

    assert [page(key("a"), 1), page(key("a"), 2), page(key("a"), 1)] == ["a 1", "a 2", "a 1"]
    page(key("b"), 1)  # for which page 2, unused for longest, goes
    page(key("a"), 1)
    page(key("a"), 2)

    assert asked == [("a", 1), ("a", 2), ("b", 1), ("a", 2)]


def test_only_what_is_kept_of_a_document_is_dropped_with_it() -> None:
    @kept_by_document(8)
    def page(key: DocumentKey, number: int) -> object:
        return object()

    of_a, of_b = page(key("a"), 1), page(key("b"), 1)
    caches.forget_document("a")

    assert page(key("b"), 1) is of_b
    assert page(key("a"), 1) is not of_a


def test_a_removed_document_leaves_nothing_in_memory(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        document = read_document(SAMPLE, library=library, owner="anna")
        find_pages(document, "net income")
        facts_in(document)
        for _ in ask(document, "What was net income?"):
            pass
        held = [asked[0] for cache in caches._ALL for asked in cache._results]
        assert document.document_id in held
        library.remove(document.document_id, owner="anna")

    held = [asked[0] for cache in caches._ALL for asked in cache._results]
    assert document.document_id not in held
