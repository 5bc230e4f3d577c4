"""Every kernel compiles for every card it is meant for, and fits it. Needs no card."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("triton")

ROOT = Path(__file__).parents[2]
SHARED_KIB = {"89": 99, "90": 227, "100": 227}  # a block's most, CUDA C guide, table 30


def test_kernels_compile_and_fit_every_card_with_fp8(tmp_path):
    environment = os.environ | {"TRITON_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("TRITON_INTERPRET", None)

    finished = subprocess.run(
        [sys.executable, "-m", "tests.kernels.compile_kernels", *SHARED_KIB],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    for capability, sizes in json.loads(finished.stdout).items():
        assert len(sizes) == 9
        assert max(sizes.values()) <= SHARED_KIB[capability] * 1024, (capability, sizes)
