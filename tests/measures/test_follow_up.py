"""A question that leans on the one before it is read with what that one asked; others stay."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest

from qa.measures.follow_up import read_as

ASKED = "What was revenue in 2016?"
ZH_ASKED = "2020年营业收入是多少？"
QUESTIONS = Path(os.environ.get("PAGEWITNESS_QUESTIONS", "nowhere"))


@pytest.mark.parametrize(
    ("question", "before", "alone"),
    [
        # a period alone
        ("and in 2015?", ASKED, "What was revenue in 2015?"),
        ("2015?", ASKED, "What was revenue in 2015?"),
        ("what about FY2014?", ASKED, "What was revenue in FY2014?"),
        ("and the year before?", ASKED, "What was revenue in 2015?"),
        ("and from 2012 to 2014?", "How did revenue change from 2014 to 2016?",
         "How did revenue change from 2012 to 2014?"),
        ("in 2015?", "What was Converse revenue?", "What was Converse revenue in 2015?"),
        ("那2019年呢？", ZH_ASKED, "2019年营业收入是多少？"),
        ("2019呢", ZH_ASKED, "2019年营业收入是多少？"),
        ("上一年呢？", ZH_ASKED, "2019年营业收入是多少？"),
        # a measure or a part alone
        ("and net income?", ASKED, "What was net income in 2016?"),
        ("What about gross margin in 2014?", ASKED, "What was gross margin in 2014?"),
        ("那净利润呢？", ZH_ASKED, "2020年净利润是多少？"),
        ("and for Converse?", ASKED, "What was revenue for Converse in 2016?"),
        ("and Japan?", "What was revenue for Greater China in 2016?",
         "What was revenue for Japan in 2016?"),
        ("那兽药呢？", ZH_ASKED, "2020年兽药的营业收入是多少？"),
        # a pronoun
        ("Why did it increase?", ASKED, "Why did revenue increase in 2016?"),
        ("why?", ASKED, "Why did revenue change in 2016?"),
        ("But why did that happen?", ASKED, "Why did revenue change in 2016?"),
        ("what drove this?", ASKED, "What drove revenue in 2016?"),
        ("Why did it grow in 2015?", ASKED, "Why did revenue grow in 2015?"),
        ("Why did it grow?", "What was Converse revenue in fiscal 2016?",
         "Why did Converse revenue grow in fiscal 2016?"),
        ("为什么增长了？", ZH_ASKED, "2020年营业收入为什么增长了？"),
        ("它为什么下降？", ZH_ASKED, "2020年营业收入为什么下降？"),
        ("原因是什么？", ZH_ASKED, "2020年营业收入变化的原因是什么？"),
    ],
)  # fmt: skip
def test_what_is_left_unsaid_comes_from_the_question_before(question, before, alone):
    assert read_as(question, before) == alone


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("What was Converse revenue?", ASKED),
        ("And why did gross margin decline in fiscal 2016?", ASKED),
        ("Does it have any debt?", ASKED),
        ("What is its auditor?", ASKED),  # the company's, not the revenue's
        ("Who signed that report?", ASKED),
        ("and more?", ASKED),
        ("thanks", ASKED),
        ("?", ASKED),
        ("", ASKED),
        ("and in 2015?", "Who is the auditor?"),  # nothing there to be asked for another year
        ("why?", ""),
        ("那2019年呢？", ASKED),  # another language
        ("公司的审计机构是谁？", ZH_ASKED),
        ("前五名客户是谁？", ZH_ASKED),
    ],
)
def test_a_question_that_stands_alone_or_fits_no_rule_is_left_as_it_is(question, before):
    assert read_as(question, before) is None


def test_follow_ups_follow_each_other():
    first = read_as("and in 2015?", ASKED)
    second = read_as("and net income?", first)

    assert second == "What was net income in 2015?"
    assert read_as("and the year before?", second) == "What was net income in 2014?"


@pytest.mark.skipif(
    not QUESTIONS.exists(), reason="PAGEWITNESS_QUESTIONS names no folder of question sets"
)
@pytest.mark.parametrize("name", ["ratios_en", "ratios_zh"])
def test_no_question_of_a_set_is_taken_for_a_follow_up(name):
    lines = (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]

    assert [pair for pair in pairwise(questions) if read_as(pair[1], pair[0])] == []
