"""What is kept of each tab in place of what Gradio keeps; see ui/gradio_compat.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from gradio.state_holder import SessionState, StateHolder

if TYPE_CHECKING:
    import gradio as gr


class TabState(SessionState):
    """What is kept of a tab: the values of its gr.State, and nothing of what was shown.

    Gradio's own keeps what each component showed last, for deep links, which are refused here. And
    a component that an update leaves as it is becomes another one with a number of its own, whose
    value is kept beside the earlier ones: 0.2 MB for each report opened in a tab, for ever.
    """

    def __init__(self, blocks: gr.Blocks, kept: Callable[[TabState], TabState]) -> None:
        """kept: files this one, and returns the one that is filed of its tab."""
        # Gradio's own __init__ describes all components, for each tab anew.
        self._kept = kept
        self.blocks_config = blocks.default_config  # nothing is written into it, so one for all
        self.config_values = {}
        self.state_data = {}
        self._state_ttl = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 0

    def __setitem__(self, key: int, value: object) -> None:
        if getattr(self.blocks_config.blocks.get(key), "stateful", False):
            self._kept(self).state_data[key] = value

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: object) -> None:
        pass


class TabStates(StateHolder):
    """The TabState of each session hash; the longest unused are forgotten. One in which nothing
    was kept yet is not filed: unheard tabs are a kilobyte each, and come by the thousand.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(blocks)

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id in self.session_data:
            return super().__getitem__(session_id)
        return TabState(self.blocks, partial(self._filed, session_id))

    def _filed(self, session_id: str, state: TabState) -> TabState:
        filed = self.session_data.setdefault(session_id, state)
        super().__getitem__(session_id)  # keeps within Gradio's bound
        assert isinstance(filed, TabState)
        return filed
