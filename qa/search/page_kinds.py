"""What each page is: a statement, a note, a risk page, an exhibit; texts in, scores out.

Statements are told by their title near the top and by the rows that only they have; the rest by the
titles of the sections and by titles on the page. A score is between 0 (no) and 1 (surely).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qa.document import Section
from qa.search.index import Scores

TOP_LINES = 15
MAX_TITLE_CHARS = 110
STATEMENT_NUMBERS = 20  # with fewer numbers a page only talks about a statement
UNTITLED_NUMBERS = 40  # the same for a page without the statement's title


@dataclass(frozen=True, slots=True)
class StatementPattern:
    """How one of the financial statements is recognised: its title and the rows it must have."""

    title: re.Pattern[str]
    rows: tuple[re.Pattern[str], ...]


def _statement(title: str, *rows: str) -> StatementPattern:
    return StatementPattern(re.compile(title), tuple(re.compile(row) for row in rows))


STATEMENTS: Mapping[str, StatementPattern] = {
    "income": _statement(
        r"statements? of (consolidated )?(net )?(income|earnings|operations|profit)"
        r"|income statements?"
        r"|(results of operations|profit (and|&) loss) statement|利润表|损益表",
        r"cost of|costs? and expenses|operating expenses|营业成本|营业总成本",
        r"operating (income|profit|earnings)|(income|earnings|profit|loss)\W+"
        r"(\(loss\) )?(from|before)"
        r"|营业利润|利润总额",
        r"net (income|earnings|loss|profit)|净利润",
        r"per (common |ordinary )?share|basic|diluted|每股收益",
    ),
    "balance": _statement(
        r"balance sheets?|statements? of (consolidated )?financial (position|condition)|资产负债表",
        r"total assets|资产总计|资产合计",
        r"total current (assets|liabilities)|流动(资产|负债)合计|total capitalization",
        r"total liabilities|liabilities and .{0,40}(equity|deficit|investment)|负债合计",
        r"retained earnings|accumulated deficit|reinvested|未分配利润|所有者权益|股东权益",
    ),
    "cash": _statement(
        r"statements? of (consolidated )?cash ?flows?|cash ?flow statements?|现金流量表",
        r"operating activities|经营活动产生的现金流量",
        r"investing activities|投资活动产生的现金流量",
        r"financing activities|筹资活动产生的现金流量",
        r"depreciation|购买商品、接受劳务|(end|beginning) of (the )?(year|period)|期末现金",
    ),
    "equity": _statement(
        r"statements? of .{0,40}(equity|shareowners|shareholders|stockholders|deficit|investment)"
        r"|changes in (.{0,30})equity|(所有者|股东)权益变动表",
        r"balance|余额",
        r"net (income|earnings|loss)|综合收益总额",
        r"dividend|repurchase|treasury|利润分配|issuance|stock|股本",
        r"retained earnings|paid-in|comprehensive|未分配利润|资本公积",
    ),
    "comprehensive": _statement(
        r"statements? of .{0,30}comprehensive (income|loss|earnings)"
        r"|comprehensive income statements?"
        r"|综合收益表",
        r"comprehensive (income|loss|earnings)|综合收益",
        r"net (income|earnings|loss)|净利润",
        r"translation|折算",
        r"hedg|unrealized|pension|benefit|套期|设定受益",
    ),
}

SECTION_TITLES: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "business": r"^(item\s*1\W+)?(our )?business\b(?! risks)|公司业务概要|主要业务|业务概览",
        "risk": r"risk factors|business risks|可能面对的风险|重大风险",
        "properties": r"^(item\s*2\W+)?(description of )?propert(y|ies)\W*$|主要物业",
        "legal": r"legal proceedings|litigation|诉讼|重要事项",
        "holders": r"market for (the )?(registrant|company|our)|股份变动|股东情况",
        "selected": r"selected .{0,20}(financial|data)|financial highlights|five.year|ten.year"
        r"|主要会计数据|主要财务指标",
        "mdna": r"management.s discussion|financial review|管理层讨论|经营情况讨论|董事会报告",
        "market": r"(quantitative and qualitative|disclosures? about) .{0,40}market risk|市场风险",
        "controls": r"controls and procedures|internal control|内部控制",
        "governance": r"directors.{0,40}(officers|governance)"
        r"|corporate governance|executive officers|公司治理|董事、监事",
        "compensation": r"executive compensation|报酬情况",
        "exhibits": r"exhibits?\b.{0,40}(schedules?|index)|^exhibits?\W*$|备查文件",
        "notes": r"^notes? (\d+|to )|notes to (the )?consolidated|财务报表附注|报表项目注释|^附注",
        "policies": r"significant accounting policies|critical accounting|重要会计政策",
        "quarterly": r"quarterly|分季度",
        "signatures": r"^signatures?\W*$",
        "letter": r"letter to|dear (fellow )?shareholders|致股东",
    }.items()
}

PAGE_TITLES = re.compile(  # one pattern, so that a page is looked through once
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in {
            "auditor": r"^reports? of (the )?independent|^independent auditor|^审计报告",
            "controls": r"^(management.s )?(annual )?reports? on internal control"
            r"|controls and procedures",
            "signatures": r"^signatures?\W*$",
            "letter": r"^(to our|dear (fellow )?)(share|stock)(holders|owners)",
            "quarterly": r"quarterly (financial|results|information|data)",
            "schedule": r"valuation and qualifying accounts|schedule ii\b",
            "selected": r"selected .{0,20}financial data|financial highlights|five.year",
            "market": r"disclosures? about market risk",
            "risk": r"^item 1a",
            "legal": r"^(item 3\W+)?legal proceedings",
            "properties": r"^(item 2\W+)?properties\W*$",
            "policies": r"significant accounting policies|critical accounting",
        }.items()
    ),
    re.MULTILINE,
)
# Each of those titles has one of these, which are sooner looked for.
PAGE_TITLE_WORDS = (
    *("independent", "审计报告", "internal control", "controls and", "signature", "to our"),
    *("dear ", "quarterly", "valuation", "schedule ii", "selected", "highlights", "five"),
    *("market risk", "item 1a", "legal proceedings", "properties", "accounting"),
)

CONTENTS = re.compile(
    r"^[^\w\n]*(table of contents|contents|index to .{0,60}|目\s*录)[^\w\n]*$", re.MULTILINE
)
BY_REFERENCE = re.compile(r"incorporated (?:herein )?by reference|filed herewith")
BY_REFERENCE_OFTEN = 6  # a page that says so this often is a list of exhibits
EXHIBIT_START = re.compile(r"^[^\w\n]*exhibit\s+\(?(\d+)", re.MULTILINE)
REPORT_EXHIBITS = {"13", "99"}  # the annual report itself, and press releases
PARTS = re.compile(  # titles of statements of the parent alone, or of it beside its subsidiaries
    r"parent.company.{0,3} (only|information|financial|statement)|\(parent( company)?( only)?\)"
    r"|\bconsolidating\b|母公司(财务报表|资产负债表|利润表|现金流量表|所有者权益变动表)"
)
OF_A_PART = 0.5  # what such a statement counts, against the group's: who asks means the group
NUMBER = re.compile(r"\d[\d,.]*")


def page_kinds(page_texts: Sequence[str], sections: Sequence[Section]) -> dict[str, Scores]:
    """Return for each kind how much each page is of it."""
    kinds = {kind: np.zeros(len(page_texts)) for kind in (*STATEMENTS, *SECTION_TITLES, "auditor")}
    kinds |= {kind: np.zeros(len(page_texts)) for kind in ("schedule", "cover", "contents")}
    for section in sections:
        for kind, title in SECTION_TITLES.items():
            if title.search(section.title.strip().lower()):
                kinds[kind][section.first_page - 1 : section.last_page] = 1.0
    for page_index, text in enumerate(map(str.lower, page_texts)):
        if is_contents(text):
            kinds["contents"][page_index] = 1.0
            continue
        top = _top(text)
        num_numbers = len(NUMBER.findall(text))
        for kind, statement in STATEMENTS.items():
            titled = statement.title.search(top) is not None
            if num_numbers >= (STATEMENT_NUMBERS if titled else UNTITLED_NUMBERS):
                score = _statement_score(statement, text)
                of_part = OF_A_PART if PARTS.search(top) else 1.0
                kinds[kind][page_index] = of_part * _graded(score, titled=titled)
        for kind in _titles(top):
            kinds[kind][page_index] = 1.0
    kinds["cover"][:2] = 1.0
    return kinds


def page_weights(page_texts: Sequence[str], kinds: Mapping[str, Scores]) -> Scores:
    """Return what a page's score is worth: less where it only lists what stands elsewhere."""
    weights = np.ones(len(page_texts))
    weights[kinds["contents"] > 0] = 0.3
    exhibit: str | None = None
    for page_index, text in enumerate(map(str.lower, page_texts)):
        if match := EXHIBIT_START.search("\n".join(text.split("\n", 4)[:4])):
            exhibit = match[1]
        if exhibit is not None and exhibit not in REPORT_EXHIBITS:
            weights[page_index] *= 0.6
        if text.count("reference") + text.count("herewith") < BY_REFERENCE_OFTEN:
            continue
        if len(BY_REFERENCE.findall(text)) >= BY_REFERENCE_OFTEN:
            weights[page_index] *= 0.4
    return weights


