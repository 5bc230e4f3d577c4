"""The conversation: questions, findings with page chips, what was searched; and its export."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from qa.answer import Answer, AnswerFigure, AnswerSentence, Citation
from qa.cards.card import answer_key
from qa.formats.answer_csv import with_marks, witness_marks
from qa.library import StoredDocument
from ui.views.answer_actions import actions
from ui.views.checked_sentences import share_without_witness, withheld
from ui.views.figure_card import figure_card
from ui.views.i18n import Language, both, place_text, say
from ui.views.markup import by_samples, html_json, join
from ui.views.model_status import receipt_parts
from ui.views.passages import passages, running_passages
from ui.views.xbrl_mark import xbrl_words

# Also what would make a link of a bare address: http://, www., a@b
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|@]|^[#+-]|(?<=\w):(?=//)|(?<=\bwww)\.|(?<=mailto):", re.I)
MOST_SHOWN = 200  # finished answers on screen; a list being answered comes on top
# What the text of a refusal names, as qa/readers/extractive/reader.py writes it
_SOUGHT = re.compile(r"“(.{1,120})”")
PAGES_NAMED = 12  # in a receipt; more are counted


def empty(message: Markup | str = "") -> Markup:
    """Return what stands in the middle while no report is open; `message` says why, if anything."""
    first = by_samples(both("empty_steps_1_samples"), both("empty_steps_1"))
    words = (first, both("empty_steps_2"), both("empty_steps_3"))
    steps = join(Markup("<li>{}</li>").format(step) for step in words)
    return Markup('<div class="pw-empty">{}<h2>{}</h2><ol>{}</ol></div>').format(
        notice(message) if message else "", both("empty_title"), steps
    )


def conversation(
    document: StoredDocument, answers: Sequence[Answer], running: Markup | str = ""
) -> Markup:
    """Return all answers on a report; `running` is the one being given."""
    return framed(document, Markup("{}{}").format(turns(document, answers), running))


def turns(document: StoredDocument, answers: Sequence[Answer]) -> Markup:
    """Return finished questions and answers, for `framed`; of very many the newest."""
    hidden = max(len(answers) - MOST_SHOWN, 0)
    shown = [turn(document, answer) for answer in answers[hidden:]]
    if hidden:
        shown.insert(0, Markup("<p>{}</p>").format(both("earlier_answers", count=hidden)))
    return join(shown)


def framed(document: StoredDocument, all_turns: Markup, *, goes_on: bool = False) -> Markup:
    """Return the conversation on a report from its turns.

    goes_on: the newest turn stands below, in a part of its own, so that its last one is not last.
    """
    welcome = (
        ""
        if all_turns or goes_on
        else Markup('<div class="pw-ready"><h2>{}</h2><p>{}</p></div>').format(
            both("ready"), both("ready_hint")
        )
    )
    end = Markup("<i hidden></i>") if goes_on else ""
    return Markup('<div class="pw-turns" data-document-id="{}">{}{}{}</div>').format(
        document.document_id, welcome, all_turns, end
    )


def turn(document: StoredDocument, answer: Answer) -> Markup:
    """Return one finished question and answer."""
    body = answer_body(document, answer) + actions(document, answer)
    return _turn(answer.question, body, answer_key(answer), read_as=answer.read_as)


def answer_body(document: StoredDocument, answer: Answer) -> Markup:
    """Return all that a finished answer says: figure, quotes, how it ended, what was searched."""
    if answer.finish_reason == "failed":
        return notice(answer.text)
    said = Markup() if _is_empty(answer) else passages(document, answer)
    card = figure_card(document, answer.figures, answer.citations)
    parts = [card, said, _ending(answer), withheld(answer)]
    if answer.finish_reason == "not found":  # what was found all the same stands below
        parts[1:3] = parts[2:0:-1]
    return Markup("{}{}").format(join(parts), _receipt(answer))


def _is_empty(answer: Answer) -> bool:
    """Whether the text only says that nothing was found, which is said here in both languages."""
    return answer.finish_reason == "not found" and not answer.citations


def running_turn(
    document: StoredDocument,
    question: str,
    text: str,
    citations: Sequence[Citation],
    status: Markup,
    sentences: Sequence[AnswerSentence] = (),
    *,
    figures: Sequence[AnswerFigure] = (),
    read_as: str | None = None,
) -> Markup:
    """Return a question whose answer is being given."""
    body = Markup('{}{}<p class="pw-working" role="status">{}</p>').format(
        figure_card(document, figures, citations),
        running_passages(document, text, citations, sentences, figures),
        status,
    )
    return _turn(question, body, read_as=read_as)


def failed_turn(question: str, message: Markup | str) -> Markup:
    """Return a question that could not be answered, with the one sentence that says why."""
    return _turn(question, notice(message))


def notice(message: Markup | str) -> Markup:
    """Return a sentence about the answer above it."""
    return Markup('<p class="pw-refusal" role="alert">{}</p>').format(message)


def _turn(question: str, body: Markup, key: str = "", *, read_as: str | None = None) -> Markup:
    """key: of the answer, by which a link finds it again; none while it is being given."""
    read = (
        Markup('<p class="pw-read-as">{} <q dir="auto">{}</q></p>').format(both("read_as"), read_as)
        if read_as
        else ""
    )
    return Markup(
        '<article class="pw-turn" data-answer="{}"><h3 class="pw-question" dir="auto">{}</h3>{}{}'
        "</article>"
    ).format(key, question, read, body)


def _ending(answer: Answer) -> Markup:
    keys = {"not found": "not_found", "cancelled": "stopped", "length": "cut_short"}
    key = keys.get(answer.finish_reason)
    if key == "not_found" and answer.reader != "quotes":
        key = "not_stated"
    if key == "not_found" and (sought := _sought(answer)):
        return Markup('<p class="pw-ending">{}</p>').format(both("not_found_words", words=sought))
    return Markup('<p class="pw-ending">{}</p>').format(both(key)) if key else Markup("")


def _sought(answer: Answer) -> str:
    """Return the words of the question that nothing was found for, "" where they are not told."""
    told = _SOUGHT.search(answer.text) if _is_empty(answer) else None
    return told[1] if told else ""


def _receipt(answer: Answer) -> Markup:
    parts = _quotes_receipt(answer) if answer.reader == "quotes" else _model_receipt(answer)
    return Markup('<p class="pw-receipt">{}</p>').format(Markup(" · ").join(parts))


def _quotes_receipt(answer: Answer) -> list[Markup]:
    coverage = answer.coverage
    blind = sorted((*coverage.without_text, *coverage.left_out))
    parts = [
        both("quotes_reader"),
        both(
            "receipt",
            read=len(coverage.read),
            total=len(coverage.read) + len(blind),
            seconds=f"{answer.seconds:.2f}",
        ),
    ]
    if blind:
        parts.append(both("receipt_blind", pages=_page_list(blind)))
    return parts


def _model_receipt(answer: Answer) -> list[Markup]:
    parts = [Markup("<b>{}</b>").format(answer.reader)]
    coverage = answer.coverage
    total = len(coverage.read) + len(coverage.without_text) + len(coverage.left_out)
    read = both("receipt_read", read=len(coverage.read), total=total)
    pages = html_json({"pages": coverage.read})
    parts.append(
        Markup('<button class="pw-behind" data-behind="{}">{}</button>').format(pages, read)
    )
    if coverage.left_out:
        parts.append(both("receipt_left_out", count=len(coverage.left_out)))
    if coverage.without_text:
        parts.append(both("receipt_no_text", count=len(coverage.without_text)))
    if (share := share_without_witness(answer)) is not None:
        parts.append(share)
    if answer.finish_reason == "cancelled":
        parts.append(both("receipt_seconds", seconds=f"{answer.seconds:.1f}"))
    return [*parts, *receipt_parts(answer)]


def _page_list(page_numbers: Sequence[int]) -> str:
    named = ", ".join(f"PDF\N{NO-BREAK SPACE}{number}" for number in page_numbers[:PAGES_NAMED])
    more = len(page_numbers) - PAGES_NAMED
    return named + (f" +{more}" if more > 0 else "")


def suggestions(document: StoredDocument, english: Sequence[str], chinese: Sequence[str]) -> Markup:
    """Return questions to start with, as buttons, in both languages."""
    if not english and not chinese:
        return Markup("")
    english, chinese = english or chinese, chinese or english
    lists = join(
        Markup('<ul lang="{}">{}</ul>').format(
            language,
            join(
                Markup('<li><button class="pw-suggestion" dir="auto">{}</button></li>').format(text)
                for text in questions
            ),
        )
        for language, questions in (("en", english), ("zh", chinese))
    )
    return Markup(
        '<div class="pw-suggestions" data-document-id="{}"><h3 class="pw-head">{}</h3>{}</div>'
    ).format(document.document_id, both("suggested"), lists)


def export_markdown(document: StoredDocument, answers: Sequence[Answer], language: Language) -> str:
    """Return the conversation as Markdown: each answer with its quotes and their pages."""
    parts = [
        f"# {plain_markdown(say('export_title', language, title=document.title))}",
        f"{plain_markdown(document.file_name)} · SHA-256 {document.sha256}",
    ]
    for answer in answers:
        parts.append(f"## {plain_markdown(answer.question)}")
        if answer.read_as:
            parts.append(f"{say('read_as', language)} {plain_markdown(answer.read_as)}")
        if answer.finish_reason == "not found":
            parts.append(say("not_found", language))
        marks = witness_marks(answer, say("no_witness_mark", language))
        marked = with_marks(answer.text, marks)
        for line in [] if _is_empty(answer) else marked.split("\n"):
            parts.extend([plain_markdown(line)] if line.strip() else [])
        parts.extend(_export_figures(answer, language))
        parts.extend(_export_sources(answer, language))
        if answer.withheld:
            mark = say("no_witness_mark", language)
            parts.append(f"> {plain_markdown(mark)}: {plain_markdown(answer.withheld)}")
    return "\n\n".join(parts) + "\n"


def _export_figures(answer: Answer, language: Language) -> list[str]:
    """Return an answer's figures as a table, under each the inputs that it is worked out of."""
    rows = [
        (figure.label, figure.value or figure.display, figure.unit, figure.period, figure.formula)
        for figure in answer.figures
    ]
    if not rows:
        return []
    heads = ("figure", "value", "unit", "period", "formula")
    table = [[say(f"export_{head}", language) for head in heads], ["---"] * len(heads)]
    for figure, row in zip(answer.figures, rows, strict=True):
        table.append([plain_markdown(cell or "") for cell in row])
        for given in figure.inputs:
            table.append(
                [
                    "· " + plain_markdown(given.name),
                    given.value,
                    "",
                    plain_markdown(given.period),
                    "",
                ]
            )
    shown = ["\n".join(f"| {' | '.join(cells)} |" for cells in table)]
    for figure in answer.figures:
        if words := xbrl_words(figure, language):
            shown.append(plain_markdown(f"{figure.label} {figure.period}: {words}"))
    return shown


def _export_sources(answer: Answer, language: Language) -> list[str]:
    if not answer.citations:
        return []
    rows = []
    for citation in answer.citations:
        page = place_text(citation, language)
        quote = " ".join(citation.cited_text.split())
        rows.append(f"- {page}: “{plain_markdown(quote)}”")
    return [f"**{say('export_sources', language)}**", "\n".join(rows)]


def plain_markdown(text: str) -> str:
    """Escape what Markdown or HTML in a line would mean something else by."""
    folded = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\g<0>", folded)
