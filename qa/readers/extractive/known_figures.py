"""A line, measure or row that a question names in, its figure of the group or a part of it out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from qa.library import StoredDocument
from qa.measures import (
    Asked,
    Computed,
    FactSource,
    Figures,
    WantedPeriod,
    concepts,
    figures_for,
    measures,
    understand,
)
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.phrase_values import (
    PhraseValues,
    WithPeople,
    is_longer,
    is_row,
    names_of_lines,
)
from qa.readers.extractive.formulas.ranked_lines import largest_line
from qa.readers.extractive.group.divided_tables import leading_row
from qa.readers.extractive.group.ranked_parts import BY_PRODUCT, PARTS
from qa.readers.extractive.group.shares import Shares, largest_of
from qa.readers.extractive.rows.brackets import is_deducted, without_brackets
from qa.readers.extractive.rows.label_figures import dividends_in_labels
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.largest_rows import largest_row
from qa.readers.extractive.rows.row_facts import content_terms
from qa.readers.extractive.rows.row_figures import (
    RowsDisagree,
    bare,
    in_headings,
    in_label,
    of_row,
    of_whole,
    period_of,
)
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.readers.extractive.rows.segment_names import are_segments
from qa.readers.extractive.rows.stated_days import stated_days
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.sentences.headcount import headcount
from qa.readers.extractive.wording.company import company_names, names_a_part, part_in
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import precision
from qa.tables import Table

_DUE = re.compile(r"\b(?:matur\w+|due|repay\w*)\b", re.I)
_ANYWHERE = frozenset(["around", "world", "worldwide", "globally", "currently"])


def of_known(
    document: StoredDocument,
    asked: Asked,
    facts: DocumentFacts,
    company: Sequence[str],
    are_listed: bool,
) -> FigureAnswer | None:
    """Return the figures of a line, measure or row that the question names."""
    question, year = asked.text, facts.fiscal_year
    assert year is not None, facts
    phrases = [*asked.words, *names_of_lines(asked)]
    tables = tables_for(document, question, phrases, facts)
    lookup = RowLookup(tables, facts, question, company)
    writer = FigureWriter(document, asked)
    if asked.manner in ("largest", "smallest"):
        if not asked.keys and not content_terms(" ".join(asked.words)) - PARTS:
            asked = replace(asked, key="revenue", keys=("revenue",))  # the largest segment
        period = period_of(asked, year)
        listed = document if are_listed else None
        if asked.left_out or asked.operation == "growth":  # no amount for what grew fastest
            is_amount = asked.operation != "growth"
            return largest_of(listed, asked, facts, period, writer) if is_amount else None
        largest = (
            largest_line(asked, facts, period, writer)
            or largest_of(listed, asked, facts, period, writer)
            or largest_row(listed, asked, tables, facts, period, writer)
            or leading_row(asked, tables, facts, period, writer)
        )
        is_segment = largest is not None and are_segments(document, _entities(largest))
        return None if is_segment and BY_PRODUCT.search(question) else largest
    asked = _with_dilution(asked)
    rows = LabelledRows(
        tables,
        facts,
        question,
        asked.words,
        company,
        entity=asked.entity,
        has_period=bool(asked.periods),
    )
    if (found := _of_whole_label(asked, rows, facts, writer)) is not None:
        return found
    if asked.manner == "share" and _DUE.search(question) and not asked.numerator:
        asked = replace(asked, manner="value", key=None, keys=())  # "how much of the debt matures"
    if asked.manner == "share":
        if names_a_part(question, company_names(document)):
            asked = understand(question)  # "Walmart U.S." is no other name of the company
        return Shares(asked, tables, lookup, facts, company, writer).answer(year)
    if asked.manner == "text":
        read = in_headings(asked, rows.headings)
        return None if read.manner == "text" else of_row(bare(read), rows, facts, writer)
    if (found := _of_named_row(asked, rows, facts, writer)) is not None:
        return found
    people = PhraseValues(document, facts, question, company_names(document), company)
    measured = _of_measure(asked, lookup, facts, writer, WithPeople(lookup, people))
    if measured is not None and measured.figures[0].value is not None:
        return measured
    return (
        of_row(asked, rows, facts, writer)
        or _people(asked, document, year, writer)
        or _of_label(asked, document, facts, writer)
        or _of_days(asked, tables, year, writer)
        or measured
    )


def _of_whole_label(
    asked: Asked, rows: LabelledRows, facts: DocumentFacts, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the figure of the row whose label is all that is asked for, and no known line's."""
    label = rows.whole_label if asked.operation != "growth" or not asked.keys else ""
    if not label or (asked.keys and not is_longer(asked, rows.longest)):
        return None
    asked = in_label(asked, label)
    return of_whole(asked, rows, facts, writer) if rows.has_whole(_day(asked, facts)) else None


