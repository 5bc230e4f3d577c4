"""A phrase of a question in, the one row of the report that it names out.

A phrase is read as a question of its own: a line that the glossary knows, of the group or of a
part, or a row by its label. All its words must be explained, and so must those of the subject that
the question is about.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from qa.library import StoredDocument
from qa.measures import (
    Asked,
    FactLike,
    FactSource,
    WantedPeriod,
    concepts,
    measures,
    understand,
)
from qa.measures.measure import lines_of
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.row_facts import (
    OPTIONAL,
    SOFT,
    CellAt,
    Terms,
    agree,
    content_terms,
    head_terms,
)
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.readers.extractive.rows.tables_for import tables_for, tables_on
from qa.readers.extractive.sentences.headcount import headcount
from qa.statements import DocumentFacts, Fact
from qa.tables import row_words

MOST_NAMES = 3  # of a line, to look for pages with
OF_PARTS = re.compile(r"\btotal\s+(?:divisions?|(?:reportable\s+)?segments?)\b", re.I)
_EVERYWHERE = OPTIONAL | content_terms("total net year end fiscal group company due december")
_SPAN = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:(?:19|20)\d\d|\d\d)\b")  # "2027-28"
_SIGNED = content_terms(
    "income earnings profit loss result margin change gain cash flow increase decrease expense net"
    " ebitda ebit status"
)
_RESULTS = content_terms("ebitda ebit profit earnings margin")  # a part's may be negative


def names_of_lines(asked: Asked) -> list[str]:
    """Return how reports call the lines that are asked for: "R&D" is "research and development"."""
    keys = [*asked.keys, *(m.zh_stated_as for key in asked.keys if (m := measures().get(key)))]
    lines = {line for key in keys if key for line in (key, *lines_of(key)) if line in concepts()}
    known = [concepts()[line] for line in sorted(lines)]
    names = [line.zh if asked.is_chinese else line.names for line in known]
    return [name for of_one in names for name in of_one[:MOST_NAMES]]


def is_row(asked: Asked, label: Terms) -> bool:
    """Tell whether a row's label says all that is asked for, and more than a known line's name."""
    if asked.expression is not None or asked.unread_definition is not None:
        return False
    words = content_terms(" ".join(asked.words)) - SOFT
    is_known = asked.key is not None and not asked.qualifiers
    return bool(label) and words <= label and not is_known


def is_longer(asked: Asked, label: Terms) -> bool:
    """Tell whether a row's label says all that is asked for, and a known line's name not all of it.

    "Assets held during the year" are no total assets.
    """
    known = [concepts().get(key) or measures().get(key) for key in asked.keys]
    names = [content_terms(name) for each in known if each for name in (*each.names, *each.zh)]
    words = content_terms(" ".join(asked.words)) - SOFT
    is_named = any(name <= label for name in names)
    return is_named and words <= label and not any(label - _EVERYWHERE <= n for n in names)


def has_value(at: CellAt, other: Fact) -> bool:
    """Tell whether another row of a cell's own column has a fact's value."""
    return any(
        cell.column == at.column.index
        and cell.figure is not None
        and abs(cell.figure.value) == abs(other.value)
        for row in at.table.rows
        for cell in row.cells
        if row.index != at.row.index
    )


@dataclass(slots=True)
class PhraseValues:
    """Looks phrases up in one report. names: the company's; company: its short names."""

    document: StoredDocument
    facts: DocumentFacts
    question: str
    names: Iterable[str]
    company: Iterable[str]
    _rows: dict[tuple[str, int | None], tuple[Asked, LabelledRows, RowLookup]] = field(
        default_factory=dict
    )

    def value(
        self, phrase: str, period: WantedPeriod, *, subject: str = "", beside: Fact | None = None
    ) -> Fact | None:
        """Return what a phrase has for a period; its own period comes first.

        subject: a segment or the like that the question names elsewhere. beside: a fact in whose
        column the row is looked for first, as a part stands above its total.
        """
        asked, rows, lookup = self._read(phrase, subject, beside.page_number if beside else None)
        year = self.facts.fiscal_year
        if year is None or asked.expression or asked.unread_definition or len(asked.periods) > 1:
            return None
        if asked.periods:
            period = asked.periods[0].resolve(year).within(self.facts.fiscal_year_end)
        said = content_terms(" ".join(asked.words) if asked.qualifiers else phrase)
        words = frozenset(w for w in said if not w[:1].isdigit()) - _EVERYWHERE
        words -= content_terms(subject) & SOFT
        for near in (*period.nearby(), period.as_kind("year")):
            every = rows.cells(near)
            fact = self._beside(every, rows, words, lookup, beside) if beside else None
            if beside and fact is None and not _is_known_amount(asked.key):
                continue  # a part that no glossary knows must stand with its whole
            fact = fact or self._of(asked, rows, lookup, near, _fitting(rows, every, words))
            if fact is None and asked.key == "employees" and not asked.qualifiers:
                fact = headcount(self.document, phrase, near, year)
            if fact is not None:
                is_result = bool(content_terms(phrase) & _RESULTS)
                plain = fact if is_result else unsigned(fact)
                return plain if fact.is_sure else None
        return None

    def cells(self, phrase: str, period: WantedPeriod) -> list[CellAt]:
        """Return the cells of rows that say a phrase for a period, the best first."""
        return self._read(phrase, "")[1].cells(period)

    def _beside(
        self,
        cells: Sequence[CellAt],
        rows: LabelledRows,
        words: Terms,
        lookup: RowLookup,
        other: Fact,
    ) -> Fact | None:
        """Return the row that stands in another one's column."""
        near = _fitting(rows, [at for at in cells if has_value(at, other)], words)
        own = [fact for at in near if (fact := lookup.fact_at(at)) and fact != other]
        return own[0] if own and agree(own) else None

    def _of(
        self,
        asked: Asked,
        rows: LabelledRows,
        lookup: RowLookup,
        period: WantedPeriod,
        cells: Sequence[CellAt],
    ) -> Fact | None:
        """Return a known line's fact, else what the rows that fit say if they agree."""
        if not is_row(asked, rows.longest):
            fact = self._of_line(asked, lookup, period)
            if fact is not None:
                return fact
        found = [lookup.fact_at(at) for at in cells]
        known = [each for each in found if each is not None]
        return known[0] if known and len(known) == len(found) and agree(known) else None

    def _of_line(self, asked: Asked, lookup: RowLookup, period: WantedPeriod) -> Fact | None:
        """Return what the statements or segments have for a line that the glossary knows."""
        words = " ".join(asked.qualifiers)
        if asked.key not in concepts() or OF_PARTS.search(asked.text):
            return None
        assert asked.key is not None, asked
        is_balance = concepts()[asked.key].kind == "balance"
        kinds = [period.as_kind("instant" if is_balance else "year"), period]
        for wanted in kinds:
            for near in wanted.nearby():
                if words:
                    fact = lookup.value_of(words, asked.key, near)
                else:
                    fact = lookup.find(asked.key, near)
                if fact is not None:
                    return fact
        return None

    def _read(
        self, phrase: str, subject: str, page_number: int | None = None
    ) -> tuple[Asked, LabelledRows, RowLookup]:
        """Read a phrase; a subject's words must stand with the row, and are no label of it.

        page_number: a page on which it is looked for, whether or not that fits its words.
        """
        key = f"{phrase} {subject}".strip()
        if (key, page_number) not in self._rows:
            asked = understand(phrase, company=self.names)
            words = [*asked.words, *names_of_lines(asked)]
            near = tables_for(self.document, key, words, self.facts)
            whole = tables_for(self.document, self.question, words, self.facts)
            tables = [*whole, *(table for table in near if table not in whole)]
            if page_number is not None:
                beside = tables_on(self.document, page_number, self.facts)
                tables += (table for table in beside if table not in tables)
            of = [subject] if subject else []
            asked = replace(asked, words=(*asked.words, *of), qualifiers=(*asked.qualifiers, *of))
            rows = LabelledRows(tables, self.facts, key, asked.words, self.company)
            lookup = RowLookup(tables, self.facts, key, self.company)
            self._rows[key, page_number] = asked, rows, lookup
        return self._rows[key, page_number]


