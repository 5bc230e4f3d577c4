"""The statements as tables: what is printed, where it is printed, and whether it adds up."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qa.document_facts import facts_in
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.statements import DocumentFacts
from qa.tables import Period
from tests.ui.small_reports import HOSTILE, Parsed
from ui.views import statements_view as view
from ui.views.statements_view import period_heads, statements_view
from ui.views.tie_out_words import TIE_OUTS

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", params=["en", "zh"])
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StoredDocument]:
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        yield read_document(
            ROOT / f"sample_docs/annual_report_{request.param}.pdf", library=library
        )


def buttons(html: str) -> list[tuple[dict, str]]:
    """Return (place, printed text) of every figure that can be clicked."""
    found = re.findall(r'data-place="([^"]*)" aria-label="[^"]*">([^<]*)<', html)
    return [(json.loads(place.replace("&#34;", '"')), text) for place, text in found]


def shown_with(
    monkeypatch: pytest.MonkeyPatch, document: StoredDocument, facts: DocumentFacts
) -> str:
    monkeypatch.setattr(view, "facts_in", lambda _: facts)
    return statements_view(document)


def test_every_printed_cell_is_a_button_named_by_its_row_and_period(
    sample: StoredDocument,
) -> None:
    html = statements_view(sample)
    statements = facts_in(sample).statements
    bodies = [part.split("</table>")[0] for part in html.split("<table")[1:]]

    assert len(bodies) == len(statements) == 3
    for statement in statements:
        table = next(part for part in bodies if f'"pw-{statement.kind}"' in part)
        cells = [cell.text for row in statement.rows for cell in row.cells]
        assert [text for _, text in buttons(table)] == cells
        assert table.count("<tr") == len(statement.rows) + 1


def test_a_cell_opens_its_page_where_it_is_printed(sample: StoredDocument) -> None:
    for place, text in buttons(statements_view(sample))[:40]:
        page = sample.page(place["page_number"])
        (x0, top, x1, bottom), *_ = place["boxes"]
        words = [
            line.text
            for line in page.lines
            if line.bbox.top < (top + bottom) / 2 < line.bbox.bottom
        ]
        assert x0 < x1
        assert any(text in line for line in words), text
        assert place["context"]  # at least the row's label


def test_checks_that_hold_are_marked_in_the_table_and_said_below_it(
    sample: StoredDocument,
) -> None:
    html = statements_view(sample)

    assert 'class="pw-tie holds"' in html
    assert "broken" not in html
    assert "资产等于负债加所有者权益" in html
    assert "Assets are liabilities plus equity" in html


def test_a_check_that_does_not_hold_is_said_with_both_sides(
    sample: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_in(sample)
    tie = next(tie for tie in facts.tie_outs if tie.name == "assets = liabilities + equity")
    wrong = replace(tie, right=tie.left - Decimal(7_000_000))
    html = shown_with(monkeypatch, sample, replace(facts, tie_outs=(wrong,)))

    assert "≠" in html
    assert "Assets are liabilities plus equity" in html
    assert f"{wrong.difference:,f} apart" in html
    assert f"相差 {wrong.difference:,f}" in html
    assert f"{tie.left:,f}" in html


def test_a_statement_that_was_not_found_is_named(
    sample: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_in(sample)
    kept = tuple(found for found in facts.statements if found.kind != "balance")
    html = shown_with(monkeypatch, sample, replace(facts, statements=kept, tie_outs=()))
    section = html.split('<section class="pw-missing">')[1].split("</section>")[0]

    assert "Balance sheet" in section
    assert "资产负债表" in section
    assert "was not found in this report" in section
    assert html.count("<table") == 2


def test_without_any_statement_there_is_nothing_to_download(document: StoredDocument) -> None:
    html = statements_view(document)

    assert html.count("was not found in this report") == 3
    assert "download" not in html


def test_words_of_a_report_are_never_markup(
    sample: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_in(sample)
    first = facts.statements[0]
    row = replace(first.rows[0], label=HOSTILE)
    bad = replace(first, title=HOSTILE, rows=(row, *first.rows[1:]))
    html = shown_with(monkeypatch, sample, replace(facts, statements=(bad,), tie_outs=()))

    assert not {"script", "img"} & set(Parsed(html).tags)
    assert HOSTILE in Parsed(html).words


def test_every_check_has_its_sentence(sample: StoredDocument) -> None:
    assert {tie.name for tie in facts_in(sample).tie_outs} <= set(TIE_OUTS)
    assert all(english and chinese for english, chinese in TIE_OUTS.values())


def test_heads_of_periods_are_short_but_tell_them_apart() -> None:
    day, other = date(2019, 12, 28), date(2018, 12, 29)
    balances = [Period("instant", 2019, end=day), Period("instant", 2018, end=other)]
    assert period_heads(balances) == ["2019-12-28", "2018-12-29"]
    assert period_heads([balances[0], Period("instant", 2018)]) == ["2019", "2018"]
    twice = [Period("year", 2019, label="2019"), Period("year", 2019, label="2019 restated")]
    assert period_heads(twice) == ["2019", "2019 restated"]


def test_a_statement_without_a_title_begins_with_its_unit(
    sample: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_in(sample)
    bare = replace(facts.statements[0], title="")
    html = shown_with(monkeypatch, sample, replace(facts, statements=(bare,)))

    assert '<caption dir="auto"><span lang="en">' in html
