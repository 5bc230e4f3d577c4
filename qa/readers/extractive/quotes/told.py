"""An everyday question -> the passages that tell what nearly every report tells.

Who audits, where the head office is, when the year ends: a report says so in sentences of a few
forms (`qa/glossary/matters.toml`), in a row of a form, or on its cover above a caption. A passage
tells only where it has all that the question says beside the matter: the competitors in FPGAs.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from qa.document import LineRole, Page
from qa.glossary import Entry, common_words, content
from qa.glossary.alike import alike_phrases, alike_terms
from qa.glossary.matters import Matter, compiled, matters
from qa.library import StoredDocument
from qa.measures.company import without_company
from qa.readers.extractive.quotes.defined_names import defined
from qa.readers.extractive.quotes.evidence import ToldFeatures, score
from qa.readers.extractive.quotes.kept_blocks import blocks_of
from qa.readers.extractive.quotes.offices import OFFICE, office
from qa.readers.extractive.quotes.page_blocks import PageBlocks, Stretch
from qa.readers.extractive.quotes.parts_described import part_described
from qa.readers.extractive.quotes.scorer import Finding
from qa.readers.extractive.quotes.things import is_form_of, own_words
from qa.readers.extractive.wording.company import company_names
from qa.search import indexed
from qa.search.page_features import IndexedDocument
from qa.search.question import ParsedQuestion, without_fillers
from qa.search.scoring import EXACT_TO
from qa.search.weights import Weights
from qa.text.chinese_amounts import largest_amount
from qa.text.terms import CJK, fold, is_chinese, terms

MOST_PAGES = 24  # that are looked at for one matter
PAGES_OF_PHRASE = 8
MOST_TOLD = 3
ENOUGH_TOLD = 2  # with as many nothing else is looked for
LINES_OF_ADDRESS = 3
MOST_REPEATED = 0.75  # share of the words of the shorter of two passages
SHORT_LINES = 100  # characters of three lines that are read together
SHORT = 320  # characters of a passage that is read at a glance
_LARGEST = re.compile("最大")  # what is told with the largest amount comes first
_SPACE_IN_CHINESE = re.compile(rf"(?<=[{CJK}，。、；])\s+(?=[{CJK}，。、；\d])")


@dataclass(frozen=True, slots=True)
class AskedMatter:
    """A matter that a question asks for, and the terms that it says beside it."""

    matter: Matter
    beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A stretch of a page that may tell a matter: its text on one line, and the title above it."""

    place: Stretch
    text: str
    title: str
    context: tuple[Stretch, ...] = ()
    is_sentence: bool = False
    around: str = ""  # the sentences before and after it
    title_place: Stretch | None = None


def asked_matters(question: ParsedQuestion, company: Collection[str] = ()) -> list[AskedMatter]:
    """Return the matters a question asks for: those that leave the least of it unsaid."""
    folded = " ".join(without_company(fold(question.text), company).split())
    bare = without_company(question.text, company)
    named = defined(question.text, company) or office(bare) or part_described(bare)
    if named is not None:
        return [AskedMatter(named, frozenset())]
    own = common_words() | set(question.years)
    asked = [
        AskedMatter(matter, frozenset(_telling(rest)) - own)
        for matter in matters()
        if (rest := matter.rest_of(folded)) is not None
    ]
    least = min((len(one.beside) for one in asked), default=0)
    return [one for one in asked if len(one.beside) == least]


