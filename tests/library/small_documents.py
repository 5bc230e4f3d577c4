"""Documents for the library's tests, made without reading a PDF."""

import hashlib

from qa.answer import (
    Answer,
    AnswerFigure,
    AnswerSentence,
    CheckedFigure,
    Citation,
    Coverage,
    FigureInput,
    Span,
    Usage,
    XbrlMark,
)
from qa.document import BBox, Document, Line, LineRole, Page, PageStatus, Section
from qa.library.lines_file import rounded


def line(text: str, *, top: float = 72.0, role: LineRole = LineRole.BODY) -> Line:
    edges = tuple(72 + 5.117 * index for index in range(len(text) + 1))
    box = BBox(72.003, top, edges[-1], top + 11.119)
    return rounded(Line(text, box, edges, role))


def page(
    page_number: int, *texts: str, status: PageStatus = PageStatus.TEXT, heading: str = ""
) -> Page:
    lines = [line(heading, top=20, role=LineRole.RUNNING_HEAD)] if heading else []
    lines += [line(text, top=72 + 14 * index) for index, text in enumerate(texts)]
    return Page(page_number, f"F-{page_number}", 612.0, 791.97, tuple(lines), status, 7)


def document(*pages: Page, name: str = "report") -> Document:
    return Document(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        title=f"The {name}",
        pages=pages,
        sections=(Section("Item 7.", 1, 1, len(pages), 40), Section("Results", 2, 1, 1, 20)),
        num_pages_in_file=len(pages),
    )


def small_document(name: str = "report") -> Document:
    return document(
        page(1, "Net sales grew 7.4%", "营业收入增长"), page(2, "Total assets 1,577"), name=name
    )


def answer(question: str = "How did net sales grow?", *, sha256: str = "a" * 64) -> Answer:
    span = Span(1, 0, 9, "Net sales", (BBox(72.0, 72.0, 120.5, 83.25),))
    citation = Citation(
        document_sha256=sha256,
        page_number=1,
        printed_number="F-1",
        cited_text="Net sales grew 7.4%",
        start=0,
        end=19,
        boxes=(BBox(72.0, 72.0, 170.25, 83.25),),
        answer_start=0,
        answer_end=19,
        context=(span,),
    )
    figure = AnswerFigure(
        label="growth",
        value="7.4",
        display="7.4%",
        unit="percent",
        period="2023",
        formula="sales ÷ sales − 1",
        workings="1,577 ÷ 1,468 − 1",
        inputs=(FigureInput("sales", "1577", "2023", 0, XbrlMark("agrees", "x:Sales", "1577")),),
        xbrl=XbrlMark("agrees"),
    )
    return Answer(
        question=question,
        text="Net sales grew 7.4%; 利润",
        citations=(citation,),
        coverage=Coverage(read=(1, 2), without_text=(3,), left_out=(4,)),
        reader="quotes",
        finish_reason="stop",
        seconds=0.02,
        usage=Usage(100, 90, 12, 0.5, 0.01),
        figures=(figure,),
        sentences=(AnswerSentence(0, 19, "witnessed", (0,), (CheckedFigure(15, 19, True, 0),)),),
    )
