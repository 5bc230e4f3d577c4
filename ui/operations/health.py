"""Whether the process lives, and whether it can serve: values for /healthz and /readyz."""

import time
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TypedDict

from qa.errors import LibraryError
from qa.library import SAMPLES_OWNER
from ui.state.app_state import AppState
from ui.state.model_host import Stage


class Alive(TypedDict):
    """seconds: since the start. slow_paths: what of the engine is slower than it could be."""

    status: str
    version: str
    seconds: int
    slow_paths: list[str]


class Readiness(TypedDict):
    """model: none, loading, ready or failed; after a failure answers are quotes."""

    ready: bool
    library: bool
    renderer: bool
    model: str


MODEL_STATES = {Stage.QUOTES: "none", Stage.READY: "ready", Stage.FAILED: "failed"}


@dataclass(frozen=True)
class Health:
    """Asks the parts of one app how they are. Cheap, and safe to use from many threads."""

    desk: AppState
    started: float = field(default_factory=time.monotonic)

    def alive(self) -> Alive:
        return {
            "status": "ok",
            "version": app_version(),
            "seconds": int(time.monotonic() - self.started),
            "slow_paths": list(self.desk.slow_paths.told),
        }

    def readiness(self) -> Readiness:
        """Say whether visitors are served what the app was started for.

        Not while the model is on its way, nor when the app ends; after the model has failed they
        are, in quotes.
        """
        library, renderer = self._library_opens(), self.desk.renderer.answers()
        model = MODEL_STATES.get(self.desk.model.state.stage, "loading")
        return {
            "ready": library and renderer and model != "loading" and not self.desk.work.is_ending,
            "library": library,
            "renderer": renderer,
            "model": model,
        }

    def _library_opens(self) -> bool:
        try:
            self.desk.library.num_documents(but_of=SAMPLES_OWNER)
        except LibraryError:
            return False
        return True


@cache
def app_version() -> str:
    try:
        return version("pagewitness")
    except PackageNotFoundError:  # run from a folder that is not installed
        return "unknown"
