"""An environment with a few packages and what they need, as a machine with a card may have it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[3]
NAMES = ("torch", "triton", "transformers", "safetensors", "pytest", "hypothesis")
SCRIPTS = {"..", "bin", "__pycache__"}


def packages(names: Iterable[str]) -> dict[str, Distribution]:
    """Those of `names` that are installed, and all that they ask for."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # for another system
            continue
        for wanted in found[name].requires or ():
            if "extra ==" not in wanted:
                waiting.append(re.split(r"[^\w.-]", wanted, maxsplit=1)[0])
    return found


def make(folder: Path) -> None:
    """Links to these packages alone."""
    for package in packages(NAMES).values():
        for file in package.files or ():
            top = file.parts[0]
            link = folder / top
            if top not in SCRIPTS and not link.exists():
                link.symlink_to(Path(str(package.locate_file(top))))


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """python ARGUMENTS with the packages in `folder` and no others."""
    environment = os.environ | {"PYTHONPATH": f"{folder}:{ROOT}", "HF_HUB_OFFLINE": "1"}
    environment.pop("TRITON_INTERPRET", None)
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
