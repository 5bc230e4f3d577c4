"""Reports asked together on the screen: rows as they come, Stop, and what is still being read."""

import time
from dataclasses import replace

import pytest

from qa.answer import Answer, Progress, TextDelta
from qa.errors import UsageError
from qa.library import StoredDocument
from qa.pipeline import read_document
from tests.compare.filings import first_filing, later_filing, other_filing
from tests.ui.small_reports import OWNER, Parsed
from ui.asking.together import AskingTogether
from ui.state.app_state import AppState, Session


@pytest.fixture
def documents(desk: AppState) -> list[StoredDocument]:
    return [
        read_document(make(), library=desk.library, owner=OWNER, file_name=f"{make.__name__}.pdf")
        for make in (first_filing, later_filing, other_filing)
    ]


def asking(
    desk: AppState, documents: list[StoredDocument], question: str = "revenue"
) -> AskingTogether:
    return AskingTogether(
        documents,
        question,
        Session(),
        None,
        owner=OWNER,
        turns=desk.quote_turns,
        is_heard=lambda: True,
    )


def words(html: str) -> str:
    return " ".join(Parsed(html).words.split())


def test_all_rows_stand_there_at_the_end_and_each_answer_is_kept_with_its_report(
    desk: AppState, documents: list[StoredDocument]
) -> None:
    first, *_, last = asking(desk, documents, "Compare Borealis' and Austral's revenue").stream()

    assert 'data-done="0"' in first
    assert "0 of 3 reports answered" in words(first)
    assert 'data-done="1"' in last
    for shown in ("$1,234 million", "$1,400 million", "$5,000 million"):
        assert shown in words(last)
    assert [document.answers()[-1].question for document in documents] == [
        "Borealis' revenue",
        "Borealis' revenue",
        "Austral's revenue",
    ]


def test_stop_keeps_what_was_answered_and_asks_no_more(
    desk: AppState, documents: list[StoredDocument]
) -> None:
    together = asking(desk, documents)
    shown = together.stream()
    next(shown)
    together.tab.stop.set()
    *_, last = shown

    assert 'data-done="1"' in last
    assert words(last).count("Stopped before it was asked") == 3
    assert not any(document.answers() for document in documents)


class SlowReader:
    """Reads for a second, a step every fiftieth, then answers in a word."""

    name = "slow"

    def answer(self, document, question, *, history=(), focus=None, reads_all=False):  # type: ignore[no-untyped-def]
        for page in range(50):
            time.sleep(0.02)
            yield Progress("reading", page, 50)
        yield TextDelta("Yes.")
        coverage = document.coverage
        yield Answer(question, "Yes.", (), coverage, self.name, "stop", 1.0)


def test_how_far_a_model_has_read_is_shown_however_fast_it_goes_on(
    desk: AppState, documents: list[StoredDocument]
) -> None:
    together = replace(asking(desk, documents[:2]), reader=SlowReader())
    shown = [words(html) for html in together.stream()]

    assert sum("of 50 pages" in each or "/ 50" in each for each in shown) >= 2, shown
    assert shown[-1].count("Yes.") == 2


def test_who_has_left_is_not_worked_for(desk: AppState, documents: list[StoredDocument]) -> None:
    together = replace(asking(desk, documents), is_heard=lambda: False)
    list(together.stream())
    assert not any(document.answers() for document in documents)


def test_a_file_that_is_still_being_read_is_named(
    desk: AppState, documents: list[StoredDocument]
) -> None:
    together = replace(asking(desk, documents[:2]), still_read=["<b>new</b>.pdf"])
    *_, last = together.stream()
    assert "Still being read, so not asked: <b>new</b>.pdf." in words(last)


def test_a_report_that_was_removed_says_so_and_the_others_answer(
    desk: AppState, documents: list[StoredDocument]
) -> None:
    shown = asking(desk, documents).stream()
    next(shown)
    desk.library.remove(documents[0].document_id, owner=OWNER)
    *_, last = shown

    assert "$1,400 million" in words(last)
    assert "$1,234 million" not in words(last)
    assert "Reports removed since then: 1." in words(last)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_too_few_and_too_many_are_refused(
    desk: AppState, documents: list[StoredDocument], count: int
) -> None:
    with pytest.raises(UsageError, match="Ask 2 to 10 reports together"):
        next(asking(desk, (documents * 4)[:count]).stream())
