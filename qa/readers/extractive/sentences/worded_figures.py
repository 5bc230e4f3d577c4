"""A question in words of its own in, the figure of the one sentence that says them all out.

The last resort for counts, people, places, shares and deals: a sentence must say every word of the
question or what a report has in its place, and have a figure of the right kind for it. Of several
such figures each has the words beside it: "267,000 people worldwide, including 116,000 people in
the U.S.". Sentences must not disagree.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.document import Page
from qa.document_facts import facts_in
from qa.glossary.alike import alike_terms
from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.giving_way import let_others_pass
from qa.readers.extractive.rows.row_facts import agree
from qa.readers.extractive.rows.row_figures import period_of
from qa.readers.extractive.rows.tables_for import scale_of_text
from qa.readers.extractive.sentences.plainly_said import Aspects, is_plainly_said
from qa.readers.extractive.sentences.sentence_amounts import YEAR, Given, figures, given_of_year
from qa.readers.extractive.sentences.sentence_ends import Stretch
from qa.readers.extractive.sentences.sentence_fact import fact_of_sentence
from qa.readers.extractive.sentences.worded_counts import (
    NUMBER,
    counts_in,
    is_of_all,
    is_part,
    next_number,
    value_of,
)
from qa.readers.extractive.sentences.worded_needs import Need, Ways, need_of
from qa.readers.extractive.sentences.worded_sentences import (
    is_of_list,
    is_price,
    last_year,
    prose_of,
    unsaid,
    zones_of,
)
from qa.readers.extractive.wording.asked_time import OF_MONTH
from qa.readers.extractive.wording.kinds import fits_kind
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import Fact
from qa.tables.periods import MONTHS
from qa.text.terms import terms

PAGES = 12  # of those that fit the question
BEFORE, BEHIND = 260, 130  # characters about a figure in which what it is of stands
ABOVE = 1200  # characters in which a name that a sentence does not repeat stands
_AHEAD = re.compile(
    r"\b(?:inten[dt]\w*|plan(?:s|ned)?\s+to|expect\w*|will|would|anticipat\w*|target\w*|commit\w*"
    r"|guidance|next|by\s+20\d\d|future|upcoming)\b",
    re.I,
)
_NO_SHARE = re.compile(r"\b(?:no|none|neither|any|or\s+more|at\s+least)\b", re.I)
_A_NAME = re.compile(r"(?<=[a-z,]\s)[A-Z][a-z]+")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.I)
MOST_OF_SENTENCE = 400  # characters in which its own names stand
_AMOUNT = re.compile(rf"\$\s?({NUMBER})")
_MEASURE = re.compile(
    r"\bsquare\s+(?:feet|foot|met(?:er|re)s|miles)\b|\b(?:acres|miles|gallons|tons|barrels|pounds|hours)\b",
    re.I,
)
_CLAUSE = re.compile(r"[,;:]\s")


@dataclass(frozen=True, slots=True)
class _ToldFigure:
    fact: Fact
    is_whole: bool  # the sentence says all, and nothing above it has to


def worded_figure(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the figure that sentences give; None where they give none or disagree."""
    facts = facts_in(document)
    if facts.fiscal_year is None:
        return None
    fact = worded_fact(document, asked, company, facts.fiscal_year, facts.currency)
    answer = FigureWriter(document, asked).row(fact)
    return answer if answer and fits_kind(asked.text, answer.figures[0]) else None


def worded_fact(
    document: StoredDocument, asked: Asked, company: Sequence[str], year: int, currency: str
) -> Fact | None:
    """Return what sentences say of a question. year: the report's own."""
    is_plain = asked.operation == "none" and len(asked.periods) <= 1 and not asked.is_chinese
    is_plain &= asked.manner in ("value", "text", "share") and asked.expression is None
    need = need_of(asked.text, company) if is_plain else None
    is_ahead = period_of(asked, year).year > year  # told in schedules
    if need is None or is_ahead or len(need.things) < (1 if need.noun else 2):
        return None
    reader = _WordedReader(document, asked, need, year, currency)
    hits = rank_pages(indexed(document), parse(asked.text), top=PAGES)
    found: list[_ToldFigure] = []
    for page in document.pages(hit.page_number for hit in hits):
        let_others_pass()
        found += reader.told_on(page)
    whole = [each.fact for each in found if each.is_whole] or [each.fact for each in found]
    return whole[0] if whole and agree(whole) else None


