"""The card of an answer as a file, for whoever may see the answer; see qa/cards/README.md."""

import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from qa.answer import Answer
from qa.cards.card import answer_key, card_json, card_text
from qa.cards.save import card_page
from qa.errors import UnknownDocument
from qa.library import StoredDocument
from ui.state.app_state import AppState
from ui.views.copied_answer import copied_answer
from ui.views.i18n import Language
from ui.web.owner import owner_of_request
from ui.web.replies import FRESH, attachment, named_after, nothing_here


def card_routes(desk: AppState) -> list[Route]:
    """Return the routes of cards; they answer 404 to everybody but who asked the question."""
    cards = _Cards(desk)
    answer = "/pw/documents/{document_id}/answers/{answer_key}"
    return [
        Route(f"{answer}/card.html", cards.page),
        Route(f"{answer}/card.json", cards.data),
        Route(f"{answer}/text", cards.text),
    ]


class _Cards:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def page(self, request: Request) -> Response:
        """Return the card as one page, with a picture of every cited place."""
        try:
            document, answered_at, answer = self._answer(request)
            card = card_json(document, answer, answered_at=answered_at, made_at=time.time())
            page = card_page(card, document, self._desk.renderer)
        except UnknownDocument:
            return nothing_here()
        return _file(page, answer, "html", "text/html")

    def data(self, request: Request) -> Response:
        """Return the card as JSON."""
        try:
            document, answered_at, answer = self._answer(request)
        except UnknownDocument:
            return nothing_here()
        card = card_json(document, answer, answered_at=answered_at, made_at=time.time())
        return _file(card_text(card), answer, "json", "application/json")

    def text(self, request: Request) -> Response:
        """Return the answer as text to be put into a document, with the pages it is from."""
        language: Language = "zh" if request.query_params.get("language") == "zh" else "en"
        try:
            document, _, answer = self._answer(request)
        except UnknownDocument:
            return nothing_here()
        return PlainTextResponse(
            copied_answer(document, answer, language).encode("utf-8", "replace"),
            headers=FRESH,
        )

    def _answer(self, request: Request) -> tuple[StoredDocument, float, Answer]:
        document = self._desk.find(request.path_params["document_id"], owner_of_request(request))
        for answered_at, answer in reversed(document.dated_answers()):
            if answer_key(answer) == request.path_params["answer_key"]:
                (marked,) = self._desk.xbrl.marked(document, [answer])
                return document, answered_at, marked
        raise UnknownDocument


def _file(content: str, answer: Answer, suffix: str, media_type: str) -> Response:
    name = named_after(answer.question)
    return attachment(content, name=name, suffix=suffix, media_type=media_type)
