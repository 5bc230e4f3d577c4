"""Importing the product is quick and takes nothing heavy along."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "gradio", "transformers", "pypdf", "pypdfium2"}

IMPORT = """
import sys, time
start = time.process_time()
import qa
for name in qa.__all__ if sys.argv[1] == "all" else ():
    getattr(qa, name)
print(time.process_time() - start, *sys.modules)
"""


def imported(names: str) -> tuple[float, set[str]]:
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT, names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    seconds, *modules = finished.stdout.split()
    return float(seconds), set(modules)


@pytest.mark.parametrize("names", ["none", "all"])
def test_import_takes_no_heavy_library_along(names):
    _, modules = imported(names)

    assert not modules & HEAVY


def test_all_public_names_are_there_soon():
    # 0.7 s of processor time where it was measured; torch or gradio would take over a second more
    assert min(imported("all")[0] for _ in range(3)) < 1.4


def test_an_unknown_name_is_an_attribute_error():
    import qa

    with pytest.raises(AttributeError, match="no attribute 'answer_me'"):
        _ = qa.answer_me
