"""The grammar for servers: what it lets a model write, by a matcher of these rules as expressions.

The rules that it may not go beyond: alternatives, literals, classes, repetitions.
"""

import re

import pytest

from qa.quoting.evidence_grammar import evidence_grammar

NOT_STATED = ("Not stated.", "未说明。")


def matcher(grammar: str) -> re.Pattern[str]:
    """Return an expression of the same language; no rule of the grammar refers to itself."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines() if line)

    def expression(rule: str) -> str:
        parts = re.findall(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[\d,]+\}|[a-z]+|\S', rule)
        made = []
        for part in parts:
            if part.startswith('"'):
                literal = part[1:-1].replace('\\"', '"').replace("\\n", "\n")
                made.append(f"(?:{re.escape(literal)})")
            elif part.isalpha():
                made.append(f"(?:{expression(rules[part])})")
            else:
                made.append(part)
        return "".join(made)

    return re.compile(expression(rules["root"]))


@pytest.mark.parametrize(
    "text",
    [
        *NOT_STATED,
        "[1]\nSales rose. [1] They fell. [2]",
        "[2] [1]\nIt is 4.5 now. [3][1]",
        "[3]\nRichard A. Smith of Acme Inc., sells in the U.S. and Asia. [2]",
        "[1]\n净销售额增长5%。[1]成本下降。 [2]",
        '[1]\nIt says "sales rose." [1]',
        "[0]\nSales rose. [[Net sales increased 5%]]",
        "[1]\nSales rose. [[Net sales increased 5%]]",
        "[1]\nAs follows: sales and/or costs rose (5%) by 10:30. [1]",
    ],
)
def test_what_names_its_evidence_can_be_written(text):
    assert matcher(evidence_grammar(3, NOT_STATED)).fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose. [1]",
        "[4]\nSales rose. [1]",
        "[1] [1]\nSales rose. [1]",
        "[0]\nSales rose. [0]",
        "[0] [1]\nSales rose. [1]",
        "[1]\nSales rose. [4]",
        "[1]\nSales rose.",
        "[1]\nSales rose",
        "[1]\nSales rose. They fell. [1]",
        '[1]\nIt says "sales rose." They fell. [1]',
        "[1]\nSales [1] rose. [1]",
        "[1]\nSee https://a.com now. [1]",
        "[1]\nSee https:a.com now. [1]",
        "[1]\nSee [a](b). [1]",
        "[1]\n[2]",
        "[1]\n",
        "[1]\n" + "Sales rose. [1] " * 9,
        "Not stated. But sales rose. [1]",
    ],
)
def test_what_does_not_cannot(text):
    assert not matcher(evidence_grammar(3, NOT_STATED)).fullmatch(text)


def test_without_findings_sentences_end_with_quotes():
    written = matcher(evidence_grammar(0, NOT_STATED))

    assert written.fullmatch("Sales rose. [[Net sales increased 5%]]")
    assert written.fullmatch(NOT_STATED[0])
    assert not written.fullmatch("Sales rose. [1]")
    assert not written.fullmatch("[1]\nSales rose. [1]")
