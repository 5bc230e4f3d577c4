"""The whole decode step on the kernels, interpreted: the tokens are those of the plain path."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("triton")

from qa.engine.kernels import slots  # noqa: E402
from qa.engine.kv_cache import KVFormat  # noqa: E402
from tests.engine.test_decode import Session, begun  # noqa: E402


@pytest.mark.skipif(torch.cuda.is_available(), reason="test_decode_gpu.py runs it on the card")
@pytest.mark.parametrize("kv_format", [KVFormat.FP32, KVFormat.INT8, KVFormat.KV4])
def test_steps_on_the_kernels_write_what_the_plain_path_writes(kv_format, monkeypatch):
    session = Session(kv_format)
    monkeypatch.setattr(session.decoder._step, "_attend", slots.decode_attention)
    questions = begun(session, [1, 2, 3])

    for _ in range(3):
        session.step(questions)

    assert [written for _, written in questions] == [session.plain(s, 3) for s in (1, 2, 3)]
