"""How a model gets here: from the hub, a mirror or the cache. Never loads a weight.

    fetched = fetch("Qwen/Qwen3-0.6B-FP8", on_progress=lambda done, total: ...)
    load_model(fetched.folder)

Files come from the Hugging Face hub into its usual cache (HF_HOME, HF_HUB_CACHE), from a mirror
when HF_ENDPOINT names one, and only from the cache when HF_HUB_OFFLINE is set. safetensors, json,
txt and jinja files are fetched and nothing else: a pickle or a script can run code.

Which revision: no commit of other people's models is written in this program. The first fetch
takes what the hub calls main, and once every file is complete its commit is noted in the cache as
the ref `pagewitness`. From then on that commit is used, without asking the network, until a fetch
names a revision: answers do not change because somebody pushed.

What arrived stays: each weight file grows in the cache, and a fetch that was killed goes on at its
last byte (huggingface_hub itself starts such a file again). A file counts only once its SHA-256 is
the one that the hub states.
"""

import errno
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from qa.models.errors import (
    HubUnreachable,
    ModelNotCached,
    ModelNotFetched,
    ModelNotFound,
    NoDiskSpace,
)
from qa.models.hub_cache import (
    PIN,
    Fetched,
    cached,
    hub_library,
    is_commit,
    note_commit,
    noted_commit,
    part_of,
    repo_folder_of,
)

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoFile

ALLOWED_FILES = ("*.safetensors", "*.json", "*.txt", "*.jinja")
SPARE_BYTES = 256 * 2**20  # a disk filled to the last byte hurts more than our fetch

OnProgress = Callable[[int, int], None]  # (bytes here, bytes in all)


def fetch(
    model_id: str,
    revision: str | None = None,
    *,
    on_progress: OnProgress | None = None,
    cache_folder: Path | None = None,
) -> Fetched:
    """Bring a checkpoint here, or find it here, and note its commit as the one in use.

    on_progress gets (bytes here, bytes in all) of the weight files, what was here before included;
    an exception from it stops the fetch, which can go on later. Raises a kind of ModelNotFetched.
    """
    hub = hub_library()
    repo_folder = repo_folder_of(model_id, cache_folder)
    wanted = revision or noted_commit(repo_folder, PIN)
    if hub.is_offline_mode() or is_commit(wanted):  # a branch moves: only the hub knows where to
        if here := cached(model_id, wanted, cache_folder=cache_folder):
            note_commit(repo_folder, here.revision)
            return here
        if hub.is_offline_mode():
            raise ModelNotCached(model=model_id)
    with _one_sentence(f"{model_id}@{revision}" if revision else model_id, repo_folder):
        info = hub.HfApi().model_info(model_id, revision=wanted)
        assert info.sha is not None
        files = _files(model_id, info.sha)
        if not any(file.path.endswith(".safetensors") for file in files):
            raise ModelNotFetched(model=model_id, reason="it has no safetensors weights")
        weights = [file for file in files if file.lfs is not None]
        blobs = repo_folder / "blobs"
        _check_space(model_id, weights, blobs)
        _fetch_weights(model_id, info.sha, weights, blobs, on_progress)
        folder = hub.snapshot_download(
            model_id,
            revision=info.sha,
            cache_dir=cache_folder,
            allow_patterns=list(ALLOWED_FILES),
            tqdm_class=cast(Any, partial(hub.utils.tqdm, disable=True)),
        )
        note_commit(repo_folder, info.sha)
    return Fetched(Path(folder), model_id, info.sha)


def _files(model_id: str, commit: str) -> "list[RepoFile]":
    """The allowed files of a commit, largest last, so that a wrong checkpoint shows early."""
    from huggingface_hub.hf_api import HfApi, RepoFile

    tree = HfApi().list_repo_tree(model_id, recursive=True, revision=commit)
    files = [entry for entry in tree if isinstance(entry, RepoFile)]
    allowed = hub_library().utils.filter_repo_objects(
        files, allow_patterns=list(ALLOWED_FILES), key=lambda file: file.path
    )
    return sorted(allowed, key=lambda file: file.size)


