"""Our forward pass is that of each kind: the same numbers as transformers, however it is cut."""

import pytest
import torch

pytest.importorskip("transformers")

import transformers

from qa.engine.attention import attend_reference
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("tiny") / "bf16")


@pytest.fixture(scope="module")
def model(folder):
    return load_model(folder, device=CPU, weight_format=WeightFormat.FP32)


@pytest.fixture(scope="module")
def ids():
    return torch.randint(0, 512, (301,), generator=torch.Generator().manual_seed(1)).tolist()


def arena(model, capacity=2048):
    return model.arena(capacity)


def read(model, ids, into, prefix=None, **options):
    return model.forward(Batch.of([Segment(ids, into, prefix)], CPU), **options)


def theirs(folder, ids):
    reference = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    reference = reference.float()  # beside FP8 blocks, what is bf16 in the file stays bf16
    with torch.inference_mode():
        return reference(input_ids=torch.tensor(ids)[None]).logits[0]


def test_logits_equal_those_of_transformers(folder, model, ids):
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "qwen3"])
def test_every_kind_gives_the_logits_of_transformers(tmp_path, ids, kind):
    folder = make_checkpoint(tmp_path / kind, **KINDS[kind])
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4


@pytest.mark.parametrize(
    "scaling",
    [
        {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 128,
        },
        {"rope_type": "linear", "factor": 4.0},
    ],
)
def test_a_stretched_llama_gives_the_logits_of_transformers(tmp_path, ids, scaling):
    folder = make_checkpoint(tmp_path / "llama", **KINDS["llama"], rope_scaling=scaling)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4
    assert max(model.config.rope.divisors) == scaling["factor"]


def test_an_untied_head_gives_the_logits_of_transformers(tmp_path, ids):
    folder = make_checkpoint(tmp_path / "untied", tie_word_embeddings=False)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4


def test_yarn_gives_the_logits_of_transformers(tmp_path, ids):
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024}
    folder = make_checkpoint(tmp_path / "yarn", rope_scaling=scaling)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4


def test_an_fp8_checkpoint_gives_the_logits_of_its_dequantised_weights(tmp_path, ids):
    folder = make_checkpoint(tmp_path / "fp8", fp8=True)
    model = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    ours = read(model, ids, arena(model), all_logits=True)
    assert (ours - theirs(folder, ids)).abs().max() < 1e-4


@pytest.mark.parametrize("chunk", [1, 7, 64, 128, 300])
def test_reading_in_chunks_gives_the_same_logits_as_reading_at_once(model, ids, chunk):
    whole = read(model, ids, arena(model))
    into = arena(model)
    for start in range(0, len(ids), chunk):
        last = read(model, ids[start : start + chunk], into)
    torch.testing.assert_close(last, whole, atol=1e-4, rtol=0)


def test_a_reused_prefix_gives_the_same_logits_as_reading_everything_again(model, ids):
    document, question = ids[:250], ids[250:]
    whole = read(model, ids, arena(model))
    prefix = arena(model)
    read(model, document, prefix)
    first = read(model, question, arena(model, 64), prefix)
    second = read(model, question, arena(model, 64), prefix)
    torch.testing.assert_close(first, whole, atol=1e-4, rtol=0)
    assert torch.equal(first, second)


def test_many_questions_together_give_what_each_gives_alone(model, ids):
    prefix, other = arena(model), arena(model)
    read(model, ids[:200], prefix)
    read(model, ids[100:180], other)
    questions = [(ids[200:217], prefix), (ids[220:221], other), (ids[230:260], prefix)]
    alone = [read(model, q, arena(model, 64), p) for q, p in questions]
    arenas = [arena(model, 64) for _ in questions]
    batch = Batch.of([Segment(q, a, p) for (q, p), a in zip(questions, arenas, strict=True)], CPU)
    together = model.forward(batch)
    for logits, segment in zip(together, batch.segments, strict=True):
        expected = alone[next(i for i, a in enumerate(arenas) if a is segment.arena)]
        torch.testing.assert_close(logits[None], expected, atol=1e-4, rtol=0)


def test_decoding_token_by_token_behind_a_prefix_equals_reading_at_once(model, ids):
    prefix, suffix = arena(model), arena(model, 64)
    read(model, ids[:280], prefix)
    for token in ids[280:]:
        last = read(model, [token], suffix, prefix)
    torch.testing.assert_close(last, read(model, ids, arena(model)), atol=1e-4, rtol=0)


def test_the_fused_attention_equals_the_reference(folder, model, ids):
    slow = load_model(folder, device=CPU, weight_format=WeightFormat.FP32, attend=attend_reference)
    torch.testing.assert_close(
        read(model, ids, arena(model), all_logits=True),
        read(slow, ids, arena(slow), all_logits=True),
        atol=1e-4,
        rtol=0,
    )


@pytest.mark.parametrize(
    ("weight_format", "bound"),
    [
        (WeightFormat.BF16, 0.1),
        (WeightFormat.INT8, 0.1),
        (WeightFormat.FP8, 0.2),
        (WeightFormat.FP8_WEIGHT_ONLY, 0.15),
    ],
)
def test_each_weight_format_stays_near_fp32(tmp_path, ids, weight_format, bound):
    folder = make_checkpoint(tmp_path / "fp8", fp8=True)
    exact = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    rough = load_model(folder, device=CPU, weight_format=weight_format)
    expected = read(exact, ids, arena(exact), all_logits=True)
    error = (read(rough, ids, arena(rough), all_logits=True) - expected).pow(2).mean().sqrt()
    assert error / expected.std() < bound


@pytest.mark.parametrize("weight_format", [WeightFormat.FP8, WeightFormat.FP8_WEIGHT_ONLY])
@pytest.mark.parametrize("is_fp8", [True, False])
def test_widths_that_are_no_whole_blocks_are_multiplied_in_fp8(
    tmp_path, ids, weight_format, is_fp8
):
    folder = make_checkpoint(tmp_path / "narrow", fp8=is_fp8, **KINDS["smollm2"])
    exact = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    rough = load_model(folder, device=CPU, weight_format=weight_format, quantize=True)
    assert rough.weights.layers[0].qkv.weight.dtype is torch.float8_e4m3fn
    expected = read(exact, ids, arena(exact), all_logits=True)
    error = (read(rough, ids, arena(rough), all_logits=True) - expected).pow(2).mean().sqrt()
    assert 0 < error / expected.std() < 0.2


def test_nothing_is_quantised_unasked(tmp_path, ids):
    folder = make_checkpoint(tmp_path / "bf16", **KINDS["smollm2"])
    exact = load_model(folder, device=CPU, weight_format=WeightFormat.FP32)
    in_fp32 = KVFormat.FP32
    asked = load_model(folder, device=CPU, weight_format=WeightFormat.FP8, kv_format=in_fp32)
    assert torch.equal(read(asked, ids, arena(asked)), read(exact, ids, arena(exact)))


@pytest.mark.parametrize(
    ("kv_format", "bound"),
    [
        (KVFormat.BF16, 0.02),
        (KVFormat.FP8, 0.1),
        (KVFormat.INT8, 0.03),
        (KVFormat.K8V16, 0.03),
        (KVFormat.KV4, 0.1),
    ],
)
def test_each_cache_format_stays_near_fp32(folder, model, ids, kv_format, bound):
    rough = load_model(folder, device=CPU, weight_format=WeightFormat.FP32, kv_format=kv_format)
    expected = read(model, ids, arena(model), all_logits=True)
    got = read(rough, ids, arena(rough), all_logits=True)
    assert (got - expected).pow(2).mean().sqrt() / expected.std() < bound
