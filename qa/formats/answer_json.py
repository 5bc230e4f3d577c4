"""An Answer as JSON and back. Scripts lean on these names, so they only ever grow.

Answers are kept in the library in this form, so what an older or a newer version wrote is read too:
a name that is unknown here is passed over, one that is missing has its default. Versions before
format 1 was numbered fail on a name they do not know inside a citation, a span or a usage.

format: the number of this form, see FORMAT
question, text, reader: strings          seconds: number
read_as: null | a question that leans on the one before it, as it stands alone
finish_reason: "stop" | "not found" | "length" | "cancelled" | "failed"
citations: [{
    page_number: place in the file, from 1       printed_number: "58", "xii", "F-12" or null
    cited_text: copied from the page             start, end: its characters in the page's text
    boxes: [[x0, top, x1, bottom], ...] in points from the top left, one per line touched
    answer_start, answer_end: the characters of `text` that it supports
    context: [{page_number, start, end, text, boxes}, ...]: heading, column years, unit
    check: "exact" | "aligned"                   document_sha256
    is_ocr: bool, the page is an image and its words were read there
}]
coverage: {read: [page_number, ...], without_text: [...], left_out: [...]}
figures: [{
    label, display: strings                      value: exact, in units of 1, as a string, or null
    unit: "USD" | "shares" | "USD/share" | "percent" | "ratio" | "days" | "count"
    period: string                               entity: null or a segment
    formula, workings: null for a stated one     is_stated: bool        note: string
    inputs: [{name, value, period, citation, xbrl}]    citation: index into `citations`, or null
    xbrl: null where no XBRL file stood beside the report, else {
        status: "agrees" | "differs" | "not tagged"     concept: "us-gaap:Revenues", or ""
        value: as tagged, exact, in units of 1, as a string; null where none is
    }; of a figure that is worked out, what its inputs' say together
}], empty where none is asked for or known
sentences: [{
    start, end: characters of `text`, end exclusive
    status: "witnessed" | "unwitnessed" (found nowhere in the report) | "no claim"
    citations: indices into `citations`
    figures: [{start, end, holds: bool, citation: index into `citations`, or null}]
}] of what a model wrote; empty where all of `text` is copied from the report
withheld: what a model wrote instead of `text` and nothing in the report bears out, "" mostly
usage: null | {prompt_tokens, cached_tokens, completion_tokens,
               time_to_first_token, time_per_output_token,
               shelf_tokens: of the cached ones, brought back from disk for this answer}
"""

from dataclasses import asdict, fields
from typing import Any, get_args

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
    XbrlStatus,
)
from qa.document import BBox

JsonObject = dict[str, Any]

FORMAT = 5  # who changes a name or a meaning counts it up; test_stored_formats.py sees to it


def answer_to_json(answer: Answer) -> JsonObject:
    """Return the answer as values that `json.dumps` takes."""
    return {
        "format": FORMAT,
        "question": answer.question,
        "read_as": answer.read_as,
        "text": answer.text,
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "coverage": {
            "read": list(answer.coverage.read),
            "without_text": list(answer.coverage.without_text),
            "left_out": list(answer.coverage.left_out),
        },
        "reader": answer.reader,
        "finish_reason": answer.finish_reason,
        "seconds": answer.seconds,
        "usage": None if answer.usage is None else asdict(answer.usage),
        "figures": [_figure_to_json(figure) for figure in answer.figures],
        "sentences": [_sentence_to_json(sentence) for sentence in answer.sentences],
        "withheld": answer.withheld,
    }


