"""Reports asked together: a row a report, figures with their pages, what a later one restates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from qa.answer import Answer, Citation
from qa.compare.comparison import Change, Comparison, ComparisonRow, Point
from qa.compare.sentences import change_text, column_name, row_name, span_name
from qa.compare.series import other_reading, places_of
from qa.library import StoredDocument
from ui.views.chart import bar_chart
from ui.views.i18n import both, in_both
from ui.views.look import look, page_looks
from ui.views.markup import action, html_json, join
from ui.views.restated import restated_figures
from ui.views.xbrl_mark import xbrl_mark

MOST_WORDS = 420  # characters of words that answer; the report's own conversation has all


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that has not answered yet, and what it is doing."""

    company: str
    status: Markup


def together_bar() -> Markup:
    """Return the line above the question box that says who is asked; together.js fills it."""
    return Markup('<div id="pw-together" role="status" hidden></div>')


def together_head() -> Markup:
    """Return what stands above the comparisons, and where those of before come."""
    return Markup(
        '<div class="pw-together-head"><h2>{}</h2><p>{} {}</p></div><div id="pw-compared"></div>'
    ).format(both("together_title"), both("together_hint"), both("together_lives"))


def comparison_card(
    comparison: Comparison,
    documents: Sequence[StoredDocument],
    waiting: Sequence[Waiting] = (),
    notes: Sequence[Markup] = (),
    *,
    is_done: bool = True,
) -> Markup:
    """Return one question to several reports with what has been answered so far.

    documents: all that were asked, which the files and the list in the browser name.
    """
    ids = [document.document_id for document in documents]
    table = _figures(comparison) if comparison.has_figures else _words(comparison)
    parts = [table, _waiting(waiting), join(_note(note) for note in notes)]
    if is_done:
        parts += [
            _chart(comparison),
            restated_figures(comparison),
            _files(comparison.question, ids),
        ]
    details = html_json({"question": comparison.question, "ids": ids})
    return Markup(
        '<article class="pw-comparison" data-together="{}" data-done="{}">'
        '<h3 class="pw-question" dir="auto">{}</h3>{}</article>'
    ).format(details, int(is_done), comparison.question, join(parts))


def shown_columns(comparison: Comparison) -> tuple[int, ...]:
    """Return the years on screen: those that line up, each row's own and the one before it."""
    shown = set(comparison.common)
    for row in comparison.rows:
        own = [p.column for p in row.points if p.figure is row.figure]
        shown |= {*own, *(p.column for p in row.points if p.column + 1 in own)}
    return tuple(column for column in comparison.columns if column in shown)


def _figures(comparison: Comparison) -> Markup:
    columns = shown_columns(comparison)
    has_cagr = any(row.cagr for row in comparison.rows)
    heads = [
        *(both(f"together_{key}") for key in ("report", "answer")),
        both("together_change"),
        *([both("together_cagr")] if has_cagr else []),
        *(Markup("{}").format(column_name(comparison, column)) for column in columns),
    ]
    rows = join(
        _row(comparison, number, row, columns, has_cagr=has_cagr)
        for number, row in enumerate(comparison.rows, start=1)
    )
    notes = [both("together_by_calendar")] if comparison.by_calendar else []
    if len(columns) < len(comparison.columns):
        notes.append(both("together_all_years"))
    said = _note(Markup(" ").join(notes)) if notes else Markup()
    return Markup("{}{}").format(_table(comparison.question, heads, rows), said)


def _row(
    comparison: Comparison,
    number: int,
    row: ComparisonRow,
    columns: Sequence[int],
    *,
    has_cagr: bool,
) -> Markup:
    points = {point.column: point for point in row.points}
    cells = [
        _figure(row) if row.figure and row.answer else Markup("–"),
        _change(comparison, row.change),
        *([_change(comparison, row.cagr)] if has_cagr else []),
        *(_year(row, points.get(column)) for column in columns),
    ]
    shown = join(Markup("<td>{}</td>").format(cell) for cell in cells)
    why = _why(row, len(cells) + 1)
    return Markup('<tr class="{}">{}{}</tr>{}').format(
        "" if row.reason is None else "alone", _name(comparison, number, row), shown, why
    )


def _words(comparison: Comparison) -> Markup:
    rows = join(
        Markup('<tr>{}<td class="words">{}</td></tr>').format(
            _name(comparison, number, row), _said(row)
        )
        for number, row in enumerate(comparison.rows, start=1)
    )
    if not rows:
        return Markup()
    heads = [both("together_report"), both("together_answer")]
    return _table(comparison.question, heads, rows, "pw-told")


def _table(question: str, heads: Sequence[Markup], rows: Markup, classes: str = "") -> Markup:
    return Markup(
        '<div class="pw-wide" tabindex="0" role="region" aria-label="{}">'
        '<table class="pw-table pw-together {}"><caption class="pw-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>"
    ).format(
        question,
        classes,
        both("together_table"),
        join(Markup('<th scope="col">{}</th>').format(head) for head in heads),
        rows,
    )


