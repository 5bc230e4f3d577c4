"""What share of a whole a sentence says that somebody has: "Acme accounted for 12% of net sales".

The question's words must be said by who has the share and by the whole, one of them by each, and
the whole may say nothing else. Sentences must not disagree.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from qa.document_facts import facts_in
from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms, asking_terms, like
from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.row_facts import SOFT, Terms, agree, content_terms
from qa.readers.extractive.rows.row_figures import period_of
from qa.readers.extractive.sentences.sentence_amounts import YEAR, Given
from qa.readers.extractive.sentences.sentence_ends import Stretch, sentences_in
from qa.readers.extractive.sentences.sentence_fact import fact_of_sentence
from qa.readers.extractive.wording.asked_sales import asked_sales
from qa.search import indexed, rank_pages
from qa.search.question import parse

PAGES = 10  # of those that fit the question
_ASKS = re.compile(r"\b(?:percent\w*|share|portion|proportion|part|fraction)\s+of\b", re.I)
_PERCENT = r"\d{1,2}(?:\.\d+)?\s?(?:%|percent\b)"
_SAID = re.compile(
    r"\b(?:account(?:ed|s|ing)?\s+for|represent(?:ed|s|ing)?|compris(?:ed|es|ing)|made\s+up|was|were)"
    rf"\s+(?:approximately\s+|about\s+|roughly\s+)?(?P<shares>{_PERCENT}(?:,?\s+(?:and\s+)?{_PERCENT})*)"
    r"\s+of\s+(?P<whole>[^.;,%]{3,90}?)(?=\s+(?:in|for|during|as\s+of|at)\b|\s+and\s+\d|[.,;]|$)",
    re.I,
)
_ONE = re.compile(_PERCENT, re.I)
_EACH = re.compile(r"\b(?:each|both|all)\b", re.I)
_OF_MANY = re.compile(
    r"\b(?:no|not|none|neither|any|or\s+more|more\s+than|less\s+than|over)\b", re.I
)
_WHOLE_WORDS = "consolidated company gross our its total worldwide reported overall group"
_SAYS_NOTHING = (
    SOFT
    | like("due")
    | content_terms("made portion part share proportion sold sell come came comes bought buy")
)


def said_share(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the share that sentences give; None where they give none or disagree."""
    facts = facts_in(document)
    is_plain = asked.operation == "none" and len(asked.periods) <= 1 and not asked.is_chinese
    sales = asked_sales(asked.text, company) if is_plain else None
    is_of_sales = sales is not None and sales.kind == "share" and sales.is_plain
    is_asked = is_of_sales or _ASKS.search(asked.text) is not None
    if facts.fiscal_year is None or not is_plain or not is_asked:
        return None
    wanted = wanted_of(asked.text, company)
    if sales is not None and is_of_sales:
        wanted = sales.wanted[0] | like("revenue")  # "how reliant on", "as a buyer"
    period = period_of(asked, facts.fiscal_year)
    hits = rank_pages(indexed(document), parse(asked.text), top=PAGES)
    found = [
        fact_of_sentence(page, sentence, given, period, asked)
        for page in document.pages(hit.page_number for hit in hits)
        for sentence, given in shares_in(page.text, wanted, period.year)
    ]
    return FigureWriter(document, asked).row(found[0]) if found and agree(found) else None


def wanted_of(question: str, company: Sequence[str]) -> Terms:
    """Return the terms of a question that somebody or the whole must say."""
    wanted = alike_terms(question) - STOP_WORDS - _SAYS_NOTHING - asking_terms()
    wanted -= content_terms(" ".join(company))
    return frozenset(word for word in wanted if not word[:1].isdigit())


def shares_in(text: str, wanted: Terms, year: int) -> Iterator[tuple[Stretch, Given]]:
    """Yield the shares of a year that a text says of what is wanted, each with its sentence."""
    for said in _SAID.finditer(text):
        start, end = _sentence(text, said.start())
        given = _given(text[start:end], said, start, year)
        if given is not None and _fits(text[start : said.start()], said["whole"], wanted):
            yield (start, end), given


def _sentence(text: str, place: int) -> Stretch:
    low, high = max(0, place - 700), min(len(text), place + 700)
    around = (s for s in sentences_in(text, low, high) if s[0] <= place < s[1])
    return next(around, (place, place))


def _given(text: str, said: re.Match[str], start: int, year: int) -> Given | None:
    """Return the share of a year: of as many years as shares, or one for each of several."""
    shares = list(_ONE.finditer(said.string, *said.span("shares")))
    low = said.start() - start
    years = _years(text[said.end() - start :]) or _years(text[: max(0, low)])
    is_each = len(shares) == 1 and _EACH.search(text) is not None
    if year not in years or not (is_each or len(years) == len(shares)):
        return None
    share = shares[0] if is_each else shares[years.index(year)]
    number = re.match(r"[\d.]+", share.group())
    assert number is not None, share
    return Given(
        Decimal(number.group().rstrip(".")), "percent", share.start() - start, share.end() - start
    )


def _years(text: str) -> list[int]:
    return list(dict.fromkeys(int(match.group()) for match in YEAR.finditer(text)))


def _fits(who: str, whole: str, wanted: Terms) -> bool:
    """Tell whether a sentence says all that is wanted, some of it of who and some of the whole."""
    of_whole, of_who = alike_terms(whole), alike_terms(who)
    rest = of_whole - wanted - STOP_WORDS - SOFT - content_terms(_WHOLE_WORDS)
    is_all = wanted <= of_whole | of_who and bool(wanted & of_whole) and bool(wanted - of_whole)
    return is_all and not rest and _OF_MANY.search(who) is None
