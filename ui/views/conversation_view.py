"""The conversation: questions, findings with page chips, what was searched; and its export."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from qa.answer import Answer, Citation
from qa.document import BBox
from qa.library import StoredDocument
from ui.views.figure_card import figure_card
from ui.views.i18n import Language, both, page_html, page_text, say
from ui.views.markup import html_json, join
from ui.views.model_status import receipt_parts

_MARKDOWN = re.compile(r"[\\`*_\[\]<>]|^[#+-]")
PAGES_NAMED = 12  # in a receipt; more are counted


def empty() -> Markup:
    """Return what stands in the middle before any report is open."""
    steps = join(Markup("<li>{}</li>").format(both(f"empty_steps_{step}")) for step in (1, 2, 3))
    return Markup('<div class="pw-empty"><h2>{}</h2><ol>{}</ol></div>').format(
        both("empty_title"), steps
    )


def conversation(
    document: StoredDocument, answers: Sequence[Answer], running: Markup | str = ""
) -> Markup:
    """Return all answers on a report; `running` is the one being given."""
    return framed(document, Markup("{}{}").format(turns(document, answers), running))


def turns(document: StoredDocument, answers: Sequence[Answer]) -> Markup:
    """Return finished questions and answers, for `framed`."""
    return join(turn(document, answer) for answer in answers)


def framed(document: StoredDocument, all_turns: Markup) -> Markup:
    """Return the conversation on a report from its turns."""
    welcome = (
        ""
        if all_turns
        else Markup('<div class="pw-ready"><h2>{}</h2><p>{}</p></div>').format(
            both("ready"), both("ready_hint")
        )
    )
    return Markup('<div class="pw-turns" data-document-id="{}">{}{}</div>').format(
        document.document_id, welcome, all_turns
    )


def turn(document: StoredDocument, answer: Answer) -> Markup:
    """Return one finished question and answer."""
    if answer.finish_reason == "failed":
        return failed_turn(answer.question, answer.text)
    text = answer.text
    if answer.figures:  # the card says the first line
        text = " " * len(text.partition("\n")[0]) + text[len(text.partition("\n")[0]) :]
    said = "" if _is_empty(answer) else findings(document, text, answer.citations)
    body = Markup("{}{}{}{}").format(figure_card(answer), said, _ending(answer), _receipt(answer))
    return _turn(answer.question, body)


def _is_empty(answer: Answer) -> bool:
    """Whether the text only says that nothing was found, which is said here in both languages."""
    return answer.finish_reason == "not found" and not answer.citations


def running_turn(
    document: StoredDocument,
    question: str,
    text: str,
    citations: Sequence[Citation],
    status: Markup,
) -> Markup:
    """Return a question whose answer is being given."""
    body = Markup('{}<p class="pw-working" role="status">{}</p>').format(
        findings(document, text, citations), status
    )
    return _turn(question, body)


def failed_turn(question: str, message: Markup | str) -> Markup:
    """Return a question that could not be answered, with the one sentence that says why."""
    return _turn(question, notice(message))


def notice(message: Markup | str) -> Markup:
    """Return a sentence about the answer above it."""
    return Markup('<p class="pw-refusal" role="alert">{}</p>').format(message)


def _turn(question: str, body: Markup) -> Markup:
    return Markup(
        '<article class="pw-turn"><h3 class="pw-question" dir="auto">{}</h3>{}</article>'
    ).format(question, body)


def findings(document: StoredDocument, text: str, citations: Sequence[Citation]) -> Markup:
    """Return the answer line by line; each line is followed by chips to its evidence."""
    blocks: list[Markup] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        own = [c for c in citations if start < c.answer_end <= end]
        if line.strip():
            blocks.append(_finding(document, line, own))
        start = end + 1
    return join(blocks)


def _finding(document: StoredDocument, line: str, citations: Sequence[Citation]) -> Markup:
    said, context = _split_context(line, citations)
    return Markup(
        '<div class="pw-finding"><p class="pw-quote" dir="auto">{}</p>{}'
        '<p class="pw-chips">{}</p></div>'
    ).format(
        said,
        Markup('<p class="pw-context" dir="auto">{}</p>').format(context) if context else "",
        join(chip(document, citation) for citation in citations),
    )


def _split_context(line: str, citations: Sequence[Citation]) -> tuple[str, str]:
    """Tell the verbatim words from their context (unit, years) where the line starts with them."""
    if len(citations) == 1:
        words = " ".join(citations[0].cited_text.split())
        folded = " ".join(line.split())
        if folded.startswith(words):
            return words, folded[len(words) :].lstrip("; ")
    return line, ""


def chip(document: StoredDocument, citation: Citation) -> Markup:
    """Return the button that shows a citation on its page; it holds all the browser needs."""
    target = {
        "document_id": document.document_id,
        "page_number": citation.page_number,
        "boxes": _corners(citation.boxes),
        "context": [
            {"page_number": span.page_number, "boxes": _corners(span.boxes)}
            for span in citation.context
        ],
    }
    aligned = (
        Markup(" <small>{}</small>").format(both("aligned")) if citation.check == "aligned" else ""
    )
    return Markup('<button class="pw-chip" data-citation="{}">{}</button>{}').format(
        html_json(target), page_html(citation.page_number, citation.printed_number), aligned
    )


def _corners(boxes: Iterable[BBox]) -> list[list[float]]:
    return [[round(v, 2) for v in (box.x0, box.top, box.x1, box.bottom)] for box in boxes]


def _ending(answer: Answer) -> Markup:
    keys = {"not found": "not_found", "cancelled": "stopped", "length": "cut_short"}
    key = keys.get(answer.finish_reason)
    if key == "not_found" and answer.reader != "quotes":
        key = "not_stated"
    return Markup('<p class="pw-ending">{}</p>').format(both(key)) if key else Markup("")


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
    if answer.finish_reason == "cancelled":
        parts.append(both("receipt_seconds", seconds=f"{answer.seconds:.1f}"))
    return [*parts, *receipt_parts(answer)]


def _page_list(page_numbers: Sequence[int]) -> str:
    named = ", ".join(f"PDF {number}" for number in page_numbers[:PAGES_NAMED])
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
    return Markup('<div class="pw-suggestions" data-document-id="{}"><h4>{}</h4>{}</div>').format(
        document.document_id, both("suggested"), lists
    )


def export_markdown(document: StoredDocument, answers: Sequence[Answer], language: Language) -> str:
    """Return the conversation as Markdown: each answer with its quotes and their pages."""
    parts = [
        f"# {_plain(say('export_title', language, title=document.title))}",
        f"{_plain(document.file_name)} · SHA-256 {document.sha256}",
    ]
    for answer in answers:
        parts.append(f"## {_plain(answer.question)}")
        if answer.finish_reason == "not found":
            parts.append(say("not_found", language))
        for line in [] if _is_empty(answer) else answer.text.split("\n"):
            parts.extend([_plain(line)] if line.strip() else [])
        parts.extend(_export_sources(answer, language))
    return "\n\n".join(parts) + "\n"


def _export_sources(answer: Answer, language: Language) -> list[str]:
    if not answer.citations:
        return []
    rows = []
    for citation in answer.citations:
        page = page_text(citation.page_number, citation.printed_number, language)
        quote = " ".join(citation.cited_text.split())
        rows.append(f"- {page}: “{_plain(quote)}”")
    return [f"**{say('export_sources', language)}**", "\n".join(rows)]


def _plain(text: str) -> str:
    """Escape what Markdown or HTML in a line would mean something else by."""
    folded = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\g<0>", folded)
