"""Open Pagewitness in a browser: make run, python app.py, or once installed pagewitness-app."""

import argparse
import hashlib
import logging
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from qa.errors import LibraryError
from qa.library import SAMPLES_OWNER, Library
from qa.pdf import Limits, PageRenderer
from qa.pipeline import open_library
from qa.readers.apart.reader import QuotesApart
from qa.readers.local.options import ModelOptions
from ui.build import build, launch_arguments
from ui.gradio_compat import PORT_TAKEN, as_auth, printing_with, serving_with
from ui.operations.ending import LOOK_EVERY_S, end_on_signals
from ui.operations.flags import parse_flags
from ui.operations.logs import log_exception, start_logs, take_over_libraries
from ui.operations.metrics import Metrics
from ui.operations.slow_paths import SlowPaths
from ui.state.app_state import Apart, AppState, Memories
from ui.state.memory import limit_arenas
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.quotas import SHARED, Quotas
from ui.state.upload import State
from ui.state.uploads import UploadQueue
from ui.web.connections import ConnectionLimits, bounded_protocol
from ui.web.door import Door
from ui.web.logins import Logins

SAMPLES = Path(__file__).parent / "sample_docs"  # in the repository and when installed
SHARED_DOCUMENTS_KEPT_S = 24 * 3600.0  # on a share link; a local library is kept
SWEEP_EVERY_S = 600.0
# How long a thread that computes may keep the interpreter while others wait. Serving is many short
# steps, and each waits for so long behind each question being answered; Python's own is ten times.
SWITCH_INTERVAL_S = 0.0005

log = logging.getLogger("pagewitness")


class PortTaken(Exception):
    """Somebody else listens there."""


def main(arguments: list[str] | None = None) -> int:
    flags = parse_flags(arguments)
    start_logs(flags.log_format)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    limit_arenas()
    stopped = threading.Event()
    end_on_signals(stopped)
    try:
        with printing_with(log_exception), open_desk(flags) as desk:
            serve(desk, flags, stopped)
    except LibraryError as error:
        log.error("%s", error)
        return 1
    except PortTaken as error:
        log.error("%s", error)
        return 2
    return 0


@contextmanager
def open_desk(flags: argparse.Namespace) -> Iterator[AppState]:
    """Open what the app serves from; everything is closed again at the end."""
    limits, quotas = Limits(), Quotas()
    if flags.share:
        quotas = SHARED
        limits = replace(
            limits,
            max_file_bytes=limits.max_file_bytes // 2,
            max_pages=limits.max_pages // 2,
            file_seconds=limits.file_seconds / 2,
        )
    with ExitStack() as stack:
        slow_paths = stack.enter_context(SlowPaths())
        library = stack.enter_context(open_library())
        renderer = stack.enter_context(PageRenderer(limits))
        options = ModelOptions(flags.context, flags.shelf_bytes, flags.kv, flags.prefill)
        model = stack.enter_context(ModelHost(flags.model, options))
        metrics = Metrics()
        ahead = stack.enter_context(PrefillQueue(model, metrics))
        room = stack.enter_context(
            UploadQueue(
                library,
                limits=limits,
                quotas=quotas,
                on_stored=ahead.take,
                on_replaced=Memories(ahead, renderer).forget_replaced,
                metrics=metrics,
            )
        )
        renderer.warm_up()
        put_out_samples(library, room, [] if flags.no_samples else sorted(SAMPLES.glob("*.pdf")))
        apart = Apart.of(stack.enter_context(QuotesApart(library.folder)))
        yield AppState(
            library,
            room,
            renderer,
            model,
            ahead,
            slow_paths=slow_paths,
            metrics=metrics,
            apart=apart,
        )


def put_out_samples(library: Library, room: UploadQueue, samples: Sequence[Path]) -> None:
    """Read the sample reports in the background; put away those of an earlier version."""
    wanted = {hashlib.sha256(sample.read_bytes()).hexdigest() for sample in samples}
    for document in library.documents(owner=SAMPLES_OWNER):
        if document.sha256 not in wanted:
            library.remove(document.document_id, owner=SAMPLES_OWNER)
    room.take_all(samples, owner=SAMPLES_OWNER)


def serve(desk: AppState, flags: argparse.Namespace, stopped: threading.Event) -> None:
    """Serve until `stopped` is set."""
    if flags.share:
        needed = "it" if flags.share_without_password else "it and the login"
        log.warning("A public link: whoever has %s can upload and read there.", needed)
        log.warning(
            "Documents and answers are deleted after %d hours.", SHARED_DOCUMENTS_KEPT_S // 3600
        )
    if flags.made_password:
        (user_name, password) = flags.auth[0]
        log.warning("Login: %s   Password: %s", user_name, password)
    door = Door(
        names=[flags.host, *flags.allowed_host],
        trusted_proxies=flags.trusted_proxy,
        is_shared=flags.share,
    )
    logins = Logins(flags.auth, flags.hashes) if flags.auth or flags.hashes else None
    app = build(desk)
    try:
        with serving_with(bounded_protocol(door, ConnectionLimits())):
            _, local_url, share_url = app.launch(
                server_name=flags.host,
                server_port=flags.port,
                share=flags.share,
                auth=as_auth(logins.check) if logins else None,
                prevent_thread_lock=True,
                quiet=True,
                **launch_arguments(desk, door, metrics_token=flags.metrics_token),
            )
    except PORT_TAKEN as error:
        raise PortTaken(f"Port {flags.port} is in use. Name another: --port 7861.") from error
    take_over_libraries()
    desk.model.start()
    log.info("Pagewitness is at %s", local_url)
    if share_url:
        door.add_name(share_url)
        log.info("Public link: %s", share_url)
    try:
        next_sweep = time.monotonic() + SWEEP_EVERY_S
        while not stopped.wait(LOOK_EVERY_S):
            if flags.share and time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + SWEEP_EVERY_S
                sweep(desk, SHARED_DOCUMENTS_KEPT_S)
    finally:
        desk.room.end_scans()
        desk.work.finish(
            flags.grace_seconds,
            num_readings=lambda: desk.room.count(State.WAITING) + desk.room.count(State.READING),
            num_streams=lambda: desk.listeners.num_tabs,
        )
        desk.listeners.stop()
        app.close(verbose=False)


def sweep(desk: AppState, kept_s: float) -> None:
    """Remove what guests brought and were answered longer ago; the model forgets it too."""
    for document_id in desk.library.sweep(older_than_seconds=kept_s, keep_owners=[SAMPLES_OWNER]):
        desk.forget(document_id)


if __name__ == "__main__":
    sys.exit(main())
