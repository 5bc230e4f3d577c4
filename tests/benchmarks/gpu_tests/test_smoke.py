"""The first thing on a card runs where there is little beside torch, and says what to do."""

from pathlib import Path

import pytest
import torch

from qa.models.catalog import KNOWN_MODELS
from tests.benchmarks.gpu import smoke
from tests.benchmarks.gpu.parts import PARTS, SMALL, Bench
from tests.benchmarks.gpu.rows import Row, load
from tests.benchmarks.gpu.verdict import Finding, verdict
from tests.benchmarks.gpu_tests import bare
from tests.benchmarks.gpu_tests.cards import H200

QWEN3_4B = KNOWN_MODELS[0].shape
SMALL_ON_CPU = ("--here", "--shape", "small", "--device", "cpu")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    bare.make(folder)
    return folder


def test_the_environment_has_nothing_of_the_app(environment: Path):
    blocked = ("gradio", "pypdfium2", "pypdf", "fastapi", "tiktoken")
    tried = f"import importlib.util as i; print([n for n in {blocked} if i.find_spec(n)])"

    ended = bare.run(environment, "-c", tried)

    assert (ended.stdout.strip(), ended.returncode) == ("[]", 0), ended.stderr


def test_smoke_ends_well_with_little_beside_torch(environment: Path, tmp_path: Path):
    out = tmp_path / "rows.jsonl"

    ended = bare.run(
        environment, "-m", "tests.benchmarks.gpu", "smoke", *SMALL_ON_CPU, "--json", str(out)
    )

    assert ended.returncode == 0, ended.stderr
    rows = load(out)
    assert {row["what"] for row in rows} >= {"kernels", "self-check, drawing tokens"}
    assert next(r["figure"] for r in rows if r["what"] == "the same tokens") == 100
    assert f"right: {len(rows)} of {len(rows)}\nto do: nothing" in ended.stdout
    assert len(ended.stdout.splitlines()) < 60  # one screen


@pytest.mark.slow
@pytest.mark.parametrize("part", [part for part in PARTS if part != "smoke"])
def test_every_part_ends_well_with_little_beside_torch(environment: Path, part: str):
    ended = bare.run(environment, "-m", "tests.benchmarks.gpu", part, *SMALL_ON_CPU)

    assert ended.returncode == 0, ended.stderr


class NoNumbers:
    """In place of torch.Generator: what it would give is not looked at."""

    def __init__(self, device=None):
        pass

    def manual_seed(self, seed):
        return None


@pytest.mark.skipif(torch.cuda.is_available(), reason="the card itself runs it")
@pytest.mark.parametrize(
    ("part", "kernels"),
    [
        (smoke._attention, {"_prefix_kernel": 12, "_merge_kernel": 12}),
        (smoke._products, {"_w8a16_kernel": 12, "_sum_splits_kernel": 12}),
        (smoke._chunks, {"_scaled_dot_product_cudnn_attention": 2}),
    ],
)
def test_what_is_timed_on_a_card_fits_together(monkeypatch, part, kernels):
    pytest.importorskip("triton")
    from tests.engine.fake_cuda import CARD, card

    monkeypatch.setattr(torch, "Generator", NoNumbers)
    with card() as launches, torch.inference_mode():
        found = list(part(QWEN3_4B, H200, CARD, smoke.Sizes()))

    assert [finding.row.note for finding in found if finding.is_wrong] == []
    assert all(finding.row.figure for finding in found)
    for name, least in kernels.items():
        assert launches.counts[name] >= least


def finding(name, figure, *, limit=None, unit="ms", wrong=False, note=""):
    row = Row(name, 0, "here", figure, unit, limit=limit, note=note)
    return Finding(row, f"mend {name.split()[0]}", is_wrong=wrong)


def test_a_verdict_names_what_is_slow_or_wrong_and_each_thing_to_do_once():
    said = verdict(
        [
            finding("tiles 1", 1.0, limit=0.9),
            finding("tiles 2", 2.0, limit=1.0),
            finding("tiles 3", 3.0, limit=1.0),
            finding("chunk", 300.0, limit=790.0, unit="TFLOP/s"),
            finding("chunk", 600.0, limit=790.0, unit="TFLOP/s"),
            finding("merge", None, wrong=True, note="5 off"),
            finding("unknown", 7.0),
        ]
    )

    assert said.splitlines()[1:] == [
        "right: 3 of 7",
        "wrong: merge here: 5 off",
        "slow: tiles 2 here: 2 ms, by arithmetic 1",
        "slow: tiles 3 here: 3 ms, by arithmetic 1",
        "slow: chunk here: 300 TFLOP/s, by arithmetic 790",
        "to do: mend tiles",
        "to do: mend chunk",
        "to do: mend merge",
    ]


def test_a_part_that_breaks_off_is_named_and_the_others_go_on(monkeypatch, capsys):
    def broken(*_, **__):
        raise torch.AcceleratorError("CUDA error: misaligned address")

    monkeypatch.setattr(smoke, "random_model", broken)

    rows = list(Bench(SMALL, H200, torch.device("cpu")).smoke())

    (steps,) = (row for row in rows if row.setup == "broke off")
    assert (steps.what, steps.figure) == ("steps", None)
    assert "misaligned address" in steps.note
    assert any(row.what.startswith("product down") for row in rows)
    assert "wrong: steps broke off" in capsys.readouterr().out
