"""A question in, the one figure that the report's sentences give for it out.

"Advertising expenses were $776 million, $743 million and $742 million in fiscal 2018, 2017 and
2016, respectively": many figures stand in no table. A sentence must say all that is asked for, name
the year, and leave no doubt which of its figures is which year's; sentences must not disagree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from qa.document import Page
from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms, asking_terms, like
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod, concepts, measures
from qa.measures.periods import find_periods
from qa.readers.extractive.row_facts import SOFT, Terms, agree, content_terms
from qa.readers.extractive.said import asked_terms
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import Fact
from qa.statements.fact import SECONDARY
from qa.tables import Period

PAGES = 10  # of those that fit the question
ABOVE = 1500  # characters in which a heading says what a sentence is about
MIN_WORDS, MAX_CHARS = 6, 700
_CURRENCIES = {"€": "EUR", "£": "GBP"}  # "$" is the dollar of the report's own country
_SCALES = {"thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<money>[$€£])\s?(?P<amount>{_NUMBER})(?:\s+(?P<scale>thousand|million|billion))?"
    r"(?P<per>\s+(?:per|a)\s+(?:\w+\s+)?share\b)?"
    rf"|(?P<percent>{_NUMBER})\s?(?:%|percent\b(?!age))"
    rf"|(?<![\d.,$€£])(?P<count>{_NUMBER})(?:\s+(?P<scale2>thousand|million|billion))?(?![\d%])"
)
_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d%]|,\d|\.\d)")
_BEHIND = re.compile(
    r"\s+(?:in|for|during|at|as\s+of)\s+(?:[\w']+\s+){0,3}?(?:\d{1,2}\s*,\s*)?(?P<year>(?:19|20)\d\d)"
    r"(?!\d)",
    re.I,
)
_SENTENCE = re.compile(
    r"(?<=[.;:])\s+(?=[A-Z•(])|\n\s*•|(?<=\.)\n|(?<=[\d%)—])[ .]*\n(?=[A-Z][a-z])"
)
_BACK = re.compile(r"\b(?:these|this|such|the\s+program)\b", re.I)
_CHANGE_BEFORE = re.compile(
    r"\b(?:(?:in|de)creas\w*|rose|rise|fell|grew|declin\w*|improv\w*|higher|lower|up\s+to|change\w*"
    r"|reduc\w*|additional|incremental|more\s+than|less\s+than|exceed\w*|between|at\s+least|including|of\s+which)"
    r"(?:\s+(?:by|of|in))?(?:\s+(?:approximately|about))?\s*$",
    re.I,
)
_CHANGE_BEHIND = re.compile(
    r"\s*(?:,\s+or\b|(?:net\s+)?(?:in|de)crease|(?:percentage|basis)\s+points?|higher|lower)", re.I
)
_OTHERS = (
    like("unrecognized")
    | like("expected")
    | content_terms(
        "deferred prepaid accrued estimated forma incremental"
        " authorized authorization discontinued intend estimate adjusted excluding subsequent would"
    )
)
_ASKS_WHAT_IS_LEFT = re.compile(r"\b(?:still|remain\w*|left|unused|available|may|can)\b", re.I)
_SAYS_WHAT_IS_LEFT = re.compile(
    r"\b(?:still|remain\w*|left|unused|available|may|yet|un(?:recogni[sz]|amorti[sz])ed|expected)\b",
    re.I,
)
_PLAN = re.compile(r"\bplans?\s+to\b", re.I)
_ASIDE = re.compile(r",?\s*\bnet\s+of\b[^,;.]*", re.I)
_VAGUE_WORDS = (
    "back expense cost number average price share company common stock many much worldwide global"
    " people roughly workforce work worked end"
)
_VAGUE = SOFT | like("expected") | content_terms(_VAGUE_WORDS)
_NOUN = re.compile(
    r"\bhow\s+many\s+(?:[\w'’.&-]+\s+)*?(?P<noun>employees|people|stores|shares|customers|members"
    r"|warehouses|restaurants|associates|patents|countries|aircraft|products|plants)\b",
    re.I,
)
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|grew|rose|fell|[a-z]{2,}ed)\b")
_PER_SHARE = re.compile(r"\bper\s+(?:\w+\s+)?share\b|\bprice\b", re.I)
_PRICED = re.compile(r"\bprices?\b|\bdividends?\b|\bearnings\b", re.I)
_RATE = re.compile(r"\bpercent\w*|\brate\b|%|\bmargin\b|\bshare\s+of\b", re.I)


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure of a sentence, from start to end on its page."""

    value: Decimal
    unit: str
    start: int
    end: int


