"""A model can write words and quotes, and no link, however its tokens are cut."""

import pytest

from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary
from qa.quoting.links import LinkFreeConstraint
from qa.quoting.quote_index import QuoteIndex
from tests.quoting.report_pages import make_page

PAGE = make_page(1, "Net sales rose 5 percent, see https://example.com/report for all of it")
BYTES = [bytes([i]) for i in range(256)]
TOKENS = [b"](", b"]](", b"]] (", b"://", b" http", b" HTTPS", b"]].", b""]


@pytest.fixture
def held() -> LinkFreeConstraint:
    vocabulary = QuoteVocabulary([*BYTES, *TOKENS])
    return LinkFreeConstraint(QuoteConstraint(QuoteIndex([PAGE]), vocabulary), vocabulary)


def write(held: LinkFreeConstraint, text: str) -> None:
    for byte in text.encode():
        assert held.allows(byte), text
        held.advance(byte)


def may_follow(held: LinkFreeConstraint, token: bytes) -> bool:
    return held.allows([*BYTES, *TOKENS].index(token))


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("See x:/", b"/"),
        ("See ", b"://"),
        ("See", b" http"),
        ("See", b" HTTPS"),
        ("See WWW", b"."),
        ("See mailto", b":"),
        ("See [here]", b"("),
        ("Sales rose [[Net sales rose]]", b"("),
        ("Sales rose [[Net sales rose]", b"]("),
        ("Sales rose [[Net sales rose", b"]]("),
    ],
)
def test_a_link_cannot_be_written(held, written, token):
    write(held, written)
    assert not may_follow(held, token)


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("Sales rose (by 5 ", b"%"),
        ("Sales rose [a]", b" "),
        ("Sales [[rose 5 percent, see http", b"s"),
        ("Sales rose [[Net sales rose", b"]] ("),
        ("Sales rose [[Net sales rose", b"]]."),
        ("Sales rose [[Net sales rose]] ", b"("),
        ("Yes.", b""),
    ],
)
def test_words_brackets_and_quoted_links_can(held, written, token):
    write(held, written)
    assert may_follow(held, token)
