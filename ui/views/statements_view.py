"""The three statements of a report as tables: every cell a button to its place, checks beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from qa.answer import Span
from qa.document import Page
from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.quoting.cite import span
from qa.statements import (
    DocumentFacts,
    Fact,
    Statement,
    StatementCell,
    StatementRow,
    TieOut,
)
from qa.statements.fact import StatementKind
from qa.tables import Period
from qa.xbrl import TaggedFile
from qa.xbrl.marking import marks_of_facts
from ui.views.chip import place_json
from ui.views.i18n import both, in_both, page_html
from ui.views.markup import join
from ui.views.statement_marks import Marks, counted_marks, differing_mark
from ui.views.tie_out_words import TIE_OUTS

KINDS: tuple[StatementKind, ...] = ("income", "balance", "cash_flow")
INDENT_POINTS = 6.0  # of the report for one step on screen
MOST_STEPS = 4
_SCALES = {
    0: ("units", "元"),
    3: ("thousands", "千"),
    4: ("ten thousands", "万"),
    6: ("millions", "百万"),
    8: ("hundred millions", "亿"),
    9: ("billions", "十亿"),
}


def statements_view(document: StoredDocument, tagged: TaggedFile | None = None) -> Markup:
    """Return the statements of a report, and which of them were not found.

    tagged: an XBRL file beside it, which its figures are compared with. Raises UnknownDocument
    where the report has been removed.
    """
    facts = facts_in(document)
    marks = {} if tagged is None else marks_of_facts(tagged, facts)
    drawn = _Drawn(document, facts, marks)
    has_any = bool(facts.statements)
    return Markup('<div class="pw-statements" data-document-id="{}">{}{}{}</div>').format(
        document.document_id,
        _files(document) if has_any else "",
        counted_marks(tagged.file_name, drawn.printed(), marks) if tagged and has_any else "",
        join(drawn.section(kind) for kind in KINDS),
    )


def _files(document: StoredDocument) -> Markup:
    links = join(
        Markup('<a class="pw-file" href="pw/documents/{}/statements.{}" download>{}</a>').format(
            document.document_id, suffix, suffix.upper()
        )
        for suffix in ("csv", "xlsx")
    )
    return Markup('<p class="pw-statement-files"><span>{}</span>{}</p>').format(
        both("statements_hint"), links
    )


class _Drawn:
    """A report's facts with the pages they stand on, each loaded once."""

    def __init__(self, document: StoredDocument, facts: DocumentFacts, marks: Marks) -> None:
        self.facts = facts
        self._xbrl = marks
        self._document = document
        self._pages: dict[int, Page] = {}
        self._spans: dict[tuple[int, int, int], Span] = {}
        self._by_place = {
            (fact.page_number, fact.value_span): fact for fact in reversed(facts.facts)
        }

    def printed(self) -> list[Fact]:
        """Return the facts of the cells that the statements print."""
        cells = (
            (cell.page_number, cell.span)
            for statement in self.facts.statements
            for row in statement.rows
            for cell in row.cells
        )
        return [self._by_place[place] for place in cells if place in self._by_place]

    def section(self, kind: StatementKind) -> Markup:
        """Return a statement with its checks, or the sentence that there is none."""
        statement = self.facts.statement(kind)
        name = both(f"statement_{kind}")
        if statement is None:
            return Markup('<section class="pw-missing"><h3>{}</h3><p>{}</p></section>').format(
                name, both("statement_missing")
            )
        ties = [tie for tie in self.facts.tie_outs if tie.left_facts[0].statement == kind]
        return Markup(
            '<section><h3 id="pw-{}">{} <button class="pw-copy">{}</button></h3>{}{}</section>'
        ).format(kind, name, both("copy_table"), self._table(statement, ties), self._checks(ties))

    def _table(self, statement: Statement, ties: Sequence[TieOut]) -> Markup:
        marks = {
            (fact.page_number, fact.value_span): all(t.holds for t in ties if fact in t.left_facts)
            for tie in ties
            for fact in tie.left_facts
        }
        heads = period_heads(statement.periods)
        return Markup(
            '<div class="pw-wide"><table class="pw-table pw-statement" aria-labelledby="pw-{}">'
            '<caption dir="auto">{}</caption><thead><tr><td></td>{}</tr></thead>'
            "<tbody>{}</tbody></table></div>"
        ).format(
            statement.kind,
            self._caption(statement),
            join(Markup('<th scope="col">{}</th>').format(head) for head in heads),
            join(self._row(row, heads, marks) for row in statement.rows),
        )

    def _caption(self, statement: Statement) -> Markup:
        pages = (
            Markup('<span class="pw-page-name">{}</span>').format(
                page_html(number, self._document.printed_numbers[number - 1])
            )
            for number in statement.page_numbers
        )
        title = [Markup("{}").format(statement.title)] if statement.title else []
        return Markup(" · ").join((*title, unit(statement), *pages))

    def _row(
        self,
        row: StatementRow,
        heads: Sequence[str],
        marks: Mapping[tuple[int, tuple[int, int]], bool],
    ) -> Markup:
        steps = min(round(row.indent / INDENT_POINTS), MOST_STEPS)
        kind = "total" if row.is_total else "heading" if not row.cells else ""
        by_column = {cell.column: cell for cell in row.cells}
        cells = join(
            self._cell(row, by_column[column], head, marks)
            if column in by_column
            else Markup("<td></td>")
            for column, head in enumerate(heads)
        )
        return Markup(
            '<tr class="{}"><th scope="row" dir="auto" style="--steps:{}">{}</th>{}</tr>'
        ).format(kind, steps, row.label, cells)

    def _cell(
        self,
        row: StatementRow,
        cell: StatementCell,
        head: str,
        marks: Mapping[tuple[int, tuple[int, int]], bool],
    ) -> Markup:
        place = (cell.page_number, cell.span)
        label = [(row.page_number, row.label_span)]
        name = f"{row.label}, {head}: {cell.text}"
        button = self._button(cell.page_number, cell.span, cell.text, name, label)
        mark = tie_mark(marks[place]) if place in marks else ""
        differs = differing_mark(self._by_place.get(place), self._xbrl)
        return Markup("<td>{}{}{}</td>").format(mark, differs, button)

    def _button(
        self,
        page_number: int,
        place: tuple[int, int],
        text: str,
        name: str,
        explained: Iterable[tuple[int, tuple[int, int]]],
    ) -> Markup:
        """Return a printed figure as the button that shows it, with what explains it fainter."""
        fact = self._by_place.get((page_number, place))
        context = [*explained, *(_heads_of(fact) if fact else ())]
        return Markup(
            '<button class="pw-place" data-place="{}" aria-label="{}">{}</button>'
        ).format(
            place_json(
                self._document,
                page_number,
                self._span(page_number, place).boxes,
                [self._span(*stretch) for stretch in context],
            ),
            name,
            text,
        )

    def _span(self, page_number: int, place: tuple[int, int]) -> Span:
        key = (page_number, *place)
        if key not in self._spans:
            if page_number not in self._pages:
                self._pages[page_number] = self._document.page(page_number)
            self._spans[key] = span(self._pages[page_number], *place)
        return self._spans[key]

    def _checks(self, ties: Sequence[TieOut]) -> Markup:
        if not ties:
            return Markup('<p class="pw-quiet">{}</p>').format(both("no_tie_outs"))
        ordered = sorted(ties, key=lambda tie: tie.name)
        items = (
            self._check(name, list(group))
            for name, group in groupby(ordered, key=lambda tie: tie.name)
        )
        return Markup('<ul class="pw-tie-outs">{}</ul>').format(join(items))

    def _check(self, name: str, ties: Sequence[TieOut]) -> Markup:
        """Return one check over its periods; a sum that does not hold with both its sides."""
        said = in_both(*TIE_OUTS.get(name, (name, name)))
        holding = [tie for tie in ties if tie.holds]
        periods = Markup(", ").join(self._side(tie) for tie in holding)
        kept = Markup("<li>{} {}: {}</li>").format(tie_mark(True), said, periods) if holding else ""
        broken = (
            Markup('<li class="broken">{} {}</li>').format(
                tie_mark(False),
                both(
                    "tie_out_broken",
                    check=said,
                    period=_head(tie.period),
                    left=f"{tie.left:,f}",
                    right=f"{tie.right:,f}",
                    difference=f"{abs(tie.difference):,f}",
                ),
            )
            for tie in ties
            if not tie.holds
        )
        return Markup("{}{}").format(kept, join(broken))

    def _side(self, tie: TieOut) -> Markup:
        """Return a period as the button that shows the sum in it."""
        fact, head = tie.left_facts[0], _head(tie.period)
        name = f"{fact.label}, {head}: {fact.text}"
        label = [(fact.label_page, fact.label_span)]
        return self._button(fact.page_number, fact.value_span, head, name, label)


