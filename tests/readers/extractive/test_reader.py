import pytest

from qa.answer import Answer, CitationFound, Progress, TextDelta
from qa.document import Section
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.suggest import suggest_questions
from tests.search.small_filing import CHINESE_FILING, FILING, store


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("english"), FILING)


@pytest.fixture(scope="module")
def chinese_filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("chinese"), CHINESE_FILING)


def ask(document, question, history=()):
    *_, answer = QuoteReader().answer(document, question, history=history)
    assert isinstance(answer, Answer)
    return answer


def test_a_row_is_quoted_with_unit_and_column_years(filing):
    answer = ask(filing, "How much was spent on capex?")
    assert answer.text.split("\n")[0] == (
        "Purchases of property, plant and equipment (42) (39) (37); "
        "Consolidated Statements of Cash Flows; (in millions); "
        "Years ended December 31, 2018 2017 2016"
    )
    assert [span.text for span in answer.citations[0].context] == [
        "Consolidated Statements of Cash Flows",
        "(in millions)",
        "Years ended December 31, 2018 2017 2016",
    ]


def test_a_ratio_is_answered_with_the_rows_it_is_computed_from(filing):
    cited = [citation.cited_text for citation in ask(filing, "quick ratio").citations]
    assert cited[:3] == [
        "Total current assets 650 580",
        "Inventories 305 280",
        "Total current liabilities 260 240",
    ]


SEGMENTS = """Stores and dealers
(in millions) 2018 2017
Store revenues and store sales grew 17%, fueled by strong online revenues and new stores.
Dealer revenues increased 44%, driven by revenues of new dealers and total revenues of old ones.
Total revenues 480 420
Diluted 51.2 50.8"""


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What were total revenues?", "Net sales $ 1,480 $ 1,420 $ 1,390"),
        ("How much revenue did the company make in 2018?", "Net sales $ 1,480 $ 1,420 $ 1,390"),
        ("What was the income tax expense?", "Provision for income taxes 30 52 49"),
        ("What was diluted EPS?", "Diluted earnings per share $ 2.10 $ 2.15 $ 1.94"),
    ],
)
def test_a_line_of_a_statement_is_quoted_from_there_first(tmp_path, question, line):
    document = store(tmp_path, [*FILING, *[SEGMENTS] * 3])
    assert ask(document, question).citations[0].cited_text == line


@pytest.mark.parametrize(
    "question", ["How did store revenues grow?", "total revenues of dealers", "Why did sales grow?"]
)
def test_who_asks_for_more_than_a_line_gets_what_tells_of_it(tmp_path, question):
    document = store(tmp_path, [*FILING, SEGMENTS])
    first = ask(document, question).citations[0]
    assert first.page_number == len(FILING) + 1


def test_a_region_may_be_called_by_its_short_name(tmp_path):
    divisions = """Item 7. Management's Discussion and Analysis
LatAm
Beverage volume grew 4%, reflecting high growth in Brazil, partially offset by a decline in
Argentina and in Colombia.
Operating profit increased 9%, reflecting the effective net pricing and productivity savings."""
    document = store(tmp_path, [*FILING, divisions])
    answer = ask(document, "Why did operating profit in Latin America change?")
    assert answer.citations[0].cited_text.startswith("Operating profit increased 9%")


@pytest.mark.parametrize(
    "signed", ["/S/ MARLOW & FINCH LLP", "(signed) Marlow & Finch LLP", "Finch LLP"]
)
def test_whoever_signs_is_the_auditor_though_no_word_near_it_says_so(tmp_path, signed):
    report = f"""Report of Independent Registered Public Accounting Firm
In our opinion, the consolidated financial statements present fairly, in all material respects,
the financial position of the Company at December 31, 2018, and we are its auditor.
{signed}
Cleveland, Ohio"""
    committee = """Item 14. Principal Accountant Fees
The auditor has full access to the audit committee, which appoints the auditor each year."""
    document = store(tmp_path, [*FILING[:-1], committee, report])
    assert ask(document, "Who is the auditor?").citations[0].cited_text.startswith(signed)


@pytest.mark.parametrize(
    ("filing", "question", "stated"),
    [
        (FILING, "What was the free cash flow?", "Free cash flow 108 109 102"),
        (CHINESE_FILING, "自由现金流是多少?", "自由现金流 13,800 12,700"),
    ],
)
def test_what_is_stated_is_quoted_before_what_it_is_computed_from(
    tmp_path, filing, question, stated
):
    document = store(tmp_path, [*filing, f"Other measures\n{stated}"])
    assert ask(document, question).citations[0].cited_text == stated


