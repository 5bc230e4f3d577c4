"""The app's Blocks and the arguments to launch it with, made from the desk they serve."""

from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from ui.api.endpoints import offer
from ui.api.gradio_calls import say_what_is_missing
from ui.events import wire
from ui.gradio_compat import (
    app_arguments,
    keep_no_record,
    look_for_no_plots,
    rest_when_idle,
    send_only_changes,
)
from ui.handlers import Handlers
from ui.layout import layout, theme
from ui.state.app_state import AppState
from ui.web.assets import ASSETS, STYLES
from ui.web.door import Door
from ui.web.guard import Guard
from ui.web.known_streams import KnownStreams
from ui.web.routes import own_routes

# A link, because Gradio puts its own container before every selector of `css=`.
HEAD = "".join(f'<link rel="stylesheet" href="pw/{name}">' for name in STYLES)
UNSTYLED = "#pw-header, #pw-desk { visibility: hidden; }"
QUEUE_SIZE = 512  # of all; an owner has its share, see GuardLimits
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
        offer(desk)
    app.queue(max_size=QUEUE_SIZE, default_concurrency_limit=1)
    rest_when_idle(app)
    send_only_changes(app)
    look_for_no_plots()
    keep_no_record(app)
    say_what_is_missing(app)
    return app


def launch_arguments(
    desk: AppState, door: Door | None = None, *, metrics_token: str | None = None
) -> dict[str, Any]:
    """Return what `launch` needs for safety and looks, whatever the flags say."""
    return {
        "app_kwargs": app_arguments(
            own_routes(desk, metrics_token),
            Middleware(
                Guard,
                door=door,
                listeners=desk.listeners,
                metrics=desk.metrics,
                work=desk.work,
                regulars=desk.room.regulars,
            ),
            Middleware(KnownStreams),
        ),
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
