"""How many people a report says it employs, where it says so in a sentence and in no table."""

import re
from collections.abc import Iterator

from qa.document import Page
from qa.figures import parse_figure
from qa.library import StoredDocument
from qa.measures import WantedPeriod
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import Fact
from qa.statements.fact import SECONDARY
from qa.tables import Period

PAGES = 8  # of those that fit the question
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,3}\.\d+\s+million|\d{2,6})"
_ENGLISH = re.compile(
    rf"(?:approximately|about|around|over|nearly|roughly|more\s+than|some|employ(?:ed|s)?|had|of)\s+"
    rf"{_NUMBER}\s+(?:[\w-]+\s+){{0,4}}?(?:employees|people|persons|associates|colleagues"
    r"|team\s+members)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    rf"(?:员工|雇员|职工)(?:总数|总人数|合计)(?:为|共|约|合计)?\s*{_NUMBER}\s*[人名]"
)
_WE = re.compile(r"(?i)\b(?:we|the company|our company|the group|total|workforce)\b|公司|集团|共")
_OF_ALL = re.compile(
    r"(?i)worldwide|around the (?:globe|world)|globally|in total|total of|in all|\bas of\b"
    r"|\bat (?:the end|december|year)|合计|共"
)
_OF_PART = re.compile(
    r"(?i)union|collective|covered by|plan\b|terminat|reduc|eliminat|acqui|sever|occupied"
    r"|outside (?:of )?the|segment|facilit|centers|laid off|volunteer"
)
_PART_BEHIND = re.compile(  # "900 employees who are covered by collective agreements"
    r"(?i)\s+(?:(?:who|that)\s+)?(?:(?:are|were)\s+)?"
    r"(?:covered|represented|members of|affected|union)\b"
)
_END = re.compile(r"[.。!?](?=\s|$)")


def headcount(
    document: StoredDocument, question: str, period: WantedPeriod, fiscal_year: int
) -> Fact | None:
    """Return the number of employees of the whole company, None where sentences disagree."""
    hits = rank_pages(indexed(document), parse(question), top=PAGES)
    pages = document.pages(hit.page_number for hit in hits)
    found = [f for page in pages for f in _said_on(page, period, fiscal_year)]
    best = [fact for fact, is_of_all in found if is_of_all] or [fact for fact, _ in found]
    return best[0] if len({fact.value for fact in best}) == 1 else None


def _said_on(page: Page, period: WantedPeriod, fiscal_year: int) -> Iterator[tuple[Fact, bool]]:
    """Yield what the sentences of a page say, each with whether it is said of all people."""
    last = 0
    for match in (*_ENGLISH.finditer(page.text), *_CHINESE.finditer(page.text)):
        ends = [end.end() for end in _END.finditer(page.text, 0, match.start())]
        start = ends[-1] if ends else 0
        stop = _END.search(page.text, match.end())
        sentence = page.text[start : stop.end() if stop else len(page.text)]
        years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", sentence)
        is_of_year = str(period.year) in years if years else period.year == fiscal_year
        figure = parse_figure(match["number"])
        before = page.text[start : match.end()]
        is_first, last = start >= last, match.end()  # "267,000, including 116,000 in the U.S."
        if not (is_of_year and is_first and _WE.search(before)) or _OF_PART.search(before):
            continue
        if figure is None or _PART_BEHIND.match(page.text, match.end()):
            continue
        span = match.span("number")
        start += len(sentence) - len(sentence.lstrip())
        yield (
            Fact(
                concept="employees",
                label="employees",
                period=Period("instant", period.year, label=str(period.year)),
                value=figure.value,
                unit="count",
                entity=None,
                statement=None,
                page_number=page.page_number,
                text=match["number"],
                value_span=span,
                label_span=(start, span[0]),
                label_page=page.page_number,
                period_span=None,
                period_page=page.page_number,
                scale_span=None,
                scale_page=page.page_number,
                rank=SECONDARY,
            ),
            _OF_ALL.search(sentence) is not None,
        )
