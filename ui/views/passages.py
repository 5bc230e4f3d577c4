"""What an answer quotes, line by line: a table row under its heads, a sentence as it stands."""

from collections.abc import Sequence

from markupsafe import Markup

from qa.answer import Answer, AnswerFigure, AnswerSentence, Citation
from qa.library import StoredDocument
from qa.prompting.not_stated import is_not_stated
from ui.views.checked_sentences import checked_sentences
from ui.views.figure_card import rows_in_card
from ui.views.i18n import both
from ui.views.markup import join
from ui.views.passage import passage

SHOWN = 3  # passages; further ones are folded
SHOWN_BESIDE_FIGURES = 1

Passage = tuple[str, list[Citation]]  # a line of the answer and what it is copied from


def passages(document: StoredDocument, answer: Answer) -> Markup:
    """Return what a finished answer says besides its figure; what few will read is folded.

    What a model wrote before its sentences were checked is one text, of which nothing is folded.
    """
    text, citations, figures = answer.text, answer.citations, answer.figures
    if answer.sentences:
        return running_passages(document, text, citations, answer.sentences, figures)
    lines = lines_of(text, citations)
    if is_not_stated(text) and citations:
        lines = lines[1:]  # the screen says that itself, in both languages
    lines = _beside_card(document, lines, citations, figures)
    blocks = [passage(document, line, own) for line, own in lines]
    is_of_search = answer.reader == "quotes" or answer.withheld or is_not_stated(text)
    if not is_of_search and not figures:
        return join(blocks)
    most = SHOWN_BESIDE_FIGURES if figures else SHOWN
    return join(blocks[:most]) + _folded(blocks[most:])


def running_passages(
    document: StoredDocument,
    text: str,
    citations: Sequence[Citation],
    sentences: Sequence[AnswerSentence] = (),
    figures: Sequence[AnswerFigure] = (),
) -> Markup:
    """Return an answer as far as it has come, besides its figure."""
    found = text[: sentences[0].start] if sentences else text
    lines = _beside_card(document, lines_of(found, citations), citations, figures)
    copied = join(passage(document, line, own) for line, own in lines)
    return copied + checked_sentences(document, text, citations, sentences)


def _beside_card(
    document: StoredDocument,
    lines: list[Passage],
    citations: Sequence[Citation],
    figures: Sequence[AnswerFigure],
) -> list[Passage]:
    """Return the lines without those that a card of figures shows."""
    if not figures:
        return lines
    shown = rows_in_card(document, figures, citations)
    said = [(figure.label, figure.display) for figure in figures]  # in lines without a citation
    return [
        (line, own)
        for line, own in lines
        if (own and own[0] not in shown)
        or not (own or any(label in line and value in line for label, value in said))
    ]


def _folded(blocks: Sequence[Markup]) -> Markup:
    if not blocks:
        return Markup()
    return Markup('<details class="pw-folded"><summary>{}</summary>{}</details>').format(
        both("more_passages", count=len(blocks)), join(blocks)
    )


def lines_of(text: str, citations: Sequence[Citation]) -> list[Passage]:
    """Return each line that says something with the citations that end in it."""
    found: list[Passage] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append((line, [c for c in citations if start < c.answer_end <= end]))
        start = end + 1
    return found
