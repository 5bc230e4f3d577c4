"""What an answer is: words, the spans of the document behind them, and what was read to find them.

`Citation.cited_text` and every `Span.text` are copied from a page, never from a model, so
`page.text[start:end] == text` holds for each of them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from qa.document import BBox

# failed: nobody could answer; the text says why. Kept where a table needs a row for each question.
FinishReason = Literal["stop", "not found", "length", "cancelled", "failed"]
Check = Literal["exact", "aligned"]
OCR = "OCR"  # how words that were read in an image are marked, in both languages
SentenceStatus = Literal["witnessed", "unwitnessed", "no claim"]
XbrlStatus = Literal["agrees", "differs", "not tagged"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end exclusive) of one page's text, with one box per line touched."""

    page_number: int
    start: int
    end: int
    text: str
    boxes: tuple[BBox, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim's evidence: one span of one page, and the spans needed to read it.

    context holds what a table row needs to be understood, on the same page where it stands there:
    table heading, column years, unit. answer_start and answer_end (exclusive) say which characters
    of Answer.text this supports.
    check: "exact" - copied by position; "aligned" - found after the fact for words a server wrote.
    is_ocr: the page is an image, and its words are what a program read there.
    """

    document_sha256: str
    page_number: int
    printed_number: str | None
    cited_text: str
    start: int
    end: int
    boxes: tuple[BBox, ...]
    answer_start: int
    answer_end: int
    context: tuple[Span, ...] = ()
    check: Check = "exact"
    is_ocr: bool = False

    @property
    def checked(self) -> str:
        """How sure the words are, in words: "exact", "aligned", "exact, OCR"."""
        return f"{self.check}, {OCR}" if self.is_ocr else self.check

    def moved(self, shift: int) -> "Citation":
        """Return the citation of an answer with `shift` more characters in front."""
        start, end = self.answer_start + shift, self.answer_end + shift
        return replace(self, answer_start=start, answer_end=end)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which pages stood behind an answer: page numbers, each page in exactly one of the three."""

    read: tuple[int, ...]
    without_text: tuple[int, ...]  # no text, unreadable text, or failed
    left_out: tuple[int, ...]  # a limit struck, the reader had no room, or they were not chosen

    def within(self, pages: Collection[int]) -> "Coverage":
        """Return the coverage when of all that can be read these page numbers are read."""
        skipped = (n for n in self.read if n not in pages)
        return Coverage(
            read=tuple(n for n in self.read if n in pages),
            without_text=self.without_text,
            left_out=tuple(sorted({*self.left_out, *skipped})),
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and seconds of one answer, as OpenAI-compatible servers count them.

    shelf_tokens: how many of the cached ones were brought back from disk for this answer.
    """

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    time_to_first_token: float
    time_per_output_token: float
    shelf_tokens: int = 0


@dataclass(frozen=True, slots=True)
class XbrlMark:
    """What an XBRL file that was put beside the report says of a figure.

    "agrees": a tag of the same thing has the value for that period, to the printed digit.
    "differs": it has another, `value`, exact and in units of 1. "not tagged": none fits. Of a
    figure that is worked out it sums up its inputs', and names no concept.
    """

    status: XbrlStatus
    concept: str = ""  # "us-gaap:Revenues"
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FigureInput:
    """One operand of a figure as the report prints it. value: exact, in units of 1."""

    name: str
    value: str
    period: str
    citation: int | None  # index into Answer.citations
    xbrl: XbrlMark | None = None


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """A figure that answers the question, and how it came about.

    value is exact and in units of 1 (percent as 36.2), None where an operand is missing: `note`
    then says which. display is how it is shown. formula is None for one that the report states.
    citation: index into Answer.citations of the cell that states it.
    """

    label: str
    value: str | None
    display: str
    unit: str  # "USD", "shares", "USD/share", "percent", "ratio", "days", "count"
    period: str
    entity: str | None = None  # a segment or the parent company; None is the group
    formula: str | None = None
    workings: str | None = None  # the formula with the values put in
    inputs: tuple[FigureInput, ...] = ()
    citation: int | None = None
    is_stated: bool = False
    note: str = ""
    xbrl: XbrlMark | None = None  # None: no XBRL file stood beside the report


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure that a model wrote: Answer.text[start:end].

    holds: it stands on a page as it is said, or follows from figures that do. citation: index into
    Answer.citations of the place, None where it does not hold or is worked out of several.
    """

    start: int
    end: int
    holds: bool
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence that a model wrote: Answer.text[start:end], and whether the document says it.

    "witnessed": its figures, names and words stand in the places it cites. "unwitnessed": they
    stand nowhere that was found. "no claim": it says nothing of the document. citations: indices
    into Answer.citations.
    """

    start: int
    end: int
    status: SentenceStatus
    citations: tuple[int, ...] = ()
    figures: tuple[CheckedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer; always the last event of a stream."""

    question: str
    text: str
    citations: tuple[Citation, ...]
    coverage: Coverage
    reader: str  # "quotes", or the model's name
    finish_reason: FinishReason
    seconds: float
    usage: Usage | None = None  # None where no model was asked
    figures: tuple[AnswerFigure, ...] = ()  # the one that answers first, then those beside it
    read_as: str | None = None  # a question that leans on the one before it, as it stands alone
    # What stands behind the figures, sentence by sentence, where a model wrote any of it; empty
    # where all is copied from the document.
    sentences: tuple[AnswerSentence, ...] = ()
    # What a model wrote without any witness; the text then holds what the search found instead.
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come. eta_seconds is None until it can be told."""

    stage: Literal[
        "opening", "reading", "recognising", "restoring", "indexing", "searching", "answering"
    ]
    done: int
    total: int
    eta_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More words of the answer; all deltas joined give Answer.text."""

    text: str


@dataclass(frozen=True, slots=True)
class CitationFound:
    """A citation, sent once the words it supports have been sent."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A sentence that was checked, sent once its words and citations have been sent."""

    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class FiguresFound:
    """Figures out of the report's own tables, sent by a reader with a model once their words and
    citations have been sent, and before the model's first word.
    """

    figures: tuple[AnswerFigure, ...]


@dataclass(frozen=True, slots=True)
class PagesRead:
    """What will stand behind the answer, sent before a model's first word."""

    coverage: Coverage


AnswerEvent = (
    Progress | PagesRead | TextDelta | CitationFound | FiguresFound | SentenceChecked | Answer
)


@dataclass(frozen=True, slots=True)
class PageLabels:
    """How one language names a page; templates with {page_number} and {printed_number}."""

    unnumbered: str = "PDF p. {page_number}"  # nothing is printed on it
    agreeing: str = "p. {printed_number}"  # what is printed is its place in the file
    differing: str = "p. {printed_number} (PDF {page_number})"


def page_label(
    page_number: int, printed_number: str | None, labels: PageLabels = PageLabels()
) -> str:
    """Return how a page is named on screen: "p. 58 (PDF 60)", or "p. 60" where both agree."""
    if printed_number is None:
        template = labels.unnumbered
    elif printed_number == str(page_number):
        template = labels.agreeing
    else:
        template = labels.differing
    return template.format(page_number=page_number, printed_number=printed_number)


def place_label(citation: Citation, labels: PageLabels = PageLabels()) -> str:
    """Return how a citation's place is named: as its page, with "OCR" where it is an image."""
    page = page_label(citation.page_number, citation.printed_number, labels)
    return f"{page}, {OCR}" if citation.is_ocr else page
