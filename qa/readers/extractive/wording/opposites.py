"""A question and the label of what was found in, whether they are opposites out.

A thing is gross or net, statutory or effective, vested or not. Where a question says one of them
and a label only the other, the row is not the one that is asked for, whatever else they share.
"""

import re

from qa.text.terms import terms

_KINDS = (  # of each line a thing is one
    ("statutory", "effective"),
    ("basic", "diluted"),
    ("gross", "net"),
    ("federal", "state"),
    ("proceeds receipts", "payments repayments purchases"),
    ("assets", "liabilities"),
    ("additions", "reductions deductions disposals"),
    ("granted", "exercised", "forfeited cancelled expired"),
    ("minimum lowest", "maximum highest", "average"),
    ("actual", "expected"),
    ("employer", "participant"),
    ("pension", "retiree medical postretirement post-retirement"),
    ("income earned", "expense charge"),
    ("receivable", "payable"),
    ("current", "deferred"),
    ("domestic", "foreign international"),
    ("raw", "finished"),
)
_SIDES = tuple(
    tuple(frozenset(terms(word)[0] for word in side.split()) for side in kind) for kind in _KINDS
)
_NEITHER = re.compile(  # words of a name, or of a time
    r"\b(?:income\s+tax(?:es)?|gross\s+(?:margin|profit)|net\s+of|current\s+(?:fiscal\s+)?(?:year|quarter))\b",
    re.I,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_DENIED = re.compile(r"\b(?:un|non-?)(\w{3,}(?:ed|able|ing|t))\b")
_ABLE = re.compile(r"\b(\w{4,})[ai]ble\b")
_WORD = re.compile(r"\w+")


def are_opposites(question: str, label: str) -> bool:
    """Tell whether a label says the opposite of what a question says of the same thing.

    >>> are_opposites("the statutory tax rate in 2023", "Effective income tax rate")
    True
    >>> are_opposites("interest expense", "Interest (income) expense, net")
    False
    """
    said, has = (_NEITHER.sub(" ", text.lower()) for text in (question, label))
    if _denies(said, has) or _denies(has, said):
        return True
    of_question, of_label = frozenset(terms(said)), frozenset(terms(has))
    outside = frozenset(terms(_BRACKETS.sub(" ", has)))
    for sides in _SIDES:
        asked = [side for side in sides if side & of_question]
        is_other = any(side & outside for side in sides if side not in asked)
        if asked and is_other and not any(side & of_label for side in asked):
            return True
    return False


def _denies(text: str, other: str) -> bool:
    """Tell whether a text says "unvested" for "vested", or "exercisable" for "exercised"."""
    denied = set(_DENIED.findall(text))
    words, able = set(_WORD.findall(other)), set(_ABLE.findall(text))
    is_able = any(f"{base}ed" in words for base in able - set(_ABLE.findall(other)))
    return is_able or bool(denied & words - set(_DENIED.findall(other)))
