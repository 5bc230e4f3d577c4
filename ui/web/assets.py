"""The page's own scripts, style sheet and icon: which files they are and how they are served."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

ASSETS = Path(__file__).parents[1] / "static"
# They only define: shell.js starts, when Gradio says that the page stands. So in any order.
SCRIPTS = (
    "appearance.js",
    "connection.js",
    "conversation.js",
    "files.js",
    "find.js",
    "help.js",
    "keys.js",
    "links.js",
    "model.js",
    "page_files.js",
    "page_sheet.js",
    "page_thumbs.js",
    "page_view.js",
    "panes.js",
    "question_box.js",
    "report.js",
    "selection.js",
    "shelf.js",
    "shell.js",
    "statements.js",
    "together.js",
    "tour.js",
    "wide_tables.js",
    "words.js",
)
STYLE = "style.css"
STYLES = (STYLE, "together.css", "help.css")
LOGIN = ("login.js", "login.css")  # of the login page alone
GRID = ("grid.js", "grid_cells.js", "grid_new.js", "grid.css")  # of the pages of grids


def asset_routes() -> list[Route]:
    """Return a route for each script and style sheet, under /pw/."""
    names = (*SCRIPTS, *STYLES, *LOGIN, *GRID)
    return [Route(f"/pw/{name}", _asset(name)) for name in names]


def _asset(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def asset(_: Request) -> Response:
        # A browser asks for each of them anew: old scripts beside new ones would not fit together.
        return FileResponse(ASSETS / name, headers={"cache-control": "no-cache"})

    return asset
