from hypothesis import given
from hypothesis import strategies as st

from qa.document import Page, Section
from qa.pdf.sections import OutlineEntry, find_sections
from tests.pdf.build_pages import line, page, page_of

CONTENTS = (
    "Item 1. Business 3",
    "Item 1A. Risk Factors 4",
    "Item 7. Discussion 5",
    "Item 8. Statements 6",
)
FIGURES = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"


def annual_report() -> list[Page]:
    return [
        page_of(1, "UNITED STATES", "SECURITIES AND EXCHANGE COMMISSION"),
        page_of(2, "TABLE OF CONTENTS", "PART I", *CONTENTS),
        page_of(3, "PART I", "Item 1. Business", "We sell things, see", "Item 8 of this report."),
        page_of(4, "Item 1A. Risk Factors", "Item 7 to this report may differ."),
        page_of(5, "PART II", "ITEM 7.", "MANAGEMENT’S DISCUSSION", "Text follows."),
        page_of(6, "Overview", "ITEM 8: FINANCIAL STATEMENTS", "Text follows."),
        page_of(7, "CONSOLIDATED BALANCE SHEETS", "(in millions)", FIGURES),
        page_of(8, "Notes to Consolidated Financial Statements", "Note 1 — Policies", "Words."),
        page_of(9, "Goes on.", "NOTE 2: Income Taxes", "Note 1 for more.", "Note 5 to the above."),
    ]


def outlined(sections: tuple[Section, ...]) -> list[tuple[int, str, int, int]]:
    return [(s.level, s.title, s.first_page, s.last_page) for s in sections]


def test_an_annual_report_without_outline_gets_its_parts_items_statements_and_notes() -> None:
    assert outlined(find_sections(annual_report(), [])) == [
        (1, "PART I", 3, 4),
        (2, "Item 1. Business", 3, 3),
        (2, "Item 1A. Risk Factors", 4, 4),
        (1, "PART II", 5, 9),
        (2, "ITEM 7. MANAGEMENT’S DISCUSSION", 5, 6),
        (3, "Overview", 6, 6),
        (2, "ITEM 8: FINANCIAL STATEMENTS", 6, 9),
        (3, "CONSOLIDATED BALANCE SHEETS", 7, 7),
        (3, "Notes to Consolidated Financial Statements", 8, 8),
        (3, "Note 1 — Policies", 8, 9),
        (3, "NOTE 2: Income Taxes", 9, 9),
    ]


def test_a_section_counts_the_tokens_of_its_pages() -> None:
    first = find_sections(annual_report(), [])[0]

    assert first.num_tokens == 2 * 100


def test_numbered_notes_are_found_after_the_statements() -> None:
    pages = [
        page_of(1, "CONSOLIDATED BALANCE SHEETS", FIGURES),
        *(
            page_of(n + 1, f"{n}. {name} policies", "Words.")
            for n, name in enumerate(
                ("Accounting", "Lease", "Debt", "Tax", "Segment", "Pension"), 1
            )
        ),
    ]

    titles = [section.title for section in find_sections(pages, [])]

    assert titles[1:4] == ["1. Accounting policies", "2. Lease policies", "3. Debt policies"]


def test_chinese_chapters_are_nested() -> None:
    pages = [
        page_of(1, "第一节 重要提示 3", "第二节 公司简介 4", "第三节 讨论 5", "第十节 财务报告 6"),
        page_of(
            2, "第三节 管理层讨论与分析", "一、经营情况", "报告期内，公司经营良好。", "(一)主营业务"
        ),
        page_of(3, "见第十节 财务报告。", "二、核心竞争力分析"),
        page_of(4, "第十节 财务报告", "七、合并财务报表项目注释", "1、货币资金", "单位：元"),
    ]

    assert outlined(find_sections(pages, [])) == [
        (1, "第三节 管理层讨论与分析", 2, 3),
        (2, "一、经营情况", 2, 3),
        (3, "(一)主营业务", 2, 3),
        (2, "二、核心竞争力分析", 3, 3),
        (1, "第十节 财务报告", 4, 4),
        (2, "七、合并财务报表项目注释", 4, 4),
        (3, "1、货币资金", 4, 4),
    ]


def test_large_headings_make_sections_where_there_is_nothing_else() -> None:
    pages = [
        page(n, [line(title, top=60, height=24), line("Body", top=100), line("More", top=112)])
        for n, title in enumerate(("Letter to shareholders", "Our strategy", "Governance"), 1)
    ]

    assert [s.title for s in find_sections(pages, [])] == [
        "Letter to shareholders",
        "Our strategy",
        "Governance",
    ]


def test_a_good_outline_is_used_with_its_levels() -> None:
    pages = [page_of(n, f"Text {n}") for n in range(1, 11)]
    outline = [
        OutlineEntry("Letter", 1, 1),
        OutlineEntry("Report  ", 1, 2),
        OutlineEntry("Business", 2, 3),
        OutlineEntry("Risks", 2, 5),
        OutlineEntry("Lost", 1, 99),
        OutlineEntry("Exhibits", 1, 9),
    ]

    sections = find_sections(pages, outline)

    assert [(s.level, s.title, s.first_page) for s in sections] == [
        (1, "Letter", 1),
        (1, "Report", 2),
        (2, "Business", 3),
        (2, "Risks", 5),
        (1, "Exhibits", 9),
    ]


def test_an_outline_with_an_entry_for_every_page_is_passed_over() -> None:
    outline = [OutlineEntry(f"Page {n}", 1, n) for n in range(1, 10)]

    assert find_sections(annual_report(), outline) == find_sections(annual_report(), [])


def test_notes_that_a_flat_outline_leaves_out_stand_below_its_entry() -> None:
    outline = [
        OutlineEntry(title, 1, number)
        for title, number in (
            ("Cover", 1),
            ("Part I", 3),
            ("Item 1 Business", 3),
            ("Part II", 5),
            ("Item 7 Discussion", 5),
            ("Item 8 Statements", 6),
        )
    ]

    sections = find_sections(annual_report(), outline)

    assert (3, "NOTE 2: Income Taxes", 9, 9) in outlined(sections)


def test_a_document_without_pages_has_no_sections() -> None:
    assert find_sections([], [OutlineEntry("A", 1, 1)]) == ()


@given(
    st.lists(
        st.lists(
            st.sampled_from(["PART I", "Item 1. A", "Item 2. B", "Note 1. C", "第一节 总", "x"])
        ),
        max_size=12,
    )
)
def test_sections_lie_within_the_document_and_within_their_parents(texts: list[list[str]]) -> None:
    pages = [page_of(n, *words) for n, words in enumerate(texts, 1)]
    open_sections: list[Section] = []

    for section in find_sections(pages, []):
        assert 1 <= section.first_page <= section.last_page <= len(pages)
        while open_sections and open_sections[-1].level >= section.level:
            open_sections.pop()
        assert section.level == len(open_sections) + 1
        if open_sections:
            assert section.last_page <= open_sections[-1].last_page
        open_sections.append(section)
