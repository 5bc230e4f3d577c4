"""XBRL files beside reports: of each asker their own, bounded, gone with the report."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.errors import NotXbrl, ServerBusy
from qa.library import StoredDocument
from qa.pipeline import ask, read_document
from qa.xbrl import TaggedFile, read_xbrl
from tests.ui.small_reports import OWNER
from tests.ui.statement_report import statement_report
from tests.xbrl.filings import companyfacts
from ui.state.app_state import AppState
from ui.state.xbrl_files import ARRIVING_IN_ALL, FILES_PER_OWNER, XbrlFiles

IN_2022 = ("2022-01-01", "2022-12-31")


@pytest.fixture
def document(desk: AppState) -> StoredDocument:
    return read_document(statement_report(), library=desk.library, owner=OWNER)


def file_of(value: int = 1_000_000_000, name: str = "facts.json") -> TaggedFile:
    entries = [(*IN_2022, value)]
    data = companyfacts(Revenues=entries)
    return read_xbrl(data, file_name=name)


def answered(document: StoredDocument, files: XbrlFiles) -> Answer:
    question = "What was net revenue in 2022?"
    *_, answer = ask(document, question, xbrl=files.beside(document))
    assert isinstance(answer, Answer)
    return answer


def status_of(answer: Answer) -> str | None:
    mark = answer.figures[0].xbrl
    return mark and mark.status


def test_answers_given_before_and_after_are_marked_and_only_marked(
    document: StoredDocument,
) -> None:
    files = XbrlFiles()
    before = answered(document, files)
    files.keep(document, file_of())

    (marked,) = files.marked(document, [before])

    assert status_of(before) is None
    assert status_of(marked) == status_of(answered(document, files)) == "agrees"
    assert replace(marked, figures=before.figures) == before


def test_another_file_takes_the_place_of_the_one_before(document: StoredDocument) -> None:
    files = XbrlFiles()
    files.keep(document, file_of())
    kept = answered(document, files)
    files.keep(document, file_of(1_100_000_000))

    (marked,) = files.marked(document, [kept])

    assert status_of(marked) == "differs"


def test_what_somebody_put_beside_a_sample_is_theirs_alone(document: StoredDocument) -> None:
    files = XbrlFiles()
    anna, ben = document.seen_by("anna"), document.seen_by("ben")
    files.keep(anna, file_of())

    assert files.beside(anna) is not None
    assert files.beside(ben) is None
    assert files.beside(document) is None


def test_a_removed_report_takes_its_file_along(desk: AppState, document: StoredDocument) -> None:
    desk.xbrl.keep(document, file_of())

    desk.forget(document.document_id)

    assert desk.xbrl.beside(document) is None


def test_a_file_goes_with_the_report_also_where_ocr_has_given_it_another_id(document) -> None:
    files, read_again = XbrlFiles(), replace(document, document_id="b" * 32)
    files.keep(document, file_of())

    assert files.beside(read_again) is not None
    files.forget(read_again.document_id)

    assert files.beside(read_again) is None


def test_of_very_many_the_longest_unused_go(document: StoredDocument) -> None:
    files, small = XbrlFiles(), XbrlFiles(facts_in_all=2)
    reports = [replace(document, sha256=f"{number:064}") for number in range(FILES_PER_OWNER + 1)]
    for report in reports:
        files.keep(report, file_of())
        small.keep(report, file_of())

    assert [files.beside(report) is None for report in reports] == [True] + [False] * 10
    assert sum(small.beside(report) is not None for report in reports) == 2


def test_so_many_files_may_be_on_their_way_and_one_of_each_owner() -> None:
    files = XbrlFiles()
    with files.arriving("anna"), pytest.raises(ServerBusy), files.arriving("anna"):
        pass
    with files.arriving("anna"):
        pass  # the place was given back

    held = [files.arriving(str(number)) for number in range(ARRIVING_IN_ALL)]
    for place in held:
        place.__enter__()
    with pytest.raises(ServerBusy), files.arriving("one more"):
        pass


def test_a_file_that_is_none_leaves_the_one_before(
    document: StoredDocument, tmp_path: Path
) -> None:
    files = XbrlFiles()
    files.keep(document, file_of(name="good.json"))
    bad = tmp_path / "bad"
    bad.write_bytes(b"none")

    with pytest.raises(NotXbrl):
        files.take(bad, file_name="bad.json", document=document)

    beside = files.beside(document)
    assert beside is not None
    assert beside.file_name == "good.json"