def find_told(
    document: StoredDocument,
    question: ParsedQuestion,
    focus: Collection[int] | None,
    weights: Weights,
) -> tuple[list[Finding], bool]:
    """Return the passages that tell the matters a question asks for, best first; often none.

    And whether they tell all of it: the question says nothing beside the matter, or there are
    several, or it asks who holds an office, which passages about others do not tell. None tells a
    reason: which segments there are is no answer to why one grew.
    """
    if question.asks_why:
        return [], False
    index = indexed(document)
    found: list[Finding] = []
    matters_asked = asked_matters(question, company_names(document))
    for asked in matters_asked:
        numbers = [n for n in _pages(index, asked) if focus is None or n in focus]
        for blocks in blocks_of(document, numbers):
            worth = float(index.worth[blocks.page.page_number - 1])
            found += _told_on(blocks, asked, question, worth, weights)
    is_largest = _LARGEST.search(question.text) is not None
    found.sort(key=lambda each: (-round(each.score, EXACT_TO), -_amount(each) * is_largest))
    kept: list[Finding] = []
    for finding in found:
        is_sure = finding.score >= weights.kept_told * found[0].score
        if is_sure and not any(_repeats(finding, other) for other in kept):
            kept.append(finding)
    is_office = any(one.matter.key == OFFICE for one in matters_asked)
    is_alone = is_office or (bool(kept) and not any(one.beside for one in matters_asked))
    return kept[:MOST_TOLD], is_alone or len(kept) >= ENOUGH_TOLD


def _amount(finding: Finding) -> Decimal:
    return largest_amount(_SPACE_IN_CHINESE.sub("", _joined(finding.page, finding.place)))


def _repeats(finding: Finding, other: Finding) -> bool:
    """Whether most of what a passage says stands in another, or they are one stretch."""
    if finding.page.page_number == other.page.page_number and _overlap(finding.place, other.place):
        return True
    said, known = set(content(finding.key.split())), set(content(other.key.split()))
    return len(said & known) >= MOST_REPEATED * min(len(said), len(known))


def _telling(rest: str) -> list[str]:
    if is_chinese(rest):
        plain = without_fillers(rest).replace("名字", " ")
        return [term for term in content(terms(plain)) if len(term) > 1]
    return content(terms(rest))


def _pages(index: IndexedDocument, asked: AskedMatter) -> list[int]:
    """Return the numbers of the pages on which a matter may be told, the surest first.

    Of the pages with a phrase, those come first that have what is asked beside the matter.
    """
    has = sum((index.index.counts(term) > 0 for term in asked.beside), np.zeros(len(index.worth)))
    order = has + index.worth  # worth is at most 1
    numbers: dict[int, None] = {}
    for phrase in asked.matter.find:
        pages = dict.fromkeys(index.index.places(terms(phrase)).page_indexes.tolist())
        best = sorted(pages, key=lambda page: -order[page])[:PAGES_OF_PHRASE]
        numbers |= dict.fromkeys(page + 1 for page in best)
    return list(numbers)[:MOST_PAGES]


def _told_on(
    blocks: PageBlocks,
    asked: AskedMatter,
    question: ParsedQuestion,
    worth: float,
    weights: Weights,
) -> Iterator[Finding]:
    matter, page = asked.matter, blocks.page
    if question.years and not any(year in page.text for year in question.years):
        return
    for passage in _passages(blocks, matter):
        rank = _rank(matter, passage)
        if rank is None or not _has_all(asked, passage, question):
            continue
        is_long = len(passage.text) > SHORT and rank < len(matter.told)
        features = ToldFeatures(matter.key, rank, worth, is_long)
        yield Finding(
            page=page,
            place=passage.place,
            context=passage.context or _title(matter, passage),
            features=features,
            score=score(features, weights),
            label=(),
            key=" ".join(terms(passage.text)),
            covers=frozenset(question.words),
        )


def _title(matter: Matter, passage: _Passage) -> tuple[Stretch, ...]:
    return (passage.title_place,) if matter.titled and passage.title_place else ()


def _rank(matter: Matter, passage: _Passage) -> int | None:
    """Return how surely a passage tells a matter, the least the surest; None where it does not."""
    if matter.needs and not matter.needs.search(f"{passage.title} {passage.text}"):
        return None
    if passage.context:
        return -1
    for rank, pattern in enumerate(map(compiled, matter.told)):
        if pattern.search(passage.text):
            return rank
    is_under = passage.is_sentence and _finds(matter.under, passage.title)
    return len(matter.told) if is_under else None


