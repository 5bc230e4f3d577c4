"""/healthz and /readyz: without a login, and without a word of any document."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.operations.health import Health
from ui.web.replies import FRESH


def health_routes(health: Health) -> list[Route]:
    """Return the routes that a container, a service manager or a load balancer asks."""

    async def healthz(_: Request) -> Response:
        return JSONResponse(health.alive(), headers=FRESH)

    def readyz(_: Request) -> Response:  # in a thread: the library and a child are asked
        readiness = health.readiness()
        return JSONResponse(readiness, 200 if readiness["ready"] else 503, headers=FRESH)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
