"""What is reckoned without a card stays within what is possible, and says what it stands on."""

import pytest
import torch

pytest.importorskip("triton")
if torch.cuda.is_available():
    pytest.skip("the card itself is measured", allow_module_level=True)

from qa.engine.attention.stretches import by_cudnn
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network.weights import WeightFormat
from tests.benchmarks.gpu import reckoned
from tests.benchmarks.gpu.limits import Limit


@pytest.mark.parametrize(
    ("count", "kv_format", "library"),
    [(1, KVFormat.FP8, None), (120, KVFormat.BF16, None), (120, KVFormat.BF16, by_cudnn)],
)
def test_nothing_is_reckoned_faster_than_the_limit(count, kv_format, library):
    found = reckoned.reckon(count, kv_format, library)

    limit = Limit(reckoned.QWEN3_4B, reckoned.H200, WeightFormat.FP8, kv_format)
    assert found.step_s > limit.step_s(reckoned.TOKENS, count)
    assert found.rate > 0.4 / limit.step_s(reckoned.TOKENS, count) * count
    assert found.launches <= 17