@pytest.mark.parametrize(
    ("filing", "change", "question", "row"),
    [
        (
            FILING,
            "Changes in operating assets\nAccounts receivable, net (20) (9) (4)",
            "How many days of sales are in accounts receivable?",
            "Accounts receivable, net 210 190",
        ),
        (
            CHINESE_FILING,
            "应收账款的变动\n应收账款 3,340 2,870",
            "应收账款周转率",
            "应收账款 45,210 41,870",
        ),
    ],
)
def test_what_a_ratio_is_computed_from_is_quoted_from_its_own_statement(
    tmp_path, filing, change, question, row
):
    changes = f"{question}\n{change}"
    cited = [c.cited_text for c in ask(store(tmp_path, [*filing, changes]), question).citations]
    assert row in cited[:2]


def test_a_page_that_names_less_of_what_is_asked_is_not_quoted_beside(tmp_path):
    answer = "The forge, the foundry, the mill and the yard in Ohio are insured against fire."
    aside = "The forge and the foundry in Ohio were built by the founder."
    other = "The canteen was painted green, and the car park was closed for a week in May."
    document = store(tmp_path, [answer, aside, other, other, other])
    cited = ask(document, "Are the forge, the foundry, the mill and the yard in Ohio insured?")
    assert [citation.cited_text for citation in cited.citations] == [answer]


def test_why_is_answered_with_the_sentence_that_gives_the_reason(filing):
    assert "primarily due to higher steel prices" in ask(filing, "why did gross margin fall").text


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (
            "Why did freight costs fall?",
            "Freight costs decreased due to shorter routes.",
            "Freight costs increased due to dearer fuel.",
        ),
        (
            "Why did freight costs rise?",
            "Freight costs rose due to dearer fuel.",
            "Freight costs may rise due to dearer fuel.",
        ),
        (
            "Why did freight costs rise?",
            "Freight costs rose in the year to May 31 due to dearer fuel.",
            "Freight costs may rise in the year to June due to dearer fuel.",
        ),
        ("运费为什么下降?", "运费下降，主要系航线缩短。", "运费上升，主要系油价上涨。"),
        ("运费为什么上升?", "运费上升，主要系油价上涨。", "运费可能上升，主要系油价上涨。"),
    ],
)
def test_a_reason_is_for_what_happened_and_not_for_its_opposite(tmp_path, question, right, wrong):
    other = "The canteen was painted green, and the car park was closed for a week in May."
    document = store(tmp_path, [f"{wrong}\n{right}", other, other])
    assert ask(document, question).citations[0].cited_text == right


@pytest.mark.parametrize(
    ("question", "elsewhere", "before", "reason"),
    [
        (
            "Why did freight costs rise at the Ohio forge?",
            "Freight costs rose due to longer routes.",
            "Freight costs at the Ohio forge were $4 million after $3 million.",
            "The increase was primarily due to dearer fuel.",
        ),
        (
            "俄亥俄运费为什么上升?",
            "运费上升，主要系航线变长。",
            "俄亥俄运费为400万元。",
            "主要系油价上涨所致。",
        ),
    ],
)
def test_a_reason_is_about_what_the_sentence_before_it_names(
    tmp_path, question, elsewhere, before, reason
):
    other = "The canteen was painted green, and the car park was closed for a week in May."
    document = store(tmp_path, [f"{elsewhere}\n{before}\n{reason}", other, other])
    cited = [citation.cited_text for citation in ask(document, question).citations]
    assert reason in cited[:2]


def test_reasons_are_quoted_from_every_chapter_that_gives_them(tmp_path):
    texts = [
        "Results\nGross margin fell to 33.1% because low-margin lines reached 38% of sales.",
        "Staff\nThe canteen was painted green, and the car park was closed for a week in May.",
        "Note 2. Cost of sales by nature\nRaw material costs rose by 12% to $1,904 million.",
    ]
    chapters = [Section("Discussion", 1, 1, 2), Section("Notes", 1, 3, 3)]
    answer = ask(store(tmp_path, texts, chapters), "Why did gross margin fall?")
    assert {citation.page_number for citation in answer.citations} == {1, 3}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many people work there?", "approximately 4,120 people"),
        ("Who audits the accounts?", "/s/ Marlow & Finch LLP"),
        ("Is anybody suing them?", "filed a complaint against the Company"),
        ("How is inventory valued?", "first-in, first-out"),
        ("How much will they invest next year?", "about $50 million in 2019"),
    ],
)
def test_the_answer_holds_the_words_of_the_report(filing, question, words):
    assert words in ask(filing, question).text


def test_a_name_of_several_words_is_enough_to_answer(tmp_path):
    texts = ["Stock-based compensation was $9 million in 2018.", "It had no cost.", *["."] * 8]
    assert "$9 million" in ask(store(tmp_path, texts), "share-based pay cost").text