def sentence_figure(
    document: StoredDocument,
    asked: Asked,
    period: WantedPeriod,
    *,
    currency: str,
    company: Terms,
) -> Fact | None:
    """Return what sentences say of a question; None where they disagree or tell another year."""
    wanted = _wanted(asked, company)
    if not wanted - _VAGUE or period.kind == "quarter":
        return None
    about = asked.text.rpartition("i.e.")[2]
    hits = rank_pages(indexed(document), parse(about), top=PAGES)
    unit, noun = _unit(asked.text, currency)
    num_words = len(content_terms(" ".join(asked.words)))
    names, asks_for_rest = _names(asked), _ASKS_WHAT_IS_LEFT.search(asked.text) is not None
    if unit.endswith("/share") and not _PRICED.search(asked.text):
        return None
    found: list[Fact] = []
    for page in document.pages(hit.page_number for hit in hits):
        for start, end in _sentences(page.text):
            text = page.text[start:end]
            is_named = not names or any(name in text.lower() for name in names)
            is_named &= not asks_for_rest or _SAYS_WHAT_IS_LEFT.search(text) is not None
            if not is_named or not _says(page, start, text, wanted, num_words):
                continue
            given = _of_year(text, unit, noun, period.year, is_dated=bool(asked.periods))
            if given is not None and _is_of_day(text, given, period):
                found.append(_fact(page, (start, end), given, period, asked))
    return found[0] if found and agree(found) else None


def _names(asked: Asked) -> tuple[str, ...]:
    """Return the names of a measure, of which a sentence must say one: its words are common."""
    measure = measures().get(asked.key or "") if asked.key not in concepts() else None
    return measure.names if measure is not None else ()


def _wanted(asked: Asked, company: Terms) -> Terms:
    _, _, behind = asked.text.partition("i.e.")
    if behind:
        words = alike_terms(" ".join(word for word in asked.words if word in behind))
    else:
        words = asked_terms(asked)
    plan = like("expected") if _PLAN.search(asked.text) else frozenset[str]()
    said = words - STOP_WORDS - SOFT - company - asking_terms()
    said -= content_terms("back roughly plan" if plan else "back roughly")
    return frozenset(term for term in said if not term[:1].isdigit()) | plan


def _unit(question: str, currency: str) -> tuple[str, str]:
    """Return the unit of the figure that is asked for, and of a count what is counted."""
    if noun := _NOUN.search(question):
        counted = noun["noun"].lower()
        return ("shares", "shares") if counted == "shares" else ("count", counted)
    if _PER_SHARE.search(question):
        return f"{currency}/share", ""
    return ("percent", "") if _RATE.search(question) else (currency, "")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    ends = [match.start() for match in _SENTENCE.finditer(text)]
    for start, end in pairwise([0, *ends, len(text)]):
        if end - start <= MAX_CHARS and len(text[start:end].split()) >= MIN_WORDS:
            yield start, end


def _says(page: Page, start: int, text: str, wanted: Terms, num_words: int) -> bool:
    """Tell whether a sentence says all that is wanted, one word by its heading alone.

    num_words: of the question, which are three at least where one may stand in the heading.
    """
    said = alike_terms(text)
    if alike_terms(_ASIDE.sub("", text)) & (_OTHERS - wanted) or not _VERB.search(text):
        return False
    missing = wanted - said
    if not missing:
        return True
    above = alike_terms(page.text[max(0, start - ABOVE) : start])
    is_named_above = _BACK.search(text) is not None and missing <= above
    return is_named_above and len(missing) == 1 < len(wanted) and num_words >= 3


