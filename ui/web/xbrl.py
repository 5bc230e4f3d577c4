"""An XBRL file that is put beside a report."""

from pathlib import Path

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.errors import DiskFull, NotXbrl, QAError
from qa.library import StoredDocument
from qa.text.display_name import display_name
from qa.xbrl.limits import XbrlLimits
from ui.state.app_state import AppState
from ui.web.owner import owner_of_request
from ui.web.replies import failed, nothing_here, refused

MB = 1_000_000


def xbrl_routes(desk: AppState) -> list[Route]:
    """Return the route that takes such files."""
    own = _XbrlRoute(desk)
    return [Route("/pw/documents/{document_id}/xbrl", own.take, methods=["POST"])]


class _XbrlRoute:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    async def take(self, request: Request) -> Response:
        """Take the request's body, and keep what it tags beside the report."""
        owner = owner_of_request(request)
        if owner is None:
            return nothing_here()
        document_id = request.path_params["document_id"]
        try:
            document = await anyio.to_thread.run_sync(self._desk.find, document_id, owner)
        except QAError as error:
            return failed(error)
        file_name = display_name(request.query_params.get("name", ""))
        try:
            with self._desk.xbrl.arriving(owner):
                num_facts = await self._receive(request, document, file_name)
        except QAError as error:
            self._desk.metrics.refused(error)
            return refused(error)
        except ClientDisconnect:  # nobody is left to be told
            return Response(status_code=400)
        return JSONResponse({"num_facts": num_facts})

    async def _receive(self, request: Request, document: StoredDocument, file_name: str) -> int:
        """Write the body to a file and read that; the file is gone afterwards."""
        limit, path, size = XbrlLimits().max_bytes, self._desk.room.new_file(), 0
        try:
            with path.open("wb") as file:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > limit:
                        reason = f"it has more than {limit // MB} MB"
                        raise NotXbrl(file_name=file_name, reason=reason)
                    file.write(chunk)
            return await anyio.to_thread.run_sync(self._read, path, document, file_name)
        except OSError as error:
            raise DiskFull(file_name=file_name) from error
        finally:
            path.unlink(missing_ok=True)

    def _read(self, path: Path, document: StoredDocument, file_name: str) -> int:
        return len(self._desk.xbrl.take(path, file_name=file_name, document=document).facts)
