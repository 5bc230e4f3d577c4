"""Whatever call fails, or is the last one, the library opens and has what it said it keeps."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.order import problems
from tests.faults.scenarios import SCENARIOS

ROOT = Path(__file__).parents[2]
COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = [
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler for the shim"),
    pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux with glibc"),
]
QUICK = ("disk", "once")
LOOPS = [
    pytest.param(
        name, kind, mode, marks=[] if (kind, mode) == ("disk", "once") else pytest.mark.slow
    )
    for kind, mode in (
        *(("disk", mode) for mode in ("once", "from then on", "die")),
        *(("alloc", mode) for mode in ("once", "from then on")),
    )
    for name in SCENARIOS
    if (name, kind) != ("kv file", "alloc")  # torch ends the process: tests/engine has its case
]

Trials = Callable[..., list[dict[str, object]]]


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    shim = tmp_path_factory.mktemp("shim") / "shim.so"
    source = Path(__file__).with_name("shim.c")
    assert COMPILER is not None
    command = [COMPILER, "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"]
    subprocess.run(command, check=True)

    def run(*arguments: str) -> list[dict[str, object]]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.trials", *arguments],
            env={
                **os.environ,
                "LD_PRELOAD": str(shim),
                "PYTHONPATH": str(ROOT),
                "OMP_NUM_THREADS": "1",
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(row) for row in done.stdout.splitlines()]

    return run


@pytest.mark.parametrize(("scenario", "kind", "mode"), LOOPS)
def test_nothing_said_to_be_kept_is_lost(
    trials: Trials, scenario: str, kind: str, mode: str
) -> None:
    rows = trials("fail", scenario, kind, mode)

    assert [row for row in rows if row["problem"]] == []
    assert rows[-1]["outcome"] == "done"  # with nothing left to fail it succeeds
    assert len(rows) > 5
    assert any(row["outcome"] != "done" for row in rows) or scenario == "kv file"


# -- a power cut


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_done_would_survive_a_power_cut(trials: Trials, scenario: str) -> None:
    (noted,) = trials("note", scenario)

    assert noted["calls"]
    assert problems(**noted) == []  # type: ignore[arg-type]


def syncs() -> Iterator[str]:
    """Yield FILE:LINE of every statement of the library and the shelf that waits for the disk."""
    files = [*(ROOT / "qa/library").glob("*.py"), ROOT / "qa/engine/kv_store/store.py"]
    for path in sorted(files):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                called = ast.unparse(node.value.func)
                if called.endswith(("fsync", "wait_for_disk")):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


BY_FILE = {
    "qa/engine/kv_store/store.py": ("kv file",),
    "qa/library/catalog.py": ("new library", "answer"),
    "qa/library/checksums.py": ("reading",),
    "qa/library/document_folders.py": ("reading",),
    "qa/library/lines_file.py": ("damage",),
    "qa/library/replacing.py": ("derived data",),
}


@pytest.mark.parametrize("place", list(syncs()))
def test_a_wait_for_the_disk_that_is_taken_out_is_noticed(trials: Trials, place: str) -> None:
    found = []
    for scenario in BY_FILE[place.rsplit(":", 1)[0]]:
        (noted,) = trials("note", scenario, place)
        found += problems(**noted)  # type: ignore[arg-type]

    assert found, f"without {place} nothing is said to be wrong"
