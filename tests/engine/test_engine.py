"""The engine: documents read once, questions batched, everything stoppable and given back."""

import threading

import pytest
import torch

from qa.engine.engine import Engine
from qa.engine.kv_cache.cache import KVFormat, kv_bytes, kv_bytes_per_token
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import load_model
from qa.engine.network.weights import WeightFormat
from qa.engine.runtime.model_runner import ModelRunner
from qa.engine.sampling import SamplingParams
from qa.models.errors import DeviceLost, EngineClosed, NotEnoughMemory, OutOfMemory, PassFailed
from tests.engine.tiny_checkpoint import make_checkpoint

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    # An untied head: with a tied one a random network repeats its last token for ever.
    path = tmp_path_factory.mktemp("tiny") / "m"
    return make_checkpoint(path, eos_token_id=511, tie_word_embeddings=False)


@pytest.fixture(scope="module")
def model(folder):
    return load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.FP32)


SLOTS = SlotPlan(num_slots=3, capacity=128)  # fewer and shorter than some tests need


@pytest.fixture(params=[None, SLOTS], ids=["arenas", "slots"])
def engine(model, request):
    """Questions with arenas of their own as on a CPU, and in slots as on a GPU."""
    with Engine(model, memory_bytes=64 * MEGABYTE, prefill_chunk=64, slots=request.param) as engine:
        yield engine


def tokens(count, seed=0):
    return torch.randint(0, 500, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


def greedy(count=12):
    return SamplingParams(max_tokens=count)


def test_an_engine_says_how_many_questions_are_one_step(model):
    for slots, expected in ((None, 0), (SLOTS, 3)):
        with Engine(model, memory_bytes=64 * MEGABYTE, slots=slots) as engine:
            assert engine.num_slots == expected


def test_questions_asked_together_get_the_tokens_each_gets_alone(engine):
    prefix = engine.read(tokens(200)).result()
    questions = [tokens(n, seed=n) for n in (3, 17, 40, 90)]
    alone = [list(engine.ask(prefix, q, greedy())) for q in questions]
    streams = [engine.ask(prefix, q, greedy()) for q in questions]
    answers = [None] * len(streams)

    def drain(i):
        answers[i] = list(streams[i])

    threads = [threading.Thread(target=drain, args=(i,)) for i in range(len(streams))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == alone
    assert all(len(answer) == 12 for answer in alone)


def test_closing_an_answer_gives_its_memory_back(engine):
    prefix = engine.read(tokens(100)).result()
    held = engine.used_bytes
    stream = engine.ask(prefix, tokens(5), greedy(2000))
    next(stream)
    assert engine.used_bytes > held
    stream.close()
    list(engine.ask(prefix, tokens(5), greedy(2)))  # the engine has made a step since
    assert engine.used_bytes == held


def test_a_forgotten_answer_waits_for_nobody(engine):
    prefix = engine.read(tokens(100)).result()
    stream = engine.ask(prefix, tokens(5), greedy(4000))
    next(stream)
    held = engine.used_bytes
    with engine._scheduler._wake:  # as where it is collected while somebody else has the lock
        forgetting = threading.Thread(target=stream.close)
        forgetting.start()
        forgetting.join(timeout=5)
        assert not forgetting.is_alive()
    list(engine.ask(prefix, tokens(5), greedy(2)))
    assert engine.used_bytes < held


def test_a_stopped_reading_gives_its_memory_back_and_the_others_go_on(model):
    gate = threading.Semaphore(0)
    with Engine(
        model,
        memory_bytes=64 * MEGABYTE,
        prefill_chunk=16,
        on_step=gate.acquire,
    ) as engine:
        stopped, other = engine.read(tokens(2000)), engine.read(tokens(64, seed=1))
        gate.release()
        stopped.cancel()
        for _ in range(100):
            gate.release()
        with pytest.raises(EngineClosed):
            stopped.result()
        other.result()
        assert engine.used_bytes == 64 * kv_bytes_per_token(model.config, KVFormat.FP32)


def test_what_cannot_fit_is_refused_before_the_start_with_the_numbers(engine, model):
    with pytest.raises(NotEnoughMemory) as error:
        engine.read(tokens(200_000))
    needed = 200_000 * kv_bytes_per_token(model.config, KVFormat.FP32) / 1e9
    assert f"200000 tokens need {needed:.1f} GB and 0.1 GB are free" in str(error.value)
    for way_out in ("fewer sections", "a smaller model", "the context in 8 bits"):
        assert way_out in str(error.value)
    assert engine.used_bytes == 0


def out_of_registers():
    return pytest.importorskip("triton.errors").TritonError("out of resource: registers")


def no_memory_on_a_cpu():
    with pytest.raises(RuntimeError) as error:
        torch.empty(2**45)
    return error.value


def failing_on_documents(model, monkeypatch, failure):
    forward = model.forward

    def forward_or_fail(batch, **options):
        if batch.segments[0].prefix is None:
            raise failure()
        return forward(batch, **options)

    monkeypatch.setattr(model, "forward", forward_or_fail)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (lambda: torch.OutOfMemoryError("CUDA out of memory. Tried .."), OutOfMemory),
        (no_memory_on_a_cpu, OutOfMemory),
        (lambda: RuntimeError("a shape does not fit"), PassFailed),
        (out_of_registers, PassFailed),
    ],
)
def test_what_fails_in_the_middle_ends_one_reading_only_and_is_named(
    engine, model, monkeypatch, failure, said
):
    prefix = engine.read(tokens(50)).result()
    failing_on_documents(model, monkeypatch, failure)
    stream = engine.ask(prefix, tokens(5), greedy(20))
    first = next(stream)
    with pytest.raises(said) as error:
        engine.read(tokens(500)).result()
    assert said is OutOfMemory or str(failure()).splitlines()[0] in str(error.value)
    assert len([first, *stream]) == 20