def answer_from_json(value: JsonObject) -> Answer:
    """Return the answer that `answer_to_json` of this or another version was given."""
    usage = value.get("usage")
    return Answer(
        question=value["question"],
        read_as=value.get("read_as"),
        text=value["text"],
        citations=tuple(_citation_from_json(citation) for citation in value["citations"]),
        coverage=Coverage(
            read=tuple(value["coverage"]["read"]),
            without_text=tuple(value["coverage"]["without_text"]),
            left_out=tuple(value["coverage"]["left_out"]),
        ),
        reader=value["reader"],
        finish_reason=value["finish_reason"],
        seconds=value["seconds"],
        # answers kept by earlier versions have none
        figures=tuple(_figure_from_json(figure) for figure in value.get("figures", ())),
        usage=None if usage is None else Usage(**_known(Usage, usage)),
        sentences=tuple(_sentence_from_json(said) for said in value.get("sentences", ())),
        withheld=value.get("withheld", ""),
    )


def _sentence_to_json(sentence: AnswerSentence) -> JsonObject:
    return {
        **asdict(sentence),
        "citations": list(sentence.citations),
        "figures": [asdict(figure) for figure in sentence.figures],
    }


def _sentence_from_json(value: JsonObject) -> AnswerSentence:
    figures = tuple(CheckedFigure(**_known(CheckedFigure, figure)) for figure in value["figures"])
    changed = {"citations": tuple(value["citations"]), "figures": figures}
    return AnswerSentence(**{**_known(AnswerSentence, value), **changed})


def _figure_to_json(figure: AnswerFigure) -> JsonObject:
    return {**asdict(figure), "inputs": [asdict(given) for given in figure.inputs]}


def _figure_from_json(value: JsonObject) -> AnswerFigure:
    inputs = tuple(FigureInput(**_marked(FigureInput, given)) for given in value["inputs"])
    return AnswerFigure(**{**_marked(AnswerFigure, value), "inputs": inputs})


def _marked(kind: type[Any], value: JsonObject) -> JsonObject:
    """Return the known names of a figure or an input, its mark read."""
    return {**_known(kind, value), "xbrl": _mark_from_json(value.get("xbrl"))}


def _mark_from_json(value: object) -> XbrlMark | None:
    """Return a mark; None where there is none that makes sense: a card comes from anywhere."""
    if not isinstance(value, dict) or value.get("status") not in get_args(XbrlStatus):
        return None
    concept, tagged = value.get("concept"), value.get("value")
    return XbrlMark(
        value["status"],
        concept if isinstance(concept, str) else "",
        tagged if isinstance(tagged, str) else None,
    )


def citation_to_json(citation: Citation) -> JsonObject:
    """Return one citation as it stands in an answer."""
    return {
        "page_number": citation.page_number,
        "printed_number": citation.printed_number,
        "cited_text": citation.cited_text,
        "boxes": _boxes_to_json(citation.boxes),
        "start": citation.start,
        "end": citation.end,
        "answer_start": citation.answer_start,
        "answer_end": citation.answer_end,
        "context": [_span_to_json(span) for span in citation.context],
        "check": citation.check,
        "is_ocr": citation.is_ocr,
        "document_sha256": citation.document_sha256,
    }


def _citation_from_json(value: JsonObject) -> Citation:
    spans = value.get("context", ())
    return Citation(
        **{
            **_known(Citation, value),
            "boxes": _boxes_from_json(value["boxes"]),
            "is_ocr": value.get("is_ocr") is True,
            "context": tuple(_span_from_json(span) for span in spans),
        }
    )


def _span_to_json(span: Span) -> JsonObject:
    return {
        "page_number": span.page_number,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "boxes": _boxes_to_json(span.boxes),
    }


def _span_from_json(value: JsonObject) -> Span:
    return Span(**{**_known(Span, value), "boxes": _boxes_from_json(value["boxes"])})


def _boxes_to_json(boxes: tuple[BBox, ...]) -> list[list[float]]:
    return [[box.x0, box.top, box.x1, box.bottom] for box in boxes]


def _boxes_from_json(value: list[list[float]]) -> tuple[BBox, ...]:
    return tuple(BBox(*corners) for corners in value)


def _known(kind: type[Any], value: JsonObject) -> JsonObject:
    names = {field.name for field in fields(kind)}
    return {name: item for name, item in value.items() if name in names}
