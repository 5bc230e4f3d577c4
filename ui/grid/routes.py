"""The routes of grids: two pages, what has changed, what a person says of a cell, files.

Each asks who is there first and answers 404 to everybody but the owner.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from qa.document_facts import facts_in
from qa.errors import QAError, UnknownDocument, UnknownGrid
from qa.grid.content import GridColumn, GridContent
from qa.grid.csv_file import grid_csv
from qa.grid.markdown_file import grid_markdown
from qa.grid.ready_lists import ready_lists
from qa.grid.workbook_file import grid_xlsx
from qa.library import StoredDocument
from qa.library.grids import CELL_STATES, GridCell, ReviewGrid
from ui.grid.cell_view import cell_json, panel
from ui.grid.page import grid_page, grids_page, not_here_page
from ui.grid.sent import Sent, sent_questions, sent_text
from ui.grid.worker import GridWorkers
from ui.state.app_state import AppState
from ui.views.i18n import error_text
from ui.web.owner import owner_of_request
from ui.web.replies import FRESH, WORKBOOK, attachment, nothing_here


def grid_routes(desk: AppState) -> list[Route]:
    """Return the routes of grids, and let a worker fill those that are looked at."""
    grids = _Grids(desk, GridWorkers(desk))
    grid = "/pw/grids/{grid_id}"
    cell = f"{grid}/cells/{{report:int}}/{{question:int}}"
    return [
        Route("/grids", grids.all_page),
        Route("/grid/{grid_id}", grids.page),
        Route("/pw/grids", _posted(grids.make), methods=["POST"]),
        Route(f"{grid}/cells.json", grids.changes),
        Route(f"{cell}.json", grids.cell),
        Route(cell, _posted(grids.review), methods=["POST"]),
        Route(f"{grid}/again", _posted(grids.ask_again), methods=["POST"]),
        Route(f"{grid}/stop", _posted(grids.stop), methods=["POST"]),
        Route(f"{grid}/remove", _posted(grids.remove), methods=["POST"]),
        Route(f"{grid}/grid.xlsx", grids.workbook),
        Route(f"{grid}/grid.csv", grids.table),
        Route(f"{grid}/grid.md", grids.markdown),
    ]


def _posted(act: Callable[[Request, Sent], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that reads what was sent as JSON and acts on it in a thread."""

    async def route(request: Request) -> Response:
        try:
            sent = json.loads(await request.body() or b"{}")  # the guard has seen to its size
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict):
            return JSONResponse({"error": None}, status_code=400)
        return await anyio.to_thread.run_sync(_answered, act, request, sent)

    return route


def _answered(act: Callable[[Request, Sent], Response], request: Request, sent: Sent) -> Response:
    try:
        return act(request, sent)
    except (UnknownGrid, UnknownDocument):
        return nothing_here()
    except QAError as error:
        sentence = {"en": error_text(error, "en"), "zh": error_text(error, "zh")}
        return JSONResponse({"error": sentence}, status_code=422)


