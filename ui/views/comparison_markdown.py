"""A comparison as a Markdown file in one language: table, quotes with pages, what is restated."""

from markupsafe import Markup

from qa.answer import Answer, Citation
from qa.compare.comparison import Comparison, ComparisonRow, Printed, Restatement
from qa.compare.sentences import change_text, column_name, row_name, span_name
from qa.compare.series import places_of
from ui.views.conversation_view import plain_markdown
from ui.views.i18n import Language, place_text, say
from ui.views.restated import printed_number


def comparison_markdown(comparison: Comparison, language: Language) -> str:
    """Return the file."""
    title = say("together_export_title", language, question=comparison.question)
    parts = [f"# {plain_markdown(title)}"]
    if comparison.has_figures:
        parts.append(_table(comparison, language))
        if comparison.by_calendar:
            parts.append(say("together_by_calendar", language))
    for row in comparison.rows:
        parts += _row(comparison, row, language)
    if comparison.restatements:
        parts.append(f"## {say('together_restated', language)}")
        parts.append("\n".join(_restated(each, language) for each in comparison.restatements))
    return "\n\n".join(parts) + "\n"


def _table(comparison: Comparison, language: Language) -> str:
    keys = ("report", "answer", "period")
    heads = [say(f"together_{key}", language) for key in keys]
    heads += [column_name(comparison, column) for column in comparison.columns]
    heads += [say("together_change", language), say("together_cagr", language)]
    lines = [heads, ["---"] * len(heads)]
    for row in comparison.rows:
        by_column = {point.column: point.figure.display for point in row.points}
        changes = [
            f"{change_text(change, is_chinese=language == 'zh')} ({span_name(comparison, change)})"
            if change
            else ""
            for change in (row.change, row.cagr)
        ]
        cells = [
            row_name(comparison, row),
            row.figure.display if row.figure else "–",
            row.figure.period if row.figure else "",
            *(by_column.get(column, "") for column in comparison.columns),
            *changes,
        ]
        lines.append([plain_markdown(cell) for cell in cells])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _row(comparison: Comparison, row: ComparisonRow, language: Language) -> list[str]:
    parts = [f"## {plain_markdown(row_name(comparison, row))}"]
    document = row.document
    parts.append(f"{plain_markdown(document.file_name)} · SHA-256 {document.sha256}")
    if row.asked != comparison.question:
        parts.append(plain_markdown(say("together_asked_as", language, question=row.asked)))
    if row.reason is not None:
        details = {name: text or say("no_unit", language) for name, text in row.reason.details}
        key = f"reason_{row.reason.key.replace(' ', '_')}"
        parts.append(plain_markdown(say(key, language, **details)))
    if row.answer is None:
        said = row.error or say("together_no_answer", language)
        return [*parts, plain_markdown(str(Markup(said).striptags()))]
    if row.figure is None:
        parts += [plain_markdown(line) for line in row.answer.text.split("\n") if line.strip()]
    quotes = _quotes(row, row.answer, language)
    return [*parts, "\n".join(quotes)] if quotes else parts


def _quotes(row: ComparisonRow, answer: Answer, language: Language) -> list[str]:
    """Return the quotes of the answer, then those of the other years, each place once."""
    lines = [_quote(citation, language) for citation in answer.citations]
    for point in row.points:
        if point.figure is not row.figure:
            places = places_of(point.figure, point.citations)
            lines += [f"{_quote(place, language)} ({point.fiscal_year})" for place in places]
    return list(dict.fromkeys(lines))


def _quote(citation: Citation, language: Language) -> str:
    page = place_text(citation, language)
    return f"- {page}: “{plain_markdown(citation.cited_text)}”"


def _restated(restated: Restatement, language: Language) -> str:
    name = " · ".join(filter(None, (restated.label, restated.entity, restated.period)))
    before, after = (_printed(printed, language) for printed in (restated.earlier, restated.later))
    said = say("together_restated_as", language)
    return f"- {plain_markdown(name)}: {said} {before} → {after} {restated.unit}"


def _printed(printed: Printed, language: Language) -> str:
    citation = printed.citation
    page = place_text(citation, language)
    name = plain_markdown(printed.document.file_name)
    return f"{printed_number(printed, language)} ({name}, {page})"
