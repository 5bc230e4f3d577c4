"""A question in, the one cell of a note's table that explains all its words out.

Notes label their rows in their own words, and half of what a row means stands elsewhere: over its
column, in the line that leads to the table, in the group above. Words that say the same count as
one. Every word of the question must be said by the cell's surroundings, the label and the head may
say little else, and no cell that fits as well may have another value.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms, like
from qa.measures import Asked, WantedPeriod, concepts
from qa.measures.periods import years_in_names
from qa.readers.extractive.formulas.phrase_values import unsigned
from qa.readers.extractive.rows.brackets import without_brackets
from qa.readers.extractive.rows.group_ends import first_row, group_summed_below, is_behind_sum
from qa.readers.extractive.rows.row_facts import (
    SOFT,
    CellAt,
    Terms,
    agree,
    content_terms,
    fact_of,
    gross_label,
    is_of_a_part,
    is_period,
)
from qa.readers.extractive.rows.row_lookup import FEWEST_SHARES, OTHERS
from qa.readers.extractive.rows.said import asked_terms, is_bare_total, unsaying_terms
from qa.readers.extractive.rows.table_words import (
    before_what,
    is_less,
    is_of_deferred_tax,
    is_of_finance_leases,
    is_other_column,
    is_stale,
    is_unnamed,
    may_head,
    reconciles_tax,
    words_of_head,
)
from qa.readers.extractive.wording.kinds import is_unit_asked_for
from qa.statements import DocumentFacts, Fact
from qa.tables import Column, Period, Table, cell_period, row_words
from qa.text.terms import terms

_ASIDE = re.compile(
    r",?\s*\bnet\s+of\b.*$|\([^()]*\)|^\s*(?:less|add|plus)\s*:?\s+|\bweighted[- ]average\b", re.I
)
_EITHER = re.compile(r"\s*/\s*")
_OPENING = re.compile(r"\b(?:beginning|opening|start)\b|\bjanuary\s+1\s*,", re.I)
_CLOSING = re.compile(r"\b(?:end|ending|closing)\b", re.I)
_BALANCE = re.compile(r"^\W*(?:(?:ending|closing|net)\s+)?balances?\b", re.I)
_TOTAL = re.compile(r"\W*total\b", re.I)
_AND_AMORTIZATION = re.compile(r"(?<=depreciation)\s+and\s+amorti[sz]ation\b", re.I)
_SPAN = re.compile(r"\b(?:19|20)\d\d\s*(?:[-–—/]|to|through|and)\s*(?:(?:19|20)\d\d|\d\d)\b", re.I)
_ACCUMULATED = re.compile(r"\baccumulated\s+(?:depreciation|amorti[sz]ation)\b", re.I)
_SOFT = SOFT - frozenset(terms("operating"))  # leases are operating or finance leases
_WEAK_WORDS = (
    "balance balances end ending beginning of year period common stock company our other amount"
    " carrying related reported consolidated total count gross dollars millions thousands"
    " u.s dollar following table summary information data by plan plans weighted number outstanding"
)
_GROSS, _PER_SHARE = frozenset(terms("gross")), frozenset(terms("per share"))
_WEAK = _SOFT | like("payments") | frozenset(terms(_WEAK_WORDS))
_SCHEDULE = frozenset().union(*map(like, ("due", "expected", "payments", "commitments")))
_COUNTS_OF_YEARS = frozenset(terms("two three four five years next"))
_OF_SCHEDULE = _SCHEDULE | frozenset(
    terms("minimum aggregate remaining annual scheduled contractual estimated expense")
)
_RATE_NAME = frozenset(terms("effective rate statutory")) | like("taxes")
_ADJUSTED = frozenset(terms("adjusted organic forma constant"))
_RECONCILED = re.compile(r"\breconcil\w+|\bstatutory\b|\beffective\b", re.I)
POINTS = re.compile(r"\b(?:percentage\s+)?points\b", re.I)
_TAX = re.compile(r"\btax\w*|\brates?\b|\bpoints?\b|\breconcil\w*|\bstatutory\b", re.I)


@dataclass(frozen=True, slots=True)
class _Noted:
    """A cell that says all that is asked. Fewer is better in all but `said`."""

    fact: Fact
    at: CellAt
    apart: int  # words of the question that only the title or a lead says
    extra: int  # words of label, head and groups that the question does not say
    said: int  # words of the question as it is written that label, head and groups say

    @property
    def order(self) -> tuple[int, int, int]:
        return self.apart, self.extra, -self.said


class NotedRows:
    """Cells of the tables of the pages that fit. company: names that ask for nothing."""

    def __init__(
        self,
        tables: Sequence[Table],
        facts: DocumentFacts,
        asked: Asked,
        company: Iterable[str],
        *,
        of_amounts: bool = False,
    ) -> None:
        """of_amounts: only cells of money, whatever is worked out of them."""
        self._of_amounts = of_amounts
        self._facts, self._text, self._lower = facts, asked.text, asked.text.lower()
        said = content_terms(asked.text)
        fitting = (t for t in tables if t.is_sure and not OTHERS.search(t.title))
        fitting = (t for t in fitting if not is_of_deferred_tax(t, asked.text))
        self._tables = [t for t in fitting if not is_of_a_part(t, facts.part_names, said)]
        own, self._unsaying = content_terms(" ".join(company)), unsaying_terms(asked.text)
        words = asked_terms(asked) - STOP_WORDS - _SOFT - own
        self._words = frozenset(w for w in words if not w[:1].isdigit()) - self._unsaying
        self._said = alike_terms(asked.text) | said | own
        self._named = years_in_names(asked.text)
        units = ("shares", f"{facts.currency}/share")
        self._counts_per_share = any(is_unit_asked_for(asked.text, unit) for unit in units)
        self._written = said - own
        self._is_of_tax, self._is_of_rate = (bool(x.search(asked.text)) for x in (_TAX, POINTS))
        self._label = " ".join(asked.words)
        self._is_balance = asked.key in concepts() and not asked.qualifiers

    def find(self, period: WantedPeriod) -> Fact | None:
        """Return what the best cells say, if they agree."""
        found = self.best(period)
        return found[0] if found is not None else None

    def best(self, period: WantedPeriod) -> tuple[Fact, CellAt] | None:
        """Return what the best cells say, if they agree, and the first of them."""
        year = self._facts.fiscal_year
        assert year is not None
        is_future = period.year > year
        words = self._words - (_SCHEDULE | _COUNTS_OF_YEARS if is_future else frozenset())
        if not words:
            return None
        is_closing = period.kind == "instant"
        if len(words) == 1 and not is_future and not (is_closing and self._is_balance):
            return None  # a word alone is a row's label, or too little
        for near in (*period.nearby(), period.as_kind("year")):
            found = [
                cell
                for table in self._tables
                if not (is_future and is_stale(table, year))
                for cell in self._cells(table, near, words, is_closing=is_closing)
            ]
            if found:
                return self._best(found)
        return None

    def _best(self, found: Sequence[_Noted]) -> tuple[Fact, CellAt] | None:
        order = min(cell.order for cell in found)
        best = [cell for cell in found if cell.order == order]
        best += [cell for cell in found if _is_namesake(cell, best[0])]
        return (best[0].fact, best[0].at) if agree([cell.fact for cell in best]) else None

    def _fact(self, at: CellAt) -> Fact | None:
        """Return a cell as a fact if its unit is one that is asked for."""
        fact = fact_of(at, concept="", entity=None, currency=self._facts.currency)
        if fact is None:
            return None
        is_money = len(fact.unit) == len("USD")
        if not (is_money if self._of_amounts else is_unit_asked_for(self._text, fact.unit)):
            return None
        if fact.unit == "shares" and abs(fact.value) < FEWEST_SHARES:
            return None  # of millions whose scale was not read
        label = row_words(at.table, at.row.index)[0]
        if not label or _BALANCE.search(label):
            label = self._label or at.column.head or at.table.title
        named = replace(fact, label=label)
        named = named if self._is_of_rate else without_brackets(named)
        return unsigned(named) if is_money or fact.unit in ("shares", "count") else named

    def _cells(
        self, table: Table, period: WantedPeriod, words: Terms, *, is_closing: bool
    ) -> Iterator[_Noted]:
        is_future = period.year > (self._facts.fiscal_year or period.year)
        is_ahead = self._is_of_rate or is_future
        led = " ".join([table.title, *(lead.text for lead in table.leads)])
        around = alike_terms(led)
        totals = (c.head for c in table.columns if _TOTAL.match(c.head))
        around |= alike_terms(" ".join(totals))  # "Total goodwill" beside its segments
        if is_future:  # "Total undiscounted lease payments" says what the years are of
            around |= alike_terms(" ".join(row.label for row in table.rows if row.is_total))
        if not self._is_of_tax and reconciles_tax(table):
            return  # what things do to the tax, and not they
        is_other = self._is_of_rate and not _RECONCILED.search(led)
        if is_other or around & _ADJUSTED - self._said or is_of_finance_leases(self._text, around):
            return
        heads = {column.index: words_of_head(column) for column in table.columns}
        closing = {c.index for c in table.columns if is_closing and _CLOSING.search(c.head)}
        deducted = first_row(table, _ACCUMULATED)
        taken_off, taken = before_what(table, self._text)
        sums = {column.index for column in table.columns if _TOTAL.match(column.head)}
        groups = [alike_terms(row.label) for row in table.rows if not row.cells]
        for row in table.rows:
            is_named = all(year in row.label for year in self._named)
            if not row.cells or not is_named or _OPENING.search(row.label):
                continue
            if is_unnamed(row.label, self._lower) or 0 < taken_off <= row.index:
                continue
            label, above = row_words(table, row.index)
            if (row.is_total and not is_bare_total(label)) or is_behind_sum(row, table):
                above = []  # a sum of all behind the last group, and not that group's
            if group := group_summed_below(row, table):
                above = [group, *above]
            over = alike_terms(" ".join(above))
            if not (is_future or taken) and is_less(self._text) and not is_less(row.label):
                continue  # something is taken from or put to what is asked for
            gross = (gross_label(words_of, self._text) for words_of in (label, row.label))
            names = alike_terms(" ".join(gross)) | over | taken
            names |= _GROSS if row.index < deducted else frozenset()
            if not words <= names | around | frozenset().union(*heads.values()):
                continue
            named = label or " ".join(above[-1:])
            rest_of_all = self._rest_of_label(named, words)
            rest_of_part = self._rest_of_label(_AND_AMORTIZATION.sub("", named), words)
            for cell in row.cells:
                column = table.columns[cell.column]
                has = cell_period(table, row.index, column) or self._undated(column)
                if cell.figure is None or has is None or not is_period(has, period):
                    continue
                if is_other_column(self._text, column.head, has):
                    continue
                if is_future and _SPAN.search(has.label):
                    continue  # of several years together
                is_of_part = bool(heads[column.index] & words)  # "and amortization" is told in one
                rest = rest_of_part if is_of_part else rest_of_all
                if closing and column.index not in closing:
                    continue
                own = names | heads[column.index]
                fits = words <= own | around and not _OPENING.search(column.head)
                beside = [c.column for c in row.cells if c.column not in sums | {column.index}]
                next_to = (heads[index] for index in beside)
                others = frozenset[str]().union(*next_to, *([] if is_future else groups))
                fits = fits and not (words - own) & others
                extra = heads[column.index] - words - self._said - _WEAK
                extra -= _PER_SHARE if self._counts_per_share else frozenset()
                extra -= _OF_SCHEDULE if is_future else frozenset()
                fits = fits and may_head(heads[column.index], words, extra, label)
                is_told = self._is_told(own, words, label, period) or (
                    is_closing and _BALANCE.search(label) and self._leads_with(table, words)
                )
                if rest is None or not (fits and is_told) or (not is_ahead and rest + len(extra)):
                    continue  # many rows say a little more than is asked; of a schedule one does
                at = CellAt(cell, row, column, table, has)
                fact = self._fact(at)
                if fact is not None:
                    more = rest + len(extra) + len(over - words - self._said - _WEAK)
                    said = content_terms(" ".join([label, *above, column.head])) & self._written
                    yield _Noted(fact, at, len(words - own), more, len(said))

    def _undated(self, column: Column) -> Period | None:
        """Return the report's own year for a column without a time: "Effective interest rate".

        Only of what a year tells from its like: "2026 Senior Note".
        """
        year = self._facts.fiscal_year
        is_open = bool(self._named) and column.is_sure and column.kind == "value" and column.head
        return Period("year", year, 12) if year is not None and is_open else None

    def _leads_with(self, table: Table, words: Terms) -> bool:
        """Tell whether the title or the line before a table says what its balances are of."""
        led = [table.title, *(lead.text for lead in table.leads[:1])]
        return any(words <= alike_terms(text) for text in led)

    def _rest_of_label(self, label: str, words: Terms) -> int | None:
        """Return how many words of a label are not asked for; None where they make it another."""
        sides = _EITHER.split(_ASIDE.sub("", label)) if label else [""]
        counts = []
        for side in sides:
            of_side = alike_terms(side) - STOP_WORDS
            of_side = frozenset(word for word in of_side if not word[:1].isdigit())
            rest = of_side - words - self._said - _WEAK - self._unsaying
            if len(rest) <= max(0, len(of_side & words) - 1):
                counts.append(len(rest))
        return min(counts, default=None)

    def _is_told(self, own: Terms, words: Terms, label: str, period: WantedPeriod) -> bool:
        """Tell whether the row or its column says enough of what is asked for.

        A schedule of years to come says in the line that leads to it what it is of.
        """
        if self._is_of_rate:  # what moved a rate, not the rate
            return bool((words - _RATE_NAME) & alike_terms(label))
        if period.year > (self._facts.fiscal_year or 0):
            return bool(own & words) or not label
        is_said = bool(label) and words & alike_terms(label)
        return bool(is_said) or 2 * len(own & words) >= len(words)


def _is_namesake(cell: _Noted, best: _Noted) -> bool:
    """Tell whether a row is called as the best one: "money market funds" of cash and of assets."""
    is_beside = cell.at.table is best.at.table and cell.at.column.index == best.at.column.index
    is_same = cell.at.row.label.casefold() == best.at.row.label.casefold()
    return is_beside and is_same and cell.said >= best.said
