"""`python -m qa mcp`: the tools of qa/cli/tools.py for an agent, over standard input and output.

The Model Context Protocol by its own package. Whoever starts the process is the user of this
machine, so there is one owner and no door to guard: nothing listens on a port.
"""

import argparse
import functools
from collections.abc import Callable
from typing import Any

from qa.cards.card import product_version
from qa.cli.library import opened_library
from qa.cli.reader import open_reader
from qa.cli.tools import DocumentTools
from qa.errors import QAError, UsageError
from qa.models.catalog import resolve
from qa.models.errors import MissingPackage
from qa.pdf import PageRenderer
from qa.readers.local.options import ModelOptions

INSTRUCTIONS = (
    "Pagewitness answers questions about long PDF reports. Every citation is copied from the report"
    " and names its page. Call documents first; read_document gives a file's document_id."
)


def serve_tools(options: argparse.Namespace) -> None:
    """Serve until standard input closes; raises UsageError, MissingPackage and ModelErrors."""
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise MissingPackage(purpose="Serving agents", package="mcp") from error
    if options.folder is not None and not options.folder.is_dir():
        raise UsageError(reason=f"{options.folder} is no folder.")
    server = MCPServer(
        "pagewitness", instructions=INSTRUCTIONS, version=product_version(), log_level="ERROR"
    )
    shelf_bytes = 0 if options.no_library else options.shelf_bytes
    model = ModelOptions(options.context, shelf_bytes, options.kv, options.prefill)
    with (
        opened_library(keep=not options.no_library) as library,
        open_reader(resolve(options.model), model) as reader,
        PageRenderer() as renderer,
    ):
        for tool in DocumentTools(library, reader, renderer, options.folder).all():
            server.tool()(_saying_why(tool, ToolError))
        server.run("stdio")


def _saying_why(
    tool: Callable[..., Any], tool_error: type[Exception]
) -> Callable[..., dict[str, Any]]:
    """Return a tool that shows the agent the sentence of what it can cause."""

    @functools.wraps(tool)
    def call(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = tool(*arguments, **named)
        except QAError as error:
            raise tool_error(str(error)) from error
        return found

    return call
