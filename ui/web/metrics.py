"""/metrics: figures for Prometheus, for whoever runs the app alone."""

import secrets

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.operations.gauges import Gauges
from ui.state.app_state import AppState
from ui.web.door import is_local
from ui.web.replies import FRESH


def metrics_routes(desk: AppState, token: str | None) -> list[Route]:
    """Return the route. token: what has to be sent as `Authorization: Bearer TOKEN`; None: only
    this machine is answered, by its own name, and not through a proxy or a share link.
    """
    gauges = CollectorRegistry()
    gauges.register(Gauges(desk))

    def metrics(request: Request) -> Response:
        if not _may_see(request, token):
            return PlainTextResponse("There is nothing here.", 404)
        text = generate_latest(desk.metrics.registry) + generate_latest(gauges)
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=FRESH)

    return [Route("/metrics", metrics)]


def _may_see(request: Request, token: str | None) -> bool:
    if not token:
        return is_local(request.scope)
    sent = request.headers.get("authorization", "")
    return secrets.compare_digest(sent.encode(), f"Bearer {token}".encode())
