"""What is missing for kernels is said, once, and not taken for "no card"."""

import shutil
import sysconfig

import pytest
import torch

from qa.engine import gpu
from tests.benchmarks.gpu.limits import DeviceRates
from tests.benchmarks.gpu.rows import environment

CARD = torch.device("cuda")


@pytest.fixture
def headers(tmp_path):
    (tmp_path / "Python.h").touch()
    return tmp_path


@pytest.fixture(autouse=True)
def card(monkeypatch, headers):
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (8, 6))
    monkeypatch.setattr(gpu.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(headers))
    monkeypatch.setenv("CC", "cc")
    gpu._say.cache_clear()


def no_triton(monkeypatch, _):
    monkeypatch.setattr(gpu.importlib.util, "find_spec", lambda name: None)


def no_compiler(monkeypatch, _):
    monkeypatch.delenv("CC")
    monkeypatch.setattr(shutil, "which", lambda name: None)


def no_headers(_, headers):
    (headers / "Python.h").unlink()


def test_with_all_there_the_capability_decides_and_nothing_is_said(caplog):
    assert gpu.available(CARD)
    assert not gpu.available(CARD, (8, 9))
    assert not gpu.missing()
    assert not caplog.records


@pytest.mark.parametrize(
    ("take_away", "said"),
    [(no_triton, "Triton"), (no_compiler, "C compiler"), (no_headers, "Python.h")],
)
def test_what_is_missing_is_named_once_in_the_log_and_in_every_row(
    monkeypatch, headers, caplog, take_away, said
):
    take_away(monkeypatch, headers)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "a card")

    assert [gpu.available(CARD) for _ in range(3)] == [False] * 3

    (record,) = caplog.records
    assert said in record.getMessage()
    assert said in environment(CARD, DeviceRates(1, 1, 1))["kernels"]


def test_a_cpu_is_asked_for_nothing(caplog):
    assert not gpu.available(torch.device("cpu"))
    assert not caplog.records
