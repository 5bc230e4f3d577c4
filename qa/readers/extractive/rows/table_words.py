"""A table in, what its title, heads and rows say, and keep it from saying, out."""

import re

from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms
from qa.readers.extractive.rows.row_facts import CellAt, Terms, content_terms
from qa.tables import Column, Period, Table, row_words
from qa.tables.periods import years_in
from qa.text.terms import terms

_NET, _GROSS = re.compile(r"\bnet\b", re.I), re.compile(r"\bgross\b", re.I)
_OPERATOR = re.compile(
    r"\b(?:after|before(?!\s+(?:income\s+)?tax|\s+provision)|net\s+of|excluding|without|other\s+than|except(?:\s+for)?|less|minus|plus"
    r"|including|adjusted|pro\s+forma)\b",
    re.I,
)
_STATUTORY = re.compile(r"\bstatutory\b.*\brate\b|\brate\b.*\bstatutory\b", re.I)
_ABOUT_TAX = re.compile(r"\bdeferred\b|\btax\w*|\bvaluation\b|\ballowances?\b|递延|税", re.I)
_DEFERRED = re.compile(
    r"\b(?:total|gross|net)\s+(?:\w+\s+)?deferred\s+(?:income\s+)?tax\s+(?:assets?|liabilit)", re.I
)
_ALLOWANCE = re.compile(r"\bvaluation\s+allowances?\b", re.I)
_FLOWED = re.compile(r"\b(?:repaid|borrowed|issued|paid\s+(?:off|back)|raised)\b", re.I)
_LEASES = re.compile(r"\b(?:leases?|rents?|rentals?)\b", re.I)
_FINANCE_LEASES = re.compile(r"\b(?:financ(?:e|ing)|capital)\b", re.I)
_FINANCE, _OPERATING = frozenset(terms("finance capital")), frozenset(terms("operating"))
_BEFORE = re.compile(
    r"\bbefore\s+(?:(?:any|the|its|their)\s+)?"
    r"(?P<what>[a-z-]+(?:\s+(?!at\b|in\b|on\b|of\b|as\b|for\b|fiscal\b)[a-z-]+){0,2})(?![\w-])",
    re.I,
)
_UNNAMED = (
    (re.compile(r"^\W*other\b", re.I), "other"),
    (re.compile(r"\bproceeds\b.*\brepayments?\b|\brepayments?\b.*\bproceeds\b", re.I), "net"),
)
_PLACES_OF = re.compile(r"(?<=[a-z])\s+operations\W*$", re.I)
_AMOUNTS = re.compile(r"\d\s+(?:million|billion)\b[^.:]*\b(?:and|to|for|in|of|was|were)\b", re.I)


def tells_amounts(title: str) -> bool:
    """Tell whether a title is a piece of a sentence that gives amounts of its own.

    What it says is about those, and about no row of the table below.
    """
    return _AMOUNTS.search(title) is not None and not title.rstrip().endswith(":")


def is_gross_for_net(question: str, head: str) -> bool:
    """Tell whether a column is of gross amounts where net ones are asked for, or the reverse."""
    return any(
        asked.search(question)
        and not asked.search(head)
        and other.search(head)
        and not other.search(question)
        for asked, other in ((_NET, _GROSS), (_GROSS, _NET))
    )


def is_other_column(question: str, head: str, period: Period) -> bool:
    """Tell whether a column is of gross for net amounts, or of a balance for what was paid."""
    is_balance = period.kind == "instant" and _FLOWED.search(question) is not None
    return is_balance or is_gross_for_net(question, head)


def reconciles_tax(table: Table) -> bool:
    """Tell whether a table goes from the statutory tax to the effective one.

    Its rows are what things do to the tax, and none of those things.
    """
    return any(_STATUTORY.search(row.label) for row in table.rows)


def is_of_deferred_tax(table: Table, question: str) -> bool:
    """Tell whether a table lists what deferred taxes are made of, and none is asked for.

    "Lease liabilities" there are the tax that they save.
    """
    if _ABOUT_TAX.search(question):
        return False
    sums = sum(_DEFERRED.search(row.label) is not None for row in table.rows)
    return sums > 1 or (sums == 1 and any(_ALLOWANCE.search(row.label) for row in table.rows))


def is_of_finance_leases(question: str, around: Terms) -> bool:
    """Tell whether a table is of finance leases alone where leases are asked for.

    around: what is said of the table, as `alike_terms` gives it.
    """
    is_asked = _LEASES.search(question) and not _FINANCE_LEASES.search(question)
    return bool(is_asked) and bool(_FINANCE & around) and not _OPERATING & around


def is_stale(table: Table, year: int) -> bool:
    """Tell whether a schedule is of an earlier year end than the report's own."""
    said = " ".join([table.title, *(lead.text for lead in table.leads[:2])])
    years = years_in(said)
    return bool(years) and max(years) < year


def words_of_head(column: Column) -> Terms:
    """Return the terms of a column's head, alike ones too, without its years.

    "Canadian Operations" are Canada.
    """
    words = alike_terms(_PLACES_OF.sub("", column.head)) - STOP_WORDS
    return frozenset(word for word in words if not word[:1].isdigit())


def may_head(head: Terms, words: Terms, extra: Terms, label: str) -> bool:
    """Tell whether a column is meant: its head is said, or it says nothing of its own."""
    said = len(head & words)
    return len(extra) <= (max(said - 1, bool(label)) if said else 0)


def is_unnamed(label: str, question: str) -> bool:
    """Tell whether a row is the rest of a list, or what was borrowed less what was repaid.

    Those are meant only where a question says so. question: in small letters.
    """
    return any(is_it.search(label) and word not in question for is_it, word in _UNNAMED)


def before_what(table: Table, question: str) -> tuple[int, Terms]:
    """Return the first row of what a question leaves off with "before", and the words for it.

    "Deferred tax assets before the valuation allowance" stand above the allowance. 0: no such row.
    """
    found = _BEFORE.search(question) if is_less(question) else None
    taken = alike_terms(found["what"]) - STOP_WORDS if found is not None else Terms()
    says = (row.index for row in table.rows if taken and taken <= alike_terms(row.label))
    index = next(says, 0)
    return (index, taken) if index else (0, Terms())


def is_less(words: str) -> bool:
    """Tell whether something is taken from or put to what is named."""
    return _OPERATOR.search(words) is not None


def is_of_other_row(words: Terms, label: Terms, table: Table) -> bool:
    """Tell whether what only the title says of a row is what another row is of."""
    labels = (content_terms(row_words(table, row.index)[0]) for row in table.rows)
    return bool(words) and any(words <= other for other in labels if other != label)


def is_taken_off(at: CellAt) -> bool:
    """Tell whether a cell stands in brackets among others of its column that do not."""
    figure = at.cell.figure
    beside = (c.figure for row in at.table.rows for c in row.cells if c.column == at.column.index)
    return figure is not None and figure.value < 0 and any(f and f.value > 0 for f in beside)
