"""The lines of the statements as data: how a concept's row is labelled, precisely."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.statements.fact import StatementKind

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of a statement. labels: in the order of preference, those after num_sure unsure."""

    concept: str
    labels: tuple[re.Pattern[str], ...]
    num_sure: int
    sections: frozenset[str]  # parts of the statement it stands in; empty for any
    without: re.Pattern[str] | None
    is_last: bool

    def fit(self, label: str, section: str) -> int | None:
        """Return how far down the preferences a folded label fits, None where it does not."""
        if self.without is not None and self.without.search(label):
            return None
        if self.sections and section not in self.sections and not _HAN.search(label):
            return None
        for preference, pattern in enumerate(self.labels):
            if pattern.fullmatch(label):
                return preference
        return None


@cache
def lines_of(kind: StatementKind) -> Sequence[LabelledLine]:
    """Return the lines of a statement."""
    text = files(__package__).joinpath("lines.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)[kind]
    return tuple(_line(concept, table) for concept, table in tables.items())


def _line(concept: str, table: dict[str, object]) -> LabelledLine:
    def strings(key: str) -> list[str]:
        found = table.get(key, [])
        assert isinstance(found, list), (concept, key)
        return [str(item) for item in found]

    sure, unsure = strings("labels"), strings("unsure")
    without = table.get("without")
    return LabelledLine(
        concept=concept,
        labels=tuple(re.compile(label) for label in (*sure, *unsure)),
        num_sure=len(sure),
        sections=frozenset(strings("in")),
        without=re.compile(str(without)) if without else None,
        is_last=bool(table.get("last")),
    )
