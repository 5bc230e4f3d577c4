"""A card may come from anybody: what is none is refused, what is one is never a crash."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.cards.card import card_text, own_hash
from qa.cards.card_file import card_in
from qa.cards.verdict_text import verdict_json, verdict_text
from qa.cards.verify import verify
from qa.errors import NotACard
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.pdf import PageRenderer

ANY_VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 300),
    st.sampled_from([10**30, float("nan"), float("inf"), -1.5, "1e999999999", "-", "9" * 200]),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to each value of some JSON."""
    if isinstance(value, dict):
        inner = [place for key, item in value.items() for place in places(item, (*path, key))]
    elif isinstance(value, list):
        inner = [p for n, item in enumerate(value[:2]) for p in places(item, (*path, n))]
    else:
        inner = []
    return [path, *inner] if path else inner


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_is_put_into_a_card_it_is_refused_or_judged(
    data: st.DataObject, card: JsonObject, report: StoredDocument, renderer: PageRenderer
) -> None:
    copy = deepcopy(card)
    path = data.draw(st.sampled_from(places(card)))
    place: object = copy
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]
    place[path[-1]] = data.draw(ANY_VALUE)  # type: ignore[index]
    if path != ("sha256",):
        copy["sha256"] = own_hash(copy)

    try:
        file = card_in(card_text(copy).encode("utf-8", "replace"), "card.json")
    except NotACard:
        return
    verdict = verify(file, report, renderer)

    assert json.dumps(verdict_json(verdict))
    assert verdict_text(verdict)


@pytest.mark.parametrize("name", ["product", "document", "reader", "answer", "sha256", "made_at"])
def test_a_card_without_a_part_is_refused(card: JsonObject, name: str) -> None:
    copy = {key: value for key, value in card.items() if key != name}

    with pytest.raises(NotACard, match="missing or of another form"):
        card_in(card_text(copy).encode(), "card.json")


def test_a_card_of_a_newer_form_is_said_to_be_one(card: JsonObject) -> None:
    with pytest.raises(NotACard, match="a newer Pagewitness made it"):
        card_in(card_text({**card, "card": 2}).encode(), "card.json")


def test_names_that_a_later_version_adds_are_passed_over(
    card: JsonObject, report: StoredDocument, renderer: PageRenderer
) -> None:
    copy = deepcopy(card)
    copy["answer"]["figures"][0]["colour"] = "green"
    copy["mark"] = "accepted"
    copy["sha256"] = own_hash(copy)

    assert verify(card_in(card_text(copy).encode(), "card.json"), report, renderer).holds