def is_contents(text: str) -> bool:
    """Return whether a page, in lower case, lists titles with the pages they stand on."""
    lines = text.split("\n")
    pages = [page for line in lines if (page := _page_led_to(line)) is not None]
    if len(pages) < (8 if CONTENTS.search(text[:400]) else 15) or len(pages) * 3 < len(lines):
        return False
    rising = sum(low <= high for low, high in pairwise(pages))
    return rising >= 0.8 * (len(pages) - 1)


def _page_led_to(line: str) -> int | None:
    """Return the page at the end of a line of a table of contents: "Risk Factors ... 12"."""
    title, _, page = line.rstrip().rpartition(" ")
    page = page.removeprefix("f-").lstrip(".")
    if not (page.isdecimal() and len(page) <= 3) or len(title) < 4:
        return None
    return None if title[-1].isdigit() else int(page)


def _top(text: str) -> str:
    """Return the lines near the top that are short enough for a title and no sentence."""
    lines = (line.strip() for line in text.split("\n", TOP_LINES)[:TOP_LINES])
    return "\n".join(
        line for line in lines if 3 < len(line) <= MAX_TITLE_CHARS and not line.endswith(".")
    )


def _titles(top: str) -> Iterator[str]:
    """Yield the kinds that the titles of a page, in lower case, tell it to be."""
    if any(word in top for word in PAGE_TITLE_WORDS):
        for found in PAGE_TITLES.finditer(top):
            if found.lastgroup is not None:
                yield found.lastgroup


def _statement_score(statement: StatementPattern, text: str) -> float:
    """Return the share of the statement's rows that a page has, 0 below a half."""
    share = sum(row.search(text) is not None for row in statement.rows) / len(statement.rows)
    return share if share >= 0.5 else 0.0


def _graded(score: float, *, titled: bool) -> float:
    if not titled:
        return 0.3 * score  # a summary of a statement has its rows too
    return 0.5 + 0.5 * score if score else 0.0