def _of_named_row(
    asked: Asked, rows: LabelledRows, facts: DocumentFacts, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the figure of a row whose label says more than a known line, or what none does.

    Raises RowsDisagree where rows say all that is asked for, and their figures disagree.
    """
    is_value = asked.manner == "value" and asked.operation == "none"
    is_more = is_value and is_longer(asked, rows.longest)
    found = of_row(bare(asked), rows, facts, writer) if is_more else None
    if found is not None:
        return found
    if asked.wants_figure and not is_row(asked, rows.longest):
        return None
    found = of_row(asked, rows, facts, writer)
    if found is None and is_value and asked.key is None and rows.disagree(_day(asked, facts)):
        raise RowsDisagree
    return found


def _day(asked: Asked, facts: DocumentFacts) -> WantedPeriod:
    assert facts.fiscal_year is not None, facts
    return period_of(asked, facts.fiscal_year).within(facts.fiscal_year_end)


def _entities(found: FigureAnswer) -> list[str]:
    return [figure.entity for figure in found.figures if figure.entity]


def _people(
    asked: Asked, document: StoredDocument, year: int, writer: FigureWriter
) -> FigureAnswer | None:
    """Return how many people work there, which many reports say in a sentence alone."""
    if asked.key != "employees" or asked.expression is not None or asked.operation != "none":
        return None
    if {word.lower() for word in asked.qualifiers} - _ANYWHERE:
        return None
    return writer.row(headcount(document, asked.text, period_of(asked, year), year))


def _of_label(
    asked: Asked, document: StoredDocument, facts: DocumentFacts, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the dividends per share, which some reports say in a row's label alone."""
    assert facts.fiscal_year is not None, facts
    if asked.key != "dividends_per_share" or not _is_plain(asked):
        return None
    return writer.row(dividends_in_labels(document, facts, period_of(asked, facts.fiscal_year)))


def _of_days(
    asked: Asked, tables: Sequence[Table], year: int, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the days that a table states where they cannot be worked out."""
    if not _is_plain(asked) or asked.key is None:
        return None
    return writer.row(stated_days(tables, asked.key, period_of(asked, year)))


def _is_plain(asked: Asked) -> bool:
    """Tell whether one value of the group is asked for, in no words but a line's own."""
    is_value = asked.operation == "none" and asked.manner == "value" and asked.entity is None
    is_own = asked.expression is None and asked.unread_definition is None and not asked.balances
    return is_value and is_own and not asked.qualifiers and len(asked.periods) <= 1


def _of_measure(
    asked: Asked,
    lookup: RowLookup,
    facts: DocumentFacts,
    writer: FigureWriter,
    source: FactSource,
) -> FigureAnswer | None:
    """Return the figures of a line or measure that the glossary knows, of the group or a part.

    source: what the operands are looked up in.
    """
    year = facts.fiscal_year
    assert year is not None, facts
    words = part_in(facts.part_names, asked) or " ".join(asked.qualifiers)
    if not asked.wants_figure:
        fact = lookup.value_of(words, None, period_of(asked, year)) if words else None
        return writer.row(fact)
    stated = _stated(asked, lookup, year) if not words else None
    found = figures_for(
        asked,
        source,
        year,
        entity=words or None,
        stated=stated,
        fiscal_year_end=facts.fiscal_year_end,
    )
    if found is None or (words and not isinstance(found.answer, Computed)):
        return None
    if words and isinstance(found.answer, Computed) and found.answer.is_stated:
        row = cast(Fact, found.answer.inputs[0].fact)
        if is_deducted(row.label):
            return writer.row(
                without_brackets(row)
            )  # "valuation allowances on deferred tax assets"
    return writer.written(found, words or None) if _is_worth_saying(found, asked) else None


def _with_dilution(asked: Asked) -> Asked:
    """Read "earnings per share, diluted" as the line, not as a part of the group called diluted."""
    said = " ".join(asked.qualifiers).lower()
    if asked.key != "eps" or said not in ("basic", "diluted"):
        return asked
    return replace(asked, key=f"eps_{said}", keys=(f"eps_{said}",), qualifiers=())


def _stated(asked: Asked, lookup: RowLookup, year: int) -> Fact | None:
    """Return the row in which the report itself states a measure, if one does."""
    is_plain = asked.operation == "none" and asked.expression is None and len(asked.periods) <= 1
    if asked.manner != "value" or not is_plain or asked.balances or asked.key in concepts():
        return None
    period, measure = period_of(asked, year), measures().get(asked.key or "")
    stated = lookup.value_of("", measure.key, period) if measure else None
    if measure and measure.zh_stated_as and asked.is_chinese and stated is None:
        stated = lookup.find(measure.zh_stated_as, period)
    wanted = asked.wishes.decimals
    if stated is not None and wanted is not None and precision(stated) > Decimal(1).scaleb(-wanted):
        return None  # 45 % does not say 44.9
    return stated


def _is_worth_saying(found: Figures, asked: Asked) -> bool:
    """A line that no statement has may stand elsewhere: then its absence is not the answer."""
    if isinstance(found.answer, Computed):
        return True
    is_derived = found.answer.key != "" and len(found.answer.operands) > 0
    return is_derived and asked.manner != "text" and found.answer.name not in found.answer.operands
