"""The label of a row in, the concept it stands for out; which concepts a table has."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.figures import Figure, Kind
from qa.statements.fact import StatementKind
from qa.tables import Row, Table

_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_TAIL = re.compile(r"[,;:\s]\s*(net of|less|see note|including|at cost|shares? (authorized|issued))\b.*")
_ZH_NUMBER = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+")
_ZH_LEAD = re.compile(r"^(?:其中|加|减|归类)[:：]\s*")
_NO_LETTER = re.compile(r"[^a-z一-鿿、]+")
_KINDS = {"per share": Kind.PER_SHARE, "shares": Kind.SHARES}


@dataclass(frozen=True, slots=True)
class RowPattern:
    """How a report labels one concept. unit: None for money."""

    concept: str
    labels: tuple[re.Pattern[str], ...]
    unit: str | None
    never: tuple[re.Pattern[str], ...]
    under: tuple[re.Pattern[str], ...]

    def rank(self, label: str, around: str) -> int | None:
        """Return the place of the first pattern that a label matches, from 0."""
        if any(pattern.search(f"{around} {label}") for pattern in self.never):
            return None
        if self.under and not any(pattern.search(around) for pattern in self.under):
            return None
        return next((i for i, p in enumerate(self.labels) if p.fullmatch(label)), None)

    def takes(self, figure: Figure) -> bool:
        """Tell whether a figure is of the concept's unit."""
        wanted = _KINDS.get(self.unit or "")
        return figure.kind is wanted if wanted else figure.kind in (Kind.MONEY, Kind.UNKNOWN)


def normal_label(label: str) -> str:
    """Return a label as patterns take it.

    >>> normal_label("Accounts receivable, net of allowances of $21")
    'accounts receivable'
    """
    folded = label.lower().replace("’", "'")
    if re.search(r"[一-鿿]", folded):
        bare = _ZH_LEAD.sub("", _ZH_NUMBER.sub("", folded.replace(" ", "")))
        bare = _ZH_LEAD.sub("", _ZH_NUMBER.sub("", _BRACKETS.sub("", bare)))
        return _NO_LETTER.sub("", bare)
    bare = _BRACKETS.sub(" ", folded)
    bare = _TAIL.sub("", bare)
    return " ".join(_NO_LETTER.sub(" ", bare.replace("'", "")).split())


@cache
def patterns(kind: StatementKind) -> tuple[RowPattern, ...]:
    """Return how the rows of a statement are labelled, from rows.toml."""
    text = files(__package__).joinpath("rows.toml").read_text(encoding="utf-8")
    return tuple(
        RowPattern(
            concept=concept,
            labels=_compiled([*table.get("en", ()), *table.get("zh", ())]),
            unit=table.get("unit"),
            never=_compiled(table.get("not", ())),
            under=_compiled(table.get("under", ())),
        )
        for concept, table in tomllib.loads(text)[kind].items()
    )


def concept_rows(table: Table, kind: StatementKind) -> dict[str, Row]:
    """Return the row of each concept: its best label, the first where several are as good."""
    best: dict[str, tuple[int, Row]] = {}
    for row, label, around in _labelled(table):
        for pattern in patterns(kind):
            rank = pattern.rank(label, around)
            if rank is None or not _has_fitting_cell(row, pattern):
                continue
            known = best.get(pattern.concept)
            if known is None or rank < known[0]:
                best[pattern.concept] = (rank, row)
    return {concept: row for concept, (_, row) in best.items()}


def pattern_of(kind: StatementKind, concept: str) -> RowPattern:
    """Return how a concept is labelled; raises StopIteration for one that has no pattern."""
    return next(pattern for pattern in patterns(kind) if pattern.concept == concept)


def _labelled(table: Table) -> Iterator[tuple[Row, str, str]]:
    for row in table.rows:
        if row.cells:
            around = " ".join(normal_label(table.rows[parent].label) for parent in row.parents)
            yield row, normal_label(row.label), around


def _has_fitting_cell(row: Row, pattern: RowPattern) -> bool:
    return any(cell.figure is not None and pattern.takes(cell.figure) for cell in row.cells)


def _compiled(sources: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, sources))
