"""Answers in, a CSV file for spreadsheets out: one row each."""

from collections.abc import Iterable, Mapping

from qa.answer import Answer, place_label
from qa.formats.cells import BYTE_ORDER_MARK, csv_line
from qa.formats.xbrl_text import figure_xbrl

CSV_HEADER = (
    *("question", "answer", "page", "printed page", "quote", "status"),
    *("value", "unit", "period", "formula", "witnessed", "xbrl"),
)
NO_WITNESS = "no witness in this report"
HOLDS, FAILS = "✓", "✗"  # a figure that stands on its page as it is said, one that does not

_STATUS_OF_FINISH = {  # the others are said as they are
    "stop": "found",
    "length": "cut short",
    "cancelled": "stopped",
}


def answer_text(answer: Answer) -> str:
    """Return the answer with the name of its page behind each claim, "[p. 58 (PDF 60)]", and the
    marks of `witness_marks`.
    """
    labels: dict[int, list[str]] = {}
    for citation in answer.citations:
        label = place_label(citation)
        labels_here = labels.setdefault(citation.answer_end, [])
        if label not in labels_here:
            labels_here.append(label)
    marks = witness_marks(answer)
    for end, named in labels.items():
        marks[end] = f" [{', '.join(named)}]{marks.get(end, '')}"
    return with_marks(answer.text, marks)


def witness_marks(answer: Answer, no_witness: str = NO_WITNESS) -> dict[int, str]:
    """Return by offset in the text what is put there: HOLDS or FAILS behind each figure that a
    model wrote, `no_witness` in brackets behind a sentence that the report does not bear out.
    """
    marks: dict[int, str] = {}
    for sentence in answer.sentences:
        for figure in sentence.figures:
            marks[figure.end] = f" {HOLDS if figure.holds else FAILS}"
        if sentence.status == "unwitnessed":
            marks[sentence.end] = f"{marks.get(sentence.end, '')} [{no_witness}]"
    return marks


def with_marks(text: str, marks: Mapping[int, str]) -> str:
    """Return text with these words put in at these offsets."""
    pieces, start = [], 0
    for end in sorted(marks):
        pieces += [text[start:end], marks[end]]
        start = end
    return "".join([*pieces, text[start:]])


def answer_row(answer: Answer) -> tuple[str, ...]:
    """Return the cells under CSV_HEADER; page and quote are those of the first citation.

    value, unit, period and formula are those of the figure that answers first, exact and in units
    of one (percent as 36.2); empty where there is none. witnessed: of a model's answer, how many
    sentences the report bears out of those that claim something, "2 of 3". xbrl: of that figure,
    whether an XBRL file beside the report agrees, see `qa.formats.xbrl_text`.
    """
    page_number, printed_number, quote = "", "", ""
    if answer.citations:
        first = answer.citations[0]
        page_number = str(first.page_number)
        printed_number = first.printed_number or ""
        quote = first.cited_text
    status = status_of(answer)
    cells = (answer.question, answer_text(answer), page_number, printed_number, quote, status)
    xbrl = figure_xbrl(answer.figures[0]) if answer.figures else ""
    return (*cells, *_figure_cells(answer), _witnessed(answer), xbrl)


def status_of(answer: Answer) -> str:
    """Return how an answer ended: "found", "not found", "cut short", "stopped", "failed"."""
    return _STATUS_OF_FINISH.get(answer.finish_reason, answer.finish_reason)


def csv_head() -> str:
    """Return the first line of the file."""
    return BYTE_ORDER_MARK + csv_line(CSV_HEADER)


def csv_row(answer: Answer) -> str:
    """Return the line of one answer."""
    return csv_line(answer_row(answer))


def answers_csv(answers: Iterable[Answer]) -> str:
    """Return the whole file."""
    return csv_head() + "".join(map(csv_row, answers))


def _figure_cells(answer: Answer) -> tuple[str, str, str, str]:
    if not answer.figures or answer.figures[0].value is None:
        return "", "", "", ""
    figure = answer.figures[0]
    assert figure.value is not None
    return figure.value, figure.unit, figure.period, figure.formula or ""


def _witnessed(answer: Answer) -> str:
    claims = [said for said in answer.sentences if said.status != "no claim"]
    num_witnessed = sum(said.status == "witnessed" for said in claims)
    return f"{num_witnessed} of {len(claims)}" if claims else ""
