"""What a model wrote: sentences that the report bears out are shown, the others folded."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from qa.answer import Answer, AnswerSentence, CheckedFigure, Citation
from qa.formats.answer_csv import FAILS, HOLDS
from qa.library import StoredDocument
from ui.views.chip import chip
from ui.views.i18n import both
from ui.views.markup import join
from ui.views.passage import is_copied, passage


def checked_sentences(
    document: StoredDocument,
    text: str,
    citations: Sequence[Citation],
    sentences: Sequence[AnswerSentence],
) -> Markup:
    """Return the sentences in their order, a paragraph a line of the text.

    Behind each figure stands whether it holds; sentences without a witness are folded. One that is
    copied is shown as a quote is, a row under its heads.
    """
    blocks = []
    for fate, group in groupby(sentences, lambda said: _block(text, said, citations)):
        said = list(group)
        words = Markup(" ").join(_sentence(text, sentence) for sentence in said)
        numbers = dict.fromkeys(n for sentence in said for n in sentence.citations)
        cited = [citations[n] for n in numbers]
        if fate.is_copied:
            blocks.append(passage(document, text[said[0].start : said[0].end], cited))
        elif fate.is_unwitnessed:
            blocks.append(_unwitnessed(words, len(said)))
        else:
            blocks.append(_witnessed(document, words, cited))
    return join(blocks)


def withheld(answer: Answer) -> Markup:
    """Return what a model wrote and nothing bears out, folded; nothing where all was shown."""
    if not answer.withheld:
        return Markup()
    return Markup(
        '<details class="pw-unwitnessed"><summary>{}</summary><p dir="auto">{}</p></details>'
    ).format(both("withheld" if answer.citations else "withheld_alone"), answer.withheld)


def share_without_witness(answer: Answer) -> Markup | None:
    """Return how many sentences have no witness, for the receipt; None where all have one."""
    claims = [said for said in answer.sentences if said.status != "no claim"]
    num_without = sum(said.status == "unwitnessed" for said in claims)
    if not num_without:
        return None
    return both("receipt_unwitnessed", count=num_without, total=len(claims))


class _Block(NamedTuple):
    """Sentences of one line with the same fate stand together; one that is copied stands alone."""

    line: int
    is_unwitnessed: bool
    is_copied: bool
    start: int = 0  # of the one that is copied


def _block(text: str, said: AnswerSentence, citations: Sequence[Citation]) -> _Block:
    line = text.count("\n", 0, said.start)
    if said.status == "witnessed":
        cited = [citations[number] for number in said.citations]
        if is_copied(text[said.start : said.end], cited):
            return _Block(line, False, True, said.start)
    return _Block(line, said.status == "unwitnessed", False)


def _witnessed(document: StoredDocument, words: Markup, cited: Iterable[Citation]) -> Markup:
    return Markup(
        '<div class="pw-finding"><p class="pw-quote" dir="auto">{}</p>'
        '<p class="pw-chips">{}</p></div>'
    ).format(words, join(chip(document, citation) for citation in cited))


def _unwitnessed(words: Markup, count: int) -> Markup:
    return Markup(
        '<details class="pw-unwitnessed"><summary>{}</summary><p dir="auto">{}</p></details>'
    ).format(both("no_witness", count=count), words)


def _sentence(text: str, sentence: AnswerSentence) -> Markup:
    pieces, done = [], sentence.start
    for figure in sorted(sentence.figures, key=lambda figure: figure.start):
        pieces += [Markup("{}").format(text[done : figure.start]), _figure(text, figure)]
        done = figure.end
    return join([*pieces, Markup("{}").format(text[done : sentence.end])])


def _figure(text: str, figure: CheckedFigure) -> Markup:
    key = "figure_holds" if figure.holds else "figure_fails"
    return Markup(
        '<span class="pw-{}">{}<sup aria-hidden="true">{}</sup>'
        '<span class="pw-hidden"> ({})</span></span>'
    ).format(
        key.replace("_", "-"),
        text[figure.start : figure.end],
        HOLDS if figure.holds else FAILS,
        both(key),
    )
