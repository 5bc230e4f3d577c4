"""Steps captured and replayed by stand-ins for torch.cuda: what a card would forbid fails here."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from qa.engine.attention.places import CurrentDocument
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.layers.linear import DenseLinear
from qa.engine.network.network import LayerWeights, ModelWeights, Qwen3
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeStep, StepShape
from qa.engine.runtime.device_sampling import SamplingMode
from tests.engine.random_weights import config_of
from tests.engine.runtime.captured import Card
from tests.engine.runtime.decoding import SMALL, Session, begun, end, tokens


@pytest.fixture
def card(monkeypatch):
    return Card(monkeypatch)


def test_replayed_steps_write_what_the_plain_path_writes(card):
    session = Session()
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)
    questions = begun(session, [1, 2, 3])

    for _ in range(3):
        session.step(questions)
    for _ in range(3):
        session.step(questions[:1])

    expected = [session.plain(1, 6), session.plain(2, 3), session.plain(3, 3)]
    assert [written for _, written in questions] == expected
    assert card.num_replays == 6
    end(questions)


def test_the_next_document_is_captured_too_after_the_last_one_has_gone(card, caplog):
    session = Session()
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)

    for length in (40, 50, 60):
        session.prefix = session.model.arena(length)
        session.forward(tokens(length), session.prefix)
        questions = begun(session, [1, 2])
        session.step(questions)
        session.step(questions[:1])
        end(questions)
        session.prefix.free()
        session.decoder.drop_freed()

    assert card.num_replays == 6
    assert not caplog.records
    assert sum(card.users.values()) == 0


def test_a_document_that_cannot_be_captured_leaves_the_next_one_its_graphs(
    card, monkeypatch, caplog
):
    session = Session()
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)
    first, second = session.prefix, session.model.arena(50)
    session.forward(tokens(50), second)
    questions = begun(session, [1, 2])
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr(torch.cuda, "CUDAGraph", lambda: torch.empty(2**62))
        session.step(questions)
        session.step(questions)
    session.step(questions)
    assert [written for _, written in questions] == [session.plain(seed, 3) for seed in (1, 2)]
    assert card.num_replays == 0
    assert [r.getMessage().partition(":")[0] for r in caplog.records] == [
        "capturing a CUDA graph of 2 questions failed, trying again",
        "capturing a CUDA graph of 2 questions failed, their steps run launch by launch",
    ]
    session.step(questions[:1])
    assert card.num_replays == 1  # one question is another step
    end(questions)

    session.prefix = second
    questions = begun(session, [1, 2])
    session.step(questions)

    assert card.num_replays == 2
    assert session.decoder._documents[first].failed
    end(questions)


def test_one_failed_capture_is_tried_again_with_the_memory_that_torch_has_kept(
    card, monkeypatch, caplog
):
    session = Session()
    session.decoder = Decoder(session.model, session.slots, use_graphs=True)
    questions = begun(session, [1, 2])
    graph, emptied = torch.cuda.CUDAGraph, []

    def no_memory():
        monkeypatch.setattr(torch.cuda, "CUDAGraph", graph)
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(torch.cuda, "CUDAGraph", no_memory)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append(True))

    session.step(questions)
    session.step(questions)

    assert [written for _, written in questions] == [session.plain(seed, 2) for seed in (1, 2)]
    assert card.num_replays == 2
    assert emptied == [True]
    assert len(caplog.records) == 1
    end(questions)


class OneDevice(TorchDispatchMode):
    """Every tensor of every operation is on this device: what comes from the host, or goes there,
    cannot be captured. The device holds no numbers, so asking for one fails as well.
    """

    def __init__(self, device):
        super().__init__()
        self.device = device

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        out = operation(*args, **(kwargs or {}))
        for x in tree_leaves((args, kwargs, out)):
            assert not isinstance(x, torch.Tensor) or x.device == self.device, operation
        return out


def model_without_numbers(device):
    config = config_of(SMALL)

    def weight(*shape):
        return torch.empty(*shape, device=device)

    def layer():
        q_size, kv_size = config.num_heads * config.head_dim, config.num_kv_heads * config.head_dim
        inner, hidden = config.intermediate_size, config.hidden_size
        return LayerWeights(
            input_norm=weight(hidden),
            qkv=DenseLinear(weight(q_size + 2 * kv_size, hidden)),
            q_norm=weight(config.head_dim),
            k_norm=weight(config.head_dim),
            o=DenseLinear(weight(hidden, q_size)),
            post_attention_norm=weight(hidden),
            gate_up=DenseLinear(weight(2 * inner, hidden)),
            down=DenseLinear(weight(hidden, inner)),
        )

    table = weight(config.vocab_size, config.hidden_size)
    layers = tuple(layer() for _ in range(config.num_layers))
    weights = ModelWeights(table, layers, weight(config.hidden_size), DenseLinear(table))
    return Qwen3(
        config,
        weights,
        attend=lambda *_: pytest.fail("a step has an attention of its own"),
        kv_format=KVFormat.FP32,
        dtype=torch.float32,
        device=device,
    )


@pytest.mark.parametrize("is_ranked", [False, True])
@pytest.mark.parametrize("chance", SamplingMode)
def test_nothing_in_a_step_comes_from_the_host_or_goes_there(monkeypatch, chance, is_ranked):
    device = torch.device("meta")
    model = model_without_numbers(device)
    slots = KVSlotPool(model.config, SlotPlan(8, 64), model.kv_format, device)
    step = DecodeStep(model, slots, 8)
    monkeypatch.setattr(step, "_attend", lambda q, *_: torch.empty_like(q))  # a kernel there
    prefix = model.arena(100)
    prefix.advance(100)
    document = CurrentDocument(prefix, config_of(SMALL).num_layers, device)

    with OneDevice(device):
        step.run(StepShape(8, chance, is_ranked), document)
