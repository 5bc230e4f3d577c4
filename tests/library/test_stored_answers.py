"""Answers that other versions kept are read; see test_old_library.py for real ones."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import AnswersFull
from qa.formats.answer_json import FORMAT, answer_from_json, answer_to_json
from qa.library import Library, stored_document
from tests.library.small_documents import answer, small_document

OPTIONAL = ("usage", "format", "figures")
OPTIONAL_OF_CITATION = ("context", "check", "is_ocr")


def objects(value):
    """All objects inside an answer's JSON, itself included."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from objects(item)


def test_an_answer_survives_json():
    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer())))) == answer()


def test_an_answer_tells_its_format():
    assert answer_to_json(answer())["format"] == FORMAT


def test_names_that_a_newer_version_added_are_passed_over():
    value = answer_to_json(answer())
    value["format"] = FORMAT + 1
    inside = list(objects(value))
    assert len(inside) >= 5  # answer, coverage, usage, citation, span

    for each in inside:
        each["of a newer version"] = [{"value": "1577"}]

    assert answer_from_json(value) == answer()


def test_names_that_an_older_version_did_not_have_get_their_defaults():
    value = answer_to_json(answer())
    for name in OPTIONAL:
        del value[name]
    (citation,) = value["citations"]
    for name in OPTIONAL_OF_CITATION:
        del citation[name]

    read = answer_from_json(value)

    assert (read.text, read.usage, read.figures) == (answer().text, None, ())
    assert (read.citations[0].context, read.citations[0].check) == ((), "exact")


def test_a_usage_without_what_was_counted_later_is_read():
    value = answer_to_json(answer())
    del value["usage"]["shelf_tokens"]

    assert answer_from_json(value) == answer()


def test_a_library_gives_the_answers_of_a_newer_version(tmp_path):
    with Library.open(tmp_path / "library") as library:
        stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        stored.save_answer(answer())
        value = answer_to_json(answer()) | {"format": FORMAT + 1, "of a newer version": [1]}
        with stored.catalog.writing() as connection, closing(connection.cursor()) as cursor:
            cursor.execute("UPDATE answers SET answer = ?", (json.dumps(value),))

        assert stored.answers() == [answer()]


def test_a_report_holds_only_so_many_answers_of_one_asker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_document, "MAX_ANSWERS", 2)
    with Library.open(tmp_path / "library") as library:
        stored = library.add(small_document(), b"%PDF", owner="local", file_name="a.pdf")
        for question in ("First?", "Second?"):
            stored.save_answer(answer(question))
        with pytest.raises(AnswersFull, match="holds 2 answers"):
            stored.save_answer(answer("Third?"))
        stored.seen_by("browser:ben").save_answer(answer("Third?"))
        stored.clear_answers()
        stored.save_answer(answer("Third?"))
        assert [kept.question for kept in stored.answers()] == ["Third?"]


def test_one_answer_is_removed_and_the_others_stay(tmp_path):
    with Library.open(tmp_path / "library") as library:
        stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        first, second = answer("One?"), answer("Two?")
        again = replace(first, seconds=first.seconds + 1)
        for each in (first, second, again):
            stored.save_answer(each)
        bens = stored.seen_by("ben")
        bens.save_answer(first)

        stored.remove_answer(lambda each: each == first)
        assert stored.answers() == [second, again]
        stored.remove_answer(lambda each: each == second)
        stored.remove_answer(lambda each: False)

        assert stored.answers() == [again]
        assert bens.answers() == [first]
