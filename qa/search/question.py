"""What a question asks for: weighted words, entries of the glossary, years, its manner."""

import re
from dataclasses import dataclass
from itertools import pairwise

from qa import glossary
from qa.glossary import Entry
from qa.terms import fold, is_chinese, terms

# Words that many questions have and that tell little about the page wanted.
COMMON_WORDS = frozenset(
    terms(
        "company companies firm business report annual year years fiscal last previous prior recent"
        " latest current number numbers amount total big bigger biggest large largest much value"
        " change changed compare compared comparing go went get got make made say says said thing"
        " things still left new now next over after before many people way kind part share main"
        " most more less than high higher low lower up down rise rose fall fell increase increased"
        " decrease decreased grow grew growth happen happened reason reasons because explain"
        " describe list name names come comes put use used need needs look like big good bad"
    )
)
COMMON_WEIGHT = 0.35
PART_WEIGHT = 0.85  # a row that a ratio is computed from, against the ratio itself
LOOSE_WEIGHT = 0.6  # a name whose words are scattered over the question

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<=\bfy)\d\d(?!\d)|(?<=\bfy )\d\d(?!\d)")
_WHY = re.compile(
    r"\b(why|reasons?|causes?d?|drove|drivers?|driven|explain|behind|due to|led to)\b"
    r"|为什么|为何|原因|驱动"
)
_FIGURE = re.compile(
    r"\b(how (much|many|big|large|high|fast|long)|what (was|is|were|are) the|number of|total|amount"
    r"|ratio|rate|percent|percentage|margin)\b|多少|几|比率|率|金额|总额"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A glossary entry the question is about, and how much it counts (0 to 1)."""

    entry: Entry
    weight: float
    explains: frozenset[str]  # the question's terms that name it
    is_part: bool  # something that what is asked for is computed from


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `words` maps each telling term to its weight, in the order asked."""

    text: str
    words: dict[str, float]
    pairs: tuple[tuple[str, str], ...]  # neighbouring telling terms
    wanted: tuple[Wanted, ...]
    years: tuple[str, ...]
    telling_words: tuple[str, ...]  # those that few questions have
    asks_why: bool
    asks_figure: bool
    chinese: bool


def parse(text: str) -> Question:
    """Take a question apart."""
    folded = fold(text)
    asked = glossary.content(terms(text))
    wanted: dict[str, Wanted] = {}
    for match in glossary.load().match(text):
        weight = 1.0 if match.whole else LOOSE_WEIGHT
        explains = frozenset(term for place, term in enumerate(asked) if place in match.places)
        _add(wanted, Wanted(match.entry, weight, explains, is_part=False))
        for part in glossary.load().parts(match.entry):
            _add(wanted, Wanted(part, weight * PART_WEIGHT, explains, is_part=True))
    years = tuple(year if len(year) == 4 else f"20{year}" for year in _YEAR.findall(folded))
    words = {
        term: COMMON_WEIGHT if term in COMMON_WORDS or term in years else 1.0 for term in asked
    }
    return Question(
        text=text,
        words=words,
        pairs=tuple(pairwise(asked)),
        wanted=tuple(wanted.values()),
        years=years,
        telling_words=tuple(term for term, weight in words.items() if weight == 1.0),
        asks_why=_WHY.search(folded) is not None,
        asks_figure=_FIGURE.search(folded) is not None,
        chinese=is_chinese(text),
    )


def _add(wanted: dict[str, Wanted], new: Wanted) -> None:
    known = wanted.get(new.entry.key)
    if known is None or known.weight < new.weight:
        wanted[new.entry.key] = new
