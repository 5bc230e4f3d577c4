"""Our own routes: files in, page images and page words out, the conversation as a file, assets.

Every one of them asks who is there first, and answers 404 to everybody but the owner.
"""

import asyncio
import math
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.compare.asking import MOST_REPORTS
from qa.errors import DiskFull, EmptyFile, FileTooLarge, QAError, UnknownDocument
from qa.formats.answer_csv import answers_csv
from qa.formats.question_list import MAX_CHARS, MAX_QUESTIONS, questions_in
from qa.library import StoredDocument
from qa.text.display_name import display_name
from ui.api.openapi import openapi
from ui.gradio_compat import asks_for_login, log_out
from ui.grid.routes import grid_routes
from ui.operations.health import Health
from ui.state.app_state import AppState
from ui.state.question_options import QuestionOptions
from ui.views.conversation_view import export_markdown
from ui.views.document_panel import page_words
from ui.views.i18n import Language
from ui.views.model_status import model_line, plan
from ui.views.phrases import PHRASES
from ui.views.phrases_errors import ERRORS
from ui.web.assets import asset_routes
from ui.web.bodies import BodyRefused
from ui.web.cards import card_routes
from ui.web.health import health_routes
from ui.web.metrics import metrics_routes
from ui.web.owner import owner_of_request
from ui.web.pane import pane_routes
from ui.web.replies import FRESH, attachment, failed, nothing_here, refused
from ui.web.statements import statement_routes
from ui.web.together import together_routes
from ui.web.xbrl import xbrl_routes

SCALE_STEP = 0.25  # images are drawn at a few sizes only, so that they can be kept
LARGEST_SCALE = 6.0  # the renderer's own limit on pixels comes first on large pages
# Those who wait for a page have threads of their own: the server's 40 are for what does not wait.
IMAGES_AT_ONCE = 200
MB = 1_000_000

PRIVATE = {"cache-control": "private, max-age=3600"}


def own_routes(desk: AppState, metrics_token: str | None = None) -> list[Route]:
    """Return the routes to hand to Gradio's app; they come before its own.

    metrics_token: see ui.web.metrics.
    """
    own = _Routes(desk)
    page = "/pw/documents/{document_id}/pages/{page_number:int}"
    return [
        Route("/pw/documents", own.upload, methods=["POST"]),
        Route("/pw/questions", own.questions, methods=["POST"]),
        Route(f"{page}.png", own.page_image),
        Route(f"{page}.json", own.page_words),
        Route("/pw/documents/{document_id}/conversation.md", own.conversation),
        Route("/pw/documents/{document_id}/conversation.csv", own.table),
        Route("/pw/documents/{document_id}/plan.json", own.plan),
        Route("/pw/logout", own.log_out, methods=["POST"]),
        Route("/pw/model.json", own.model),
        Route("/pw/words.json", own.words),
        Route("/pw/openapi.json", lambda _: JSONResponse(openapi(), headers=FRESH)),
        *statement_routes(desk),
        *card_routes(desk),
        *health_routes(Health(desk)),
        *metrics_routes(desk, metrics_token),
        *grid_routes(desk),
        *together_routes(desk),
        *pane_routes(desk),
        *xbrl_routes(desk),
        *asset_routes(),
    ]


async def _note_leaving(request: Request, has_left: threading.Event) -> None:
    """Set the event when the browser has given a request up, such as for another page."""
    with suppress(BodyRefused):
        while (await request.receive())["type"] != "http.disconnect":
            continue
    has_left.set()


