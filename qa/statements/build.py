"""Pages of a document in, the facts of the group's own statements out."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.document import Page
from qa.figures import Figure, Kind
from qa.search.index import Scores
from qa.statements.document_facts import DocumentFacts, Statement
from qa.statements.fact import Fact, StatementKind
from qa.statements.labels import concept_rows, pattern_of
from qa.statements.tie_outs import tie_outs_of
from qa.tables import Cell, Column, Row, Table, tables_of

LoadPages = Callable[[Iterable[int]], Sequence[Page]]

# The kind of a statement, what search calls its pages, and what it must say to be one.
_STATEMENTS: Sequence[tuple[StatementKind, str, frozenset[str]]] = (
    ("income", "income", frozenset({"net_income", "pretax_income"})),
    ("balance", "balance", frozenset({"total_assets"})),
    ("cash_flow", "cash", frozenset({"operating_cash_flow", "financing_cash_flow"})),
)
CANDIDATE = 0.5  # how surely a page is the statement; a statement of a part has half the score
MOST_CANDIDATES = 6  # pages looked at for each statement
BESIDE = range(-4, 11)  # where a statement may stand whose page does not say so, from the others
BESIDE_FIT = 0.3
FOLLOWING = 2  # pages on which a statement may go on
COVER_PAGES = 2  # where the fiscal year is named
LEAST_CONCEPTS = 3
_OTHERS = re.compile(
    r"母公司(?!所有者|股东)|parent.company|\bparent only\b|guarantor|consolidating|pro forma"
    r"|condensed|selected|supplement|unaudited|reconciliation|discontinued|变动分析",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A table that may be a statement: the row of each concept, and how good it is."""

    kind: StatementKind
    table: Table
    rows: Mapping[str, Row]
    fit: float

    @property
    def rank(self) -> tuple[float, int]:
        return self.fit * len(self.rows), -self.table.pages[0]


def facts_of(load: LoadPages, num_pages: int, kinds: Mapping[str, Scores]) -> DocumentFacts:
    """Return what the group's statements say.

    load gives pages by their numbers; kinds tells how surely each page is a statement, as
    `qa.search.page_kinds.page_kinds` does. A statement that is not found surely is left out.
    """
    wanted = {name: _likeliest(kinds[page_kind]) for name, page_kind, _ in _STATEMENTS}
    numbers = {
        number + step
        for pages in wanted.values()
        for number in pages
        for step in range(FOLLOWING + 1)
        if number + step <= num_pages
    }
    if lost := [name for name, pages in wanted.items() if not pages]:
        found = [number for pages in wanted.values() for number in pages]
        near = {number + step for number in found for step in BESIDE} if lost else set()
        numbers |= {number for number in near if 1 <= number <= num_pages}
    cover = range(1, min(COVER_PAGES, num_pages) + 1)
    tables = tables_of(load(sorted(numbers | set(cover)))) if numbers else ()
    statements, facts = [], list[Fact]()
    for kind, page_kind, musts in _STATEMENTS:
        chosen = _chosen(tables, kind, kinds[page_kind], musts)
        if chosen:
            own = list(_facts(chosen))
            facts += own
            statements.append(_statement(kind, chosen, own))
    facts = _with_currency(facts)
    return DocumentFacts(tuple(statements), tuple(facts), tie_outs_of(facts))


def _likeliest(scores: Scores) -> list[int]:
    """Return the numbers of the pages that are most surely the statement."""
    best = scores.argsort(kind="stable")[::-1][:MOST_CANDIDATES]
    return sorted(int(page) + 1 for page in best if scores[page] >= CANDIDATE)