class _WordedReader:
    """Reads sentences for one question. year: the report's own."""

    def __init__(
        self, document: StoredDocument, asked: Asked, need: Need, year: int, currency: str
    ) -> None:
        self._document, self._asked, self._need = document, asked, need
        self._year, self._currency = year, currency
        self._period = period_of(asked, year)
        self._aspects = Aspects.of(asked.text)
        self._named = {value_of(number) for number in _AMOUNT.findall(asked.text)}
        month = OF_MONTH.search(asked.text)
        self._month = re.split(r"\W", month.group())[0].lower() if month else ""
        self._said = frozenset(terms(asked.text)) | alike_terms(asked.text)

    def told_on(self, page: Page) -> Iterator[_ToldFigure]:
        """Yield what the sentences of a page tell."""
        for sentence in prose_of(page.text):
            told = self._told(page, sentence)
            if told is not None:
                yield told

    def _told(self, page: Page, sentence: Stretch) -> _ToldFigure | None:
        start, end = sentence
        text = page.text[start:end]
        if self._month not in text.lower():
            return None
        missing = unsaid(self._need.things, text)
        if missing and not self._is_above(page, start, missing):
            return None
        given = self._given(page, text, missing) if self._aspects.fit(text) else None
        if given is None or not self._is_near(text, given, missing):
            return None
        clause = _CLAUSE.split(text[: given.start])[-1]
        is_ahead = self._need.kind != "years" and _AHEAD.search(clause)
        if is_ahead and not _AHEAD.search(self._asked.text):
            return None
        if not is_plainly_said(text, given, self._asked.text, self._said):
            return None
        fact = fact_of_sentence(page, sentence, given, self._period, self._asked)
        return _ToldFigure(fact, not missing)

    def _is_above(self, page: Page, start: int, missing: Sequence[Ways]) -> bool:
        """Tell whether what a sentence does not say are names that stand above it."""
        if self._need.kind == "percent" or self._need.is_of_deal or self._names_others(page, start):
            return False  # of whom a share is, or what was bought, must be said beside it
        is_named = set(missing) <= set(self._need.names) and len(missing) < len(self._need.things)
        return is_named and not unsaid(missing, page.text[max(0, start - ABOVE) : start])

    def _names_others(self, page: Page, start: int) -> bool:
        """Tell whether the sentence from here on has names of its own, and so is of these."""
        sentence = re.split(r"\.\s", page.text[start : start + MOST_OF_SENTENCE], maxsplit=1)[0]
        names = terms(_MONTH.sub(" ", " ".join(_A_NAME.findall(sentence))))
        return bool(set(names) - self._said)

    def _is_near(self, text: str, given: Given, missing: Sequence[Ways]) -> bool:
        """Tell whether all that is asked stands about a figure, and not behind the next one."""
        of_money = self._need.kind not in ("count", "area")
        end = min(given.end + BEHIND, next_number(text, given, self._named, of_money=of_money))
        near = text[max(0, given.start - BEFORE) : end]
        return set(unsaid(self._need.things, near)) <= {*missing, *self._need.names}

    def _given(self, page: Page, text: str, missing: Sequence[Ways]) -> Given | None:
        """Return the sentence's figure of the kind and time that are asked for."""
        given = [each for each in self._figures(page, text) if not self._is_asked(text, each)]
        if self._need.is_of_deal:
            given = [each for each in given if is_price(text, each)]
        year, is_dated = self._period.year, bool(self._asked.periods)
        if len(given) > 1:
            paired = given_of_year(text, given, year, is_dated=is_dated)
            if paired is not None:
                return paired
            beside = self._with_words_beside(text, given, missing)
            is_one = len(beside) == 1 and last_year(text, beside[0]) in (None, year)
            return beside[0] if is_one and not self._is_of_more(text) else None
        if not given or self._is_of_more(text):
            return None
        is_loose = self._need.kind == "count" and len(self._need.things) == 1
        if is_loose and not is_of_all(text, given[0], self._said):
            return None
        if not YEAR.search(text):
            return given[0] if year == self._year else None
        return given_of_year(text, given, year, is_dated=is_dated)

    def _is_asked(self, text: str, given: Given) -> bool:
        """Tell whether the question names a figure itself: "of the $5 billion"."""
        numbers = re.findall(NUMBER, text[given.start : given.end])
        return any(value_of(number) in self._named for number in numbers)

    def _is_of_more(self, text: str) -> bool:
        return is_of_list(text, self._need.things, self._said)

    def _figures(self, page: Page, text: str) -> Iterator[Given]:
        kind = self._need.kind
        if kind == "count" and _MEASURE.search(text) and not _MEASURE.search(self._asked.text):
            return  # of warehouses that "contained 77.5 million square feet" none are counted
        if kind in ("count", "area", "years"):
            yield from counts_in(text, self._need, self._said)
            return
        if kind == "percent" and _NO_SHARE.search(text):
            return  # "no other customer accounted for 10 percent or more"
        unit = {"money": self._currency, "price": f"{self._currency}/share"}.get(kind, kind)
        bare = scale_of_text(self._document, page) if kind == "money" else None
        yield from figures(text, unit, "", bare)

    def _with_words_beside(
        self, text: str, given: Sequence[Given], missing: Sequence[Ways]
    ) -> list[Given]:
        """Return those of several figures that have all words of the question beside them.

        A part that is named after its whole shares what is said of that: "110.7 million square feet
        of floor space: 77.5 million in the U.S.".
        """
        zones = zones_of(text, given)
        said = [ways for ways in self._need.things if ways not in missing]
        wanted = unsaid(said, text[: given[0].start])
        of_parts = unsaid(wanted, zones[0])
        fitting = []
        for each, zone in zip(given, zones, strict=True):
            of_whole = each is not given[0] and is_part(text, each, self._need, self._said)
            if not unsaid(of_parts if of_whole else wanted, zone) and (of_parts or not of_whole):
                fitting.append(each)
        return fitting
