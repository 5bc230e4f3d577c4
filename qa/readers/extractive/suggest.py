"""Questions to start with: only those that have an answer in the document at hand.

Figures first: of each group of measures the one that moved most in this report, so that another
report gets other questions. Each was worked out, and is asked with the report's own year.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.measures import Computed, Scope, WantedPeriod, understand, work_out
from qa.readers.extractive.computed import answer_in_figures
from qa.readers.extractive.quotes.findings import find_quotes
from qa.readers.extractive.wording.company import company_names
from qa.search.question import parse
from qa.statements import DocumentFacts

Language = Literal["en", "zh"]

FIGURES = 3  # of the questions; the rest is answered in sentences
MOST_CHANGE = Decimal(3)  # what starts near nothing is no more remarkable than a fourfold
REPORTS_KEPT = 32

# Measure -> how to ask for it, in English and in Chinese, by what they are about.
MEASURES: tuple[dict[str, tuple[str, str]], ...] = (
    {
        "revenue": ("How much did revenue grow in {year}?", "{year}年营业收入增长了多少？"),
        "net_income": ("How much did net income grow in {year}?", "{year}年净利润增长了多少？"),
    },
    {
        "gross_margin": ("Did the gross margin improve in {year}?", "{year}年毛利率是多少？"),
        "operating_margin": (
            "Did the operating margin improve in {year}?",
            "{year}年营业利润率是多少？",
        ),
        "net_margin": ("Did the net margin improve in {year}?", "{year}年净利率是多少？"),
    },
    {
        "capex": ("How much was spent on capex in {year}?", "{year}年资本支出是多少？"),
        "free_cash_flow": (
            "What was the free cash flow in {year}?",
            "{year}年自由现金流是多少？",
        ),
        "operating_cash_flow": (
            "What was the operating cash flow in {year}?",
            "{year}年经营活动产生的现金流量净额是多少？",
        ),
    },
    {
        "dso": ("What was days sales outstanding in {year}?", "{year}年应收账款周转天数是多少？"),
        "inventory_turnover": (
            "What was the inventory turnover in {year}?",
            "{year}年存货周转率是多少？",
        ),
        "current_ratio": ("What was the current ratio in {year}?", "{year}年流动比率是多少？"),
    },
    {
        "liabilities_to_assets": (
            "What were liabilities to assets in {year}?",
            "{year}年资产负债率是多少？",
        ),
        "interest_cover": (
            "What was the interest cover in {year}?",
            "{year}年利息保障倍数是多少？",
        ),
    },
    {
        "roe": ("What was the return on equity in {year}?", "{year}年净资产收益率是多少？"),
        "asset_turnover": (
            "What was the asset turnover in {year}?",
            "{year}年总资产周转率是多少？",
        ),
        "effective_tax_rate": (
            "What was the effective tax rate in {year}?",
            "{year}年实际税率是多少？",
        ),
    },
)
# What is told in sentences, in the order in which it is offered.
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "What are the biggest risks?",
        "Why did gross margin change?",
        "How do the segments compare?",
        "When does the debt come due?",
        "Is the company in any legal proceedings?",
        "How many employees are there?",
        "Who audits the accounts?",
        "How much was returned to shareholders?",
        "How much was spent on property, plant and equipment?",
        "What was announced, and when does it take effect?",
    ),
    "zh": (
        "公司面临哪些主要风险？",
        "毛利率为什么变化？",
        "营业收入变动的原因是什么？",
        "各业务分部的情况如何？",
        "现金分红方案是什么？",
        "有哪些重大诉讼？",
        "公司有多少员工？",
        "会计师事务所是哪一家？",
        "债务何时到期？",
        "购建固定资产支付了多少现金？",
        "研发投入是多少？",
    ),
}


def suggest_questions(document: StoredDocument, *, language: Language, count: int = 4) -> list[str]:
    """Return up to `count` questions that have an answer in this document; none where none has."""
    return list(_suggested(DocumentKey(document), language, count))


@kept_by_document(REPORTS_KEPT)
def _suggested(key: DocumentKey, language: Language, count: int) -> tuple[str, ...]:
    document = key.document
    fitting: list[str] = []
    for question in _about_figures(facts_in(document), language):
        if len(fitting) == min(FIGURES, count):
            break
        if _has_figure(document, question):
            fitting.append(question)
    for question in QUESTIONS[language]:
        if len(fitting) == count:
            break
        if _has_figure(document, question) is not False and find_quotes(document, parse(question)):
            fitting.append(question)
    return tuple(fitting)


def _has_figure(document: StoredDocument, question: str) -> bool | None:
    """Tell whether a question is answered by a figure; None where it is answered in sentences."""
    figured = answer_in_figures(document, understand(question, company=company_names(document)))
    return None if figured is None else figured.figures[0].value is not None


def _about_figures(facts: DocumentFacts, language: Language) -> Iterator[str]:
    """Yield a question from each group of measures, what changed most in the last year first."""
    if facts.fiscal_year is None:
        return
    year = WantedPeriod("year", facts.fiscal_year, 12, label=str(facts.fiscal_year))
    best: list[tuple[Decimal, str]] = []
    for group in MEASURES:
        changes = {key: _change(facts, key, year) for key in group}
        known = {key: change for key, change in changes.items() if change is not None}
        if known:
            key = max(known, key=lambda key: known[key])
            wording = group[key][0 if language == "en" else 1]
            best.append((known[key], wording.format(year=year.year)))
    best.sort(key=lambda found: -found[0])
    yield from (question for _, question in best)


def _change(facts: DocumentFacts, key: str, year: WantedPeriod) -> Decimal | None:
    """Return by what share of itself a measure changed, 0 for one without a year before it."""
    now, before = (work_out(key, period, Scope(facts)) for period in (year, year.before(1)))
    if not isinstance(now, Computed):
        return None
    if not isinstance(before, Computed) or not before.value:
        return Decimal(0)
    return min(abs(now.value / before.value - 1), MOST_CHANGE)
