"""Where an event comes from: whose it is, of which tab, and whether somebody listens there."""

from contextlib import AbstractContextManager

import gradio as gr

from ui.gradio_compat import visitor
from ui.state.app_state import AppState, Session
from ui.web.owner import owner_of


def owner_of_event(request: gr.Request) -> str | None:
    """Return whose event this is. None (a browser without our cookie) owns nothing."""
    return owner_of(*visitor(request))


class TabHandlers:
    """What the handlers of one app ask first; `desk` is all they share."""

    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def _is_heard(self, request: gr.Request) -> bool:
        """Whether somebody reads what would come of an event; work for nobody is not begun."""
        session_hash = request.session_hash or ""
        return self._desk.listeners.is_heard(session_hash) or self._desk.listeners.wait(
            session_hash
        )

    def _passing(self) -> AbstractContextManager[None]:
        """Within the block lists of questions wait: what is on a screen at once comes first."""
        return self._desk.quote_turns.passing()

    def _tab(self, request: gr.Request) -> Session:
        return self._desk.tabs.get(request.session_hash or "")
