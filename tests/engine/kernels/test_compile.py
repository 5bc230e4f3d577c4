"""Every kernel compiles for every card it is meant for, and fits it, and none while somebody waits.
Needs no card; what takes a minute CI runs apart (`pytest -m slow tests/engine/kernels`).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("triton")

ROOT = Path(__file__).parents[3]
SHARED_KIB = {"80": 163, "89": 99, "90": 227, "100": 227}  # a block's most, CUDA C guide, table 30
MOST_SPILLED = 32  # bytes a thread: more, and the inner loop waits for memory


def printed_by(script: str, *arguments: str, cache: Path) -> dict[str, dict]:
    environment = os.environ | {"TRITON_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    environment.pop("TRITON_INTERPRET", None)
    finished = subprocess.run(
        [sys.executable, "-m", f"tests.engine.kernels.{script}", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_nothing_is_compiled_while_somebody_waits(tmp_path: Path):
    formats = printed_by("launch_kinds", cache=tmp_path)

    assert len(formats) == 4
    for kinds in formats.values():
        assert set(kinds["warming up"]) >= {"_prefix_kernel", "_slots_kernel", "_w8a16_kernel"}
        assert kinds["answering"] == []
        assert kinds["first chunk"] == ["_attend_kernel", "_mass_kernel"]
        assert kinds["other chunks"] == []


@pytest.mark.slow
@pytest.mark.parametrize("capability", SHARED_KIB)
def test_every_kernel_compiles_fits_the_card_stays_in_registers_and_converts_in_pairs(
    capability: str, tmp_path: Path
):
    cases = printed_by("compile_kernels", capability, cache=tmp_path)[capability]

    assert {name.split()[0] for name in cases} >= {
        "_norm_rope_kernel",
        "_prefix_kernel",
        "_coded_prefix_kernel",
    }
    assert ("_w8a8_kernel 0" in cases) == (capability != "80")
    most_shared = SHARED_KIB[capability] * 1024
    assert {n: c for n, c in cases.items() if c["shared_bytes"] > most_shared} == {}
    assert {n: c for n, c in cases.items() if c["spilled_bytes"] > MOST_SPILLED} == {}
    assert {n: c for n, c in cases.items() if c["conversions"]} == {}
