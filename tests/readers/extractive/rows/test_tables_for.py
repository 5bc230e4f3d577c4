"""Which pages' tables a question is looked for in."""

from decimal import Decimal
from pathlib import Path

from qa.document import Page
from qa.readers.extractive.rows.tables_for import BEST_PAGES, tables_for
from qa.statements import DocumentFacts, Statement
from qa.tables import Period
from tests.search.small_filing import store_pages
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
YEARS = ("", ("2022", A), ("2021", C))
FACTS = DocumentFacts(fiscal_year=2022, currency="USD")
QUESTION = "What were revenues in 2022?"


def page_of(label: str, page_number: int, *lines: tuple[object, ...]) -> Page:
    return stacked(
        *lines,
        YEARS,
        (label, ("$ 1,205", A), ("$ 1,106", C)),
        ("Other", ("307", A), ("208", C)),
        page_number=page_number,
    )


def pages_of_revenue(count: int) -> list[Page]:
    return [page_of("Revenues", n, ("Revenues and total revenues",)) for n in range(1, count + 1)]


def test_tables_of_pages_on_which_the_phrase_stands_are_found_behind_those_that_fit(
    tmp_path: Path,
) -> None:
    far = BEST_PAGES + 5
    pages = [*pages_of_revenue(far - 1), page_of("Deferred tower rights", far)]
    document = store_pages(tmp_path, pages)

    without = tables_for(document, QUESTION, [], FACTS)
    found = tables_for(document, QUESTION, ["deferred tower rights"], FACTS)

    assert len(without) == BEST_PAGES
    assert far not in {table.pages[0] for table in without}
    assert found[:BEST_PAGES] == without
    assert [table.pages for table in found[BEST_PAGES:]] == [(far,)]


def test_words_that_stand_apart_on_a_page_are_not_its_phrase(tmp_path: Path) -> None:
    far = BEST_PAGES + 5
    pages = [*pages_of_revenue(far - 1), page_of("Deferred rights", far, ("Tower plans",))]
    document = store_pages(tmp_path, pages)

    found = tables_for(document, QUESTION, ["deferred tower rights"], FACTS)

    assert far not in {table.pages[0] for table in found}


def test_tables_of_the_statements_are_always_among_them(tmp_path: Path) -> None:
    far = BEST_PAGES + 5
    document = store_pages(
        tmp_path, [*pages_of_revenue(far - 1), page_of("Deferred tower rights", far)]
    )
    statement = Statement(
        *("balance", "Balance sheets", (far,), (Period("instant", 2022),)),
        *("USD", Decimal(1), "", ()),
    )
    facts = DocumentFacts(statements=(statement,), fiscal_year=2022, currency="USD")

    assert tables_for(document, QUESTION, [], facts)[-1].pages == (far,)


def test_tables_behind_a_sections_caption_are_in_its_unit(tmp_path: Path) -> None:
    pages = [
        page_of("Revenues", 1),
        stacked(("Tabular dollars are in millions, except per share amounts.",), page_number=2),
        page_of("Revenues", 3),
    ]
    document = store_pages(tmp_path, pages)

    tables = {table.pages[0]: table for table in tables_for(document, QUESTION, [], FACTS)}

    first = {number: table.rows[0].cells[0].figure for number, table in tables.items()}
    assert first[1] is not None
    assert first[1].value == 1205
    assert first[3] is not None
    assert first[3].value == 1_205_000_000


def test_a_table_that_goes_on_from_the_page_before_has_its_heads(tmp_path: Path) -> None:
    pages = [
        stacked(YEARS, ("Cash", ("$ 1,205", A), ("$ 1,106", C)), ("Debt", ("307", A), ("208", C))),
        stacked(
            ("Deferred tower rights", ("$ 1,305", A), ("$ 1,106", C)),
            ("Other", ("309", A), ("209", C)),
            page_number=2,
        ),
    ]
    document = store_pages(tmp_path, pages)

    found = tables_for(document, "Deferred tower rights in 2022", ["deferred tower rights"], FACTS)

    assert [column.head for column in found[0].columns] == ["2022", "2021"]
    assert found[0].pages == (1, 2)


def test_a_row_alone_at_the_top_of_a_page_goes_on_with_the_table_before(tmp_path: Path) -> None:
    first = stacked(
        ("九、 2020 年分季度主要财务数据",),
        ("单位：元",),
        ("", ("第一季度", A), ("第二季度", C)),
        ("营业收入", ("366,175", A), ("258,180", C)),
        ("净利润", ("150,513", A), ("31,931", C)),
    )
    second = stacked(
        ("经营活动产生的现金流量净额", ("49,859", A), ("56,623", C)),
        ("说明",),
        ("项目", ("2020年", A), ("2019年", C)),
        ("政府补助", ("19", A), ("7", C)),
        ("其他", ("1", A), ("2", C)),
        page_number=2,
    )
    document = store_pages(tmp_path, [first, second])
    facts = DocumentFacts(fiscal_year=2020, currency="CNY")

    found = tables_for(document, "政府补助", ["政府补助"], facts)

    assert (1, 2) in {table.pages for table in found}


def test_notes_of_the_parent_company_are_left_out_unless_it_is_asked_of(tmp_path: Path) -> None:
    def aged(title: str, value: str, page_number: int) -> Page:
        return stacked(
            (title,),
            ("单位：元",),
            ("账龄", ("期末余额", C)),
            ("1 至 2 年", ("55", C)),
            ("5 年以上", (value, C)),
            page_number=page_number,
        )

    pages = [
        aged("5、 应收账款", "82", 1),
        aged("十七、 母公司财务报表主要项目注释", "13", 2),
        aged("十八、 补充资料", "7", 3),
    ]
    document = store_pages(tmp_path, pages)
    facts = DocumentFacts(fiscal_year=2020, currency="CNY")

    def numbers(question: str) -> set[int]:
        return {table.pages[0] for table in tables_for(document, question, ["账龄"], facts)}

    assert numbers("账龄5年以上") == {1, 3}
    assert numbers("母公司账龄5年以上") == {1, 2, 3}


def test_the_companys_name_may_stand_between_a_sections_title_and_its_unit(tmp_path: Path) -> None:
    notes = [("Notes to Financial Statements",), ("The Widget Company",)]
    pages = [
        stacked(*notes, ("(Dollars in millions, except per share data)",)),
        page_of("Revenues", 2),
    ]
    document = store_pages(tmp_path, pages)

    (table,) = tables_for(document, QUESTION, [], FACTS)

    figure = table.rows[0].cells[0].figure
    assert figure is not None and figure.value == 1_205_000_000
