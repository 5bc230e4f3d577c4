"""What a question asks for: weighted words, entries of the glossary, years, its manner."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa import glossary
from qa.glossary import Entry, Match
from qa.glossary.synonyms import EverydayWords, everyday_words
from qa.search.manner import QuestionType, question_type_of
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import fold, terms

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<=\bfy)\d\d(?!\d)|(?<=\bfy )\d\d(?!\d)")
_CHINESE_FILLERS = re.compile(  # cut out before the text is cut into pairs of characters
    r"为什么|为何|做些什么|做什么|怎么安排|如何安排|以后会|今后会|将来会|什么|是多少|有多少|多少|怎么样|怎么|如何|哪一家|哪家|哪些|哪个|哪里|哪位|几个|请问|是否"
    r"|高不高|大不大|好不好|有多|还有|花了|花费|账上|怎样|进展|有没有|会不会|是不是|能不能|一共|总共|共有|大概|大约|到底|现在|多少钱|去年|最大|最高|最多|哪块|哪种"
    r"|情况|面临|主要|分别|目前|今年|去年|本年度?|报告期内?|该公司|本公司|公司|由什么|有哪|占比|变化"
    r"|[的了吗呢吧是被把对其各及与谁]|\d{4}年度?"
)
_WHO = re.compile(r"\b(who|whom|which firm|what firm)\b|谁|哪家|哪一家|哪位")
_HOW = re.compile(r"\bhow\b(?! (much|many|big|large|high)\b)|怎么|怎样|如何")
_FIGURE = re.compile(
    r"\b(how (much|many|big|large|high|fast|long)|what (was|is|were|are) the|number of|total|amount"
    r"|ratio|rate|percent|percentage|margin)\b|多少|几|比率|率|金额|总额"
)


Phrase = tuple[str, ...]
KEPT_QUESTIONS = 64  # each is taken apart several times on the way to its answer


@dataclass(frozen=True, slots=True)
class GlossaryHit:
    """A glossary entry the question is about, and how much it counts (0 to 1)."""

    entry: Entry
    weight: float
    explains: frozenset[str]  # the question's terms that name it
    is_part: bool  # something that what is asked for is computed from


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question taken apart. `words` maps each telling term to its weight, in the order asked."""

    text: str
    words: dict[str, float]
    pairs: tuple[tuple[str, str], ...]  # neighbouring telling terms
    wanted: tuple[GlossaryHit, ...]
    years: tuple[str, ...]
    rare_terms: tuple[str, ...]  # those that few questions have
    proper_nouns: frozenset[str]  # telling terms written with a capital inside the sentence
    manner: QuestionType
    asks_who: bool
    asks_how: bool
    asks_figure: bool
    said_otherwise: Mapping[
        str, tuple[Phrase, ...]
    ]  # by term: the phrases a report may have for it

    def ways(self, term: str) -> tuple[Phrase, ...]:
        """Return the phrases by which a report may say a term, the term itself among them."""
        return self.said_otherwise.get(term) or ((term,),)

    @property
    def explained(self) -> frozenset[str]:
        """The terms that name an entry of the glossary."""
        return frozenset().union(*(wanted.explains for wanted in self.wanted))

    @property
    def asks_why(self) -> bool:
        return self.manner == "why"

    @property
    def wants_text(self) -> bool:
        """Whether the answer is a sentence rather than a row of figures."""
        return self.manner != "plain"


