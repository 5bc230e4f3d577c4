"""Words and a period in, the one value out that rows of the document's tables give for them.

Serves what the three statements do not say: segments, products, regions, quarters, earlier years.
Every word asked for must stand in the row's label, its parents, the column's head or the table's
title, and the label may say nothing else. Where rows that fit as well disagree, there is no value.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.measures import WantedPeriod, concepts, measures
from qa.measures.names import find_names
from qa.readers.extractive.rows.row_facts import (
    OPTIONAL,
    SOFT,
    CellAt,
    Terms,
    agree,
    content_terms,
    fact_of,
    gross_label,
    head_terms,
    is_of_a_part,
    is_period,
)
from qa.readers.extractive.rows.table_words import (
    is_of_deferred_tax,
    is_of_other_row,
    is_taken_off,
    reconciles_tax,
    tells_amounts,
)
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import PRIMARY
from qa.tables import Table, cell_period, row_words
from qa.text.terms import terms

_IN_ANY_NAME = frozenset(terms("total amount and of the in for as 合计 总计"))
OTHERS = re.compile(
    r"pro forma|parent|guarantor|母公司|预算|forecast|as (previously )?reported", re.I
)

_SHORT = re.compile(r"\(\s*[\"“'‘]?([A-Z][A-Za-z&.]{1,9})[\"”'’]?\s*\)")
_ADJUSTED = content_terms("adjusted comparable normalized underlying core organic")
_REGION = content_terms("region")  # "the Asia Pacific region" is "Asia Pacific" in a table
WHOLE = 100  # percent
FEWEST_SHARES = 10_000  # of a company that reports
_NET_OF = re.compile(r"\bnet\s+of\b", re.I)
_TAKEN = re.compile(
    r"\bbefore\s+(?:accumulated\s+)?(depreciation|amorti[sz]ation|allowances?)\b", re.I
)
_AS_OF = re.compile(r"\bas\s+(?:of|at)\b", re.I)
_FOR_YEAR = re.compile(r"\b(?:for|during)\s+(?:the\s+)?(?:fiscal\s+)?(?:years?|period)", re.I)
_OUTSIDE = re.compile(r"\b(?:outside|excluding|except)\b[^,;)]*", re.I)  # "(Outside the U.S.)"
_BEFORE = re.compile(r"\bbefore\b", re.I)


@dataclass(frozen=True, slots=True)
class _Match:
    at: CellAt
    unsaid: int  # words that only the title says; fewer is better


class RowLookup:
    """Values of rows by words. tables: those of the pages that fit, the best page's first."""

    def __init__(
        self,
        tables: Sequence[Table],
        statements: DocumentFacts,
        question: str = "",
        company: Iterable[str] = (),
    ) -> None:
        """company: its short names, which may begin the name of a part, "FedEx Freight"."""
        self._company = frozenset(term for name in company for term in terms(name))
        said, parts = content_terms(question), statements.part_names
        fitting = (t for t in tables if t.is_sure and not is_of_deferred_tax(t, question))
        self._tables = [t for t in fitting if not is_of_a_part(t, parts, said)]
        self._statements = statements
        self._question = question.lower()

    def find(self, concept: str, period: WantedPeriod, entity: str | None = None) -> Fact | None:
        """Return the statements' own fact, else what rows say of a concept (and an entity)."""
        if entity is None:
            if (row := self._row_in_its_words(concept, period)) is not None:
                return row
            fact = self._statements.find(concept, period)
            if fact is None and period.kind == "instant" and period.end is None:
                fact = self._statements.find(concept, period.as_kind("year"))
            if self._is_on_balance_sheet(concept, period):
                # A note's row may be part of another row of the sheet: both would count it twice.
                is_own = fact is not None and fact.is_sure and fact.rank == PRIMARY
                return fact if is_own else None
            if fact is not None and fact.is_sure:
                return fact
        found = self.value_of(entity or "", concept, period)
        if found is None and period.kind == "instant" and period.end is None:
            found = self.value_of(entity or "", concept, period.as_kind("year"))
        return found

    def _is_on_balance_sheet(self, concept: str, period: WantedPeriod) -> bool:
        """Tell whether the group's balance sheet of that day is known, and the concept is on it."""
        known = concepts().get(concept)
        if known is None or known.kind != "balance" or known.unit != "money":
            return False
        return self._statements.find("total_assets", period.as_kind("instant")) is not None

    def part_of(self, words: str, concept: str, period: WantedPeriod) -> Fact | None:
        """Return what a part of the group has of a concept, where the parts add up to the group."""
        return self._of_statements(content_terms(words), concept, period)

    def fact_at(self, at: CellAt) -> Fact | None:
        """Return a cell as a fact of no known concept."""
        return fact_of(at, concept="", entity=None, currency=self._statements.currency)

    def value_of(self, words: str, concept: str | None, period: WantedPeriod) -> Fact | None:
        """Return the one value of the rows that say these words of a concept for a period."""
        asked = content_terms(words)
        if (fact := self._of_statements(asked, concept, period)) is not None:
            return fact
        names = _names(concept) if concept else [frozenset[str]()]
        matches = [
            match
            for table in self._tables
            if not OTHERS.search(table.title)
            for match in _matches(table, asked, names, period, self._question)
        ]
        if not matches:
            return None
        fewest = min(match.unsaid for match in matches)
        best = [match for match in matches if match.unsaid == fewest]
        facts = [fact for match in best if (fact := self._fact(match, concept, words)) is not None]
        return facts[0] if facts and agree(facts) else None

    def _row_in_its_words(self, concept: str, period: WantedPeriod) -> Fact | None:
        """Return the statement's row that is labelled as the question says it: of "net sales" and
        "total revenues" the one asked for.
        """
        names = {*concepts()[concept].names} if concept in concepts() else set()
        said = {name for name in names if re.search(rf"\b{re.escape(name)}\b", self._question)}
        if not said:
            return None
        name = max(said, key=len)
        rows = [
            fact
            for fact in self._statements.facts
            if fact.rank == PRIMARY
            and fact.statement == "income"
            and fact.label.lower().strip(" :") == name
            and is_period(fact.period, period)
        ]
        return rows[0] if len(rows) == 1 and rows[0].concept != concept else None

    def _of_statements(
        self, asked: Terms, concept: str | None, period: WantedPeriod
    ) -> Fact | None:
        """Return what the facts say of a part of the group, or of a row by its label."""
        wanted = asked - SOFT - _REGION
        if not wanted:
            return None
        found = [
            fact
            for fact in self._statements.facts
            if is_period(fact.period, period)
            and (
                fact.concept == concept
                and fact.entity
                and wanted in (self._part(fact.entity), _short(fact.label))
                if concept
                else not fact.entity and _label(fact.label) == wanted
            )
        ]
        return found[0] if found and agree(found) else None

    def _part(self, entity: str) -> Terms:
        """Return what the name of a part says beside the company's own."""
        label = _label(entity) - _REGION
        return label - self._company or label

    def _fact(self, match: _Match, concept: str | None, words: str) -> Fact | None:
        currency = self._statements.currency
        fact = fact_of(match.at, concept=concept or "", entity=words or None, currency=currency)
        if fact is None:
            return None
        if concept in concepts() and not _fits(fact.unit, concepts()[concept].unit):
            return None
        if concept in concepts() and _is_balance_for_flow(match.at, concept):
            return None
        if concept in concepts() and fact.unit == "shares" and abs(fact.value) < FEWEST_SHARES:
            return None  # of millions whose scale was not read
        known = concepts().get(concept or "")
        if known and (known.is_outflow or known.is_charge) and is_taken_off(match.at):
            return None  # "Restructuring (6)" below costs in which it is held
        is_measure = concept in measures() and concept not in concepts()
        is_rate = fact.unit == "percent" and ("%" in fact.text or abs(fact.value) <= WHOLE)
        above = content_terms(" ".join(row_words(match.at.table, match.at.row.index)[1]))
        if is_measure and (above & _ADJUSTED) - content_terms(f"{words} {self._question}"):
            return None  # "Freight" under "Adjusted EBITDA" is not its EBITDA
        if is_measure and not words and not _names_all(concept or "", match.at):
            return None  # "long-term debt, net" is no net debt
        if is_measure and fact.unit == "percent" and not is_rate:
            return None  # an amount under the name of a margin
        unit = measures()[concept or ""].unit if is_measure else ""
        is_other = fact.unit != unit and not (unit == "money" and _fits(fact.unit, unit))
        return None if is_measure and is_other else fact


