"""Whatever two owners do in turn, neither meets what is the other's."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qa.answer import Answer
from qa.errors import UnknownDocument
from qa.library import DerivedData, Library
from tests.library.small_documents import answer, document, page

OWNERS = st.sampled_from(["ann", "bob"])
NAMES = st.sampled_from(["one", "two"])


class TwoOwners(RuleBasedStateMachine):
    """Compares the library with a dictionary per owner."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.library = Library.open(self.folder)
        self.expected: dict[str, dict[str, list[Answer]]] = {"ann": {}, "bob": {}}
        self.ids: dict[tuple[str, str], str] = {}
        self.all_ids: set[str] = set()

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.folder)

    @rule(owner=OWNERS, name=NAMES)
    def add(self, owner: str, name: str) -> None:
        # The same bytes, though each owner's reading carries a mark to tell them apart.
        report = document(page(1, f"net sales of {owner}"), name=name)
        index = DerivedData("index", 1, owner.encode())
        stored = self.library.add(report, b"%PDF", owner=owner, file_name=name, derived=[index])
        if name in self.expected[owner]:
            assert stored.document_id == self.ids[owner, name]
        else:
            assert stored.document_id not in self.all_ids
        self.expected[owner].setdefault(name, [])
        self.ids[owner, name] = stored.document_id
        self.all_ids.add(stored.document_id)

    @rule(owner=OWNERS, name=NAMES, question=st.sampled_from(["How?", "Why?"]))
    def ask(self, owner: str, name: str, question: str) -> None:
        if name in self.expected[owner]:
            given = answer(f"{owner}: {question}")
            self.library.get(self.ids[owner, name], owner=owner).save_answer(given)
            self.expected[owner][name].append(given)

    @rule(owner=OWNERS, name=NAMES)
    def remove(self, owner: str, name: str) -> None:
        if name in self.expected[owner]:
            self.library.remove(self.ids[owner, name], owner=owner)
            del self.expected[owner][name]

    @rule(owner=OWNERS, name=NAMES)
    def clear(self, owner: str, name: str) -> None:
        if name in self.expected[owner]:
            self.library.get(self.ids[owner, name], owner=owner).clear_answers()
            self.expected[owner][name] = []

    @precondition(lambda self: self.all_ids)
    @rule(owner=OWNERS, data=st.data())
    def reach_for_any_id(self, owner: str, data: st.DataObject) -> None:
        document_id = data.draw(st.sampled_from(sorted(self.all_ids)))
        if document_id in {self.ids[owner, name] for name in self.expected[owner]}:
            assert self.library.get(document_id, owner=owner).owner == owner
            return
        with pytest.raises(UnknownDocument):
            self.library.get(document_id, owner=owner)
        with pytest.raises(UnknownDocument):
            self.library.remove(document_id, owner=owner)

    @rule()
    def restart(self) -> None:
        self.library.close()
        self.library = Library.open(self.folder)

    @invariant()
    def each_has_their_own(self) -> None:
        for owner, expected in self.expected.items():
            stored = {found.file_name: found for found in self.library.documents(owner=owner)}
            assert stored.keys() == expected.keys()
            for name, found in stored.items():
                assert found.page_texts() == (f"net sales of {owner}",)
                assert found.derived("index", 1) == owner.encode()
                assert found.answers() == expected[name]


TwoOwners.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_two_owners_never_meet = TwoOwners.TestCase


class ManyHistories(TwoOwners):
    """The same, thirty times as often."""


ManyHistories.TestCase.settings = settings(TwoOwners.TestCase.settings, max_examples=1_000)
test_two_owners_never_meet_in_a_thousand_histories = pytest.mark.slow(ManyHistories.TestCase)