def _of_year(text: str, unit: str, noun: str, year: int, *, is_dated: bool) -> _Given | None:
    """Return the sentence's figure for a year, where it is sure which that is."""
    given = list(_figures(text, unit, noun))
    years = [int(match.group()) for match in _YEAR.finditer(text)]
    if len(given) == len(years) and len(given) > 1 and len(set(years)) == len(years):
        return next((g for g, of in zip(given, years, strict=True) if of == year), None)
    if len(given) != 1:
        return None
    if not years:
        return None if is_dated else given[0]
    if behind := _BEHIND.match(text, given[0].end):  # "$3.6 billion as of December 31, 2017"
        return given[0] if int(behind["year"]) == year else None
    near = [int(m.group()) for m in _YEAR.finditer(text) if m.start() < given[0].start]
    return given[0] if (near or years)[0] == year else None


def _is_of_day(text: str, given: _Given, period: WantedPeriod) -> bool:
    """Tell whether no other day than the one asked for is named before or right behind a figure."""
    behind = _BEHIND.match(text, given.end)
    said = behind.group() if behind else text[: given.start]
    days = [day for p in find_periods(said.lower()) if p.kind == "instant" and (day := p.end)]
    return period.end is None or not days or period.end in days


def _figures(text: str, unit: str, noun: str) -> Iterator[_Given]:
    """Yield the figures of one unit, without those that say by how much something changed."""
    for match in _FIGURE.finditer(text):
        if _CHANGE_BEFORE.search(text, 0, match.start()) or _CHANGE_BEHIND.match(text, match.end()):
            continue
        kind = _unit_of(text, match, noun)
        if kind != unit.rpartition("/")[2] and not (kind == "money" and len(unit) == 3):
            continue
        if not unit.startswith(_CURRENCIES.get(match["money"] or "", "")):
            continue  # a unit that is not the one asked for
        digits = match["amount"] or match["percent"] or match["count"]
        scale = _SCALES.get(match["scale"] or match["scale2"] or "", Decimal(1))
        yield _Given(Decimal(digits.replace(",", "")) * scale, unit, *match.span())


def _unit_of(text: str, match: re.Match[str], noun: str) -> str:
    if match["percent"]:
        return "percent"
    if match["money"]:
        if match["per"]:
            return "share"
        if re.search(r"\bprice\b[^.$]{0,40}$", text[: match.start()]):
            return "share"
        return "money" if match["scale"] or match["amount"].count(",") > 1 else "number"
    behind = re.match(rf"\s+(?:[\w'’-]+\s+){{0,4}}?{re.escape(noun)}\b", text[match.end() :], re.I)
    if not noun or behind is None:
        # "0.7 million shares and 1.0 million shares": each has its noun
        return "number"
    return "shares" if noun == "shares" else "count"


def _label(asked: Asked, unit: str) -> str:
    """Return what a sentence's figure is called: the question's words, or what is counted."""
    said = " ".join(asked.words)
    if unit == "shares" and like("purchases") <= _wanted(asked, frozenset()):
        return "shares repurchased"
    noun = _NOUN.search(asked.text)
    return f"{noun['noun'].lower()}, {said}" if noun and noun["noun"] not in said else said


def _fact(
    page: Page, sentence: tuple[int, int], given: _Given, period: WantedPeriod, asked: Asked
) -> Fact:
    start, end = sentence
    text = page.text[start:end]
    first, last = start + len(text) - len(text.lstrip(" \n.•")), start + len(text.rstrip())
    place = (start + given.start, start + given.end)
    is_dated = _YEAR.search(text) is not None  # "the consideration was $3.9 billion" is of any year
    return Fact(
        concept=asked.key or "",
        label=_label(asked, given.unit),
        period=Period("year", period.year, 12, None, str(period.year) if is_dated else ""),
        value=given.value,
        unit=given.unit,
        entity=None,
        statement=None,
        page_number=page.page_number,
        text=page.text[slice(*place)],
        value_span=place,
        label_span=(first, last),
        label_page=page.page_number,
        period_span=None,
        period_page=page.page_number,
        scale_span=None,
        scale_page=page.page_number,
        rank=SECONDARY,
    )
