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
from qa.measures.names import find_names
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.company import company_names, names_a_part, part_in
from qa.readers.extractive.divided_tables import leading_row
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.headcount import headcount
from qa.readers.extractive.label_figures import dividends_in_labels
from qa.readers.extractive.labelled_rows import LabelledRows, is_deducted, plain
from qa.readers.extractive.largest_rows import largest_row
from qa.readers.extractive.phrase_values import PhraseValues, WithPeople, is_row, names_of_lines
from qa.readers.extractive.ranked_parts import BY_PRODUCT, PARTS
from qa.readers.extractive.row_facts import SOFT, content_terms
from qa.readers.extractive.row_lookup import RowLookup
from qa.readers.extractive.segment_names import are_segments
from qa.readers.extractive.shares import Shares, largest_of
from qa.readers.extractive.stated_days import stated_days
from qa.readers.extractive.tables_for import tables_for
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import precision
from qa.tables import Table

_TOTAL = re.compile(r"^\s*total\s+")
_SAYS_PERCENT = re.compile(r"%|\bpercent", re.I)  # "Comparable sales % gain"
_CHANGE_IN = re.compile(r"\bchanges?\s+in\b", re.I)
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
        largest = (
            largest_of(listed, asked, facts, period, writer)
            or largest_row(listed, asked, tables, facts, period, writer)
            or leading_row(asked, tables, facts, period, writer)
        )
        is_segment = largest is not None and are_segments(document, _entities(largest))
        return None if is_segment and BY_PRODUCT.search(question) else largest
    if asked.manner == "share" and _DUE.search(question) and not asked.numerator:
        asked = replace(asked, manner="value", key=None, keys=())  # "how much of the debt matures"
    if asked.manner == "share":
        if names_a_part(question, company_names(document)):
            asked = understand(question)  # "Walmart U.S." is no other name of the company
        return Shares(asked, tables, lookup, facts, company, writer).answer(year)
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
    if is_row(asked, rows.longest) and (found := _of_row(asked, rows, facts, writer)) is not None:
        return found
    if not asked.wants_figure and (found := _of_row(asked, rows, facts, writer)) is not None:
        return found
    people = PhraseValues(document, facts, question, company_names(document), company)
    measured = _of_measure(asked, lookup, facts, writer, WithPeople(lookup, people))
    if measured is not None and measured.figures[0].value is not None:
        return measured
    return (
        _of_row(asked, rows, facts, writer)
        or _people(asked, document, year, writer)
        or _of_label(asked, document, facts, writer)
        or _of_days(asked, tables, year, writer)
        or measured
    )


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


def _of_row(
    asked: Asked, rows: LabelledRows, facts: DocumentFacts, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the figures of the row whose label the question says."""
    year = facts.fiscal_year
    if asked.expression is not None or asked.unread_definition is not None or year is None:
        return None
    period = period_of(asked, year).within(facts.fiscal_year_end)
    fact = rows.find("", period)
    measure = measures().get(asked.key or "") if asked.key not in concepts() else None
    is_rate = measure is not None and measure.unit in ("percent", "ratio", "days")
    named = content_terms(" ".join(asked.words)) - content_terms(" ".join(asked.qualifiers)) - SOFT
    if measure is not None and fact is not None and not named <= content_terms(fact.label):
        return None  # revenue is no revenue per employee
    if fact is not None and is_another_line(fact.label, asked.key):
        return None
    is_per_share = measure is not None and measure.unit == "money/share"
    if is_per_share and fact is not None and "/share" not in fact.unit:
        return None
    is_money = asked.wishes.currency is not None and is_rate  # "gross margin in dollars"
    if fact is None or (is_rate and not is_money and measure and fact.unit != measure.unit):
        return None  # a row of money is no margin
    if (is_money and fact.unit in ("percent", "ratio")) or is_share(fact, asked):
        return None
    if asked.operation == "none" and asked.manner == "value" and len(asked.periods) <= 1:
        return writer.row(fact)
    if asked.operation == "difference" and rows.is_change(period):
        # a change in a balance, which the cash flows print: no change of that change
        return writer.row(fact) if _CHANGE_IN.search(asked.text) else None
    name = fact.label.strip(" :")
    row = replace(asked, key=name, keys=(name,), qualifiers=())
    found = figures_for(row, rows, year, fiscal_year_end=facts.fiscal_year_end)
    return writer.written(found) if found and isinstance(found.answer, Computed) else None


def is_share(fact: Fact, asked: Asked) -> bool:
    """Tell whether a row is of shares of a line whose amount is asked for.

    "Europe" of a table of shares of sales; "comparable sales % gain" says itself what it is.
    """
    known = concepts().get(asked.key or "")
    is_amount = known is not None and known.unit == "money" and not asked.wishes.as_percent
    is_rate = fact.unit in ("percent", "ratio") and _SAYS_PERCENT.search(fact.label) is None
    return is_amount and is_rate


def is_another_line(label: str, key: str | None) -> bool:
    """Tell whether a row's whole label is the name of another line than the one asked for.

    "Long-term debt" stands in "the current portion of long-term debt", and is not that.
    """
    plain = _TOTAL.sub("", label.lower()).strip(" :")
    named = find_names(plain) if key in concepts() else ()
    is_whole = len(named) == 1 and named[0].end - named[0].start == len(plain)
    return is_whole and named[0].key != key and named[0].key in concepts()


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
            return writer.row(plain(row))  # "valuation allowances on deferred tax assets"
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


def period_of(asked: Asked, year: int) -> WantedPeriod:
    """Return the first period that is asked for, else the report's own year."""
    return (asked.periods or (AskedPeriod("latest"),))[0].resolve(year)
