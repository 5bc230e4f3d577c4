"""A Chinese question in, the one cell out whose row, head and title account for all that it says.

"2020年国外业务毛利率" is the row 国外 under the head 毛利率（%） of 主营业务分地区情况. A label
must be said whole, a head must not say what the question does not, and nothing of the question may
be left. Where cells that fit as well disagree, there is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.figures import Kind
from qa.measures import WantedPeriod
from qa.readers.extractive.chinese.coverage import (
    Wanted,
    bare_question,
    is_rate,
    left_of,
    plain,
    untold,
    wanted_of,
)
from qa.readers.extractive.rows.row_facts import CellAt, agree, fact_of, is_period
from qa.readers.extractive.rows.row_lookup import OTHERS
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import PRIMARY
from qa.tables import Column, Period, Row, Table, cell_period
from qa.tables.cell_period import is_only_time
from qa.tables.periods import years_in

MOST_LEADS = 3  # above a table that may name what it is a table of
LONGEST_LEAD = 24  # characters: more is a sentence
_IN = re.compile(r"(?P<whole>.{2,}?)[里中]的?(?P<part>.{2,}?)占(?:多少|比例)?$")
_OF = re.compile(r"(?P<part>.+?)占(?P<whole>.{2,14}?)的?(?:比例|百分之?)?$")
_SHARE_OF = re.compile(r"(?P<part>.{2,}?)(?:总额)?占(?P<whole>.{2,}?)的?比例")
_AGE = re.compile(r"[一二三四五]年以[内上下]|至[一二三四五]年")
_LABEL_EDGES = re.compile(
    r"^(?:本期|本年|公司|截[至止]报告期末|普通股(?=股东总)|在职)+|(?:的?(?:数量|人数|金额|数额|合计|总额|小计))+$"
)
_HEAD_SAYS_NOTHING = re.compile(
    r"[本上]期|[期年][末初]|本年|年度?|余额|金额|数额|发生额|合计|人数|数量|账面|价值|营业(?=收入|成本)|数|占"
)
_SAYS_NOTHING = re.compile(r"[\s的了和与及占]")
_SUBSET = re.compile(r"组合|单项|关联方|前五名|受限|质押|回购|计入")  # a title of less than all
_LARGEST = re.compile(r"第一大的?|最大的?")
_OVER_LABELS = re.compile(
    r"项目|名称|类别|科目|品种|产品|地区|年度|单位|主要|财务|指标|会计数据|分行业|组合|股东"
)
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_TIME = re.compile(r"(?<!\d)\d+(?:年度?(?:\d+月\d+日)?|月份?)|第[一二三四]季度|截止?至?")


@dataclass(frozen=True, slots=True)
class _Covered:
    """A cell that accounts for a question. Fewer is better."""

    at: CellAt
    unsaid: int  # characters over the labels, or of a part's name in the title, that are not said
    around: int  # characters of the question that only the title or a lead says


class CoveredCells:
    """Values of cells by what surrounds them. tables: those of the pages that fit."""

    def __init__(
        self,
        tables: Sequence[Table],
        statements: DocumentFacts,
        question: str,
        company: Iterable[str] = (),
    ) -> None:
        """company: the whole names of the report's company, which ask for nothing."""
        self._statements = statements
        self._said = bare_question(question, company)
        is_parents = "母公司" in question
        self._tables = [
            t for t in tables if t.is_sure and (is_parents or not OTHERS.search(t.title))
        ]

    def value(self, period: WantedPeriod) -> Fact | None:
        """Return what is asked for, be it an amount, a share or a change that the report states."""
        wanted = wanted_of(self._said)
        said = self._said.replace("占", " ") if wanted == "share" else self._said
        return self._one(_LARGEST.sub(" ", said), period, wanted)

    def share(self, period: WantedPeriod) -> tuple[Fact, Fact] | None:
        """Return a part and the sum that it stands under, of "销售人员占员工总数的比例"."""
        asked = _IN.match(self._said) or _OF.match(self._said)
        if asked is None:
            return None
        cells = self._best(asked["part"], period, "value")
        pairs = [
            (part, whole)
            for at in cells
            if (total := _total_of(at)) is not None
            and not left_of(plain(asked["whole"]), [*_around(at.table), *_above(at)])
            and (part := self._fact(at)) is not None
            and (whole := self._fact(total)) is not None
        ]
        if not pairs or not agree([part for part, _ in pairs]):
            return None
        return pairs[0] if agree([whole for _, whole in pairs]) else None

    def _one(self, said: str, period: WantedPeriod, wanted: Wanted) -> Fact | None:
        facts = [self._fact(at) for at in self._best(said, period, wanted)]
        known = [fact for fact in facts if fact is not None]
        if not known or len(known) < len(facts) or not agree(known):
            return None
        is_percent = known[0].unit in ("percent", "ratio")
        return self._signed(known[0]) if is_rate(self._said) == is_percent else None

    def _signed(self, fact: Fact) -> Fact:
        """Return a fact with the sign of the statements, where a note prints what it deducts."""
        same = any(
            own.rank == PRIMARY and own.value == -fact.value > 0 and _is_same(own, fact)
            for own in self._statements.facts
        )
        return replace(fact, value=-fact.value) if same else fact

    def _best(self, said: str, period: WantedPeriod, wanted: Wanted) -> list[CellAt]:
        found = [c for t in self._tables for c in self._covered(said, t, period, wanted)]
        best = min(((c.unsaid, c.around) for c in found), default=None)
        return [c.at for c in found if (c.unsaid, c.around) == best]

    def _covered(
        self, said: str, table: Table, period: WantedPeriod, wanted: Wanted
    ) -> Iterator[_Covered]:
        around, unsaid = _around(table), self._unsaid(table, said)
        is_percent = is_rate(said) or wanted == "share"
        columns = [c for c in table.columns if _is_wanted(c, wanted)]
        if is_largest := _LARGEST.search(self._said) is not None:
            around = [plain(table.label_head), plain(table.title)]  # what the parts are, no lead
        for row in _largest(table) if is_largest else table.rows:
            label = "" if is_largest else _label(row, said)
            if not row.cells or _SAYS_NOTHING.sub("", untold(label, [said])):
                continue
            words = [plain(c.text) for c in row.cells if c.figure is None and not c.is_nil]
            words += ["账龄"] * bool(_AGE.search(label))  # of what is owed for so long
            own = [label, *words, *(plain(table.rows[index].label) for index in row.parents)]
            for column in columns:
                cell = table.cell(row.index, column.index)
                head = plain(column.head)
                rest = left_of(_HEAD_SAYS_NOTHING.sub("", _TIME.sub("", head)), [said])
                has = self._period(table, row, column, period)
                if cell is None or cell.figure is None or rest or has is None:
                    continue
                if wanted != "change" and (cell.figure.kind is Kind.PERCENT) != is_percent:
                    continue
                own_words = [*own, head, *map(plain, _IN_BRACKETS.findall(column.head))]
                if (label or head) and not left_of(said, [*own_words, *around]):
                    left = untold(said, own_words).replace(" ", "")
                    yield _Covered(CellAt(cell, row, column, table, has), unsaid, len(left))

    def _unsaid(self, table: Table, said: str) -> int:
        """Return how much of what a table is of the question does not say."""
        over = left_of(_OVER_LABELS.sub("", _TIME.sub("", plain(table.label_head))), [said])
        title = plain(table.title)
        over += "".join(word for word in _SUBSET.findall(title) if word not in said)
        parts = {plain(name) for name in self._statements.part_names} - {""}
        return len(over) + sum(len(part) for part in parts if part in title and part not in said)

    def _period(
        self, table: Table, row: Row, column: Column, period: WantedPeriod
    ) -> Period | None:
        """Return the time of a cell if it is the one asked for; changes are of the latest year."""
        if column.kind in ("change", "percent change"):
            has: Period | None = table.period
            times = [c.period for c in table.columns if c.period is not None]
            has = has or max(times, key=lambda time: time.year, default=None)
        else:
            has = cell_period(table, row.index, column)
        if has is not None:
            return has if is_period(has, period) else None
        is_dated = any(years_in(text) for text in (c.head for c in table.columns))
        is_own = period.year == self._statements.fiscal_year and period.kind != "quarter"
        return Period("year", period.year, 12) if is_own and not is_dated else None

    def _fact(self, at: CellAt) -> Fact | None:
        if at.column.kind == "change" and at.cell.figure and at.cell.figure.kind != Kind.PERCENT:
            return None  # an amount by which it changed
        fact = fact_of(at, concept="", entity=None, currency=self._statements.currency)
        head = "" if is_only_time(at.column.head) else " ".join(at.column.head.split())
        label = " ".join(filter(None, (at.row.label or at.table.label_head, head)))
        return fact and replace(fact, label=label)


