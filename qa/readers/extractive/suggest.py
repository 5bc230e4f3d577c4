"""Questions to start with: only those that find something in the document at hand."""

from typing import Literal

from qa.library import StoredDocument
from qa.readers.extractive.findings import find_quotes
from qa.search.question import parse

Language = Literal["en", "zh"]

# What most people want of a report first. The order is the order in which they are offered.
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "How did revenue change, and what drove it?",
        "How much was spent on property, plant and equipment?",
        "Why did gross margin change?",
        "What is the free cash flow made of?",
        "What are the biggest risks?",
        "How do the segments compare?",
        "When does the debt come due?",
        "Is the company in any legal proceedings?",
        "How many employees are there?",
        "How much was returned to shareholders?",
        "Who audits the accounts?",
        "How does the effective tax rate come about?",
        "What was announced, and when does it take effect?",
    ),
    "zh": (
        "营业收入变动的原因是什么?",
        "购建固定资产支付了多少现金?",
        "毛利率为什么变化?",
        "自由现金流由什么构成?",
        "公司面临哪些主要风险?",
        "各业务分部的情况如何?",
        "债务何时到期?",
        "有哪些重大诉讼?",
        "公司有多少员工?",
        "现金分红方案是什么?",
        "会计师事务所是哪一家?",
        "研发投入是多少?",
    ),
}


def suggest_questions(document: StoredDocument, *, language: Language, count: int = 4) -> list[str]:
    """Return up to `count` questions that find an answer in this document; none where none does."""
    fitting: list[str] = []
    for question in QUESTIONS[language]:
        if len(fitting) == count:
            break
        if find_quotes(document, parse(question)):
            fitting.append(question)
    return fitting
