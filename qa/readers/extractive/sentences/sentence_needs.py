"""A question in, what a sentence must say to answer it out: its words, and the unit it wants."""

import re

from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms, like
from qa.measures import Asked
from qa.readers.extractive.rows.row_facts import SOFT, Terms, content_terms
from qa.readers.extractive.rows.said import asked_terms, unsaying_terms
from qa.readers.extractive.wording.kinds import counts_shares

_PLAN = re.compile(r"\bplans?\s+to\b", re.I)
_AREA = re.compile(r"\bsquare\s+(?:feet|foot\w*|met(?:er|re)s)\b|\bsq\.?\s*ft\b", re.I)
_OWNED = re.compile(r"\bpercent\w*\s+of\b.*\bown(?:s|ed)?\b", re.I)
NOUN = re.compile(
    r"\b(?:how\s+many|number\s+of(?!\s[^?]{0,80}\bshares))\s+(?:[\w'’.&-]+\s+){0,12}?(?P<noun>employees|people|stores|shares|customers|members"
    r"|warehouses|restaurants|associates|patents|countries|aircraft|products|plants)\b",
    re.I,
)
_PER_SHARE = re.compile(
    r"\bper\s+(?:\w+\s+)?share\b|(?<!purchase )(?<!acquisition )\bprice\b(?!\s+paid\s+for\s+[A-Z])",
    re.I,
)
_RATE = re.compile(r"\bpercent\w*|\brate\b|%|\bmargin\b|\bshare\s+of\b", re.I)


def wanted_terms(asked: Asked, company: Terms) -> Terms:
    """Return the words that a sentence must say, but for the company's name and empty ones."""
    _, _, behind = asked.text.partition("i.e.")
    if behind:
        words = alike_terms(" ".join(word for word in asked.words if word in behind))
    else:
        words = asked_terms(asked)
    plan = like("expected") if _PLAN.search(asked.text) else frozenset[str]()
    said = words - STOP_WORDS - SOFT - company - unsaying_terms(asked.text)
    said -= content_terms("back roughly plan" if plan else "back roughly")
    if _AREA.search(asked.text):
        said -= content_terms("square feet foot footage metres meters sq ft")
    owned = like("ownership") if _OWNED.search(asked.text) else frozenset[str]()
    return frozenset(term for term in said if not term[:1].isdigit()) | plan | owned


def asked_unit(question: str, currency: str) -> tuple[str, str]:
    """Return the unit of the figure that is asked for, and of a count what is counted."""
    if noun := NOUN.search(question):
        counted = noun["noun"].lower()
        return ("shares", "shares") if counted == "shares" else ("count", counted)
    if _AREA.search(question):
        return "count", "square feet"
    if counts_shares(question):
        return "shares", "shares"
    if _PER_SHARE.search(question):
        return f"{currency}/share", ""
    return ("percent", "") if _RATE.search(question) else (currency, "")