class _Grids:
    def __init__(self, desk: AppState, workers: GridWorkers) -> None:
        self._desk, self._workers = desk, workers
        self._store = desk.library.grids

    def all_page(self, request: Request) -> Response:
        """Return the page of all grids of an owner; the first page gives a visitor a cookie."""
        owner = owner_of_request(request)
        if owner is None:
            return RedirectResponse("./", status_code=303)
        grids = [(grid, self._store.counts(grid.grid_id)) for grid in self._store.of(owner)]
        page = grids_page(
            grids,
            self._desk.documents(owner),
            list(ready_lists().values()),
            has_model=self._desk.model.reader is not None,
        )
        return HTMLResponse(page, headers=FRESH)

    def page(self, request: Request) -> Response:
        try:
            grid = self._grid(request)
        except UnknownGrid:
            return HTMLResponse(not_here_page(), status_code=404, headers=FRESH)
        return HTMLResponse(grid_page(grid, self._documents(grid)), headers=FRESH)

    def make(self, request: Request, sent: Sent) -> Response:
        """Make a grid of the reports and questions that were sent; return its id."""
        owner = owner_of_request(request)
        if owner is None:
            raise UnknownGrid
        ids = sent.get("documents")
        if not isinstance(ids, list) or not ids or not all(isinstance(i, str) for i in ids):
            raise UnknownDocument
        documents = [self._desk.find(document_id, owner) for document_id in dict.fromkeys(ids)]
        named, questions = sent_questions(sent)
        more = f" +{len(documents) - 1}" if len(documents) > 1 else ""
        made_up = f"{named}: {documents[0].title}{more}"
        grid = self._store.add(
            owner=owner,
            title=" ".join(sent_text(sent, "title").split()) or made_up,
            document_ids=[document.document_id for document in documents],
            questions=questions,
            reader="model" if sent.get("reader") == "model" else "quotes",
        )
        return JSONResponse({"grid_id": grid.grid_id}, headers=FRESH)

    def changes(self, request: Request) -> Response:
        """Return the cells that changed since a revision, and how far the grid has come.

        Who asks is taken to look at the grid, so that it is filled.
        """
        try:
            grid = self._grid(request)
        except UnknownGrid:
            return nothing_here()
        self._workers.heard(grid)
        since = request.query_params.get("since", "")
        known = int(since) if since.isdecimal() and len(since) < 15 else -1
        cells = self._store.cells(grid.grid_id, since=known)
        counts = self._store.counts(grid.grid_id)
        told = [cell_json(cell, grid.questions[cell.question]) for cell in cells]
        return JSONResponse(
            {
                "revision": grid.revision,  # read before the cells: none is passed over
                "cells": told,
                "counts": counts,
                "is_stopped": grid.is_stopped or self._workers.is_broken(grid.grid_id),
                "says": self._workers.says(grid.grid_id),
            },
            headers=FRESH,
        )

    def cell(self, request: Request) -> Response:
        """Return all of a cell's answer as HTML."""
        try:
            grid = self._grid(request)
            cell, document = self._cell(request, grid)
            if cell.answer is not None:  # a file may have come after it was answered
                (marked,) = self._desk.xbrl.marked(document, [cell.answer])
                cell = replace(cell, answer=marked)
            html = panel(document, grid.questions[cell.question], cell)
        except (UnknownGrid, UnknownDocument):
            return nothing_here()
        return JSONResponse({"html": html}, headers=FRESH)

    def review(self, request: Request, sent: Sent) -> Response:
        """Keep what a person says of a cell."""
        grid = self._grid(request)
        cell, _ = self._cell(request, grid)
        state = sent.get("state")
        if state not in CELL_STATES:
            return JSONResponse({"error": None}, status_code=400)
        place = (cell.report, cell.question)
        edited, note = sent_text(sent, "edited"), sent_text(sent, "note")
        self._store.review(grid.grid_id, place, state=state, edited=edited, note=note)
        return JSONResponse({}, headers=FRESH)

    def ask_again(self, request: Request, sent: Sent) -> Response:
        """Empty one cell, or all that failed, so that they are asked again."""
        grid = self._grid(request)
        cells = self._store.cells(grid.grid_id)
        wanted = [
            (cell.report, cell.question)
            for cell in cells
            if [cell.report, cell.question] == sent.get("place")
            or (sent.get("failed") is True and _has_failed(cell))
        ]
        self._store.ask_again(grid.grid_id, wanted)
        return self._go_on(grid)

    def stop(self, request: Request, sent: Sent) -> Response:
        """Stop the filling, or go on with it."""
        grid = self._grid(request)
        if sent.get("stopped") is not True:
            return self._go_on(grid)
        self._store.stop(grid.grid_id, stopped=True)
        return JSONResponse({}, headers=FRESH)

    def _go_on(self, grid: ReviewGrid) -> Response:
        self._store.stop(grid.grid_id, stopped=False)
        self._workers.go_on(grid.grid_id)
        self._workers.heard(grid)
        return JSONResponse({}, headers=FRESH)

    def remove(self, request: Request, _: Sent) -> Response:
        grid = self._grid(request)
        self._store.remove(grid.grid_id, owner=grid.owner)
        return JSONResponse({}, headers=FRESH)

    def workbook(self, request: Request) -> Response:
        return self._file(request, "xlsx", WORKBOOK, grid_xlsx)

    def table(self, request: Request) -> Response:
        return self._file(request, "csv", "text/csv", grid_csv)

    def markdown(self, request: Request) -> Response:
        is_chinese = request.query_params.get("language") == "zh"

        def write(content: GridContent) -> str:
            return grid_markdown(content, chinese=is_chinese)

        return self._file(request, "md", "text/markdown", write)

    def _file(
        self,
        request: Request,
        suffix: str,
        media_type: str,
        write: Callable[[GridContent], str | bytes],
    ) -> Response:
        try:
            grid = self._grid(request)
            columns = [
                GridColumn(index, document, facts_in(document).currency)
                for index, document in self._documents(grid).items()
            ]
        except (UnknownGrid, UnknownDocument):
            return nothing_here()
        cells = {(cell.report, cell.question): cell for cell in self._store.cells(grid.grid_id)}
        data = write(GridContent(grid.title, columns, grid.questions, cells))
        return attachment(data, name=grid.title, suffix=suffix, media_type=media_type)

    def _grid(self, request: Request) -> ReviewGrid:
        owner = owner_of_request(request)
        if owner is None:
            raise UnknownGrid
        return self._store.get(request.path_params["grid_id"], owner=owner)

    def _documents(self, grid: ReviewGrid) -> dict[int, StoredDocument]:
        """Return the reports by their index; one that goes right now is left out."""
        found = {}
        for index, document_id in grid.document_ids:
            try:
                found[index] = self._desk.find(document_id, grid.owner)
            except UnknownDocument:
                continue
        return found

    def _cell(self, request: Request, grid: ReviewGrid) -> tuple[GridCell, StoredDocument]:
        place = (request.path_params["report"], request.path_params["question"])
        if max(place) > 2**31:  # more than a database counts
            raise UnknownGrid
        cells = self._store.cells(grid.grid_id, at=place)
        if not cells:
            raise UnknownGrid
        document_id = dict(grid.document_ids)[place[0]]
        return cells[0], self._desk.find(document_id, grid.owner)


def _has_failed(cell: GridCell) -> bool:
    return cell.answer is not None and cell.answer.finish_reason == "failed"