def _fetch_weights(
    model_id: str,
    commit: str,
    weights: "Sequence[RepoFile]",
    blobs: Path,
    on_progress: OnProgress | None,
) -> None:
    total = sum(file.size for file in weights)
    before = 0

    def on_bytes(here: int) -> None:
        if on_progress:
            on_progress(before + here, total)

    for file in weights:
        _fetch_blob(model_id, commit, file, blobs, on_bytes)
        before += file.size


def _fetch_blob(
    model_id: str, commit: str, file: "RepoFile", blobs: Path, on_bytes: Callable[[int], None]
) -> None:
    """Put one weight file into the cache under its SHA-256, from where an earlier fetch stopped."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    utils = hub_library().utils

    assert file.lfs is not None
    sha256 = file.lfs.sha256
    assert re.fullmatch(r"[0-9a-f]{64}", sha256), sha256
    blob, part = blobs / sha256, part_of(blobs, sha256)
    blobs.mkdir(parents=True, exist_ok=True)
    # The lock of huggingface_hub for the same blob: two programs never write one file.
    lock = blobs.parent.parent / ".locks" / blobs.parent.name / f"{sha256}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with utils.WeakFileLock(lock):
        if not blob.exists():
            here = part.stat().st_size if part.exists() else 0
            if here > file.size:
                part.unlink()
                here = 0
            on_bytes(here)
            with part.open("r+b" if here else "wb") as out:
                out.seek(here)
                http_get(
                    hf_hub_url(model_id, file.path, revision=commit),
                    out,
                    resume_size=here,
                    # identity: a Content-Range counts the bytes of the file, not of its compression
                    headers=utils.build_hf_headers() | {"Accept-Encoding": "identity"},
                    expected_size=file.size,
                    tqdm_class=cast(Any, partial(_CountingBar, on_bytes)),
                )
            if _sha256(part) != sha256:
                part.unlink()
                raise ModelNotFetched(model=model_id, reason=f"{file.path} arrived damaged")
            part.replace(blob)
    on_bytes(file.size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_space(model_id: str, weights: "Sequence[RepoFile]", blobs: Path) -> None:
    missing = 0
    for file in weights:
        assert file.lfs is not None
        part = part_of(blobs, file.lfs.sha256)
        if not (blobs / file.lfs.sha256).exists():
            missing += file.size - (part.stat().st_size if part.exists() else 0)
    disk = _existing(blobs)
    free = shutil.disk_usage(disk).free
    if missing and missing + SPARE_BYTES > free:
        raise _no_space(model_id, missing, free, disk)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above that exists: it will be on the same disk."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _no_space(model_id: str, needed: int, free: int, folder: Path) -> NoDiskSpace:
    return NoDiskSpace(
        model=model_id, needed_gb=f"{needed / 1e9:.1f}", free_gb=f"{free / 1e9:.1f}", folder=folder
    )


class _CountingBar:
    """What http_get takes for a progress bar: tells the bytes of the file that are here."""

    def __init__(self, on_bytes: Callable[[int], None], *, initial: int = 0, **_: object) -> None:
        self._on_bytes = on_bytes
        self._here = initial

    def __enter__(self) -> "_CountingBar":
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def update(self, num_bytes: int) -> None:
        """Negative when a server that cannot resume starts the file again."""
        self._here += num_bytes
        self._on_bytes(self._here)


@contextmanager
def _one_sentence(model: str, repo_folder: Path) -> Iterator[None]:
    """Turn what can go wrong between us, the hub and the disk into one sentence for the user."""
    import httpx2
    from huggingface_hub import constants, errors

    host = urlsplit(constants.ENDPOINT).netloc
    try:
        yield
    except errors.HFValidationError as error:
        raise ModelNotFound(host=host, model=model) from error
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403, 404):  # the hub tells strangers nothing about private models
            raise ModelNotFound(host=host, model=model) from error
        raise ModelNotFetched(model=model, reason=f"{host} answered {status}") from error
    except httpx2.TransportError as error:
        raise HubUnreachable(host=host, model=model) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(_existing(repo_folder)).free
            raise _no_space(model, 0, free, repo_folder) from error
        raise ModelNotFetched(model=model, reason=str(error).splitlines()[0]) from error
