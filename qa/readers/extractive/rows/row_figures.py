"""A question and the rows whose labels it says in, the figures of the row that is asked for out.

Where a label is all that is asked for, nothing else in the report is: a line whose name stands in
it, a sentence with its words.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from qa.measures import (
    Asked,
    Computed,
    WantedPeriod,
    concepts,
    figures_for,
    measures,
    understand,
)
from qa.measures.names import find_names
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.statements import DocumentFacts, Fact

_TOTAL = re.compile(r"^\s*total\s+")
_SAYS_PERCENT = re.compile(r"%|\bpercent", re.I)  # "Comparable sales % gain"
_CHANGE_IN = re.compile(r"\bchanges?\s+in\b", re.I)
_WHAT_WAS = re.compile(r"\s*(?:what\s+(?:was|were|is|are)|how\s+much)\b", re.I)


class RowsDisagree(Exception):
    """Rows bear the label that is asked for, and nothing says which of their figures is meant."""


def of_whole(
    asked: Asked, rows: LabelledRows, facts: DocumentFacts, writer: FigureWriter
) -> FigureAnswer:
    """Return what the row gives whose label is all that is asked for.

    Raises RowsDisagree where its figures disagree: what else has these words is another thing.
    """
    value = replace(bare(asked), manner="value", operation="none", expression=None)
    found = of_row(value, rows, facts, writer)
    if found is None:
        raise RowsDisagree
    return found


def bare(asked: Asked) -> Asked:
    """Read a question as one for a row, whatever known lines its words name."""
    return replace(asked, key=None, keys=(), qualifiers=())


def in_label(asked: Asked, label: str) -> Asked:
    """Read what a row's label or heading says as a name: "Change in tax benefits", "risk-free"."""
    plain, text = (" ".join(words.lower().split()) for words in (label, asked.text))
    plain = plain.strip(" :")
    if plain not in text:
        return asked
    rest = understand(text.replace(plain, "that line"))
    return replace(
        asked,
        manner="value" if rest.manner == "text" else rest.manner,
        operation=rest.operation,
        key=rest.key,
        keys=rest.keys,
        expression=rest.expression,
        unit=rest.unit,
        denominator=rest.denominator,
        periods=rest.periods,
        is_range=rest.is_range,
    )


def in_headings(asked: Asked, headings: Iterable[str]) -> Asked:
    """Read a change or another formula that only a row's heading says as the row's value."""
    for heading in headings:
        read = in_label(asked, heading)
        if read.manner == "value" and read.operation == "none" and read.expression is None:
            asked = read
    return asked


def may_name_a_row(asked: Asked) -> bool:
    """Tell whether a question that seems to ask for words may name a row: "the risk-free rate"."""
    return bool(asked.periods) and _WHAT_WAS.match(asked.text) is not None


def of_row(
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


def period_of(asked: Asked, year: int) -> WantedPeriod:
    """Return the first period that is asked for, else the report's own year."""
    return (asked.periods or (AskedPeriod("latest"),))[0].resolve(year)
