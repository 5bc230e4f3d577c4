"""The cache of the Hugging Face hub, as its library lays it out: what is complete on this machine.

No network. The commit in use is noted as the ref `pagewitness`, see qa.models.hub.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from qa.models.errors import MissingPackage

PIN = "pagewitness"  # the ref under which the cache remembers the commit in use


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete checkpoint on this machine."""

    folder: Path
    model_id: str
    revision: str  # the commit in use


def cached(
    model_id: str, revision: str | None = None, *, cache_folder: Path | None = None
) -> Fetched | None:
    """Return the checkpoint if it is complete on this machine, without any network; else None.

    Without a revision that is the one in use, or main as other programs have fetched it.
    """
    repo_folder = repo_folder_of(model_id, cache_folder)
    for ref in [revision] if revision else [PIN, "main"]:
        commit = noted_commit(repo_folder, ref)
        if commit and _is_whole(folder := repo_folder / "snapshots" / commit):
            return Fetched(folder, model_id, commit)
    return None


def hub_library() -> ModuleType:
    """The library, which is optional: the rest of the program reads and quotes without it."""
    try:
        import huggingface_hub.constants
        import huggingface_hub.errors
        import huggingface_hub.utils
    except ImportError as error:
        raise MissingPackage(purpose="Fetching models", package="huggingface_hub") from error
    return huggingface_hub


def repo_folder_of(model_id: str, cache_folder: Path | None) -> Path:
    """Return where a model is cached; cache_folder: None is the user's usual one."""
    default = hub_library().constants.HF_HUB_CACHE
    return Path(cache_folder or default) / f"models--{model_id.replace('/', '--')}"


def is_commit(revision: str | None) -> bool:
    """Whether a revision is a commit, which never moves."""
    return revision is not None and re.fullmatch(r"[0-9a-f]{40}", revision) is not None


def noted_commit(repo_folder: Path, revision: str) -> str | None:
    """Where a branch, a tag or our pin was when last fetched; a commit is its own."""
    if is_commit(revision):
        return revision
    try:
        return (repo_folder / "refs" / revision).read_text("ascii").strip()
    except (OSError, ValueError):
        return None


def _is_whole(folder: Path) -> bool:
    """Whether config and all weights are there; our pin says so, another program's main may not."""
    try:
        index = json.loads((folder / "model.safetensors.index.json").read_text("utf-8"))
        weights = set(index["weight_map"].values())
    except OSError:
        weights = {"model.safetensors"}
    except (ValueError, KeyError, AttributeError, TypeError):
        return True  # complete and broken: loading it gives the sentence
    return all((folder / name).exists() for name in {"config.json", *weights})


def note_commit(repo_folder: Path, commit: str) -> None:
    """Note the commit as the one in use."""
    ref = repo_folder / "refs" / PIN
    if noted_commit(repo_folder, PIN) != commit:
        ref.parent.mkdir(parents=True, exist_ok=True)
        ref.write_text(commit, "ascii")


def part_of(blobs: Path, sha256: str) -> Path:
    """Return where a weight file lies that has not arrived completely."""
    return blobs / f"{sha256}.part"