class _Routes:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk
        self._images = anyio.CapacityLimiter(IMAGES_AT_ONCE)

    async def upload(self, request: Request) -> Response:
        """Take one file (the request's body) and queue it for reading."""
        owner = owner_of_request(request)
        if owner is None:
            return nothing_here()
        file_name = display_name(request.query_params.get("name", ""))
        reserve = partial(
            self._desk.room.reserve,
            owner=owner,
            address=request.client.host if request.client else "",
            num_bytes=_stated_length(request, self._desk.room.limits.max_file_bytes),
            file_name=file_name,
        )
        try:
            reservation = await anyio.to_thread.run_sync(reserve)
        except QAError as error:
            self._desk.metrics.refused(error)
            return refused(error)
        try:
            path = await self._receive(request, file_name)
            reading = self._desk.room.take(
                path, owner=owner, file_name=file_name, reservation=reservation
            )
        except QAError as error:
            self._desk.metrics.refused(error)
            return refused(error)
        except ClientDisconnect:  # nobody is left to be told
            return Response(status_code=400)
        finally:
            self._desk.room.give_back(reservation)
        return JSONResponse({"reading_id": reading.reading_id})

    async def _receive(self, request: Request, file_name: str) -> Path:
        """Write the body to a file of the reading room; leave nothing behind when it breaks off."""
        limit, path = self._desk.room.limits.max_file_bytes, self._desk.room.new_file()
        size = 0
        try:
            with path.open("wb") as file:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > limit:
                        raise _too_large(file_name, request, limit)
                    file.write(chunk)
            if size == 0:
                raise EmptyFile(file_name=file_name)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise DiskFull(file_name=file_name) from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    async def questions(self, request: Request) -> Response:
        """Take a list of questions (the request's body) and return it as lines; nothing is kept."""
        if owner_of_request(request) is None:
            return nothing_here()
        file_name = display_name(request.query_params.get("name", ""))
        data = await request.body()  # the guard has seen to its size
        try:
            questions = await anyio.to_thread.run_sync(questions_in, data, file_name)
        except QAError as error:
            return refused(error)
        return JSONResponse({"text": "\n".join(questions)}, headers=FRESH)

    async def page_image(self, request: Request) -> Response:
        has_left = threading.Event()
        watching = asyncio.create_task(_note_leaving(request, has_left))
        try:
            return await anyio.to_thread.run_sync(
                self._drawn, request, has_left, limiter=self._images
            )
        finally:
            watching.cancel()

    def _drawn(self, request: Request, has_left: threading.Event) -> Response:
        try:
            document, page_number = self._page(request)
            png = self._desk.renderer.png(
                document.pdf_path,
                page_number,
                scale=_scale(request),
                password=document.password,
                owner=owner_of_request(request) or "",
                is_wanted=lambda: not has_left.is_set(),
            )
        except QAError as error:
            return failed(error)
        return Response(png, media_type="image/png", headers=PRIVATE)

    def page_words(self, request: Request) -> Response:
        try:
            document, page_number = self._page(request)
            words = page_words(document.page(page_number))
        except QAError as error:
            return failed(error)
        return JSONResponse(words, headers=PRIVATE)

    def conversation(self, request: Request) -> Response:
        """Return the conversation on a report as a Markdown file."""
        try:
            document = self._document(request)
            answers = self._desk.xbrl.marked(document, document.answers())
        except QAError as error:
            return failed(error)
        language: Language = "zh" if request.query_params.get("language") == "zh" else "en"
        text = export_markdown(document, answers, language)
        return attachment(text, name=document.title, suffix="md", media_type="text/markdown")

    def table(self, request: Request) -> Response:
        """Return the conversation as the CSV file that `batch` writes: a question, a row."""
        try:
            document = self._document(request)
            text = answers_csv(self._desk.xbrl.marked(document, document.answers()))
        except QAError as error:
            return failed(error)
        return attachment(text, name=document.title, suffix="csv", media_type="text/csv")

    def plan(self, request: Request) -> Response:
        """Return what would be read of a report with what is chosen, as HTML."""
        try:
            document = self._document(request)
            choice = QuestionOptions.parse(request.query_params.get("choice", ""))
            html = plan(document, choice, self._desk.model.keeper)
        except QAError as error:
            return failed(error)
        return JSONResponse({"html": html}, headers=FRESH)

    def model(self, request: Request) -> Response:
        """Return who answers now, as HTML; the page asks again until it is settled."""
        if owner_of_request(request) is None:
            return nothing_here()
        state = self._desk.model.state
        return JSONResponse(
            {
                "html": model_line(state),
                "stage": state.stage.value,
                "is_settled": state.stage.is_settled,
            },
            headers=FRESH,
        )

    def log_out(self, request: Request) -> Response:
        """Forget this login; the browser is to load the page anew."""
        response = JSONResponse({"logged_out": True}, headers=FRESH)
        for name in log_out(request):
            response.delete_cookie(name)
        return response

    def words(self, request: Request) -> Response:
        """Return what the page's scripts need: their phrases and what is the most."""
        phrases = {key: {"en": en, "zh": zh} for key, (en, zh) in PHRASES.items()}
        limit_mb = self._desk.room.limits.max_file_bytes // MB
        too_large = {"en": FileTooLarge.template, "zh": ERRORS["FileTooLarge"]}
        return JSONResponse(
            {
                "phrases": phrases,
                "too_large": too_large,
                "max_file_mb": limit_mb,
                "max_questions": MAX_QUESTIONS,
                "max_reports": MOST_REPORTS,
                "max_question_chars": MAX_CHARS,
                "asks_for_login": asks_for_login(request),
            }
        )

    def _document(self, request: Request) -> StoredDocument:
        return self._desk.find(request.path_params["document_id"], owner_of_request(request))

    def _page(self, request: Request) -> tuple[StoredDocument, int]:
        document, page_number = self._document(request), request.path_params["page_number"]
        if not 1 <= page_number <= document.num_pages:
            raise UnknownDocument
        return document, page_number


def _scale(request: Request) -> float:
    """Return the wanted scale (1.0 = 72 dpi), rounded up to a step and kept in bounds."""
    try:
        wanted = float(request.query_params.get("scale", "1"))
    except ValueError:
        wanted = 1.0
    if not 0 < wanted < LARGEST_SCALE:  # also NaN
        wanted = LARGEST_SCALE if wanted > 0 else 1.0
    return max(math.ceil(wanted / SCALE_STEP) * SCALE_STEP, SCALE_STEP)


def _stated_length(request: Request, limit: int) -> int:
    """Return how many bytes the body may have: what it says, else the most that is taken."""
    stated = request.headers.get("content-length", "")
    return min(int(stated), limit) if stated.isdecimal() and len(stated) < 20 else limit


def _too_large(file_name: str, request: Request, limit: int) -> FileTooLarge:
    size = int(request.headers.get("content-length", 0)) or limit + 1
    return FileTooLarge(file_name=file_name, size_mb=-(-size // MB), limit_mb=limit // MB)
