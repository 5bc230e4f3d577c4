"""The bench script for GPUs runs from end to end, on a network small enough for a CPU."""

import json
from pathlib import Path

import pytest

from qa.engine.kv_cache import KVFormat
from qa.engine.weights import WeightFormat
from qa.known_models import KNOWN_MODELS
from tests.benchmarks.gpu import __main__ as bench
from tests.benchmarks.gpu.__main__ import main
from tests.benchmarks.gpu.limits import DeviceRates, Limit
from tests.benchmarks.gpu.plot import curves
from tests.benchmarks.gpu.rows import Row, load

H200 = DeviceRates(bf16_ops=790e12, fp8_ops=1500e12, bytes_read=4.3e12)


def test_every_figure_of_a_long_document_is_measured_at_every_length(tmp_path: Path, capsys):
    out = tmp_path / "rows.jsonl"

    main(["long", "--shape", "small", "--device", "cpu", "--json", str(out)])

    rows = load(out)
    assert all(row["figure"] > 0 and row["commit"] for row in rows)
    by_kind = {kind: curves(rows, kind) for kind in ("first token", "decode, 1 question")}
    for found in by_kind.values():
        ((_, points),) = found.items()
        assert [tokens for tokens, _, _ in points] == [128, 256, 512]
    reading = [figure for _, figure, _ in next(iter(by_kind["first token"].values()))]
    assert reading == sorted(reading)
    printed = capsys.readouterr().out
    assert "| 3 answers of 16 tokens, k8v16 | 256 |" in printed
    assert all(json.loads(line) for line in out.read_text().splitlines())


def test_a_sparse_reading_says_how_much_it_looked_at(tmp_path: Path):
    out = tmp_path / "rows.jsonl"

    main(["long", "--shape", "small", "--device", "cpu", "--prefill", "sparse", "--json", str(out)])

    rows = {row["what"]: row for row in load(out)}
    assert 0 < rows["blocks looked at"]["figure"] <= 100
    assert rows["first token, sparse"]["limit"] is None  # nobody knows how much has to be read


def test_formats_are_compared_with_fp32(tmp_path: Path):
    out = tmp_path / "rows.jsonl"

    main(["formats", "--shape", "small", "--device", "cpu", "--json", str(out)])

    same = {r["setup"]: r["figure"] for r in load(out) if r["what"] == "same best token as fp32"}
    assert same["fp32 weights"] == 100
    assert len(same) == 5


def test_what_was_measured_before_a_failure_is_kept_and_the_rest_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    out = tmp_path / "rows.jsonl"

    def failing(*args: object, **options: object):
        yield Row("prefill", 256, "fp32 weights", 1.0, "tokens/s")
        assert "| prefill | 256 | fp32 weights |" in capsys.readouterr().out
        raise RuntimeError("CUDA error: out of memory")

    monkeypatch.setattr(bench, "measure_formats", failing)
    monkeypatch.setattr(bench, "measure_peers", lambda *a, **o: iter([Row("last", 0, "", 2.0, "")]))

    status = main(["formats", "peers", "--shape", "small", "--device", "cpu", "--json", str(out)])

    assert status == 1
    assert [row["what"] for row in load(out)][-2:] == ["prefill", "last"]
    assert "CUDA error: out of memory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tokens", "kv_format", "prefill_s", "step_tokens_per_s"),
    [
        (150_000, KVFormat.BF16, 9.1, 162),
        (150_000, KVFormat.FP8, 9.1, 275),
        (262_144, KVFormat.BF16, 27.0, 100),
    ],
)
def test_limits_are_those_of_the_arithmetic_for_the_4b(
    tokens: int, kv_format: KVFormat, prefill_s: float, step_tokens_per_s: float
):
    limit = Limit(KNOWN_MODELS[0].shape, H200, WeightFormat.FP8, kv_format)

    assert limit.prefill_s(tokens) == pytest.approx(prefill_s, rel=0.02)
    assert 1 / limit.step_s(tokens) == pytest.approx(step_tokens_per_s, rel=0.02)
