"""Marks the quotes of an answer whose page is an image: a program read their words there."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from qa.answer import Answer, AnswerEvent, Citation, CitationFound


def mark_ocr(events: Iterable[AnswerEvent], ocr_pages: Collection[int]) -> Iterator[AnswerEvent]:
    """Yield the events, is_ocr set in every citation of one of these pages."""
    for event in events:
        match event:
            case CitationFound():
                yield replace(event, citation=_marked(event.citation, ocr_pages))
            case Answer():
                citations = tuple(_marked(cited, ocr_pages) for cited in event.citations)
                yield replace(event, citations=citations)
            case _:
                yield event


def _marked(citation: Citation, ocr_pages: Collection[int]) -> Citation:
    pages = {citation.page_number, *(span.page_number for span in citation.context)}
    return replace(citation, is_ocr=True) if pages & set(ocr_pages) else citation
