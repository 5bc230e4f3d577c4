"""The quality gate: rows of a long document are found on every path; planted faults are noticed.

Random weights prove arithmetic; these computed ones prove that what stood far back is found again.
"""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from qa.engine.attention import attend_cpu, attend_reference  # noqa: E402
from qa.engine.batch import Segment  # noqa: E402
from qa.engine.kv_cache import KVFormat, KVView  # noqa: E402
from qa.engine.loader import CPU, load_model  # noqa: E402
from qa.engine.model import Qwen3  # noqa: E402
from qa.engine.weights import WeightFormat  # noqa: E402
from tests.computed.checkpoint import Computed, make_computed  # noqa: E402
from tests.computed.gate import measure  # noqa: E402

LENGTH = 3072
COMFORTABLE = 3.0  # the gain
SURE = 5.0  # standard deviations of the logits between the best token and the next


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("computed")
    return make_computed(path / "fp8", Computed(gain=COMFORTABLE), fp8=True)


@pytest.fixture(scope="module")
def model(folder: Path) -> Qwen3:
    return load_model(folder, device=CPU, weight_format=WeightFormat.FP32)


@pytest.mark.parametrize("weight_format", WeightFormat)
def test_every_weight_format_finds_every_row(folder: Path, weight_format: WeightFormat) -> None:
    score = measure(load_model(folder, device=CPU, weight_format=weight_format), LENGTH)
    assert score.exact == 1, score
    assert score.margin > SURE


@pytest.mark.parametrize("kv_format", KVFormat)
def test_every_cache_format_finds_every_row(folder: Path, kv_format: KVFormat) -> None:
    score = measure(load_model(folder, device=CPU, kv_format=kv_format), LENGTH)
    assert score.exact == 1, score
    assert score.margin > SURE


@pytest.mark.parametrize("attend", [attend_reference, attend_cpu])
def test_every_attention_finds_every_row(folder: Path, attend) -> None:
    model = load_model(folder, device=CPU, kv_format=KVFormat.BF16, attend=attend)
    assert measure(model, LENGTH).exact == 1


@pytest.mark.parametrize("chunk", [96, 257, 1024])
def test_every_chunk_size_finds_every_row(model: Qwen3, chunk: int) -> None:
    assert measure(model, LENGTH, chunk=chunk).exact == 1


# -- planted faults: each has to cost rows


def test_a_swapped_group_of_heads_is_noticed(folder: Path) -> None:
    def swapped(q, kv, causal):
        return attend_reference(q, KVView(kv.k.flip(0), kv.v.flip(0)), causal)

    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32, attend=swapped)
    assert measure(model, LENGTH).exact < 1


def test_a_dropped_block_is_noticed(folder: Path) -> None:
    def dropping(q, kv, causal):
        if kv.num_tokens < 2048 or causal:
            return attend_reference(q, kv, causal)
        without = KVView(*(torch.cat((x[:, :1024], x[:, 1152:]), 1) for x in (kv.k, kv.v)))
        return attend_reference(q, without, causal)

    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32, attend=dropping)
    assert measure(model, LENGTH).exact < 1


def test_a_position_off_by_one_at_a_chunk_border_is_noticed(
    model: Qwen3, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(segment: Segment) -> int:
        prefix = segment.prefix.length if segment.prefix else 0
        return prefix + segment.arena.length + (segment.arena.length > 0)

    monkeypatch.setattr(Segment, "first_position", property(late))
    assert measure(model, LENGTH, chunk=96).exact < 1


def test_a_position_that_forgets_the_prefix_is_noticed(
    model: Qwen3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Segment, "first_position", property(lambda s: s.arena.length))
    assert measure(model, LENGTH).exact < 1


def test_a_transposed_scale_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import qa.engine.weights as weights

    dequantize = weights.dequantize_blocks

    def transposed(weight, scale, dtype):
        return dequantize(weight, scale.t().reshape(scale.shape), dtype)

    monkeypatch.setattr(weights, "dequantize_blocks", transposed)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    # At this length the rows are still found, by a hair: 0.2 standard deviations instead of 6.
    assert measure(model, LENGTH).margin < SURE


def test_the_keys_of_another_question_are_noticed(
    model: Qwen3, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.engine.batch import Batch

    make = Batch.of.__func__

    def mixed(cls, segments, device):
        """Two questions answered together get each other's place in the batch."""
        if len(segments) > 1 and all(s.prefix and s.arena.length for s in segments):
            first, second, *rest = segments
            segments = [
                Segment(first.token_ids, second.arena, first.prefix),
                Segment(second.token_ids, first.arena, second.prefix),
                *rest,
            ]
        return make(cls, segments, device)

    monkeypatch.setattr(Batch, "of", classmethod(mixed))
    assert measure(model, LENGTH).exact < 1