def tie_mark(holds: bool) -> Markup:
    """Return the mark of a sum that was checked; the sentence below the table says it in words."""
    kind, sign = ("holds", "✓") if holds else ("broken", "≠")
    return Markup('<i class="pw-tie {}" aria-hidden="true">{}</i>').format(kind, sign)


def unit(statement: Statement) -> Markup:
    """Return in what a statement prints money: "USD, money in millions"."""
    english, chinese = _SCALES.get(statement.scale.adjusted(), (f"{statement.scale:,f}",) * 2)
    currency = statement.currency or "?"
    return in_both(f"{currency}, money in {english}", f"{currency}，金额单位：{chinese}")


def period_heads(periods: Sequence[Period]) -> list[str]:
    """Return short heads that tell the periods apart, else the heads as printed.

    >>> period_heads([Period("year", 2020, 12), Period("year", 2019, 12)])
    ['2020', '2019']
    """
    heads = [_head(period) for period in periods]
    if any(period.kind == "instant" and period.end is None for period in periods):
        heads = [str(period.year) for period in periods]  # not a day beside a year
    return heads if len(set(heads)) == len(heads) else [p.label or _head(p) for p in periods]


def _head(period: Period) -> str:
    if period.kind == "instant":
        return period.end.isoformat() if period.end else str(period.year)
    return str(period.year) if period.kind == "year" else period.label


def _heads_of(fact: Fact) -> Iterator[tuple[int, tuple[int, int]]]:
    if fact.period_span is not None:
        yield fact.period_page, fact.period_span
    if fact.scale_span is not None:
        yield fact.scale_page, fact.scale_span
