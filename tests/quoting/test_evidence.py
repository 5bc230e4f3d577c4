"""An answer names its evidence first and behind each sentence, whatever a model prefers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary
from qa.quoting.evidence import EvidenceConstraint, choices, with_findings
from qa.quoting.links import LinkFreeConstraint
from qa.quoting.quote_index import QuoteIndex
from tests.quoting.report_pages import REPORT

END = b""  # a control token
WORDS = [
    b" Sales",
    b" rose",
    b" 4",
    b".5",
    b".",
    b". The",
    b".\n",
    b"\xe3\x80\x82",
    b"\n",
    b"://",
    b"http",
]
PIECES = [*(bytes([i]) for i in range(256)), *WORDS, b"[1", b" [", b"]\n", b"](", b"www.", END]
NOT_STATED = ("Not stated.",)
NUM_FINDINGS = 3


@pytest.fixture(scope="module")
def vocabulary() -> QuoteVocabulary:
    return QuoteVocabulary(PIECES)


@pytest.fixture(scope="module")
def index() -> QuoteIndex:
    return QuoteIndex(REPORT)


def constraint(index: QuoteIndex, vocabulary: QuoteVocabulary) -> EvidenceConstraint:
    return EvidenceConstraint(
        LinkFreeConstraint(QuoteConstraint(index, vocabulary), vocabulary),
        vocabulary,
        num_findings=NUM_FINDINGS,
        not_stated=NOT_STATED,
    )


def write(held: EvidenceConstraint, text: str) -> bool:
    """Write text byte by byte; return whether each byte was allowed."""
    for byte in text.encode():
        if not held.allows(byte):
            return False
        held.advance(byte)
    return True


@pytest.mark.parametrize(
    "text",
    [
        "[1]\nSales rose. [1] They fell. [2]",
        "[2] [1]\nIt is 4.5 now. [3]",
        "[3]\nSales rose",
        "[1]\nRichard A. Smith of Acme Inc. sells in the U.S. and Asia. [2]",
        *NOT_STATED,
    ],
)
def test_what_names_its_evidence_can_be_written(index, vocabulary, text):
    assert write(constraint(index, vocabulary), text)


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose",
        "[4]\n",
        "[1] [1]\n",
        "[1] Sales",
        "Not stated. But",
        "[1]\nSales rose. They fell.",
        "[1]\nSales rose.\n",
        "[1]\nSee https://a",
        "[1]\nSee www.",
        "[1]\n\n",
        "[1]\n[2]",
        "[1]\nSales [2]",
        "[1]\n[[",
        "[1]\nSee http",
        "[1]\nSee [a](b",
    ],
)
def test_what_does_not_cannot(index, vocabulary, text):
    assert not write(constraint(index, vocabulary), text)


def test_after_not_stated_only_the_end_follows(index, vocabulary):
    held = constraint(index, vocabulary)
    assert write(held, NOT_STATED[0])
    assert [PIECES[i] for i in range(len(PIECES)) if held.allows(i)] == [END]


def test_an_answer_may_end_behind_a_mark_and_not_between_a_stop_and_its_mark(index, vocabulary):
    held = constraint(index, vocabulary)
    assert write(held, "[1]\nSales rose.")
    assert not held.allows(PIECES.index(END))
    assert write(held, " [2]")
    assert held.allows(PIECES.index(END))


@pytest.mark.parametrize(
    ("token", "can"), [(b"]][", False), (b"]] The", False), (b"]].\n", True), (b"]]", True)]
)
def test_behind_a_quote_within_one_token_come_signs_alone(index, token, can):
    vocabulary = QuoteVocabulary([*PIECES[:256], token])
    held = constraint(index, vocabulary)
    assert write(held, "[[Net sales")
    assert held.allows(256) is can


@settings(max_examples=10)
@given(st.lists(st.permutations(range(len(PIECES))).map(tuple), min_size=1, max_size=12), st.data())
def test_every_walk_has_a_way_on_and_keeps_the_grammar(index, vocabulary, orders, data):
    held, written = constraint(index, vocabulary), b""
    for step in range(20):
        order = orders[step % len(orders)]
        token = next((i for i in order if held.allows(i)), None)
        assert token is not None, written
        held.advance(token)
        written += PIECES[token]
    text = written.decode("utf-8", "replace")
    beginnings = choices(NUM_FINDINGS, NOT_STATED)
    is_quote = text.startswith("[[")
    assert is_quote or any(text.startswith(b) or b.startswith(text) for b in beginnings), text
    assert "://" not in text and "](" not in text and "www." not in text
    outside = re.sub(r"\[\[.*?\]\]", "", text.partition("\n")[2], flags=re.DOTALL)
    assert not re.search(r"[A-Za-z]{2}[.!?] (?!\[)[A-Za-z]", outside), text


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_beginning_is_left_out_and_marks_become_quotes(size):
    text = "[2] [1]\nSales rose by 4.5%. [2] Costs fell. [1] It is [so]. [9]"
    deltas = [text[i : i + size] for i in range(0, len(text), size)]

    said = "".join(with_findings(deltas, ["costs", "net sales"]))

    assert said == "Sales rose by 4.5%. [[net sales]] Costs fell. [[costs]] It is [so]."


@pytest.mark.parametrize("text", ["Sales rose.", "[a] list", "", "Sales [[a quote]] rose"])
def test_text_without_marks_stays_as_it_is(text):
    assert "".join(with_findings(list(text), ["x"])) == text


def test_a_choice_without_an_answer_is_no_answer():
    assert "".join(with_findings(["[1", "] [2]"], ["x", "y"])) == ""