def _name(comparison: Comparison, number: int, row: ComparisonRow) -> Markup:
    details = [Markup("<bdi>{}</bdi>").format(row.document.file_name)]
    if row.fiscal_year_end is not None:
        details.append(both("together_year_ends", end=_day(row.fiscal_year_end)))
    if row.asked != comparison.question:
        details.append(both("together_asked_as", question=row.asked))
    return Markup(
        '<th scope="row"><i class="pw-key c{}">{}</i> <b dir="auto">{}</b><small>{}</small></th>'
    ).format(number, number, row_name(comparison, row), Markup(" · ").join(details))


def _figure(row: ComparisonRow) -> Markup:
    """Return the figure that answers and, where it is worked out, the pages of its operands."""
    assert row.figure is not None
    assert row.answer is not None
    figure, answer = row.figure, row.answer
    places = places_of(figure, answer.citations)
    details = [" ".join(figure.period.split())]
    if figure.formula and figure.formula != figure.label:
        details.append(f"= {figure.formula}")
    return Markup("<strong>{}</strong> {}{}{}").format(
        figure.display,
        page_looks(row.document, places, is_figure=True),
        xbrl_mark(figure, tag="small"),
        join(Markup('<small dir="auto">{}</small>').format(detail) for detail in details),
    )


def _year(row: ComparisonRow, point: Point | None) -> Markup:
    if point is None:
        return Markup()
    places = places_of(point.figure, point.citations)
    if not places:
        return Markup("{}").format(point.figure.display)
    name = f"{point.figure.label} {point.fiscal_year}"
    return look(row.document, places, Markup("{}").format(point.figure.display), name=name)


def _change(comparison: Comparison, change: Change | None) -> Markup:
    if change is None:
        return Markup()
    text = in_both(change_text(change), change_text(change, is_chinese=True))
    return Markup("{} <small>{}</small>").format(text, span_name(comparison, change))


def _why(row: ComparisonRow, width: int) -> Markup:
    """Return the line below a row: why it stands alone, or what it says in place of a figure."""
    said = []
    if row.reason is not None:
        details = {name: text or both("no_unit") for name, text in row.reason.details}
        said.append(both(f"reason_{row.reason.key.replace(' ', '_')}", **details))
    given = other_reading(row.answer) if row.answer is not None else None
    if given is not None and (row.reason is None or row.reason.key != "contradicted"):
        said.append(both("together_by_formula", given=given))
    if row.figure is None:
        said.append(_said(row))
    note = row.answer.figures[0].note if row.answer and row.answer.figures else ""
    if note:
        said.append(Markup("{}").format(note))
    if not said:
        return Markup()
    return Markup('<tr class="why"><td colspan="{}"><div>{}</div></td></tr>').format(
        width, Markup("<br>").join(said)
    )


def _said(row: ComparisonRow) -> Markup:
    """Return the words with which a report answers, with their pages; or why it does not."""
    answer = row.answer
    if answer is None:
        return Markup("{}").format(row.error) if row.error else both("together_no_answer")
    if answer.finish_reason == "not found" and not answer.citations:
        return both("not_found")
    figure = answer.figures[0] if answer.figures else None
    if figure is not None and figure.value is None:
        return Markup()  # its note says what is missing
    text, citations = _begin(answer)
    more = action(
        "open_document",
        both("together_more"),
        classes="pw-link",
        document_id=row.document.document_id,
    )
    return Markup('<span dir="auto">{}</span> {} {}').format(
        text, page_looks(row.document, citations, is_figure=False), more
    )


def _begin(answer: Answer) -> tuple[str, list[Citation]]:
    """Return the beginning of an answer: of quotes the first one, of a model its first words."""
    text = answer.text.partition("\n")[0] if answer.reader == "quotes" else answer.text
    shown = text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"
    return shown, [c for c in answer.citations if c.answer_start < len(shown)]


def _waiting(waiting: Sequence[Waiting]) -> Markup:
    if not waiting:
        return Markup()
    rows = join(
        Markup('<li><b dir="auto">{}</b> <span>{}</span></li>').format(each.company, each.status)
        for each in waiting
    )
    return Markup('<ul class="pw-together-waiting">{}</ul>').format(rows)


def _note(note: Markup) -> Markup:
    return Markup('<p class="pw-together-note">{}</p>').format(note)


def _chart(comparison: Comparison) -> Markup:
    if comparison.unit is None:
        return Markup()
    return bar_chart(comparison) if comparison.common else _note(both("together_no_chart"))


def _files(question: str, ids: Sequence[str]) -> Markup:
    """Return the files of the comparison, where it lives, and the way to take it off the list."""
    address = "pw/together.{}?" + urlencode([("question", question), *(("id", i) for i in ids)])
    links = Markup(" ").join(
        Markup('<a class="pw-file" data-file href="{}" download>{}</a>').format(
            address.format(suffix), name
        )
        for suffix, name in (("md", "Markdown"), ("csv", "CSV"), ("xlsx", "XLSX"))
    )
    return Markup(
        '<p class="pw-save"><span>{}</span> {} '
        '<button class="pw-link" data-take-off>{}</button></p>'
    ).format(both("together_files"), links, both("together_remove"))


def _day(day: date) -> Markup:
    return in_both(f"{day:%B} {day.day}, {day.year}", f"{day.year} 年 {day.month} 月 {day.day} 日")
