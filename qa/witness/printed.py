"""Places of a page in, the figures printed there out, each with its scale, year and label."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.answer import Citation
from qa.document import Line, LineRole, Page
from qa.document_facts import facts_in
from qa.document_tables import QuotedRow, row_at
from qa.figures import Figure, find_scales, parse_figure
from qa.figures.figure import Kind
from qa.library import StoredDocument
from qa.statements import DocumentFacts, Fact
from qa.witness.claims import figures_in, with_years, years_before, years_in
from qa.witness.wording import STOP

Place = tuple[int, int]  # characters of a page's text, end exclusive

LINES_OF_A_SENTENCE = 6  # of a page, on either side, in which a sentence may begin and end
SHORT_LINE = 0.8  # of the widest line; a shorter one ends a paragraph
_CHANGE_HEAD = re.compile(r"(?i)\bchange|\bgrowth\b|\bvs\b|\bversus\b|增减|变动|同比|增长")
_RATE = re.compile(r"(?<![\d.])[\d.]+ ?%")  # of notes, in their label
_PART_OF = re.compile(r"(?i)(?:as an? )?(?:%|percent(?:age)?) of\b")
_FIRST_FIGURE = re.compile(r"(?<!\s)\s[.\s]{0,200}(?:[$€£¥]\s*)?[(-]?\d")
_SHARES = re.compile(r"(?i)\bper share\b|\bshares?\b(?!-)")
_CENTS = re.compile(r"\.\d\d\)?$")
_PERCENT_HEAD = re.compile(r"%|\bpercent|百分")


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as a page has it. scales: what it may be multiplied by; more than one where no
    caption is sure. years: those it may be of; None where nothing says so.
    """

    figure: Figure
    scales: tuple[Decimal, ...]
    kind: Kind
    years: frozenset[int] | None
    start: int
    end: int
    currency: str | None = None
    is_change: bool = False  # from the year before
    is_of_label: bool = False  # "2.7%" of a row "Notes due 2020 (2.7%)"; of every year


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """A row or a sentence of a page, page.text[start:end], with what explains it.

    label: of a row. context: heads, unit, titles of the table and of the sections it stands in.
    """

    page: Page
    start: int
    end: int
    text: str
    label: str
    context: str
    figures: tuple[PrintedFigure, ...]
    fiscal_year: int | None = None  # that the document reports on
    entity: str | None = None  # the segment that a row is of
    labels_beside: tuple[str, ...] = ()  # of other rows of its page
    concepts: frozenset[str] = frozenset()  # that a row is known to state

    @property
    def is_row(self) -> bool:
        """Tell whether it is a row of a table."""
        return bool(self.label)

    @property
    def is_prose(self) -> bool:
        """Tell running text from rows, those of unsure tables too."""
        return not self.label and _is_prose(self.text)


def evidence_at(document: StoredDocument, page: Page, start: int, end: int) -> PageEvidence:
    """Return what page.text[start:end] belongs to: its table's row, or its sentences."""
    row = row_at(document, page.page_number, start, end, may_be_unclear=True) or row_at(
        document, page.page_number, *_line_of(page, start, end), may_be_unclear=True
    )
    facts = facts_in(document)
    here = {fact.value_span: fact for fact in facts if fact.page_number == page.page_number}
    titles = " ".join(_titles(document, page.page_number))
    if row is not None:
        return _of_row(page, row, titles, here, facts)
    low, high = _sentences_around(page, start, end)
    figures = tuple(_of_text(page, low, page.text[low:high], here, _money_scale(facts)))
    return PageEvidence(
        page, low, high, page.text[low:high], "", titles, figures, facts.fiscal_year
    )


def evidence_of(document: StoredDocument, page: Page, citation: Citation) -> PageEvidence:
    """Return what a citation quotes, with what its context says."""
    found = evidence_at(document, page, citation.start, citation.end)
    words = " ".join(span.text for span in citation.context)
    return replace(found, context=f"{found.context} {words}")


def _money_scale(facts: DocumentFacts) -> Decimal:
    """Return the scale of the statements: that of money in the notes, where they say none."""
    return next((statement.scale for statement in facts.statements), Decimal(1))


