"""Steps captured and replayed by stand-ins for torch.cuda: what a card would forbid fails here."""

from collections import Counter
from contextlib import contextmanager, nullcontext

import pytest

torch = pytest.importorskip("torch")

from qa.engine.cuda_graph import Decoder  # noqa: E402
from qa.engine.decode import DecodeStep  # noqa: E402
from tests.engine.test_decode import Session, begun, end, tokens  # noqa: E402


class Card:
    """The rules of capturing: a pool that all its graphs have left is closed, a step that is
    captured does nothing, and a replay does it with the addresses of then.
    """

    def __init__(self, monkeypatch):
        self.users = Counter()  # of each pool
        self.num_replays = 0
        self._captured = None
        self._run = DecodeStep.run
        card = self

        class Graph:
            pool = None

            def replay(self):
                card.num_replays += 1
                step, shape, prefix, length = self.work
                card._run(step, shape, prefix, length)

            def __del__(self):
                if self.pool is not None:
                    card.users[self.pool] -= 1

        @contextmanager
        def graph(graph, *, pool, capture_error_mode):
            assert self.users.get(pool, 1) > 0, "use_count > 0 INTERNAL ASSERT FAILED"
            self.users[pool] += 1
            graph.pool, self._captured = pool, graph
            yield
            self._captured = None

        def run(step, shape, prefix, length):
            if self._captured is None:
                self._run(step, shape, prefix, length)
            else:
                self._captured.work = (step, shape, prefix, length)

        monkeypatch.setattr(DecodeStep, "run", run)
        monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
        monkeypatch.setattr(torch.cuda, "graph", graph)
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: len(self.users))
        monkeypatch.setattr(torch.cuda, "current_stream", lambda device: None)
        monkeypatch.setattr(torch.cuda, "stream", lambda stream: nullcontext())


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
