"""Places of a report, cited or made up."""

from decimal import Decimal

from qa.answer import Citation
from qa.figures import Kind, parse_figure
from qa.library import StoredDocument
from qa.quoting.cite import cite
from qa.witness.printed import PageEvidence, PrintedFigure

MILLION = Decimal(1_000_000)


def cited(document: StoredDocument, words: str, sentence: str) -> Citation:
    page = next(page for page in document.pages() if words in page.text)
    start = page.text.index(words)
    return cite(document, page, start, start + len(words), answer_start=0, answer_end=len(sentence))


def row(page: PageEvidence, label: str, *beside: str, **cells: str) -> PageEvidence:
    """A row with cells by year, as y2017="(71)"; a change from the year before as c2017."""
    figures = []
    for name, text in cells.items():
        figure = parse_figure(text)
        assert figure is not None
        year, is_change = int(name[1:]), name[0] == "c"
        years = frozenset({year, year - 1} if is_change else {year})
        figures.append(
            PrintedFigure(figure, (MILLION,), Kind.MONEY, years, 0, 1, "USD", is_change=is_change)
        )
    return PageEvidence(
        page.page, 0, 1, label, label, "", tuple(figures), labels_beside=(label, *beside)
    )
