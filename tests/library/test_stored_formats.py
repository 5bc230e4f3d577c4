"""What is stored changes only together with its number, so that no old library is misread."""

from dataclasses import replace

import pytest

from tests.library.stored_formats import (
    FORMATS,
    FormatChanged,
    StoredFormat,
    recorded_formats,
    with_new_ones,
)

NOTES = StoredFormat("notes", 2, lambda: ["text"], "NUMBER in notes.py", "Old notes are read.")
RECORDED = {"notes": {"1": [], "2": ["text"]}}


@pytest.mark.parametrize("stored_format", FORMATS, ids=lambda each: each.name)
def test_what_is_stored_is_what_was_written_down_under_its_number(stored_format):
    stored_format.check(recorded_formats())


def test_every_format_that_was_written_down_is_still_looked_at():
    assert set(recorded_formats()) == {each.name for each in FORMATS}


def test_a_change_without_a_new_number_is_told_with_what_to_do():
    changed = replace(NOTES, stored=lambda: ["text", "author"])

    with pytest.raises(FormatChanged) as told:
        changed.check(RECORDED)

    assert str(told.value).startswith(
        "What is stored as notes has changed, and its number 2 has not. Count it up:"
        " NUMBER in notes.py. Old notes are read. Then write the new format down:"
        " python -m tests.library.stored_formats."
    )
    with pytest.raises(FormatChanged):
        with_new_ones(RECORDED, (changed,))


@pytest.mark.parametrize("number", [1, 3])
def test_a_number_that_is_not_the_last_one_written_down_is_told(number):
    with pytest.raises(FormatChanged):
        replace(NOTES, number=number, stored=lambda: []).check(RECORDED)


def test_a_new_number_is_written_down_beside_the_old_ones():
    new = replace(NOTES, number=3, stored=lambda: ["text", "author"])

    recorded = with_new_ones(RECORDED, (new,))

    assert recorded == {"notes": {**RECORDED["notes"], "3": ["text", "author"]}}
    new.check(recorded)