@dataclass(frozen=True, slots=True)
class WithPeople:
    """Facts of a report, and how many people work there from wherever it says so."""

    facts: FactSource
    phrases: PhraseValues

    def find(
        self, concept: str, period: WantedPeriod, entity: str | None = None
    ) -> FactLike | None:
        """Return the facts' own value first."""
        found = self.facts.find(concept, period, entity)
        if found is not None or concept != "employees" or entity is not None:
            return found
        return self.phrases.value("number of employees", period)


def _is_known_amount(key: str | None) -> bool:
    """Tell whether a name is a line's or that of an amount of money worked out of lines."""
    measure = measures().get(key or "")
    return key in concepts() or (measure is not None and measure.unit == "money")


def _fitting(rows: LabelledRows, cells: Sequence[CellAt], words: Terms) -> list[CellAt]:
    """Return the cells that say most of the words, of those the ones with the longest label.

    Every word must be said by the row, what it stands under, its column's head or its title.
    """
    fitting = [at for at in cells if words <= _around(at) and not _SPAN.search(at.column.head)]

    def order(at: CellAt) -> tuple[int, int, int, int]:
        label = content_terms(at.row.label)
        extra = (head_terms(at.column) | (_own(at) - label)) - words - SOFT
        extra = frozenset(word for word in extra if not word[:1].isdigit())
        if rows.is_of_statement(at) and label - SOFT - OPTIONAL == words:
            extra = frozenset()  # what stands above it in a statement makes it no other line
        return -len(words & _own(at)), len(extra), -len(label & words), rows.rank(at)

    best = min(map(order, fitting), default=None)
    return [at for at in fitting if order(at) == best]


def _own(at: CellAt) -> Terms:
    label, above = row_words(at.table, at.row.index)
    return content_terms(" ".join([label, *above, at.column.head]))


def _around(at: CellAt) -> Terms:
    return _own(at) | content_terms(" ".join([at.table.title, *(x.text for x in at.table.leads)]))


def unsigned(fact: Fact) -> Fact:
    """Return a fact without the brackets of a cost or a deduction; income keeps its sign."""
    known = concepts().get(fact.concept)
    is_signed = known is not None and not known.is_outflow
    is_signed = is_signed or (known is None and bool(content_terms(fact.label) & _SIGNED))
    return fact if is_signed else replace(fact, value=abs(fact.value))
