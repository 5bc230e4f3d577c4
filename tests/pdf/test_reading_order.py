from hypothesis import given
from hypothesis import strategies as st

from qa.document import Line
from qa.pdf.reading_order import order_lines
from tests.pdf.build_pages import line

LEFT = [
    "Our customers and members expect",
    "to shop with us when and how they",
    "choose and that is what we do for",
    "them in every market that we serve",
]
RIGHT = [
    "Operating cash flow grew faster than",
    "sales and we returned more of it to",
    "shareholders through dividends and",
    "repurchases than in any other year",
]


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [item.text for item in lines]


def ordered(lines: list[Line]) -> list[str]:
    return texts(order_lines(lines, 600.0, 800.0))


def column(words: list[str], x0: float, top: float = 100.0) -> list[Line]:
    return [line(text, x0, top + 12 * i) for i, text in enumerate(words)]


def test_lines_that_run_down_the_page_stay_as_they_are() -> None:
    lines = (*column(LEFT, 50), *column(RIGHT, 50, top=200))

    assert order_lines(lines, 600.0, 800.0) == lines


def test_two_columns_are_read_one_after_the_other() -> None:
    lines = [*column(LEFT, 50), *column(RIGHT, 320)]

    assert ordered(lines) == LEFT + RIGHT


def test_two_columns_written_line_by_line_are_taken_apart() -> None:
    pairs = zip(column(LEFT, 50), column(RIGHT, 320), strict=True)

    assert ordered([piece for pair in pairs for piece in pair]) == LEFT + RIGHT


def test_a_title_across_both_columns_stays_above_them() -> None:
    title = line("A message to our shareholders, customers, members and associates", 50, 70)

    assert ordered([*column(LEFT, 50), *column(RIGHT, 320), title]) == [title.text, *LEFT, *RIGHT]


def test_three_columns_are_read_from_left_to_right() -> None:
    words = [["We grew in every", "part of the firm"], ["Margins were not", "as good as last"]]
    third = ["Cash stayed very", "strong this year"]

    lines = [*column(words[0], 40), *column(words[1], 220), *column(third, 400)]

    assert ordered(lines) == [*words[0], *words[1], *third]


def test_a_table_written_column_by_column_gets_its_rows_back() -> None:
    labels = ["Revenue", "Cost of sales", "Gross profit"]
    lines = [
        *column(labels, 50),
        *column(["1,577", "1,204", "373"], 300),
        *column(["1,373", "1,100", "273"], 400),
    ]

    assert ordered(lines) == [
        "Revenue 1,577 1,373",
        "Cost of sales 1,204 1,100",
        "Gross profit 373 273",
    ]


def test_the_edges_of_a_joined_row_still_point_at_its_cells() -> None:
    label, figure = line("Revenue", 50), line("1,577", 300)

    (row,) = order_lines([label, figure], 600.0, 800.0)
    start = row.text.index("1,577")

    assert len(row.edges) == len(row.text) + 1
    assert row.box_of(start, len(row.text)).x0 == figure.bbox.x0
    assert row.box_of(0, len("Revenue")).x1 == label.bbox.x1


def test_dates_over_two_lines_in_column_heads_line_up_by_year() -> None:
    lines = [
        *column(["September 2,", "2018"], 300),
        *column(["September 3,", "2017"], 400),
    ]

    assert ordered(lines) == ["September 2, September 3,", "2018 2017"]


def test_cells_of_wrapped_prose_are_not_mixed() -> None:
    lines = [
        *column(["Clawback policy of", "the board in force"], 50),
        *column(["Allows the company to", "recover what was paid"], 300),
    ]

    assert ordered(lines) == [item.text for item in lines]


def test_a_page_number_written_first_comes_last() -> None:
    number = line("- 12 -", 60, 700)

    assert ordered([number, *column(LEFT, 50)]) == [*LEFT, "- 12 -"]


def test_a_page_without_lines_has_none() -> None:
    assert order_lines([], 600.0, 800.0) == ()


@given(
    st.lists(
        st.builds(
            line,
            st.text("ab1 $", min_size=1, max_size=9).filter(str.strip).map(str.strip),
            st.integers(0, 500).map(float),
            st.integers(0, 780).map(float),
        ),
        max_size=30,
    )
)
def test_no_word_is_lost_or_made_up(lines: list[Line]) -> None:
    result = order_lines(lines, 600.0, 800.0)

    assert sorted(" ".join(texts(result)).split()) == sorted(" ".join(texts(tuple(lines))).split())
    for item in result:
        assert len(item.edges) == len(item.text) + 1
        assert list(item.edges) == sorted(item.edges)
