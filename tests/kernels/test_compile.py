"""Every kernel compiles for every card it is meant for, and fits it. Needs no card, but a minute:
CI runs it apart (`pytest -m slow tests/kernels`).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("triton")

ROOT = Path(__file__).parents[2]
SHARED_KIB = {"80": 163, "89": 99, "90": 227, "100": 227}  # a block's most, CUDA C guide, table 30
MOST_SPILLED = 32  # bytes a thread: more, and the inner loop waits for memory


def compiled_for(capability: str, cache: Path) -> dict[str, dict[str, int]]:
    environment = os.environ | {"TRITON_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    environment.pop("TRITON_INTERPRET", None)
    finished = subprocess.run(
        [sys.executable, "-m", "tests.kernels.compile_kernels", capability],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)[capability]


@pytest.mark.slow
@pytest.mark.parametrize("capability", SHARED_KIB)
def test_every_kernel_compiles_fits_the_card_and_stays_in_registers(
    capability: str, tmp_path: Path
):
    cases = compiled_for(capability, tmp_path)

    assert {name.split()[0] for name in cases} >= {
        "_norm_rope_kernel",
        "_prefix_kernel",
        "_coded_prefix_kernel",
    }
    assert ("_w8a8_kernel 0" in cases) == (capability != "80")
    most_shared = SHARED_KIB[capability] * 1024
    assert {n: c for n, c in cases.items() if c["shared_bytes"] > most_shared} == {}
    assert {n: c for n, c in cases.items() if c["spilled_bytes"] > MOST_SPILLED} == {}
