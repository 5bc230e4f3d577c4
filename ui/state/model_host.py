"""The model of this app: chosen, fetched and loaded behind the screen, then shared by everybody.

Until it is there, and wherever it cannot be had, answers are quotes. Nothing heavy is imported
before the first page has been shown.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from qa.errors import QAError
from qa.models.catalog import QuotesOnly, RemoteServer, resolve
from qa.models.errors import MissingPackage
from qa.readers.base import LocalModelReader, Reader, ServerReader, Setup
from qa.readers.local.options import ModelOptions
from ui.operations.references import new_reference

if TYPE_CHECKING:  # brings the engine along
    from qa.readers.local.loading import Loading

HEAD_START_S = 5.0  # for the first page; a server that nobody looks at loads its model all the same

log = logging.getLogger("pagewitness")

OnLoading = Callable[["Loading"], None]
Load = Callable[[str, ModelOptions, OnLoading], Reader | None]


class Stage(StrEnum):
    WAITING = "waiting"
    CHOOSING = "choosing"
    FETCHING = "fetching"
    LOADING = "loading"
    TRYING = "trying"  # reads a little, to know how fast
    READY = "ready"
    QUOTES = "quotes"  # nobody wants a model
    FAILED = "failed"

    @property
    def is_settled(self) -> bool:
        return self in (Stage.READY, Stage.QUOTES, Stage.FAILED)


@dataclass(frozen=True, slots=True)
class ModelState:
    """Where the model is now; bytes done while fetching, layers while loading."""

    stage: Stage
    model: str = ""
    done: int = 0
    total: int = 0
    error: QAError | None = None
    fault: str | None = None  # reference of an error that is ours; the log has the rest
    server: str = ""  # host and port, where the model does not run in this process
    setup: Setup | None = None  # of a model in this process


class _Closing(Exception):
    """The app ends while the model is on its way."""


class ModelHost:
    """Holds the one reader with a model. Safe to use from many threads."""

    def __init__(
        self,
        spec: str = "quotes",
        options: ModelOptions = ModelOptions(),  # noqa: B008 - frozen
        *,
        load: Load | None = None,
    ) -> None:
        """spec: what stands after --model, see qa.models.catalog.resolve."""
        self._spec = spec
        self._server = _server_in(spec)
        self.state = self._at(Stage.QUOTES if spec == "quotes" else Stage.WAITING)
        self._options = options
        self._load = load or load_model_reader
        self._reader: Reader | None = None
        self._lock = threading.Lock()
        self._page_shown = threading.Event()
        self._closing = threading.Event()
        self._arrived = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="model")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def reader(self) -> Reader | None:
        """The reader with a model; None while there is none."""
        return self._reader

    @property
    def keeper(self) -> LocalModelReader | None:
        """The same where it keeps what it has read in this process."""
        return self._reader if isinstance(self._reader, LocalModelReader) else None

    def start(self) -> None:
        """Begin, once the first page was shown or nobody has come for a while."""
        if self._server:
            log.warning("Once it answers, text of reports is sent to %s.", self._server)
        if self.state.stage is Stage.WAITING:
            self._submit()

    def page_shown(self) -> None:
        self._page_shown.set()

    def retry(self) -> None:
        """Try again after a failure; what was fetched is kept."""
        with self._lock:
            if self.state.stage is not Stage.FAILED:
                return
            self.state = self._at(Stage.WAITING)
        self._submit()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the model; whether it is there."""
        return self._arrived.wait(timeout_s)

    def close(self) -> None:
        """End the loading at its next step, and the reader."""
        self._closing.set()
        self._page_shown.set()
        self._worker.shutdown(wait=True, cancel_futures=True)
        if (keeper := self.keeper) is not None:
            keeper.close()

    def _at(self, stage: Stage) -> ModelState:
        """Where text will be sent is said before there is anybody to send it to."""
        return ModelState(stage, server=self._server)

    def _submit(self) -> None:
        self._worker.submit(self._run).add_done_callback(self._note_fault)

    def _run(self) -> None:
        self._page_shown.wait(HEAD_START_S)
        try:
            self._raise_if_closing()
            self.state = self._at(Stage.CHOOSING)
            reader = self._load(self._spec, self._options, self._on_loading)
        except QAError as error:
            log.warning("%s", error)
            self.state = ModelState(Stage.FAILED, error=error)
        except _Closing:
            pass
        else:
            self._reader = reader
            self.state = _settled(reader)
            self._arrived.set()

    def _on_loading(self, loading: "Loading") -> None:
        self._raise_if_closing()
        self.state = ModelState(Stage(loading.stage), loading.model, loading.done, loading.total)

    def _raise_if_closing(self) -> None:
        if self._closing.is_set():
            raise _Closing

    def _note_fault(self, done: Future[None]) -> None:
        fault = None if done.cancelled() else done.exception()
        if fault is not None:
            reference = new_reference()
            log.error("Loading the model failed, reference %s", reference, exc_info=fault)
            self.state = ModelState(Stage.FAILED, fault=reference)


def _server_in(spec: str) -> str:
    """Return host and port of the server that a spec names, "" where it names none."""
    try:
        source = resolve(spec)
    except QAError:  # told when it is loaded
        return ""
    return source.server_name if isinstance(source, RemoteServer) else ""


def _settled(reader: Reader | None) -> ModelState:
    if reader is None:
        return ModelState(Stage.QUOTES)
    if isinstance(reader, ServerReader):
        return ModelState(Stage.READY, reader.name, server=reader.server_name)
    if isinstance(reader, LocalModelReader):
        return ModelState(Stage.READY, reader.name, setup=reader.setup)
    return ModelState(Stage.READY, reader.name)


def load_model_reader(spec: str, options: ModelOptions, on_loading: OnLoading) -> Reader | None:
    """Return the reader that `--model spec` means, None for quotes; raises QAError."""
    source = resolve(spec)
    if isinstance(source, QuotesOnly):
        return None
    if isinstance(source, RemoteServer):
        options.check_for_server()
        from qa.readers.server.reader import open_server

        return open_server(source, context_tokens=options.context_tokens)
    try:
        from qa.readers.local.loading import Loading, load_reader
    except ImportError as error:
        raise MissingPackage(purpose="A model", package=error.name or "torch") from error
    reader = load_reader(source, options=options, on_progress=on_loading)
    try:
        on_loading(Loading("trying", reader.name))
        reader.warm_up()
    except BaseException:
        reader.close()
        raise
    return reader
