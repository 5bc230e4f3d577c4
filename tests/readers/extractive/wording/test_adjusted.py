"""Whoever asks for organic or adjusted figures is not told the plain ones."""

from pathlib import Path

import pytest

from qa.library import StoredDocument
from qa.measures import understand
from qa.readers.extractive.computed import answer_in_figures
from qa.readers.extractive.wording.adjusted import as_adjusted
from tests.search.small_filing import store_pages
from tests.statements.build_statements import report
from tests.tables.build_table import stacked

A, C = 400.0, 540.0


@pytest.fixture
def document(tmp_path: Path) -> StoredDocument:
    pages = list(report())
    note = stacked(
        ("Results of the segment were as follows (in millions):",),
        ("", ("2022", A), ("2021", C)),
        ("Net sales (in millions)", ("$ 12,659", A), ("$ 11,572", C)),
        ("Organic net sales growth", ("10 pts", A), ("4 pts", C)),
        ("Adjusted profit of shops", ("3,181", A), ("2,699", C)),
        page_number=len(pages) + 1,
    )
    return store_pages(tmp_path, [*pages, note])


@pytest.mark.parametrize(
    ("plainly", "question", "is_it"),
    [
        ("What were net sales in millions in 2022?", "Net sales growth in 2022?", True),
        ("What were net sales in millions in 2022?", "Organic net sales growth in 2022?", False),
        ("What were net sales in millions in 2022?", "Net sales, adjusted for currency?", True),
        ("What was the adjusted profit of shops in 2022?", "Adjusted profit of shops?", True),
        ("What were net sales in millions in 2022?", "Net sales to stock comp ratio?", True),
        ("What was the adjusted profit of shops in 2022?", "Constant-currency profit?", False),
    ],
)
def test_a_plain_line_is_no_adjusted_one(
    document: StoredDocument, plainly: str, question: str, is_it: bool
) -> None:
    found = answer_in_figures(document, understand(plainly))
    assert found is not None

    assert (as_adjusted(document, understand(question), found) is not None) == is_it


def test_an_answer_has_no_plain_line_for_an_organic_one(document: StoredDocument) -> None:
    assert answer_in_figures(document, understand("What were organic net sales in 2022?")) is None
