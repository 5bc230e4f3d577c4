import pytest

from qa.document import Section
from qa.search import find_pages
from qa.search.page_kinds import page_kinds
from qa.search.question import parse, without_terms
from tests.search.small_filing import BALANCE as BALANCE_TEXT
from tests.search.small_filing import CHINESE_FILING, FILING, store

COVER, CONTENTS, BUSINESS, RISKS, LEGAL, DISCUSSION, BALANCE, INCOME, CASH, NOTES, AUDITOR = range(
    1, 12
)


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("english"), FILING)


@pytest.fixture(scope="module")
def chinese_filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("chinese"), CHINESE_FILING)


@pytest.mark.parametrize(
    ("question", "page_number"),
    [
        ("How much was spent on capex?", CASH),
        ("What is the quick ratio?", BALANCE),
        ("operating margin", INCOME),
        ("How many people work there?", BUSINESS),
        ("Is anybody suing them?", LEGAL),
        ("Who checks the books?", AUDITOR),
        ("What if the dollar rises?", RISKS),
        ("How is inventory valued?", NOTES),
        ("What rent do they pay?", NOTES),
    ],
)
def test_the_page_that_answers_comes_first(filing, question, page_number):
    assert find_pages(filing, question)[0].page_number == page_number


def test_the_page_with_the_reason_is_among_the_first_for_why(filing):
    pages = [hit.page_number for hit in find_pages(filing, "why did gross margin fall", top=2)]
    assert DISCUSSION in pages


@pytest.mark.parametrize(
    "question", ["What pushed the margin down?", "how come the margin fell", "毛利率怎么会下降"]
)
def test_a_reason_is_asked_for_in_many_ways(question):
    assert parse(question).asks_why


@pytest.mark.parametrize(
    ("question", "words", "title"),
    [
        (
            "Why did freight costs rise?",
            "Freight costs rose in every region because fuel was dearer.",
            "Item 7. Management's Discussion and Analysis",
        ),
        ("运费为什么上升?", "由于油价上涨，各地区运费上升。", "第四节 经营情况讨论与分析"),
    ],
)
def test_why_is_looked_for_in_the_discussion_by_the_management(tmp_path, question, words, title):
    other = "The canteen was painted green, and the car park was closed for a week in May."
    sections = [Section("Item 1. Business", 1, 1, 1), Section(title, 1, 2, 2)]
    document = store(tmp_path, [words, words, other, other], sections)
    assert find_pages(document, question)[0].page_number == 2


FILLER = ["The canteen was painted green.", "The car park was closed for a week in May."] * 10


@pytest.mark.parametrize(
    ("question", "one", "other", "filler"),
    [
        ("Is the forge in Ohio insured?", "The forge stands.", "Ohio is insured.", FILLER),
        ("俄亥俄锻造厂有保险吗?", "锻造厂已经建成。", "俄亥俄有保险。", ["食堂刷成了绿色。"] * 20),
    ],
)
def test_what_is_asked_for_together_is_looked_for_together(tmp_path, question, one, other, filler):
    apart, together = "\n".join([one, *filler, other]), "\n".join([one, other, *filler])
    document = store(tmp_path, [apart, together, *filler])
    assert find_pages(document, question)[0].page_number == 2


@pytest.mark.parametrize(
    ("question", "page_number"),
    [
        ("公司的毛利率为什么下降?", 3),
        ("应收账款周转率是多少?", 4),
        ("自由现金流", 6),
        ("公司有多少员工?", 2),
        ("审计机构是哪家?", 7),
        ("研发投入是多少?", 5),
    ],
)
def test_chinese_questions_find_the_pages_of_a_chinese_report(
    chinese_filing, question, page_number
):
    assert page_number in [hit.page_number for hit in find_pages(chinese_filing, question, top=2)]


def test_a_chinese_question_finds_the_row_of_an_english_report(filing):
    assert find_pages(filing, "资本开支是多少?")[0].page_number == CASH


def test_scores_fall_and_no_page_comes_twice(filing):
    hits = find_pages(filing, "How did net sales and gross margin change?", top=10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.page_number for hit in hits}) == len(hits)


def test_no_more_pages_than_asked_for(filing):
    assert len(find_pages(filing, "net sales", top=2)) == 2


@pytest.mark.parametrize("question", ["", "?!", "zzzqqq", "the of and"])
def test_a_question_without_words_of_the_report_finds_no_page(filing, question):
    assert find_pages(filing, question) == []


def test_a_contents_page_does_not_stand_before_the_chapter_it_lists(filing):
    pages = [hit.page_number for hit in find_pages(filing, "legal proceedings")]
    assert pages.index(LEGAL) < pages.index(CONTENTS)


def test_pages_that_continue_a_note_are_found_by_its_title(tmp_path):
    texts = ["Note 9. Income Taxes", "The years before 2015 are closed to the authorities."]
    filler = [f"Nothing of interest stands on this page {number}." for number in range(20)]
    note = Section("Note 9. Income Taxes", 1, 1, 2)
    document = store(tmp_path, texts + filler, [note])
    pages = [hit.page_number for hit in find_pages(document, "income taxes", top=2)]
    assert pages == [1, 2]


def test_an_empty_document_has_no_page_to_find(tmp_path):
    document = store(tmp_path, [""])
    assert find_pages(document, "net sales") == []


@pytest.mark.parametrize(
    ("group", "title"),
    [
        (BALANCE_TEXT, "Schedule I. Parent Company Information"),
        (CHINESE_FILING[3].replace("合并资产负债表", "资产负债表"), "附注二十、母公司财务报表"),
    ],
)
def test_a_statement_of_the_parent_alone_is_less_of_a_statement(group, title):
    kinds = page_kinds([group, f"{title}\n{group}"], [])
    assert kinds["balance"][0] > kinds["balance"][1] > 0


def test_a_term_that_is_left_out_is_looked_for_in_no_other_words():
    question = parse("What did Buy Right sell to get out of debt?")

    assert "buy" in question.said_otherwise
    assert "buy" not in without_terms(question, {"buy"}).said_otherwise
