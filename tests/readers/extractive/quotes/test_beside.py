"""What is quoted beside a figure: sentences of its year, the one that gives it first."""

from qa.answer import AnswerFigure
from qa.document import Page
from qa.readers.extractive.figure_writer import Evidence, FigureAnswer
from qa.readers.extractive.quotes.beside import beside
from qa.readers.extractive.quotes.evidence import ToldFeatures
from qa.readers.extractive.quotes.findings import Finding
from tests.tables.build_table import page, row

FEATURES = ToldFeatures("", 0, 1.0, is_long=False)


def finding(page_: Page, text: str, label: tuple[str, ...] = ()) -> Finding:
    start = page_.text.index(text)
    place = (start, start + len(text))
    return Finding(page_, place, (), FEATURES, 1.0, label, text, frozenset())


ROW = "Gross margin 46.2% 46.0%"
OTHER_ROW = "Gross profit 14,971"
OTHER_YEAR = "For fiscal 2015, gross margin was 120 basis points higher than fiscal 2014."
SAME_YEAR = "In fiscal 2016, gross margin was higher."
OTHER_THING = "Our effective tax rate fell."
NO_YEAR = "Gross margin rose because of full-price sales."
THE_FIGURE = "Our gross margin was 46.2% in 2016, after 46.0% in 2015."
SAID = (ROW, OTHER_ROW, OTHER_YEAR, SAME_YEAR, NO_YEAR, OTHER_THING, THE_FIGURE)
PAGE = page(*(row(60, text) for text in SAID))


def figured(value: str | None = "46.2") -> FigureAnswer:
    figure = AnswerFigure("gross margin", value, "46.2%", "percent", "Fiscal 2016", citation=0)
    return FigureAnswer((figure,), (Evidence(PAGE, 0, len(ROW), ()),))


def texts(found: list[Finding]) -> list[str]:
    return [one.key for one in found]


def test_the_sentence_that_gives_the_figure_comes_first_and_none_is_of_others() -> None:
    findings = [finding(PAGE, text) for text in SAID[2:]]

    assert texts(beside(findings, figured())) == [THE_FIGURE, SAME_YEAR, NO_YEAR]


def test_rows_are_left_out_where_a_figure_answers_and_help_where_none_does() -> None:
    rows = [finding(PAGE, ROW, ("gross", "margin")), finding(PAGE, OTHER_ROW, ("gross", "profit"))]

    assert beside(rows, figured()) == []
    assert texts(beside(rows, figured(None))) == [OTHER_ROW]
