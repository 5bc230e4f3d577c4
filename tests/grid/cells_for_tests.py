"""Answers in the cells of a grid of two reports, made without a reader."""

from dataclasses import replace

from qa.answer import Answer, AnswerFigure, Citation, FigureInput
from qa.grid.content import GridColumn, GridContent
from qa.library.grids import GridCell, GridQuestion
from tests.formats.small_report import small_report
from tests.library.small_documents import answer

QUESTIONS = (
    GridQuestion("What was revenue?", "营业收入是多少？", "money"),
    GridQuestion("Net margin", "净利率", "percent"),
    GridQuestion("Who is the auditor?"),
)
REVENUE, INCOME = "Net sales 1,000", "Net income 110"


def cited(text: str, page_number: int = 2) -> Citation:
    start = 10 * len(text)
    return replace(
        answer().citations[0],
        page_number=page_number,
        printed_number=f"F-{page_number}",
        cited_text=text,
        start=start,
        end=start + len(text),
        context=(),
    )


def stated(value: str = "1000000000", **changes: object) -> Answer:
    """Return an answer with revenue as the report prints it."""
    figure = AnswerFigure("revenue", value, "$1,000 million", "USD", "2022", citation=0)
    figure = replace(figure, is_stated=True, **changes)
    found = replace(answer(), citations=(cited(REVENUE),), figures=(figure,))
    return replace(found, text="revenue, 2022: $1,000 million", reader="quotes")


def computed() -> Answer:
    """Return an answer with a margin over two rows."""
    inputs = (
        FigureInput("net income", "110000000", "2022", 1),
        FigureInput("revenue", "1000000000", "2022", 0),
    )
    figure = AnswerFigure(
        "net margin", "11", "11.0%", "percent", "2022",
        formula="net income ÷ revenue", inputs=inputs,
    )  # fmt: skip
    return replace(stated(), citations=(cited(REVENUE), cited(INCOME)), figures=(figure,))


def words(text: str = "=HYPERLINK(1)") -> Answer:
    return replace(answer(), text=text, citations=(cited(text, 3),), figures=(), reader="quotes")


def ended(how: str, text: str = "") -> Answer:
    return replace(words(text), citations=(), finish_reason=how)


def content(*cells: GridCell) -> GridContent:
    """Return a grid of two reports, "One" and "Two", with these cells."""
    report, _ = small_report()
    columns = [
        GridColumn(index, replace(report, title=title, file_name=f"{title}.pdf"), "USD")
        for index, title in enumerate(("One", "Two"))
    ]
    by_place = {(cell.report, cell.question): cell for cell in cells}
    return GridContent("A | grid", columns, QUESTIONS, by_place)