def _chosen(
    tables: Sequence[Table], kind: StatementKind, scores: Scores, musts: frozenset[str]
) -> list[_Candidate]:
    """Return the tables of the group's statement; none where no table surely is it."""
    candidates = []
    for table in tables:
        if not table.is_sure or _OTHERS.search(table.title):
            continue
        if not any(column.period and column.is_sure for column in table.columns):
            continue
        rows = concept_rows(table, kind)
        fit = max(BESIDE_FIT, *(float(scores[number - 1]) for number in table.pages))
        candidates.append(_Candidate(kind, table, rows, fit))
    whole = [c for c in candidates if musts & c.rows.keys() and len(c.rows) >= LEAST_CONCEPTS]
    if not whole:
        return []
    best = max(whole, key=lambda candidate: candidate.rank)
    return [best, *_further(candidates, best)]


def _further(candidates: Sequence[_Candidate], best: _Candidate) -> Iterator[_Candidate]:
    """Yield the other tables of a statement that is printed as two: assets, then liabilities."""
    periods = _periods(best.table)
    for other in candidates:
        step = other.table.pages[0] - best.table.pages[-1]
        is_beside = other is not best and -1 <= step <= 1
        new = other.rows.keys() - best.rows.keys()
        if is_beside and len(new) >= LEAST_CONCEPTS and _periods(other.table) == periods:
            if not other.rows.keys() & best.rows.keys():
                yield other


def _periods(table: Table) -> set[tuple[str, int]]:
    return {(c.period.kind, c.period.year) for c in table.columns if c.period and c.is_sure}


def _facts(chosen: Sequence[_Candidate]) -> Iterator[Fact]:
    for candidate in chosen:
        table = candidate.table
        for concept, row in candidate.rows.items():
            for cell in row.cells:
                fact = _fact(candidate.kind, table, concept, row, cell)
                if fact is not None:
                    yield fact


def _fact(
    kind: StatementKind, table: Table, concept: str, row: Row, cell: Cell
) -> Fact | None:
    column = _column(table, cell)
    figure = cell.figure
    if column is None or column.period is None or figure is None:
        return None
    if not pattern_of(kind, concept).takes(figure):
        return None
    if figure.kind in (Kind.MONEY, Kind.UNKNOWN) and figure.scale_span is None:
        return None  # nobody said whether these are millions
    is_instant = column.period.kind == "instant"
    if is_instant != (kind == "balance"):
        return None
    exponent = figure.printed.as_tuple().exponent
    assert isinstance(exponent, int), figure
    return Fact(
        concept=concept,
        label=row.label,
        period=column.period,
        value=figure.value,
        unit=_unit(figure),
        entity=None,
        statement=kind,
        page_number=cell.page_number,
        value_span=(cell.start, cell.end),
        label_span=row.label_span,
        head_page=table.pages[0],
        head_spans=column.head_spans,
        scale_span=table.unit_span,
        title_span=table.title_span,
        precision=figure.scale.scaleb(exponent),
    )


def _column(table: Table, cell: Cell) -> Column | None:
    column = table.columns[cell.column]
    return column if column.kind == "value" and column.is_sure else None


def _unit(figure: Figure) -> str:
    currency = figure.currency or "money"
    if figure.kind is Kind.PER_SHARE:
        return f"{currency}/share"
    return "shares" if figure.kind is Kind.SHARES else currency


def _with_currency(facts: Sequence[Fact]) -> list[Fact]:
    """Name the currency of facts that stand without a sign by the one of the others."""
    named = Counter(
        fact.unit.partition("/")[0]
        for fact in facts
        if not fact.unit.startswith(("money", "shares"))
    )
    if not named:
        return list(facts)
    currency = named.most_common(1)[0][0]
    return [replace(fact, unit=fact.unit.replace("money", currency)) for fact in facts]


def _statement(
    kind: StatementKind, chosen: Sequence[_Candidate], facts: Sequence[Fact]
) -> Statement:
    tables = tuple(candidate.table for candidate in chosen)
    return Statement(
        kind=kind,
        title=tables[0].title,
        page_numbers=tuple(sorted({number for table in tables for number in table.pages})),
        tables=tables,
        periods=tuple(dict.fromkeys(fact.period for fact in facts)),
    )
