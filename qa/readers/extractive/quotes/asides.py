"""Whether a sentence tells nothing itself: it points elsewhere, defines a word, warns as all do.

A sentence in, yes or no out. Such a sentence has all the words of a question, and no answer.
"""

import re

_IS_TOLD = (
    r"(?:\w+ )?(?:available|included|contained|set forth|described|discussed|presented|provided"
    r"|found|disclosed|listed|incorporated|given)\b"
)
_POINTS = re.compile(
    r"^\W*+(?:please |also )?(?:see|refer to|review)\b"
    r"|^\W*+(?:you|readers|investors) should (?:also )?(?:read|review|consider|refer)\b"
    r"|^\W*+(?:for|additional|further|more|information"
    r"|a (?:description|discussion|summary|detailed)"
    r"|the (?:information|following discussion))\b.{0,240}"
    rf"\b(?:see|refer(?:red)? to|(?:is|are|can be|which is) {_IS_TOLD}|in conjunction with)\b"
    r"|\bshould be read (?:together|in conjunction) with\b"
    r"|\b(?:is|are) (?:hereby )?incorporated (?:herein )?by reference\b"
    rf"|^\W*+(?:[\w’'-]+ ){{1,9}}(?:is|are) {_IS_TOLD}"
    r" (?:in|under) (?:part|item|note|the section|our proxy|“|\")",
    re.IGNORECASE | re.DOTALL,
)
_BOILERPLATE = re.compile(
    r"\bforward[- ]looking statements?\b"
    r"|\b(?:could|may|might) cause (?:our )?actual (?:results|events)\b|\bdiffer materially from\b"
    r"|\bundue reliance\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:we|the company|management) (?:\w+ )?defines?\b|\b(?:is|are) defined as\b"
    r"|\b(?:is|are) (?:collectively |herein )?referred to (?:\w+ )?as\b|\b(?:the )?terms? [“\"]"
    r"|^\W*(?:unless|references)\b.{0,120}\brefers? to\b|[”\"] (?:means|refers to|shall mean)\b",
    re.IGNORECASE | re.DOTALL,
)


def tells_nothing(sentence: str) -> bool:
    """Whether a sentence only points to another place or says what every report warns of.

    >>> tells_nothing("For a description of our legal proceedings, see Note 12.")
    True
    >>> tells_nothing("We lease 80 stores (see Note 12).")
    False
    """
    joined = " ".join(sentence.split())
    return _POINTS.search(joined) is not None or _BOILERPLATE.search(joined) is not None


def defines(sentence: str) -> bool:
    """Whether a sentence says what a word means, and so no value and no cause."""
    return _DEFINES.search(sentence) is not None