def _is_balance_for_flow(at: CellAt, concept: str) -> bool:
    """Tell whether a table of what there was on a day is asked for what was paid in a year.

    "Dividends" among what is owed are none that were paid.
    """
    is_flow = concepts()[concept].kind != "balance"
    said = " ".join([at.table.title, *(lead.text for lead in at.table.leads[:1])])
    is_of_day = at.period.kind == "instant" and _AS_OF.search(said) is not None
    return is_flow and is_of_day and _FOR_YEAR.search(said) is None


def _matches(
    table: Table, asked: Terms, names: Sequence[Terms], period: WantedPeriod, question: str
) -> Iterator[_Match]:
    # "income before income taxes" is no title of taxes
    is_title = not _BEFORE.search(table.title) and not tells_amounts(table.title)
    named = table.title if _OUTSIDE.search(question) else _OUTSIDE.sub(" ", table.title)
    title = frozenset(terms(named)) if is_title else frozenset()
    heads = {column.index: head_terms(column) for column in table.columns}
    is_of_effects = bool(asked) and reconciles_tax(table) and not _NET_OF.search(question)
    for row in table.rows:
        if not row.cells or (is_of_effects and _NET_OF.search(row.label)):
            continue
        words, above = row_words(table, row.index)
        words = gross_label(words, question) if asked else words
        if asked and not _BEFORE.search(words) and _is_after(words, question):
            continue  # "equipment before depreciation" is no depreciation
        label, around = content_terms(words), content_terms(" ".join(above))
        for cell in row.cells:
            column = table.columns[cell.column]
            if cell.figure is None:
                continue
            own = label | around | heads[column.index]
            # of the group itself "net income" under "cash from operations" is no operating income
            soft = SOFT if asked else SOFT - frozenset(terms("net operating"))
            said = (label - soft) | (heads[column.index] - SOFT)
            for name in names:
                wanted = asked | name
                if asked and row.is_total and name <= label and not asked & (label | said):
                    continue  # a sum of all behind the last part, and not that part's
                is_named = name <= own or (asked and said and said - OPTIONAL <= asked)
                if is_named and wanted <= own | title and said - OPTIONAL <= wanted:
                    if is_of_other_row(asked - own, label, table):
                        continue
                    has = cell_period(table, row.index, column)  # last: it takes longest
                    if has is not None and is_period(has, period):
                        yield _Match(CellAt(cell, row, column, table, has), len(wanted - own))
                    break