def test_an_error_of_the_card_itself_ends_the_engine_and_everybody_hears_why(
    engine, model, monkeypatch
):
    prefix = engine.read(tokens(50)).result()
    illegal = "CUDA error: an illegal memory access was encountered"
    failing_on_documents(model, monkeypatch, lambda: torch.AcceleratorError(illegal))
    stream = engine.ask(prefix, tokens(5), greedy(1000))
    next(stream)

    with pytest.raises(DeviceLost, match="illegal memory access"):
        engine.read(tokens(500)).result()
    with pytest.raises(DeviceLost, match="illegal memory access"):
        list(stream)
    with pytest.raises(DeviceLost):
        engine.ask(prefix, tokens(5), greedy())
    with pytest.raises(DeviceLost):
        engine.read(tokens(5))
    engine.free(prefix)
    assert engine.used_bytes == 0


def test_a_card_that_answers_no_more_is_noticed_whatever_the_first_error_was(
    engine, model, monkeypatch
):
    failing_on_documents(model, monkeypatch, lambda: RuntimeError("Triton Error [CUDA]: misalign"))

    def wait(_):
        raise torch.AcceleratorError("CUDA error: misaligned address")

    monkeypatch.setattr(ModelRunner, "_wait", wait)

    with pytest.raises(DeviceLost, match="misalign"):
        engine.read(tokens(500)).result()


def test_nothing_is_asked_over_a_freed_document_and_the_question_holds_no_memory(engine):
    prefix = engine.read(tokens(100)).result()
    engine.free(prefix)
    with pytest.raises(EngineClosed):
        engine.ask(prefix, tokens(5), greedy(3))
    assert engine.used_bytes == 0


def test_a_closed_engine_holds_no_memory_for_what_it_refuses(model):
    engine = Engine(model, memory_bytes=64 * MEGABYTE)
    prefix = engine.read(tokens(100)).result()
    engine.close()
    with pytest.raises(EngineClosed):
        engine.ask(prefix, tokens(5), greedy(3))
    with pytest.raises(EngineClosed):
        engine.read(tokens(50))
    engine.free(prefix)
    assert engine.used_bytes == 0


def test_a_freed_document_is_given_back_when_its_last_answer_ends(engine, model):
    prefix = engine.read(tokens(100)).result()
    stream = engine.ask(prefix, tokens(5), greedy(5))
    engine.free(prefix)
    assert len(list(stream)) == 5
    engine.read(tokens(10)).result()
    assert engine.used_bytes < 20 * kv_bytes_per_token(model.config, KVFormat.FP32)


@pytest.mark.parametrize("kv_format", KVFormat)
def test_the_cache_takes_the_bytes_that_the_arithmetic_says(folder, kv_format):
    model = load_model(folder, device=torch.device("cpu"), kv_format=kv_format)
    with Engine(model, memory_bytes=64 * MEGABYTE) as engine:
        prefix = engine.read(tokens(300)).result()
        expected = kv_bytes(model.config, kv_format, 300)
        assert prefix.arena.num_bytes == engine.used_bytes == expected


def test_closing_the_engine_ends_whoever_waits(model):
    engine = Engine(model, memory_bytes=64 * MEGABYTE)
    prefix = engine.read(tokens(50)).result()
    stream = engine.ask(prefix, tokens(5), greedy(4000))
    next(stream)
    engine.close()
    with pytest.raises(EngineClosed):
        list(stream)


def test_the_same_seed_gives_the_same_words_and_another_seed_others(engine):
    prefix = engine.read(tokens(50)).result()

    def sample(seed):
        params = SamplingParams(max_tokens=16, temperature=1.0, top_p=0.95, seed=seed)
        return list(engine.ask(prefix, tokens(5), params))

    assert sample(1) == sample(1) != sample(2)


class Only:
    """Allows two tokens, in turn."""

    def __init__(self):
        self.turn = 0

    def allows(self, token_id):
        return token_id == (7, 9)[self.turn % 2]

    def advance(self, token_id):
        self.turn += 1


def test_a_constraint_decides_what_can_be_said(engine):
    prefix = engine.read(tokens(50)).result()
    assert list(engine.ask(prefix, tokens(5), greedy(4), Only())) == [7, 9, 7, 9]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_an_engine_that_a_fault_has_ended(model):
    def fault():
        raise AssertionError("a fault of ours")

    with Engine(model, memory_bytes=64 * MEGABYTE, on_step=fault) as engine:
        reading = engine.read(tokens(20))
        with pytest.raises(EngineClosed):
            reading.result()
        with pytest.raises(EngineClosed):
            engine.read(tokens(20))
