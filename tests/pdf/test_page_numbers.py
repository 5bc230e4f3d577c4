from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document import LineRole, Page
from qa.pdf.page_numbers import find_printed_numbers, mark_roles
from tests.pdf.build_pages import line, page, page_of, page_with_foot


def numbers(feet: list[str], labels: list[str | None] | None = None) -> list[str | None]:
    pages = [page_with_foot(i, foot, "Body text") for i, foot in enumerate(feet, 1)]
    return list(find_printed_numbers(pages, labels or [None] * len(pages)))


def marked(pages: list[Page]) -> list[Page]:
    found = find_printed_numbers(pages, [None] * len(pages))
    return list(
        mark_roles([replace(p, printed_number=n) for p, n in zip(pages, found, strict=True)])
    )


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("{}", "{}"),
        ("- {} -", "{}"),
        ("Page {} of 120", "{}"),
        ("{} / 200", "{}"),
        ("2023 Annual Report {}", "{}"),
        ("{} | Northwind Company", "{}"),
        ("F-{}", "F-{}"),
        ("第{}页", "{}"),
    ],
)
def test_the_usual_ways_to_print_a_number_are_read(form: str, printed: str) -> None:
    assert numbers([form.format(n) for n in range(7, 14)]) == [
        printed.format(n) for n in range(7, 14)
    ]


def test_a_cover_has_no_number_and_roman_pages_come_before_arabic_ones() -> None:
    feet = ["Cover", "i", "ii", "iii", "iv", "1", "2", "3", "4"]

    assert numbers(feet) == [None, *feet[1:]]


def test_numbers_that_start_again_make_a_second_run() -> None:
    feet = ["1", "2", "3", "4", "F-1", "F-2", "F-3", "1", "2", "3"]

    assert numbers(feet) == feet


def test_a_page_without_a_number_inside_a_run_gets_the_one_it_must_have() -> None:
    assert numbers(["1", "2", "3", "A picture", "5", "6"])[3] == "4"


def test_a_page_after_the_last_number_gets_none() -> None:
    assert numbers(["1", "2", "3", "Signatures", "Exhibit"])[3:] == [None, None]


def test_a_printed_page_spread_over_two_pages_gives_both_its_number() -> None:
    assert numbers(["1", "2", "3", "goes on", "4", "5", "6"])[3] == "4"


def test_years_and_figures_at_the_foot_are_no_page_numbers() -> None:
    assert numbers(["2018", "2017", "2016", "1,577", "12", "Total 9"]) == [None] * 6


def test_a_figure_at_the_foot_does_not_disturb_the_run() -> None:
    assert numbers(["11", "12", "2018", "14", "77", "16"]) == ["11", "12", "13", "14", "15", "16"]


def test_labels_alone_are_not_believed() -> None:
    assert numbers(["Text"] * 5, ["1", "2", "3", "4", "5"]) == [None] * 5


def test_page_numbers_and_running_heads_are_marked_and_the_rest_is_not() -> None:
    pages = [
        page_with_foot(n, str(n + 1), "Northwind 2023", f"Chapter about {'x' * n}", "Revenue 12")
        for n in range(1, 8)
    ]

    roles = [item.role for item in marked(pages)[3].lines]

    assert roles == [
        LineRole.RUNNING_HEAD,
        LineRole.BODY,
        LineRole.BODY,
        LineRole.PAGE_NUMBER,
    ]


def test_running_heads_may_differ_between_left_and_right_pages() -> None:
    heads = ["Northwind Company", "Annual Report 2023"]
    pages = [
        page_with_foot(n, str(n), heads[n % 2], f"Body {'abc'[n % 3] * n}") for n in range(1, 13)
    ]

    assert all(p.lines[0].role == LineRole.RUNNING_HEAD for p in marked(pages))


def test_a_repeated_line_with_the_unit_of_the_table_stays_body() -> None:
    pages = [page_with_foot(n, str(n), "(in millions)", f"Sales {'x' * n} 4") for n in range(1, 9)]

    assert all(p.lines[0].role == LineRole.BODY for p in marked(pages))


def test_a_heading_that_stands_once_stays_body() -> None:
    pages = [page_of(n, f"Item {n}. Something {'y' * n}", "Text") for n in range(1, 9)]

    assert all(item.role == LineRole.BODY for p in marked(pages) for item in p.lines)


@given(st.lists(st.lists(st.sampled_from(["1", "2", "3", "iv", "F-1", "Total 7", "x"]))))
def test_every_page_gets_an_answer_and_keeps_its_text(feet: list[list[str]]) -> None:
    pages = [
        page(i, [line(text, top=700.0 + 12 * k) for k, text in enumerate(texts)])
        for i, texts in enumerate(feet, 1)
    ]

    assert len(find_printed_numbers(pages, [])) == len(pages)
    assert [p.text for p in marked(pages)] == [p.text for p in pages]