def _finds(patterns: Iterable[str], text: str) -> bool:
    return any(compiled(pattern).search(text) for pattern in patterns)


def _has_all(asked: AskedMatter, passage: _Passage, question: ParsedQuestion) -> bool:
    text = f"{passage.title} {passage.text} {passage.around if asked.matter.near else ''}"
    said = frozenset(terms(text))
    joined = f" {' '.join(terms(text))} "
    same = _said_otherwise(question.text, asked.beside, text)
    return all(
        is_form_of(term, said)  # "FPGAs"
        or term in same
        or any(
            _names(hit.entry, joined)
            for hit in question.wanted
            if term in hit.explains - own_words(hit.entry)
        )
        for term in asked.beside
    )


def _said_otherwise(question: str, beside: frozenset[str], text: str) -> frozenset[str]:
    """Return the terms of phrases for which a text has another that says the same."""
    phrases = [(said, like) for said, like in alike_phrases(question) if said & beside]
    alike = alike_terms(text) if phrases else frozenset[str]()
    return frozenset[str]().union(*(said for said, like in phrases if like <= alike))


def _names(entry: Entry, joined: str) -> bool:
    phrases = (terms(text) for text in (*entry.names, *entry.words, *entry.rows))
    return any(phrase and f" {' '.join(phrase)} " in joined for phrase in phrases)


def _passages(blocks: PageBlocks, matter: Matter) -> Iterator[_Passage]:
    """Yield the sentences of a page, then its other lines, singly and by two, and captions."""
    page = blocks.page
    texts = [_SPACE_IN_CHINESE.sub("", _joined(page, each.place)) for each in blocks.sentences]
    for number, sentence in enumerate(blocks.sentences):
        title = page.text[slice(*sentence.title)] if sentence.title else ""
        around = " ".join(texts[max(0, number - 1) : number + 2])
        yield _Passage(
            sentence.place,
            texts[number],
            title,
            is_sentence=True,
            around=around,
            title_place=sentence.title,
        )
    if not matter.lines:
        return
    taken = [sentence.place for sentence in blocks.sentences if not sentence.is_signature]
    lines = [_line(page, i) for i, each in enumerate(page.lines) if each.role is LineRole.BODY]
    free = [place for place in lines if not any(_overlap(place, other) for other in taken)]
    for place in free:
        yield _Passage(place, _joined(page, place), "")
    for one, other in pairwise(free):
        if other[0] - one[1] <= 1:
            both = (one[0], other[1])
            yield _Passage(both, _joined(page, both), "")
    for one, two, three in zip(free, free[1:], free[2:], strict=False):  # a name over its office
        whole = (one[0], three[1])
        if two[0] - one[1] <= 1 and three[0] - two[1] <= 1 and whole[1] - whole[0] <= SHORT_LINES:
            yield _Passage(whole, _joined(page, whole), "")
    for number, caption in enumerate(lines):
        if number and _finds(matter.above, _joined(page, caption)):
            above = _above(page, lines[:number])
            yield _Passage(above, _joined(page, above), "", context=(caption,))


def _above(page: Page, lines: Sequence[Stretch]) -> Stretch:
    """Return what stands above a caption: as many of the last lines as an address has."""
    first = len(lines) - 1
    while first > 0 and len(lines) - first < LINES_OF_ADDRESS:
        text = page.text[lines[first][0] : lines[-1][1]]
        if re.search(r"^[^(].*\d.*[^\W\d]", text) and not text.startswith("("):
            break
        first -= 1
    return (lines[first][0], lines[-1][1])


def _line(page: Page, index: int) -> Stretch:
    start = page.line_starts[index]
    return (start, start + len(page.lines[index].text))


def _joined(page: Page, place: Stretch) -> str:
    return " ".join(page.text[slice(*place)].split())


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and other[0] < one[1]
