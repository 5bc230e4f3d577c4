"""A row's label in, whether the brackets around its figures say that the table takes them off.

An allowance, what was paid, a charge or royalties among deductions are asked for by their size.
What may be above or below zero, a net result or a change, keeps its sign.
"""

import re
from dataclasses import replace

from qa.statements import Fact

_PAID = re.compile(r"^\W*benefits?\s+(?:paid|payments?)\W*$", re.I)
_OWED = re.compile(r"^(?!.*\bassets\b).*\bliabilities\W*$", re.I)
_DEDUCTED = re.compile(r"\ballowances?\b|\baccumulated\s+(?:depreciation|amorti[sz]ation)\b", re.I)
_LOST = re.compile(  # or won, which one statement adds and another takes off
    r"^\W*(?:net\s+)?(?:loss(?:es)?(?!.*\bgains?\b)|gains?(?!.*\bloss))\s+"
    r"(?:on|from\s+(?:the\s+)?(?:sales?|disposals?|dispositions?))\b|^\W*less\b\W",
    re.I,
)
_CHARGE = re.compile(
    r"^(?!.*\b(?:income|gains?|benefits?|credits?|net|changes?|other|loss(?:es)?)\b)"
    r".*\b(?:costs?|expenses?|charges?|fees|initiatives|settlements?|impairments?|write-?(?:offs?|downs?))\b",
    re.I,
)
_INCOME = re.compile(
    r"^(?!.*\b(?:net|loss(?:es)?|expenses?|changes?|other)\b)"
    r".*(?:\broyalt\w+|\b(?:interest|dividend|rental|licens\w+)\s+income\b|\bcapitali[sz]ed\s+interest\b"
    r"|\binterest\s+capitali[sz]ed\b)",
    re.I,
)


def is_deducted(label: str) -> bool:
    """Tell whether a row is an allowance, which tables print in brackets."""
    return _DEDUCTED.search(label) is not None


def without_brackets(fact: Fact) -> Fact:
    """Return a fact by its size where its table only takes it off."""
    is_amount = fact.unit not in ("percent", "ratio")
    is_taken = is_deducted(f"{fact.label} {fact.entity or ''}")
    is_taken |= any(each.search(fact.label) for each in (_PAID, _OWED, _LOST, _CHARGE, _INCOME))
    return replace(fact, value=abs(fact.value)) if is_amount and is_taken else fact