def _is_same(own: Fact, fact: Fact) -> bool:
    """Tell whether two facts are of one year and one unit, and a label says the other."""
    return own.period.year == fact.period.year and plain(own.label) in plain(fact.label)


def _is_wanted(column: Column, wanted: Wanted) -> bool:
    if wanted == "change":
        return column.kind in ("change", "percent change")
    return column.kind in ("value", "share")


def _largest(table: Table) -> list[Row]:
    """Return the row with the most of a table of parts: of three rows or more, sums apart."""
    first = next((column.index for column in table.columns if column.kind == "value"), -1)
    parts = [
        (cell.figure.value, row)
        for row in table.rows
        if not row.is_total and (cell := table.cell(row.index, first)) and cell.figure
    ]
    most = max((value for value, _ in parts), default=None)
    rows = [row for value, row in parts if value == most]
    return rows if len(parts) > 2 and len(rows) == 1 else []


def _label(row: Row, said: str) -> str:
    """Return what a row is of: nothing where it is a bare sum or names a time alone.

    Of "研发投入占营业收入比例" the whole may be unsaid: "研发投入占比" asks for it too.
    """
    if is_only_time(row.label):
        return ""
    label = _LABEL_EDGES.sub("", plain(row.label))
    share = _SHARE_OF.fullmatch(label)
    if share is None:
        return label
    return share["part"] + (share["whole"] if share["whole"] in said else "")


def _around(table: Table) -> list[str]:
    above = [lead.text for lead in table.leads if lead.text != table.label_head][:MOST_LEADS]
    leads = [text for text in above if len(text) <= LONGEST_LEAD]
    return [plain(text) for text in (table.label_head, table.title, *leads) if text]


def _above(at: CellAt) -> list[str]:
    return [plain(at.table.rows[index].label) for index in at.row.parents]


def _total_of(at: CellAt) -> CellAt | None:
    """Return the sum below a cell in its own column, of the rows that stand under the same ones."""
    for row in at.table.rows[at.row.index + 1 :]:
        if row.is_total and row.parents == at.row.parents:
            cell = at.table.cell(row.index, at.column.index)
            return None if cell is None or cell.figure is None else replace(at, cell=cell, row=row)
    return None
