"""Each hand-set weight counts: with another value something is scored or quoted otherwise."""

from dataclasses import fields, replace
from itertools import product

import pytest

from qa.document import Section
from qa.readers.extractive.quotes.findings import find_quotes
from qa.readers.extractive.quotes.page_blocks import PageBlocks
from qa.readers.extractive.quotes.scorer import Scorer
from qa.search import indexed
from qa.search.plan import plan_pages
from qa.search.question import parse
from qa.search.ranking import score_pages
from qa.search.weights import WEIGHTS
from tests.search.small_filing import FILING, store

MARGINS = """Segments
Gross margin of tools was pushed down by steel, and prices of steel rose. Gross margin could fall
because steel would rise. Why did gross margin fall? Gross margin fell due to steel. The decline was
due to the weather. The gross margin and the gross profit margin of tools declined, reflecting steel
that is dearer than before. Gross margin rose in every region for these reasons:
Income from the sale of net sales rights 5 6 7
Other net sales of garden tools and other tools of the group by region 12 14
Net sales 480
Capital spending 1 2 3 4
Revenue"""
FREE_CASH_FLOW = "Free cash flow\n" + "Free cash flow rose due to sales, driven by prices. " * 12
FREE_CASH_FLOW += "\nThe forge in the town was closed because of the weather."
LONG = (
    "We mention capital expenditures for pictures, " + "of tools and forges and tools, " * 25 + "."
)
FELL = (
    "Gross margin\nGross margin fell, due to a gross margin that fell, driven by gross margin {}."
)
DEARER = (
    "Prices of raw materials rose. Freight costs rose and the product mix and volumes declined."
)
AUDITED = f"""Auditors
Gannet & Reeve LLP has audited the company since 1990.
Audited by Alder & Bight LLP, Portland
Gull & Hake LLP has audited the company{", and each of its companies" * 12}, since 1987 at least."""
FERRIES = """Ferry Segment
Wages And Rents
Wages rose due to fog in 2018, and so did rents, which are due to landlords in all towns."""
SECTIONS = [
    Section("Legal Proceedings", 1, 5, 7),
    Section("Management's Discussion and Analysis", 1, 6, 6),
]
REPORTS = (
    ((*FILING, MARGINS, FREE_CASH_FLOW, LONG, AUDITED, FERRIES), SECTIONS),
    ((*(FELL.format(number) for number in range(14)), DEARER), [Section("Segments", 1, 6, 7)]),
)
QUESTIONS = (
    *("Why did gross margin fall?", "How much was spent on capex?", "What is the quick ratio?"),
    *("Who audits the accounts?", "What were total revenues?", "Is anybody suing them?"),
    *("Which tools and cranes are there?", "Why was the forge shut?"),
    "Why did wages rise at the ferry segment?",
    *(
        "What margin do they earn, gross of tax?",
        "What share-based pay did Zebra Bank get in 2030?",
    ),
    *(
        "How is inventory of tools valued?",
        "What was free cash flow?",
        "Why did free cash flow rise?",
    ),
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Each report with the blocks of its pages."""
    stored = [store(tmp_path_factory.mktemp("report"), *report) for report in REPORTS]
    return [(document, list(map(PageBlocks.of, document.pages()))) for document in stored]


def outcomes(reports, weights):
    """Yield what the weights decide, step by step; what takes longest comes last."""
    questions = [parse(text, weights) for text in QUESTIONS]
    for question, (document, blocks) in product(questions, reports):
        index = indexed(document)
        yield score_pages(index, question, weights).tolist()
        scorer = Scorer(question, index.index, weights)
        for planned in plan_pages(index, question, weights=weights):
            found = list(scorer.findings(blocks[planned.page_number - 1], planned))
            yield [finding.score for finding in found]
            yield scorer.support(found)
    for question, (document, _) in product(questions, reports):
        quotes = find_quotes(document, question, weights=weights)
        yield [(quote.page.page_number, quote.place, quote.score) for quote in quotes]


@pytest.fixture(scope="module")
def usual(reports):
    return list(outcomes(reports, WEIGHTS))


@pytest.mark.parametrize("name", [field.name for field in fields(WEIGHTS)])
def test_a_weight_counts(reports, usual, name):
    value = getattr(WEIGHTS, name)
    others = [value + 1] if isinstance(value, int) else [value * 0.7, value * 1.4]

    changed = (outcomes(reports, replace(WEIGHTS, **{name: other})) for other in others)

    assert any(one != other for run in changed for one, other in zip(run, usual, strict=False))
