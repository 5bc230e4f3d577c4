"""The bench script for GPUs runs from end to end, on a network small enough for a CPU."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import KNOWN_MODELS
from tests.benchmarks.gpu.__main__ import main
from tests.benchmarks.gpu.limits import Limit
from tests.benchmarks.gpu.parts import GROUPS, PARTS, named
from tests.benchmarks.gpu.plot import PANELS, curves
from tests.benchmarks.gpu.rows import HEAD, Log, Row, load, print_goals
from tests.benchmarks.gpu_tests.cards import H200

ROOT = Path(__file__).parents[3]
PLAIN = {".models.errors", ".models.gguf_file"}  # Python alone
HERE = ("--here", "--shape", "small", "--device", "cpu")


def test_the_rows_of_the_log_give_a_curve_in_every_panel():
    rows = load(ROOT / "tests/benchmarks/log/growth-cpu.jsonl")

    for beginning, _ in PANELS:
        ((_, points),) = curves(rows, beginning).items()
        assert [tokens for tokens, _, _ in points] == [2**n for n in range(10, 16)]


def test_every_figure_of_a_long_document_is_measured_at_every_length(tmp_path: Path, capsys):
    out = tmp_path / "rows.jsonl"

    main(["long", *HERE, "--json", str(out)])

    rows = load(out)
    assert all(row["figure"] > 0 and row["commit"] for row in rows)
    by_kind = {kind: curves(rows, kind) for kind in ("first token", "decode, 1 question")}
    for found in by_kind.values():
        ((_, points),) = found.items()
        assert [tokens for tokens, _, _ in points] == [128, 256, 512]
    reading = [figure for _, figure, _ in next(iter(by_kind["first token"].values()))]
    assert reading == sorted(reading)
    printed = capsys.readouterr().out
    kv_format = rows[0]["setup"].split()[-2]  # what this processor is fastest with
    assert f"| 3 answers of 16 tokens, {kv_format} | 256 |" in printed
    assert all(json.loads(line) for line in out.read_text().splitlines())


def test_a_sparse_reading_says_how_much_it_looked_at(tmp_path: Path):
    out = tmp_path / "rows.jsonl"

    main(["long-sparse", *HERE, "--json", str(out)])

    rows = {row["what"]: row for row in load(out)}
    assert 0 < rows["blocks looked at"]["figure"] <= 100
    assert rows["first token, sparse"]["limit"] is None  # nobody knows how much has to be read


def test_formats_are_compared_with_fp32(tmp_path: Path):
    out = tmp_path / "rows.jsonl"

    main(["formats", "found", *HERE, "--json", str(out)])

    found = {(r["what"], r["tokens"], r["setup"].partition(",")[0]): r for r in load(out)}
    for weights in ("fp32", "bf16", "int8", "fp8", "fp8-weight-only"):
        assert found["first token, dense", 256, f"{weights} weights"]["figure"] > 0
        assert found["rows found, tight checkpoint", 1024, f"{weights} weights"]["figure"] > 80
    assert found["same best token as fp32", 512, "fp32 weights"]["figure"] == 100
    assert found["same best token as fp32", 1024, "fp32 weights"]["figure"] == 100
    assert found["rows found, comfortable checkpoint", 1024, "int8 weights"]["figure"] == 100
    assert found["decode, 3 questions, fp32", 256, "fp32 weights"]["limit"] > 0


def test_what_was_measured_before_a_failure_is_kept_and_the_rest_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    out = tmp_path / "rows.jsonl"

    def failing(_):
        yield Row("prefill", 256, "fp32 weights", 1.0, "tokens/s")
        assert "| prefill | 256 | fp32 weights |" in capsys.readouterr().out
        raise RuntimeError("CUDA error: out of memory")

    monkeypatch.setitem(PARTS, "formats", failing)
    monkeypatch.setitem(PARTS, "peers", lambda _: iter([Row("last", 0, "", 2.0, "")]))

    status = main(["formats", "peers", *HERE, "--json", str(out)])

    assert status == 1
    assert [row["what"] for row in load(out)] == ["prefill", "last"]
    assert "CUDA error: out of memory" in capsys.readouterr().err


def test_each_part_has_a_process_and_goals_are_told_at_the_end(tmp_path: Path, capsys):
    out = tmp_path / "rows.jsonl"
    goal = Row("memory, kv4", 262_144, "fp8 weights, kv4 KV", 16.1, "GB", limit=15.3, goal=16.5)
    Log({"commit": "before"}, out).add(goal)

    status = main(["kernels", "--shape", "small", "--device", "cpu", "--json", str(out)])

    assert status == 0
    assert {row["commit"] for row in load(out)[1:]} != {"before"}
    assert len(load(out)) > 20
    table = capsys.readouterr().out.rpartition(HEAD)[2]
    assert table.strip() == ""  # nothing of this run has a goal, and the run before is not told

    print_goals(load(out)[:1])

    assert "| memory, kv4 | 262,144 | fp8 weights, kv4 KV | 16.1 GB | 15.3 | 1.05 | 16.5 |" in (
        capsys.readouterr().out
    )


def test_what_the_time_is_too_short_for_is_named(tmp_path: Path, monkeypatch):
    out = tmp_path / "rows.jsonl"
    monkeypatch.setattr("tests.benchmarks.gpu.__main__.LEAST_S", 0.5)

    small = ("--shape", "small", "--device", "cpu")
    status = main(["table", *small, "--minutes", "0.01", "--json", str(out)])

    assert status == 1
    cut, *others = load(out)
    assert (cut["what"], cut["figure"]) == ("long", None)
    assert cut["note"].startswith("cut off after")
    assert [row["what"] for row in others] == list(GROUPS["table"])[1:]
    assert {row["note"] for row in others} == {"not measured: the time was up"}


def test_parts_are_measured_in_the_order_of_their_weight():
    assert named([]) == list(PARTS)
    assert named(["peers", "table"]) == [*GROUPS["table"], "peers"]
    assert named([])[0] == "smoke"
    in_groups = [part for group in GROUPS.values() for part in group]
    assert sorted([*in_groups, "smoke"]) == sorted(PARTS)


@pytest.mark.parametrize(
    ("tokens", "kv_format", "prefill_s", "step_tokens_per_s"),
    [
        (150_000, KVFormat.BF16, 9.1, 162),
        (150_000, KVFormat.FP8, 9.1, 272),
        (262_144, KVFormat.BF16, 27.0, 100),
    ],
)
def test_limits_are_those_of_the_arithmetic_for_the_4b(
    tokens: int, kv_format: KVFormat, prefill_s: float, step_tokens_per_s: float
):
    limit = Limit(KNOWN_MODELS[0].shape, H200, WeightFormat.FP8, kv_format)

    assert limit.prefill_s(tokens) == pytest.approx(prefill_s, rel=0.02)
    assert 1 / limit.step_s(tokens) == pytest.approx(step_tokens_per_s, rel=0.02)


def test_the_log_s_limits_of_writing_are_those_that_the_bench_prints():
    shape, log = KNOWN_MODELS[0].shape, (ROOT / "tests/benchmarks/log/engine-gpu.md").read_text()
    bf16, fp8 = (
        Limit(shape, H200, WeightFormat.FP8, kv_format)
        for kv_format in (KVFormat.BF16, KVFormat.FP8)
    )

    one = [round(1 / limit.step_s(150_000)) for limit in (bf16, fp8)]
    many = round(120 / bf16.step_s(150_000, 120))

    assert f"| {one[0]} / {one[1]} tokens/s |" in log
    assert f"| 120 questions over one document of 150,000 | {many:,} tokens/s |" in log


def test_a_machine_with_a_card_needs_nothing_but_the_engine():
    modules = "tests.benchmarks.gpu.__main__, tests.benchmarks.gpu.tilings, tests.computed.quality"
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    of_qa = {name for name in found.stdout.split() if name.split(".")[0] == "qa"}
    assert "qa.engine.engine" in of_qa
    others = {n for n in of_qa if not n.startswith("qa.engine")}
    assert others <= {f"qa{of}" for of in {"", ".errors", ".models", ".models.catalog"} | PLAIN}
    assert not {"gradio", "pypdf", "pypdfium2", "transformers"} & set(found.stdout.split())
