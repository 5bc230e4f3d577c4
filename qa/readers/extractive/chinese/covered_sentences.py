"""A Chinese question in, the one figure that a sentence gives for all that it says out.

"前五名客户销售额 2 万元，占年度销售总额 18.20%": a figure is of the clause before it, and of what
the sentence began with. Nothing of the question may be left, the clause must say nothing else, and
figures that fit as well must agree.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.document import Page
from qa.figures import Figure, Kind, read_figures
from qa.library import StoredDocument
from qa.measures import WantedPeriod
from qa.readers.extractive.chinese.coverage import bare_question, is_rate, left_of, plain, untold
from qa.readers.extractive.quotes.page_blocks import PageBlocks
from qa.readers.extractive.rows.row_facts import agree
from qa.readers.extractive.rows.tables_for import pages_for
from qa.statements import Fact
from qa.statements.fact import SECONDARY
from qa.tables import Period

LONGEST = 220  # characters of a sentence that tells a figure
_SENTENCE = re.compile(r"(?:[^。；;！？√□适]|适(?!用\s*\n))+")  # "□适用 √不适用" ends a heading
_CLAUSE = re.compile(r"[,，：:\n]\s*(?=\D)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_GLUED = re.compile(r"[\u4e00-\u9fff](?=\d)")  # "占营业收入5.78%"
_BEFORE = re.compile(r"上年|去年|上期|同期|期初|年初")
_UNITS = {Kind.MONEY: "CNY", Kind.PERCENT: "percent", Kind.SHARES: "shares"}  # unless it says more

Place = tuple[int, int]  # in Page.text, end exclusive


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure of a sentence: the words before it, and those that the sentence began with."""

    page: Page
    figure: Figure
    place: Place
    sentence: Place
    words: str
    subject: str

    @property
    def clause(self) -> str:
        """Return the figure's own clause, up to it."""
        return plain(_CLAUSE.split(self.page.text[self.sentence[0] : self.place[0]])[-1])


def covered_sentence(
    document: StoredDocument,
    question: str,
    phrases: Sequence[str],
    company: Sequence[str],
    period: WantedPeriod,
    *,
    fiscal_year: int,
) -> Fact | None:
    """Return what the sentences of the pages that fit give. phrases: what the question asks for."""
    if period.kind == "quarter":
        return None
    said = bare_question(question, company)
    pages = document.pages(pages_for(document, question, phrases))
    found = [
        each
        for page in pages
        for each in _figures_of(page, period.year, fiscal_year)
        if _is_asked_for(each, said)
    ]
    unsaid = [len(left_of(_bare(each.subject + each.words), [said])) for each in found]
    fewest = min(unsaid, default=0)
    best = [_fact(e, period) for e, left in zip(found, unsaid, strict=True) if left == fewest]
    return best[0] if best and agree(best) else None


def _is_asked_for(each: _Told, said: str) -> bool:
    """Tell whether a figure and what it is of account for all that a question says."""
    unit = _UNITS.get(each.figure.kind)
    if unit is None or (unit == "percent") != is_rate(said) or _BEFORE.search(each.words):
        return False
    is_said = (
        untold(said, [each.words]) != said
    )  # the figure's own words, and not the subject alone
    says_more = left_of(_bare(each.clause), [said])
    return is_said and not says_more and not left_of(_bare(said), [each.words, each.subject])


def _bare(text: str) -> str:
    return text.replace("占", " ")  # says of a share what its unit says


def _figures_of(page: Page, year: int, fiscal_year: int) -> Iterator[_Told]:
    """Yield the figures of sentences of a year: the report's own where a sentence names none."""
    for start, end in _sentences(page):
        years = {int(digits) for digits in _YEAR.findall(page.text[start:end])}
        if end - start > LONGEST or year not in (years or {fiscal_year}):
            continue
        subject, last = "", start
        for figure in read_figures(_GLUED.sub(" ", page.text[start:end])):
            place = (start + figure.start, start + figure.end)
            words = plain(page.text[last : place[0]])
            last = place[1]
            if figure.kind not in (Kind.YEAR, Kind.UNKNOWN):
                subject = subject or words
                yield _Told(page, figure, place, (start, end), words, subject)


def _sentences(page: Page) -> Iterator[Place]:
    """Yield the sentences of a page; one that a table runs into begins below the table."""
    for match in _SENTENCE.finditer(page.text):
        if match.end() - match.start() <= LONGEST:
            yield match.span()
            continue
        apart = [each.place for each in PageBlocks.of(page).sentences]
        yield from (
            place for place in apart if match.start() <= place[0] and place[1] <= match.end() + 1
        )


def _fact(said: _Told, period: WantedPeriod) -> Fact:
    page, (start, end) = said.page, said.sentence
    start += len(page.text[start:end]) - len(page.text[start:end].lstrip())
    return Fact(
        concept="",
        label="".join(_CLAUSE.split(page.text[start : said.place[0]])[-1].split()),
        period=Period("year", period.year, 12, label=str(period.year)),
        value=said.figure.value,
        unit=said.figure.currency or _UNITS[said.figure.kind],
        entity=None,
        statement=None,
        page_number=page.page_number,
        text=said.figure.text,
        value_span=said.place,
        label_span=(start, end),
        label_page=page.page_number,
        period_span=None,
        period_page=page.page_number,
        scale_span=None,
        scale_page=page.page_number,
        rank=SECONDARY,
    )
