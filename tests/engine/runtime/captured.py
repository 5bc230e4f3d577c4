"""Stand-ins for torch.cuda by which steps are captured and replayed without a card."""

from collections import Counter
from contextlib import contextmanager, nullcontext

import torch

from qa.engine.runtime.decode_step import DecodeStep


class Card:
    """The rules of capturing: a pool that all its graphs have left is closed, a step that is
    captured does nothing, and a replay does it with the addresses of then.
    """

    def __init__(self, monkeypatch):
        self.users = Counter()  # of each pool
        self.num_captured = self.num_replays = 0
        self._captured = None
        self._run = DecodeStep.run
        card = self

        class Graph:
            pool = None

            def replay(self):
                card.num_replays += 1
                card._run(*self.work)

            def __del__(self):
                if self.pool is not None:
                    card.users[self.pool] -= 1

        @contextmanager
        def graph(graph, *, pool, capture_error_mode):
            assert self.users.get(pool, 1) > 0, "use_count > 0 INTERNAL ASSERT FAILED"
            self.users[pool] += 1
            graph.pool, self._captured = pool, graph
            self.num_captured += 1
            yield
            self._captured = None

        def run(step, shape, document):
            if self._captured is None:
                self._run(step, shape, document)
            else:
                self._captured.work = (step, shape, document)

        monkeypatch.setattr(DecodeStep, "run", run)
        monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
        monkeypatch.setattr(torch.cuda, "graph", graph)
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: len(self.users))
        monkeypatch.setattr(torch.cuda, "current_stream", lambda device: None)
        monkeypatch.setattr(torch.cuda, "stream", lambda stream: nullcontext())
