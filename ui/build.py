"""The app's Blocks and the arguments to launch it with, made from the desk they serve."""

from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from ui.events import wire
from ui.handlers import Handlers
from ui.layout import layout, theme
from ui.state.app_state import AppState
from ui.web.guard import Guard
from ui.web.routes import own_routes

ASSETS = Path(__file__).parent / "static"
# A link, because Gradio puts its own container before every selector of `css=`.
HEAD = '<link rel="stylesheet" href="pw/style.css">'
UNSTYLED = "#pw-header, #pw-desk { visibility: hidden; }"
QUEUE_SIZE = 64
THREADS = 200  # sleeping streams hold one each
TEMPORARY_FILES_S = (
    600,
    7200,
)  # how often Gradio looks, how old its files get; it should have none


def build(desk: AppState) -> gr.Blocks:
    """Return the app, ready to launch."""
    app: gr.Blocks
    with gr.Blocks(
        title="Pagewitness",
        analytics_enabled=False,
        fill_width=True,
        fill_height=True,
        delete_cache=TEMPORARY_FILES_S,
    ) as app:
        handlers = Handlers(desk)
        wire(layout(), handlers)
        app.unload(handlers.on_leave)
    app.queue(max_size=QUEUE_SIZE, default_concurrency_limit=1)
    return app


def launch_arguments(desk: AppState) -> dict[str, Any]:
    """Return what `launch` needs for safety and looks, whatever the flags say."""
    return {
        "app_kwargs": {
            "routes": own_routes(desk),
            "middleware": [Middleware(Guard)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        "theme": theme(),
        "head": HEAD,
        "css": UNSTYLED,
        "favicon_path": str(ASSETS / "icon.png"),
        "footer_links": [],
        "pwa": True,
        "run_history": False,
        "enable_monitoring": False,
        "show_error": False,
        "strict_cors": True,
        "allowed_paths": [],
        "max_threads": THREADS,
        "max_file_size": "1b",  # files come in through our own route
        "ssr_mode": False,
        "mcp_server": False,
    }