@lru_cache(maxsize=KEPT_QUESTIONS)
def parse(text: str, weights: Weights = WEIGHTS) -> ParsedQuestion:
    """Take a question apart."""
    folded = fold(text)
    everyday = everyday_words(terms(folded))
    inside = [frozenset(each.asked) for each in everyday if len(each.asked) > 1]
    matches = [
        match
        for match in glossary.load().match(text)
        if not any(match.words < phrase for phrase in inside)  # "made" is inside "made of"
    ]
    asked = glossary.content(terms(_without_fillers(folded, matches)))
    wanted: dict[str, GlossaryHit] = {}
    for match in matches:
        weight = 1.0 if match.whole else weights.scattered_name
        explains = match.words & set(asked)
        _add(wanted, GlossaryHit(match.entry, weight, explains, is_part=False))
        for part in glossary.load().parts(match.entry):
            _add(wanted, GlossaryHit(part, weight * weights.part, explains, is_part=True))
    years = tuple(year if len(year) == 4 else f"20{year}" for year in _YEAR.findall(folded))
    common = glossary.common_words()
    words = {
        term: weights.common_word if term in common or term in years else 1.0 for term in asked
    }
    rare = tuple(term for term, weight in words.items() if weight == 1.0)
    explained = frozenset().union(*(hit.explains for hit in wanted.values()))
    otherwise = _said_otherwise(words, everyday, explained)
    return ParsedQuestion(
        text=text,
        words=words,
        pairs=tuple(pairwise(asked)),
        wanted=tuple(wanted.values()),
        years=years,
        proper_nouns=proper_nouns(text) & set(rare),
        rare_terms=tuple(term for term in rare if term in words),
        manner=question_type_of(folded),
        asks_who=_WHO.search(folded) is not None,
        asks_how=_HOW.search(folded) is not None,
        asks_figure=_FIGURE.search(folded) is not None,
        said_otherwise=otherwise,
    )


def without_terms(question: ParsedQuestion, left_out: Set[str]) -> ParsedQuestion:
    """Return a question that does not ask for some of its terms, such as the company's name."""
    words = {term: weight for term, weight in question.words.items() if term not in left_out}
    if not words or len(words) == len(question.words):
        return question
    return replace(
        question,
        words=words,
        wanted=tuple(
            replace(hit, explains=hit.explains - left_out)
            for hit in question.wanted
            if not hit.explains or hit.explains - left_out
        ),
        pairs=tuple(pair for pair in question.pairs if left_out.isdisjoint(pair)),
        rare_terms=tuple(term for term in question.rare_terms if term not in left_out),
        said_otherwise={t: ways for t, ways in question.said_otherwise.items() if t in words},
    )


def _said_otherwise(
    words: dict[str, float], found: Sequence[EverydayWords], explained: frozenset[str]
) -> dict[str, tuple[Phrase, ...]]:
    """Return the ways to say what stands in a question as everyday words, by its first rare term.

    The words of a phrase count as one telling word: `words` is changed accordingly. Those that
    name an entry of the glossary keep their own weight.
    """
    otherwise: dict[str, tuple[Phrase, ...]] = {}
    for each in found:
        inside = [term for term in glossary.content(each.asked) if term in words]
        if not inside:
            continue
        head = max(inside, key=lambda term: words[term])
        otherwise[head] = (each.asked, *each.said)
        if len(each.asked) > 1:
            words[head] = 1.0
            for term in set(inside) - {head} - explained:
                del words[term]
    return otherwise


def _without_fillers(question: str, matches: Sequence[Match]) -> str:
    """Cut the words of any Chinese question out, and set the names of entries apart.

    Then no pair of characters is cut across the end of a word that is known.
    """
    names = sorted({m.name for m in matches if not m.name.isascii()}, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, names))})", question) if names else [question]
    kept = [piece if piece in names else without_fillers(piece) for piece in pieces]
    return " ".join(kept)


def without_fillers(text: str) -> str:
    """Cut the words that any Chinese question may have out of a text."""
    return _CHINESE_FILLERS.sub(" ", text)


def proper_nouns(text: str) -> frozenset[str]:
    """Return the terms that are written with a capital inside a sentence."""
    names = re.findall(r"(?<=[\w,;] )[A-Z][a-z]+\w*", text)
    return frozenset(term for name in names for term in terms(name))


def _add(wanted: dict[str, GlossaryHit], new: GlossaryHit) -> None:
    known = wanted.get(new.entry.key)
    if known is None or known.weight < new.weight:
        wanted[new.entry.key] = new
