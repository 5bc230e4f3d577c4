"""Our own routes: files in, page images and page words out, the conversation as a file, assets.

Every one of them asks who is there first, and answers 404 to everybody but the owner.
"""

import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from qa.errors import (
    DiskFull,
    EmptyFile,
    FileTooLarge,
    QAError,
    RenderingFailed,
    UnknownDocument,
)
from qa.formats.answer_csv import answers_csv
from qa.formats.question_list import MAX_CHARS, MAX_QUESTIONS, questions_in
from qa.library import StoredDocument
from qa.text.display_name import display_name
from ui.state.app_state import AppState
from ui.state.question_options import QuestionOptions
from ui.views.conversation_view import export_markdown
from ui.views.document_panel import page_words
from ui.views.i18n import Language, error_text
from ui.views.model_status import model_line, plan
from ui.views.phrases import ERRORS, PHRASES
from ui.web.owner import owner_of_request

ASSETS = Path(__file__).parents[1] / "static"
ASSET_NAMES = ("page_view.js", "shell.js", "style.css")
SCALE_STEP = 0.25  # images are drawn at a few sizes only, so that they can be kept
LARGEST_SCALE = 6.0  # the renderer's own limit on pixels comes first on large pages
MB = 1_000_000
FRESH = {"cache-control": "no-store"}
PRIVATE = {"cache-control": "private, max-age=3600"}


def own_routes(desk: AppState) -> list[Route]:
    """Return the routes to hand to Gradio's app; they come before its own."""
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
        Route("/pw/model.json", own.model),
        Route("/pw/words.json", own.words),
        *(Route(f"/pw/{name}", _asset(name)) for name in ASSET_NAMES),
    ]


class _Routes:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    async def upload(self, request: Request) -> Response:
        """Take one file (the request's body) and queue it for reading."""
        owner = owner_of_request(request)
        if owner is None:
            return _nothing_here()
        file_name = display_name(request.query_params.get("name", ""))
        try:
            await anyio.to_thread.run_sync(self._desk.room.check_room, owner)
            path = await self._receive(request, file_name)
        except QAError as error:
            return _refused(error)
        reading = self._desk.room.take(path, owner=owner, file_name=file_name)
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
            return _nothing_here()
        file_name = display_name(request.query_params.get("name", ""))
        data = await request.body()  # the guard has seen to its size
        try:
            questions = await anyio.to_thread.run_sync(questions_in, data, file_name)
        except QAError as error:
            return _refused(error)
        return JSONResponse({"text": "\n".join(questions)}, headers=FRESH)

    def page_image(self, request: Request) -> Response:
        try:
            document, page_number = self._page(request)
            png = self._desk.renderer.png(
                document.pdf_path, page_number, scale=_scale(request), password=document.password
            )
        except RenderingFailed as error:
            return _refused(error)
        except UnknownDocument:
            return _nothing_here()
        return Response(png, media_type="image/png", headers=PRIVATE)

    def page_words(self, request: Request) -> Response:
        try:
            document, page_number = self._page(request)
            words = page_words(document.page(page_number))
        except UnknownDocument:
            return _nothing_here()
        return JSONResponse(words, headers=PRIVATE)

    def conversation(self, request: Request) -> Response:
        """Return the conversation on a report as a Markdown file."""
        try:
            document = self._document(request)
            answers = document.answers()
        except UnknownDocument:
            return _nothing_here()
        language: Language = "zh" if request.query_params.get("language") == "zh" else "en"
        text = export_markdown(document, answers, language)
        return _attachment(document, text, suffix="md", media_type="text/markdown")

    def table(self, request: Request) -> Response:
        """Return the conversation as the CSV file that `batch` writes: a question, a row."""
        try:
            document = self._document(request)
            text = answers_csv(document.answers())
        except UnknownDocument:
            return _nothing_here()
        return _attachment(document, text, suffix="csv", media_type="text/csv")

    def plan(self, request: Request) -> Response:
        """Return what would be read of a report with what is chosen, as HTML."""
        try:
            document = self._document(request)
            choice = QuestionOptions.parse(request.query_params.get("choice", ""))
            html = plan(document, choice, self._desk.model.keeper)
        except UnknownDocument:
            return _nothing_here()
        return JSONResponse({"html": html}, headers=FRESH)

    def model(self, request: Request) -> Response:
        """Return who answers now, as HTML; the page asks again until it is settled."""
        if owner_of_request(request) is None:
            return _nothing_here()
        state = self._desk.model.state
        return JSONResponse(
            {
                "html": model_line(state),
                "stage": state.stage.value,
                "is_settled": state.stage.is_settled,
            },
            headers=FRESH,
        )

    def words(self, _: Request) -> Response:
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
                "max_question_chars": MAX_CHARS,
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


def _too_large(file_name: str, request: Request, limit: int) -> FileTooLarge:
    size = int(request.headers.get("content-length", 0)) or limit + 1
    return FileTooLarge(file_name=file_name, size_mb=-(-size // MB), limit_mb=limit // MB)


def _refused(error: QAError) -> Response:
    sentence = {"en": error_text(error, "en"), "zh": error_text(error, "zh")}
    return JSONResponse({"error": sentence}, status_code=422)


def _nothing_here() -> Response:
    return JSONResponse({"error": None}, status_code=404)


def _asset(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def asset(_: Request) -> Response:
        return FileResponse(ASSETS / name, headers={"cache-control": "no-cache"})

    return asset


def _attachment(document: StoredDocument, text: str, *, suffix: str, media_type: str) -> Response:
    name = display_name(document.title.replace("/", "-"))
    return Response(
        text,
        media_type=f"{media_type}; charset=utf-8",
        headers={
            "content-disposition": "attachment; filename*=UTF-8''" + quote(f"{name}.{suffix}"),
            "cache-control": "no-store",
        },
    )