def test_a_word_of_comparing_need_not_stand_in_the_answer(tmp_path):
    texts = ["The forge burns more coal since the spring.", *["."] * 8]
    assert "coal" in ask(store(tmp_path, texts), "Is the forge costly or cheap abroad?").text


@pytest.mark.parametrize(
    "question",
    [
        "What were net sales in 2030?",
        "What is the chief executive's shoe size?",
        "How many oil wells were drilled in Alaska?",
        "What did the phase 3 trial of the vaccine show?",
        "Which film won the most prizes?",
    ],
)
def test_what_is_not_in_the_report_is_not_found(filing, question):
    answer = ask(filing, question)
    assert answer.finish_reason == "not found"
    assert answer.text.startswith("Found no ")
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["公司在南极有多少企鹅?", "2030年的营业收入是多少?"])
def test_not_found_is_said_in_the_language_of_the_question(chinese_filing, question):
    answer = ask(chinese_filing, question)
    assert answer.finish_reason == "not found"
    assert answer.text.startswith("这份文件里没有找到")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("毛利率为什么下降?", "主要系钢材价格"),
        ("应收账款周转率", "应收账款 45,210 41,870"),
        ("公司有多少员工?", "在职员工的数量合计 5,230"),
        (
            "购建固定资产支付了多少现金?",
            "购建固定资产、无形资产和其他长期资产支付的现金 11,300 10,200",
        ),
    ],
)
def test_chinese_rows_and_sentences_are_quoted(chinese_filing, question, words):
    assert words in ask(chinese_filing, question).text


@pytest.mark.parametrize(
    "question", ["capex", "quick ratio", "why did gross margin fall", "legal trouble", "free cash"]
)
def test_everything_cited_is_copied_from_its_page(filing, question):
    answer = ask(filing, question)
    lines = answer.text.split("\n")
    assert len(lines) == len(answer.citations) <= 6
    for line, citation in zip(lines, answer.citations, strict=True):
        page = filing.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text
        assert answer.text[citation.answer_start : citation.answer_end] == line
        assert line.startswith(" ".join(citation.cited_text.split()))
        assert len(citation.boxes) == citation.cited_text.count("\n") + 1
        for span in citation.context:
            assert page.text[span.start : span.end] == span.text


def test_no_finding_is_repeated(filing):
    cited = [(c.page_number, c.start) for c in ask(filing, "gross margin").citations]
    assert len(set(cited)) == len(cited)


def test_the_stream_ends_with_the_answer_it_spelled_out(filing):
    *events, answer = QuoteReader().answer(filing, "net sales and gross margin")
    assert isinstance(events[0], Progress)
    deltas = [event.text for event in events if isinstance(event, TextDelta)]
    cited = tuple(event.citation for event in events if isinstance(event, CitationFound))
    assert "".join(deltas) == answer.text
    assert cited == answer.citations
    assert answer.coverage == filing.coverage
    assert answer.reader == QuoteReader().name


def test_a_follow_up_is_read_with_the_question_before_it(filing):
    first = ask(filing, "How much was spent on capex?")
    second = ask(filing, "and the year before?", history=[first])
    assert "Purchases of property" in second.text


def test_an_empty_question_finds_nothing(filing):
    assert ask(filing, "??").finish_reason == "not found"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_suggested_question_finds_something(filing, chinese_filing, language):
    document = {"en": filing, "zh": chinese_filing}[language]
    suggested = suggest_questions(document, language=language, count=4)
    assert len(suggested) == 4
    for question in suggested:
        answer = ask(document, question)
        assert answer.finish_reason == "stop"
        assert all(figure.value is not None for figure in answer.figures)


def test_nothing_is_suggested_for_a_document_that_says_nothing(tmp_path):
    assert suggest_questions(store(tmp_path, ["  "]), language="en") == []


def test_one_sort_of_sales_is_not_answered_with_another(tmp_path):
    texts = [
        "Membership fees\nMembership fee revenue was $2.6 billion for fiscal 2023.",
        "Sales\nOf our net sales, approximately $53.4 billion were related to eCommerce.",
        "Staff\nThe canteen was painted green, and the car park was closed for a week in May.",
    ]
    answer = ask(store(tmp_path, texts), "How big is e-commerce?")
    assert [citation.page_number for citation in answer.citations] == [2]


def test_a_chinese_sentence_over_two_lines_has_no_space_in_the_answer(tmp_path):
    document = store(
        tmp_path, ["公司概况\n公司主要从事船锚的研发，还有绞盘的生产与销\n售，产品出口多国。"]
    )
    first = ask(document, "公司是做什么的？").text.split("\n")[0]
    assert first == "公司主要从事船锚的研发，还有绞盘的生产与销售，产品出口多国。"
