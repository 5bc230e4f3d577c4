"""Open Pagewitness in a browser: make run, python app.py, or once installed pagewitness-app."""

import argparse
import hashlib
import logging
import secrets
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from qa.cli.options import gigabytes
from qa.errors import LibraryError
from qa.library import SAMPLES_OWNER, Library
from qa.pdf import Limits, PageRenderer
from qa.readers.local.options import KV_FORMATS, KV_HELP, PREFILL_HELP, PREFILLS, ModelOptions
from ui.build import build, launch_arguments
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import UploadQueue

SAMPLES = Path(__file__).parent / "sample_docs"  # in the repository and when installed
SHARED_DOCUMENTS_KEPT_S = 24 * 3600.0  # on a share link; a local library is kept
SWEEP_EVERY_S = 600.0
LEAST_CONTEXT = 512  # tokens; below this not even a page and a question fit

log = logging.getLogger("pagewitness")


class PortTaken(Exception):
    """Somebody else listens there."""


def main(arguments: list[str] | None = None) -> int:
    flags = parse_flags(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with open_desk(flags) as desk:
            serve(desk, flags, stopped)
    except LibraryError as error:
        log.error("%s", error)
        return 1
    except PortTaken as error:
        log.error("%s", error)
        return 2
    return 0


def parse_flags(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        type=_login,
        action="append",
        default=[],
        help="ask for a login; may be given more than once",
    )
    parser.add_argument(
        "--share", action="store_true", help="make a public link, behind a login, for a week"
    )
    parser.add_argument(
        "--model",
        default="auto",
        metavar="MODEL",
        help="auto (default), quotes, a name like Qwen/Qwen3-0.6B-FP8, a folder, or a server's URL",
    )
    parser.add_argument(
        "--context",
        type=_tokens,
        metavar="TOKENS",
        help="how much of a report the model reads at once; default: what takes seconds here",
    )
    parser.add_argument(
        "--shelf-gb",
        type=gigabytes,
        dest="shelf_bytes",
        metavar="GB",
        help="how much of what the model has read is kept on disk, so that it is read once;"
        " 0: nothing (default 20, or a tenth of the free disk)",
    )
    parser.add_argument("--kv", choices=KV_FORMATS, default="auto", help=KV_HELP)
    parser.add_argument("--prefill", choices=PREFILLS, default="dense", help=PREFILL_HELP)
    parser.add_argument("--no-samples", action="store_true", help="leave the sample reports out")
    flags = parser.parse_args(arguments)
    if flags.share and not flags.auth:
        flags.auth = [("guest", secrets.token_urlsafe(9))]
        flags.made_password = True
    else:
        flags.made_password = False
    return flags


@contextmanager
def open_desk(flags: argparse.Namespace) -> Iterator[AppState]:
    """Open what the app serves from; everything is closed again at the end."""
    limits = Limits()
    if flags.share:
        limits = replace(
            limits,
            max_file_bytes=limits.max_file_bytes // 2,
            max_pages=limits.max_pages // 2,
            file_seconds=limits.file_seconds / 2,
            files_waiting=limits.files_waiting // 2,
        )
    with ExitStack() as stack:
        library = stack.enter_context(Library.open())
        renderer = stack.enter_context(PageRenderer(limits))
        options = ModelOptions(flags.context, flags.shelf_bytes, flags.kv, flags.prefill)
        model = stack.enter_context(ModelHost(flags.model, options))
        ahead = stack.enter_context(PrefillQueue(model))
        room = stack.enter_context(UploadQueue(library, limits=limits, on_stored=ahead.take))
        renderer.warm_up()
        put_out_samples(library, room, [] if flags.no_samples else sorted(SAMPLES.glob("*.pdf")))
        yield AppState(library, room, renderer, model, ahead)


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
        log.warning("A public link: whoever has it and the login can upload and read there.")
        log.warning(
            "Documents and answers are deleted after %d hours.", SHARED_DOCUMENTS_KEPT_S // 3600
        )
    if flags.made_password:
        (user_name, password) = flags.auth[0]
        log.warning("Login: %s   Password: %s", user_name, password)
    app = build(desk)
    try:
        _, local_url, share_url = app.launch(
            server_name=flags.host,
            server_port=flags.port,
            share=flags.share,
            auth=flags.auth or None,
            prevent_thread_lock=True,
            quiet=True,
            **launch_arguments(desk),
        )
    except OSError as error:  # Gradio's word for a port that cannot be had
        raise PortTaken(f"Port {flags.port} is in use. Name another: --port 7861.") from error
    desk.model.start()
    log.info("Pagewitness is at %s", local_url)
    if share_url:
        log.info("Public link: %s", share_url)
    try:
        while not stopped.wait(SWEEP_EVERY_S):
            if flags.share:
                sweep(desk, SHARED_DOCUMENTS_KEPT_S)
    finally:
        app.close(verbose=False)


def sweep(desk: AppState, kept_s: float) -> None:
    """Remove what guests brought and were answered longer ago; the model forgets it too."""
    for document_id in desk.library.sweep(older_than_seconds=kept_s, keep_owners=[SAMPLES_OWNER]):
        desk.ahead.forget(document_id)


def _login(text: str) -> tuple[str, str]:
    user_name, colon, password = text.partition(":")
    if not (user_name and colon and password):
        raise argparse.ArgumentTypeError("write it as USER:PASSWORD")
    return user_name, password


def _tokens(text: str) -> int:
    if not text.isdecimal() or int(text) < LEAST_CONTEXT:
        raise argparse.ArgumentTypeError(f"write a number of tokens, {LEAST_CONTEXT} or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
