"""A question in, the one figure that the report's sentences give for it out.

"Advertising expenses were $776 million, $743 million and $742 million in fiscal 2018, 2017 and
2016, respectively": many figures stand in no table. A sentence must say all that is asked for, name
the year, and leave no doubt which of its figures is which year's; sentences must not disagree.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.document import Page
from qa.glossary.alike import alike_terms, like
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod, concepts, measures
from qa.measures.names import find_names
from qa.measures.periods import years_in_names
from qa.readers.extractive.giving_way import let_others_pass
from qa.readers.extractive.rows.row_facts import SOFT, Terms, agree, content_terms
from qa.readers.extractive.rows.tables_for import scale_of_text
from qa.readers.extractive.sentences.plainly_said import (
    PRICED,
    Aspects,
    is_plainly_said,
    is_told_of,
)
from qa.readers.extractive.sentences.sentence_amounts import (
    Given,
    figures,
    is_of_day,
    of_year,
)
from qa.readers.extractive.sentences.sentence_fact import fact_of_sentence
from qa.readers.extractive.sentences.sentence_needs import asked_unit, wanted_terms
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import Fact
from qa.tables.periods import MONTHS

PAGES = 10  # of those that fit the question
ABOVE = 1500  # characters in which a heading says what a sentence is about
BELOW = 250  # characters in which a paragraph goes on
MIN_WORDS, MAX_CHARS, _HEADING_WORDS = 6, 700, 7
MOST_BEFORE = 200  # characters of what a sentence says of its figure
LONG = 3  # words of a question of which one may stand above a sentence alone
_SENTENCE = re.compile(
    r"(?<=[.;:])\s+(?=[A-Z•(])|\n\s*•|(?<=\.)\n|\n(?=\([a-z]\)\s)|(?<=[\d%)—])[ .]*\n(?=[A-Z][a-z])"
)
_BACK = re.compile(r"\b(?:these|this|such|the\s+program)\b", re.I)
_OTHERS = (
    like("unrecognized")
    | like("expected")
    | like("accruals")
    | like("allowance")
    | content_terms(
        "deferred prepaid estimated forma incremental premium release"
        " authorized authorization discontinued intend estimate adjusted excluding subsequent would"
    )
)
_OTHER_LINE = content_terms("operating net")  # beside income, profit, loss, sales
_ASIDE = re.compile(r",?\s*\b(?:net\s+of|included\s+(?:in|within))\b[^,;.]*", re.I)
_STATES = re.compile(
    r"\b(?:was|were|is|are|totall?ed|amounted\s+to|aggregated)(?:\s+(?:approximately|about))?\s*$",
    re.I,
)
_INCLUDES = re.compile(
    r"\binclud(?:es?|ed|ing)\s+(?:approximately\s+|about\s+|[$€£]\S+\s+(?:million|billion)\s*,?\s+(?:and\s+)?)*$",
    re.I,
)
_RANK = re.compile(r"\b(?:level|tier|class|series|stage|phase)\s+(?:\d|[A-Z])\b", re.I)
_AND_OTHER = re.compile(r"\b(\w+)\s+and\s+other\b", re.I)
_HEADING = re.compile(r"[A-Z(][^\n$%\d]{2,60}(?<![.,;:])")
_MONTHS = re.compile(rf"\b(?:{'|'.join(MONTHS)})(?=,?\s+(?:19|20)\d\d\b)", re.I)
_FIGURE_SIGN = re.compile(r"\d")
_VAGUE_WORDS = (
    "back expense cost number average price share company common stock many much worldwide global"
    " people roughly workforce work worked end"
)
_VAGUE = SOFT | like("expected") | content_terms(_VAGUE_WORDS)
_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|grew|rose|fell|[a-z]{2,}ed|(?:expect|plan|anticipate|forecast)s?\s+to)\b"
)


def sentence_figure(
    document: StoredDocument,
    asked: Asked,
    period: WantedPeriod,
    *,
    currency: str,
    company: Terms,
) -> Fact | None:
    """Return what sentences say of a question; None where they disagree or tell another year."""
    wanted = wanted_terms(asked, company)
    if not wanted - _VAGUE or period.kind == "quarter":
        return None
    about = asked.text.rpartition("i.e.")[2]
    hits = rank_pages(indexed(document), parse(about), top=PAGES)
    unit, noun = asked_unit(asked.text, currency)
    years = years_in_names(asked.text) | frozenset(_MONTHS.findall(asked.text))
    ranks = [_spelled(rank) for rank in _RANK.findall(asked.text)]
    is_long = len(content_terms(" ".join(asked.words))) >= LONG
    names, aspects = _names(asked), Aspects.of(asked.text)
    if unit.endswith("/share") and not PRICED.search(asked.text):
        return None
    found: list[Fact] = []
    stating: list[Fact] = []
    doubted: list[Fact] = []
    for page in document.pages(hit.page_number for hit in hits):
        let_others_pass()
        for start, end in _sentences(page.text):
            text = page.text[start:end]
            is_named = all(year in text for year in years)
            is_named &= all(rank in _spelled(text) for rank in ranks)
            is_named &= not names or any(name in text.lower() for name in names)
            if not is_named or not aspects.fit(text) or _FIGURE_SIGN.search(text) is None:
                continue
            missing = _missing(text, wanted, asked.text)
            if missing is None or (missing and not (is_long and len(missing) == 1 < len(wanted))):
                continue
            is_told = (
                len(wanted) >= LONG
                and _is_stated(text, unit, noun, wanted - missing)
                and _is_told_around(document, page, (start, end), missing)
            )
            if missing and not is_told and not _is_pointed_at(page, (start, end), missing):
                continue
            bare, is_dated = scale_of_text(document, page), bool(asked.periods)
            given = of_year(text, unit, noun, period.year, is_dated=is_dated, bare=bare)
            if given is None or not _is_of_line(text, given, asked):
                continue
            is_line = asked.key in concepts()
            if not is_told_of(text, given, wanted, asked.text, is_line=is_line):
                continue
            if missing and _INCLUDES.search(text, 0, given.start):
                continue  # a piece of something, which the sentence names by other words
            if not is_plainly_said(text, given, asked.text, wanted):
                doubted.append(fact_of_sentence(page, (start, end), given, period, asked))
                continue
            if is_of_day(text, given, period):
                found.append(fact_of_sentence(page, (start, end), given, period, asked))
                stating += found[-1:] if _is_stated(text, unit, noun, wanted) else []
    if asked.periods and stating:  # "advertising was $5 million", not what was bought for it
        found, doubted = stating, []
    return found[0] if found and agree([*found, *doubted]) else None


def _names(asked: Asked) -> tuple[str, ...]:
    """Return the names of a measure, of which a sentence must say one: its words are common."""
    measure = measures().get(asked.key or "") if asked.key not in concepts() else None
    return measure.names if measure is not None else ()


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    ends = [match.start() for match in _SENTENCE.finditer(text)]
    for start, end in pairwise([0, *ends, len(text)]):
        if end - start <= MAX_CHARS and len(text[start:end].split()) >= MIN_WORDS:
            yield start, end


def _spelled(text: str) -> str:
    return " ".join(text.lower().split())


def _missing(text: str, wanted: Terms, asked_of: str) -> Terms | None:
    """Return what is wanted and a sentence does not say; None where it is about something else."""
    if alike_terms(_ASIDE.sub("", text)) & (_OTHERS - wanted) or not _VERB.search(text):
        return None
    wider = _AND_OTHER.findall(text) if "other" not in asked_of.lower() else []
    if any(alike_terms(word) & wanted for word in wider):
        return None  # "goodwill and other impairment" is more than that of goodwill
    return wanted - alike_terms(text)


def _is_pointed_at(page: Page, sentence: tuple[int, int], missing: Terms) -> bool:
    """Tell whether a sentence points back at what it does not say itself: "these plans"."""
    start, end = sentence
    above = alike_terms(page.text[max(0, start - ABOVE) : start])
    return _BACK.search(page.text, start, end) is not None and missing <= above


def _is_told_around(
    document: StoredDocument, page: Page, sentence: tuple[int, int], missing: Terms
) -> bool:
    """Tell whether the heading over a sentence or what follows it says the word that it lacks."""
    start, end = sentence
    if missing <= alike_terms(page.text[end : end + BELOW]):
        return True
    heading = _last_heading(page.text[max(0, start - ABOVE) : start])
    if heading is None and start < ABOVE and page.page_number > 1:
        heading = _last_heading(document.page(page.page_number - 1).text)
    return heading is not None and missing <= alike_terms(heading)


def _last_heading(text: str) -> str | None:
    lines = reversed(text.split("\n"))
    short = (line for line in lines if _HEADING.fullmatch(line.strip()))
    return next((line for line in short if len(line.split()) <= _HEADING_WORDS), None)


def _is_stated(text: str, unit: str, noun: str, wanted: Terms) -> bool:
    """Tell whether a sentence says that the thing asked for was a figure, and not beside it."""
    first = next(figures(text, unit, noun), None)
    before = text[: first.start].strip() if first is not None else ""
    if before.count("\n") > 1 or len(before) > MOST_BEFORE:
        return False  # a list, or much else
    return _STATES.search(before) is not None and wanted <= alike_terms(before)


def _is_of_line(text: str, given: Given, asked: Asked) -> bool:
    """Tell whether the line of a statement that was last named before a figure is the one asked
    for: "revenue grew to $32 billion and net income by 15%" is no income.

    A sentence that names none may say the line in words of its own, unless the question's have one
    that makes it another line: a loss is no operating loss.
    """
    if asked.key not in concepts():
        return True
    named = find_names(" ".join(text.lower().split("\n")))
    before = [name.key for name in named if name.end <= given.start]
    keys = before[-1:] or [name.key for name in named]
    return asked.key in keys if keys else not _OTHER_LINE & content_terms(" ".join(asked.words))
