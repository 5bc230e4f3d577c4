"""Answers 404 for the stream of a call that nobody has made, or whose end was fetched.

Gradio begins such a stream and then fails in it, which would be a fault of ours in the log for each
id that somebody guesses.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.gradio_calls import knows_event
from ui.gradio_compat import CALL


class KnownStreams:
    """Lets a stream through whose event the app knows, and everything that is no stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        event_id = _event_of(scope)
        if event_id is None or knows_event(scope["app"], event_id):
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"error": "There is no such call."}, 404)(scope, receive, send)


def _event_of(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(CALL):
        return None
    _, is_stream, event_id = scope["path"].removeprefix(CALL).partition("/")
    return event_id if is_stream else None
