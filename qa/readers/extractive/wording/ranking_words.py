"""A question which part of the group leads in, the same in plainer words and without asides out.

"Excluding Embedded, in which segment did sales proportionally increase the most?" asks which
segment's sales grew fastest, of all but Embedded.
"""

import re
from dataclasses import dataclass

_PARTS = (
    r"(?:segment|division|region|geograph\w+|countr\w+|market|business|product|categor\w+|brand|area"
    r"|unit|offering)(?:e?s)?"
)
_ASKS = re.compile(rf"\b(?:which|what)\b[^.?!]{{0,80}}?\b{_PARTS}\b", re.I)
_BUT = (
    r"\b(?:excluding|except(?:\s+for)?|other\s+than|apart\s+from|aside\s+from|leaving\s+(?:aside|out)"
    r"|ignoring|not\s+counting|besides)\s+"
)
_LEFT_OUT = re.compile(
    rf"(?:,\s*|\(\s*)?{_BUT}(?:the\s+)?(?P<names>[^,?()]{{1,80}}?)"
    rf"(?P<kind>\s+(?:segment|division|region|business|category)s?)?\s*(?:\)|,|(?=\?|$))",
    re.I,
)
_EVENTS = re.compile(
    r"\b(?:impact|effects?|M&A|mergers?|acqui\w+|divest\w+|currenc\w+|exchange|charges?|items?|costs?"
    r"|fuel|tax\w*|one-?\s?(?:time|off))\b",
    re.I,
)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*")
_LINE = r"(?:net\s+|organic\s+)?(?:sales|revenues?|turnover)"
_PLAINER = [
    (re.compile(pattern, re.I), words)
    for pattern, words in (
        (
            rf"\bperformed\s+(?:the\s+)?(?P<how>best|worst)(?P<when>\s+[^?,()]{{0,30}}?)?\s*,?\s*\(?\s*"
            rf"(?:by|in\s+terms\s+of|on|measured\s+by)\s+(?P<line>{_LINE})\s+growth\s*\)?",
            lambda found: (
                f"had the {'highest' if found['how'].lower() == 'best' else 'lowest'}"
                f" {found['line']} growth{found['when'] or ''}"
            ),
        ),
        (
            rf"\b(?:has\s+|have\s+)?(?:dragged|drags|weighed|pulled)\s+(?:down|on)\s+"
            rf"(?:[\w.&-]+['’]s?\s+|the\s+)?(?:(?P<line>{_LINE})\s+)?growth\b",
            lambda found: f"had the largest decline in {found['line'] or 'revenue'}",
        ),
        (r"\bproportionall?y\s+|\s+proportionall?y\b", ""),
        (r"\s*,?\s*\bin\s+terms\s+of\b", " by"),
        (r"\b(?P<most>lowest|highest|best|worst|thinnest|widest)\s+(?P<it>(?:profit\s+)?margin)\b",
         r"\g<most> operating margin"),
        (r"\bAll Others\b", "All Other"),
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RankingWords:
    """left_out: the names of the parts that are not compared."""

    text: str
    left_out: tuple[str, ...] = ()


def ranking_words(question: str) -> RankingWords | None:
    """Return a question for the part that leads in plainer words; None where nothing changes.

    >>> ranking_words("Excluding Pumps, which segment grew fastest, in terms of sales?")
    RankingWords(text='which segment grew fastest by sales?', left_out=('Pumps',))
    """
    if not _ASKS.search(question):
        return None
    text = question
    names: tuple[str, ...] = ()
    aside = _LEFT_OUT.search(question)
    if aside is not None and not _EVENTS.search(aside["names"]):
        text = f"{question[: aside.start()]} {question[aside.end() :]}"
        names = tuple(name for name in _AND.split(aside["names"].strip()) if name)
    for pattern, words in _PLAINER:
        text = pattern.sub(words, text)
    text = " ".join(text.split()).replace(" ?", "?")
    return RankingWords(text, names) if text != question else None