def _titles(document: StoredDocument, page_number: int) -> Iterator[str]:
    for section in document.sections:
        if section.first_page <= page_number <= section.last_page:
            yield section.title


def _line_of(page: Page, start: int, end: int) -> tuple[int, int]:
    text = page.text
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    return low, len(text) if high < 0 else high


def _sentences_around(page: Page, start: int, end: int) -> tuple[int, int]:
    """Return the borders of the sentences that a stretch touches, within its paragraph."""
    starts, lines = page.line_starts, page.lines
    touched = [i for i, at in enumerate(starts) if at < end and start < at + len(lines[i].text) + 1]
    first = last = touched[0]
    last = touched[-1]
    widest = max((line.bbox.x1 for line in lines), default=0.0)
    while first and touched[0] - first < LINES_OF_A_SENTENCE and _goes_on(lines[first - 1], widest):
        first -= 1
    while (
        last + 1 < len(lines)
        and last - touched[-1] < LINES_OF_A_SENTENCE
        and _goes_on(lines[last], widest)
        and not _is_tabular(lines[last + 1])
    ):
        last += 1
    text, low, high = page.text, starts[first], starts[last] + len(lines[last].text)
    # one character more, as a stop is told by the capital behind it
    before = [m.end() for m in STOP.finditer(text, low, start + 1) if m.end() <= start]
    after = STOP.search(text, max(start, end - 1), high)
    low = before[-1] if before else low
    low += len(text[low:start]) - len(text[low:start].lstrip())
    return low, after.end() if after else high


def _goes_on(line: Line, widest: float) -> bool:
    """Tell whether a paragraph goes on behind a line."""
    is_short = line.bbox.x1 < SHORT_LINE * widest
    return line.role is LineRole.BODY and not is_short and not _is_tabular(line)


def _is_tabular(line: Line) -> bool:
    """Tell a row of figures from running text."""
    return line.role is not LineRole.BODY or (
        len(figures_in(line.text)) > 1 and not _is_prose(line.text)
    )


def _of_row(
    page: Page,
    row: QuotedRow,
    titles: str,
    here: Mapping[Place, Fact],
    facts: DocumentFacts,
) -> PageEvidence:
    spans = [row.label_span, *(cell.span for cell in row.cells)]
    start, end = min(spans)[0], max(spans)[1]
    figures, entity, scale = _of_label(row), None, _money_scale(facts)
    for cell in row.cells:
        figure = parse_figure(cell.text)
        if figure is None or cell.column in row.notes:
            continue
        fact = here.get(cell.span)
        entity = fact.entity if fact else entity
        head = row.heads[cell.column] if cell.column < len(row.heads) else ""
        known = row.years[cell.column] if cell.column < len(row.years) else None
        told = frozenset[int]() if known is None else frozenset({known})
        of_title = years_in(row.title) if row.is_clear else frozenset[int]()
        years = years_in(head.replace("%", " ")) or told or of_title or None
        if fact is not None and figure.printed:
            figures.append(_of_fact(figure, cell.span, fact, years))
        else:
            found = _of_cell(row, cell.span, figure, head, years, scale)
            if cell.money_scale is not None and found.kind is not Kind.PERCENT:
                found = replace(found, scales=(cell.money_scale,))  # its table says it
            figures.append(found)
    context = " ".join([row.title, row.unit, *row.heads, titles])
    text = page.text[start:end]
    return PageEvidence(
        page,
        start,
        end,
        text,
        whole_label(page.text, row.label_span[0], row.label) or "-",
        context,
        tuple(figures),
        facts.fiscal_year,
        entity,
        row.beside,
        frozenset(
            here[cell.span].concept
            for cell in row.cells
            if cell.span in here and here[cell.span].concept
        ),
    )


def whole_label(text: str, start: int, label: str) -> str:
    """Return the label of a row that starts there; one that only says of what it is a part follows
    the label above it: "Cost of sales", "As a percentage of revenues".
    """
    if not _PART_OF.match(label):
        return label
    *_, above = text[:start].rstrip("\n").rsplit("\n", 1)
    named = _FIRST_FIGURE.split(above, maxsplit=1)
    return f"{named[0].strip()} {label}" if len(named) > 1 else label


