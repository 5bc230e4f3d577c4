"""The trained model computes what transformers computes, and each number format stays near that."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import AutoModelForCausalLM

from qa.engine.attention.choice import best_attend
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.layers.integer_products import integer_products_pay
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from qa.models.gguf_file import GgufFile
from qa.prompting.chat_template import ChatTemplate
from qa.prompting.tokenizer import ModelTokenizer

CPU = torch.device("cpu")
NUM_TOKENS = 512
CHUNK = 256


@pytest.fixture(scope="module")
def text_ids(tokenizer: ModelTokenizer, english: str) -> list[int]:
    """From the middle of the English sample: prose and a table."""
    return tokenizer.encode_text(english[len(english) // 2 :][:8000])[:NUM_TOKENS]


@pytest.fixture(scope="module")
def chat_ids(file: GgufFile, tokenizer: ModelTokenizer, english: str) -> list[int]:
    before, between, after = ChatTemplate.from_gguf(file).around(["system", "user"])
    return [
        *tokenizer.encode_template(before),
        *tokenizer.encode_text(english[2000:2600]),
        *tokenizer.encode_template(between),
        *tokenizer.encode_text("What does this page say? 12,345"),
        *tokenizer.encode_template(after),
    ]


def logits_of(model: Qwen3, ids: list[int]) -> Tensor:
    """Read in chunks, as a document is."""
    arena = model.arena(NUM_TOKENS)
    parts = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    return torch.cat(
        [model.forward(Batch.of([Segment(part, arena)], CPU), all_logits=True) for part in parts]
    )


@pytest.fixture(scope="module")
def model(path: Path) -> Qwen3:
    return load_model(path, device=CPU, weight_format=WeightFormat.FP32)


@pytest.fixture(scope="module")
def exact(model: Qwen3, text_ids: list[int]) -> Tensor:
    return logits_of(model, text_ids)


def test_logits_on_a_report_and_in_a_chat_are_those_of_transformers(
    path: Path, model: Qwen3, exact: Tensor, text_ids: list[int], chat_ids: list[int]
) -> None:
    theirs = AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32
    )
    for ids, ours in ((text_ids, exact), (chat_ids, logits_of(model, chat_ids))):
        with torch.inference_mode():
            expected = theirs(input_ids=torch.tensor(ids)[None]).logits[0]
        assert (ours - expected).abs().max() < 1e-3
        assert (ours.argmax(-1) == expected.argmax(-1)).float().mean() > 0.998


# (how much the loss may rise, in nats a token; on how many tokens the first choice may differ).
# Of what was measured on 8,190 tokens of reports, with room for the noise of 512.
LIMITS = {
    (WeightFormat.FP32, KVFormat.BF16): (0.01, 0.02),
    (WeightFormat.FP32, KVFormat.K8V16): (0.02, 0.04),
    (WeightFormat.FP32, KVFormat.INT8): (0.02, 0.04),
    (WeightFormat.FP32, KVFormat.KV4): (0.03, 0.07),
    (WeightFormat.FP32, KVFormat.FP8): (0.04, 0.09),
    (WeightFormat.FP8_WEIGHT_ONLY, KVFormat.FP32): (0.05, 0.11),
    (WeightFormat.FP8, KVFormat.FP32): (0.06, 0.12),
    (WeightFormat.INT8, KVFormat.K8V16): (0.05, 0.13),
}


@pytest.mark.parametrize(
    ("formats", "limits"), LIMITS.items(), ids=["-".join(formats) for formats in LIMITS]
)
def test_each_format_stays_near_the_exact_numbers(
    path: Path,
    model: Qwen3,
    exact: Tensor,
    text_ids: list[int],
    formats: tuple[WeightFormat, KVFormat],
    limits: tuple[float, float],
) -> None:
    weight_format, kv_format = formats
    if KVFormat.K8V16 in formats and not integer_products_pay():
        pytest.skip("this processor multiplies integers slowly: the format is not used here")
    if weight_format is WeightFormat.FP32:  # the weights that are there, another cache
        rough_model = Qwen3(
            model.config,
            model.weights,
            attend=best_attend(CPU, kv_format, model.dtype),
            kv_format=kv_format,
            dtype=model.dtype,
            device=CPU,
        )
    else:
        rough_model = load_model(
            path, device=CPU, weight_format=weight_format, kv_format=kv_format, quantize=True
        )
    rough = logits_of(rough_model, text_ids)
    following = torch.tensor(text_ids[1:])
    rise = F.cross_entropy(rough[:-1], following) - F.cross_entropy(exact[:-1], following)
    differing = (rough.argmax(-1) != exact.argmax(-1)).float().mean()
    assert not torch.equal(rough, exact)
    assert rise < limits[0]
    assert differing < limits[1]


def test_the_model_is_trained(exact: Tensor, text_ids: list[int]) -> None:
    """Limits on a rise of the loss mean something only where the loss is low."""
    assert F.cross_entropy(exact[:-1], torch.tensor(text_ids[1:])) < 4
