"""An answer as far as it has come: events in, what the screen shows of it out."""

import time
from dataclasses import dataclass, field

from markupsafe import Markup

from qa.answer import (
    Answer,
    AnswerEvent,
    AnswerFigure,
    AnswerSentence,
    Citation,
    CitationFound,
    Coverage,
    FiguresFound,
    PagesRead,
    Progress,
    SentenceChecked,
    TextDelta,
)
from qa.library import StoredDocument
from ui.views.i18n import both
from ui.views.model_status import reading_status

READING = ("reading", "restoring")


@dataclass
class AnswerInProgress:
    """Grows with each event of a reader."""

    question: str
    reader: str = "quotes"
    started: float = field(default_factory=time.monotonic)
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    sentences: list[AnswerSentence] = field(default_factory=list)
    figures: tuple[AnswerFigure, ...] = ()
    figures_end: int = 0  # of what is said of them in the text
    status: Markup = field(default_factory=lambda: both("searching"))
    is_reading: bool = False  # the report, for this question and perhaps for others
    coverage: Coverage | None = None  # known before the first word, where pages are read first
    answer: Answer | None = None
    read_as: str | None = None

    def take(self, event: AnswerEvent | None) -> None:
        if event is not None:
            self.is_reading = isinstance(event, Progress) and event.stage in READING
        match event:
            case TextDelta(text):
                self.text += text
                self.status = both("answering")
            case PagesRead(coverage):
                self.coverage = coverage
                self.status = both("answering")
            case CitationFound(citation):
                self.citations.append(citation)
            case FiguresFound(figures):
                self.figures, self.figures_end = figures, len(self.text)
            case SentenceChecked(sentence):
                self.sentences.append(sentence)
            case Progress(stage="searching" | "answering" as stage):
                self.status = both(stage)
            case Progress(stage="reading" | "restoring"):
                self.status = reading_status(event)
            case Answer():
                self.answer = event

    @property
    def shown(self) -> tuple[str, list[Citation]]:
        """What may be shown so far and its places; of a model's words only checked sentences."""
        if self.coverage is None:  # nobody reads pages: all of it is copied
            return self.text, self.citations
        end = self.sentences[-1].end if self.sentences else self.figures_end
        return self.text[:end], [c for c in self.citations if c.answer_end <= end]

    def cancelled(self, document: StoredDocument) -> Answer:
        """Return what had been said when Stop was pressed; while a model reads, no page is read."""
        unread = document.coverage.within(()) if self.reader != "quotes" else document.coverage
        text, citations = self.shown
        return Answer(
            question=self.question,
            text=text,
            citations=tuple(citations),
            coverage=self.coverage or unread,
            reader=self.reader,
            finish_reason="cancelled",
            seconds=time.monotonic() - self.started,
            figures=self.figures,
            read_as=self.read_as,
            sentences=tuple(self.sentences),
        )