def _of_label(row: QuotedRow) -> list[PrintedFigure]:
    start = row.label_span[0]
    return [
        PrintedFigure(f, (f.scale,), f.kind, None, start, start, f.currency, is_of_label=True)
        for f in figures_in(row.label)
    ]


def _of_fact(
    figure: Figure, span: Place, fact: Fact, years: frozenset[int] | None
) -> PrintedFigure:
    scale = abs(fact.value / figure.printed)
    kind = Kind.PER_SHARE if "/" in fact.unit else _KINDS.get(fact.unit, Kind.MONEY)
    currency = fact.unit if kind is Kind.MONEY and fact.unit else None
    years = years or frozenset({fact.period.year})
    return PrintedFigure(figure, (scale,), kind, years, *span, currency)


_KINDS = {"shares": Kind.SHARES, "percent": Kind.PERCENT}


def _of_cell(
    row: QuotedRow,
    span: Place,
    figure: Figure,
    head: str,
    years: frozenset[int] | None,
    money_scale: Decimal,
) -> PrintedFigure:
    """money_scale: of money where no caption stands at the table."""
    kind = figure.kind
    if kind is Kind.UNKNOWN and _PERCENT_HEAD.search(f"{head} {_RATE.sub(' ', row.label)}"):
        kind = Kind.PERCENT
    caption = next(iter(find_scales(row.unit)), None) if row.unit else None
    is_scaled = caption is not None and kind in (Kind.UNKNOWN, Kind.MONEY) and bool(caption.money)
    scales: tuple[Decimal, ...] = (figure.scale,)
    if is_scaled and caption and caption.money and not _SHARES.search(row.label):
        scales = (caption.money,) if kind is Kind.MONEY else (figure.scale, caption.money)
    elif caption is None and kind in (Kind.UNKNOWN, Kind.MONEY) and _may_be_scaled(row, figure):
        scales = (figure.scale, money_scale)
    currency = figure.currency or (caption.currency if caption else None)
    is_change = _CHANGE_HEAD.search(head) is not None
    return PrintedFigure(figure, scales, kind, years, *span, currency, is_change)


def _may_be_scaled(row: QuotedRow, figure: Figure) -> bool:
    """Tell whether a figure may be an amount in millions: 85.14 is a price."""
    return figure.scale == 1 and not (_SHARES.search(row.label) or _CENTS.search(figure.text))


def _of_text(
    page: Page, low: int, text: str, facts: Mapping[Place, Fact], money_scale: Decimal
) -> Iterator[PrintedFigure]:
    """Figures of running text, or of a line whose table nobody is sure of."""
    captions = [c for c in find_scales(page.text) if c.start < low]
    is_prose = _is_prose(text)
    text = text.replace("\n", " ") if is_prose else text  # "2.07" and "亿元" on two lines
    before = years_before(page.text[:low], text)
    for figure, year in with_years(text, figures_in(text), is_evidence=True):
        start, end = low + figure.start, low + figure.end
        span = next((s for s in facts if start <= s[0] and s[1] <= end), None)
        if span is not None and figure.printed:
            yield _of_fact(figure, span, facts[span], None)
            continue
        scales: tuple[Decimal, ...] = (figure.scale,)
        is_bare = figure.kind in (Kind.UNKNOWN, Kind.MONEY) and figure.scale == 1
        if is_bare and not is_prose and not _CENTS.search(figure.text):
            caption = captions[-1].money if captions else None
            is_said = caption is not None and figure.kind is Kind.MONEY
            scales = (caption,) if caption and is_said else (figure.scale, caption or money_scale)
        years = before if year is None else frozenset({year})
        yield PrintedFigure(figure, scales, figure.kind, years, start, end, figure.currency)


def _is_prose(text: str) -> bool:
    """Tell running text from a table's line: more words than figures, and a verb's room."""
    return len(re.findall(r"[a-z]{2,}|[一-鿿]{2}", text)) > 8
