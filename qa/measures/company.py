"""A question and the names of the report's own company in, the question without them out."""

import re
from collections.abc import Iterable
from functools import lru_cache

from qa.glossary import common_words
from qa.measures.names import is_first_word
from qa.text.terms import terms

_FORMS = re.compile(
    r"(?<![,\s])[,\s]+(?:inc|incorporated|corp|corporation|co|company|companies|ltd|limited|llc|plc"
    r"|n\.?v|s\.?a|ag|se|holdings?|group|& co)\.?$"
)
_CHINESE_FORMS = re.compile(
    r"(?:集团)?(?:股份|控股)?(?:有限(?:责任)?公司)$|(?:科技|技术|实业|股份|集团|控股)+$"
)
_REGIONS = frozenset(
    [
        "american",
        "america",
        "china",
        "european",
        "europe",
        "pacific",
        "japan",
        "us",
        "asia",
        "international",
    ]
)
MAX_NAMES = 512  # kept; reports are anybody's, and so are the names in them
MIN_CHINESE = 2


def without_company(text: str, company: Iterable[str]) -> str:
    """Return a text in lower case with the company's names blanked out, characters in place.

    >>> without_company("what was adobe's revenue?", ["Adobe Inc."])
    'what was         revenue?'
    """
    for name in company:
        for form in short_names(name):
            pattern = rf"(?<![a-z0-9]){re.escape(form)}(?:'s|'|(?![a-z0-9]))"
            text = re.sub(pattern, lambda match: " " * len(match.group()), text)
    return text


@lru_cache(maxsize=MAX_NAMES)
def short_names(name: str) -> tuple[str, ...]:
    """Return how a company is called for short, the longest first.

    >>> short_names("Costco Wholesale Corporation")
    ('costco wholesale corporation', 'costco wholesale', 'costco')
    """
    full = name.lower().strip().removeprefix("the ")
    forms = [full]
    if not full.isascii():
        while len(shorter := _CHINESE_FORMS.sub("", forms[-1])) >= MIN_CHINESE:
            if shorter == forms[-1]:
                break
            forms.append(shorter)
        return tuple(forms)
    while (shorter := _FORMS.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    words = forms[-1].rstrip(",.").split()
    forms += [" ".join(words[:count]) for count in range(len(words) - 1, 1, -1)]
    if words and _stands_alone(words[0]):
        forms.append(words[0])
    return tuple(dict.fromkeys(form.rstrip(",.") for form in forms if form))


def _stands_alone(word: str) -> bool:
    """Return whether the first word of a name means the company wherever it stands."""
    is_common = not terms(word) or bool(set(terms(word)) & common_words())
    return len(word) > 2 and not is_common and word not in _REGIONS and not is_first_word(word)
