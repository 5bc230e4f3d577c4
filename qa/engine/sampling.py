"""From logits to the next token: greedy, temperature and top-p, with a seed, under a constraint.

Sampling takes the Gumbel-max trick (Gumbel 1954; Kool et al. 2019, arXiv 1903.06059): logits /
temperature plus Gumbel noise, sorted, is a sample without replacement. The first token in that
order that a constraint allows is therefore distributed as the model's own distribution restricted
to what is allowed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How to choose tokens. temperature 0 is greedy; seed makes sampling repeatable."""

    max_tokens: int = 512
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    stop_token_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, not {self.max_tokens}")
        if self.temperature < 0:
            raise ValueError(f"temperature must not be negative, but is {self.temperature}")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must lie in (0, 1], but is {self.top_p}")


class Constraint(Protocol):
    """Says which tokens may come next. At least one must always be allowed."""

    def allows(self, token_id: int) -> bool: ...
    def advance(self, token_id: int) -> None: ...


class Sampler:
    """Chooses one sequence's tokens; holds its random state."""

    def __init__(self, params: SamplingParams, constraint: Constraint | None = None) -> None:
        self._params = params
        self._constraint = constraint
        self._generator = torch.Generator()
        if params.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(params.seed)

    @property
    def is_constrained(self) -> bool:
        return self._constraint is not None

    @property
    def seed(self) -> int:
        """Of the random state, 63 bits."""
        return self._generator.initial_seed() & (2**63 - 1)

    def choose(self, logits: Tensor) -> int:
        """Return the next token for logits [vocab] fp32 and tell the constraint about it."""
        keys = self._keys(logits)
        return self.take(chain((int(keys.argmax()),), descending(keys)))

    def take(self, ranking: Iterable[int]) -> int:
        """Return the first token of a ranking that the constraint allows and tell it so."""
        constraint = self._constraint
        if constraint is None:
            return next(iter(ranking))
        for token_id in ranking:
            if constraint.allows(token_id):
                constraint.advance(token_id)
                return token_id
        raise AssertionError("the constraint allows no token at all")

    def _keys(self, logits: Tensor) -> Tensor:
        """Numbers whose order is the order in which tokens are tried."""
        logits = logits.cpu()
        if self._params.temperature == 0:
            return logits
        logits = logits / self._params.temperature
        uniform = torch.rand(logits.shape, generator=self._generator).clamp_(1e-20, 1 - 1e-7)
        keys = logits - torch.log(-torch.log(uniform))
        if self._params.top_p < 1:
            # Tokens outside the nucleus come after all others, so that a constraint that forbids
            # the whole nucleus still finds a token.
            outside = ~_nucleus(logits, self._params.top_p)
            keys[outside] -= keys.max() - keys.min() + 1
        return keys


def _nucleus(logits: Tensor, top_p: float) -> Tensor:
    """Mask of the smallest set of tokens with probability >= top_p (Holtzman et al. 2019, arXiv
    1904.09751).
    """
    probabilities, order = torch.softmax(logits, dim=-1).sort(descending=True)
    before = probabilities.cumsum(dim=-1) - probabilities
    inside = torch.zeros_like(logits, dtype=torch.bool)
    inside[order[before < top_p]] = True
    return inside


def descending(keys: Tensor) -> Iterator[int]:
    """Token ids by falling key; sorts a few first, since one of them nearly always fits."""
    few = min(256, len(keys))
    yield from keys.topk(few).indices.tolist()
    if few < len(keys):
        yield from keys.argsort(descending=True)[few:].tolist()