def _names_all(key: str, at: CellAt) -> bool:
    """Tell whether what is said of a row names a measure, in its own order of words."""
    label, above = row_words(at.table, at.row.index)
    said = (label, *above, at.column.head, " ".join([*above[-1:], label]))
    return any(name.key == key for text in said for name in find_names(text.lower()))


def _is_after(label: str, question: str) -> bool:
    """Tell whether a label is of what a question wants to see before it is taken off."""
    said = content_terms(label)
    return any(said & content_terms(word) for word in _TAKEN.findall(question))


def _short(label: str) -> Terms:
    """Return the short form that a label gives of its name: 'Asia Pacific ("APAC")'."""
    found = _SHORT.search(label)
    return content_terms(found[1]) if found else frozenset()


def _label(label: str) -> Terms:
    return content_terms(label) - SOFT


def _names(concept: str) -> list[Terms]:
    known = concepts().get(concept) or measures().get(concept)
    if known is None:
        return []
    # "operating income" without its first word would be any income
    names = {content_terms(name) - _IN_ANY_NAME for name in (*known.names, *known.zh)}
    return sorted((name for name in names if name), key=len, reverse=True)


def _fits(unit: str, wanted: str) -> bool:
    if wanted == "percent":
        return unit == wanted
    kinds = {"money": "money", "money/share": "money/share", "shares": "shares", "count": "count"}
    if wanted not in kinds:
        return False
    has = "money/share" if "/" in unit else unit if unit in ("shares", "count") else "money"
    return has == wanted and unit not in ("percent", "ratio")
