"""The measures and the lines of the statements as data: what they are called and made of."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from qa.measures.expression import operands, parse

Kind = Literal["flow", "balance"]


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of the statements. kind: over a period, or at a date."""

    key: str
    names: tuple[str, ...]
    zh: tuple[str, ...]
    kind: Kind
    unit: str  # "money", "money/share", "shares", "count"
    is_outflow: bool  # printed as (1,234) by one report and as 1,234 by another
    is_charge: bool = False  # the same, but it may be a gain: its sign is read beside the costs'


@dataclass(frozen=True, slots=True)
class Measure:
    """Something computed. expressions: the first whose operands are all found counts."""

    key: str
    names: tuple[str, ...]
    zh: tuple[str, ...]
    expressions: tuple[str, ...]
    zh_expressions: tuple[str, ...]  # the same where the question is Chinese
    unit: str  # "percent", "ratio", "days", "money", "money/share"
    optional: frozenset[str]
    note: str
    zh_note: str
    zh_stated_as: str | None = None  # the line that a Chinese question means, where it is stated
    unless: str | None = None  # a line that may be part of it: where there is one, nothing is told

    def expressions_in(self, is_chinese: bool) -> tuple[str, ...]:
        return self.zh_expressions if is_chinese else self.expressions


@cache
def measures() -> dict[str, Measure]:
    """Return all measures by key.

    >>> measures()["gross_margin"].expressions
    ('gross_profit / revenue',)
    """
    return {key: _measure(key, table) for key, table in _tables("formulas.toml").items()}


@cache
def concepts() -> dict[str, Concept]:
    """Return all lines of the statements by key.

    >>> concepts()["inventories"].kind
    'balance'
    """
    return {
        key: Concept(
            key=key,
            names=_strings(table, "names"),
            zh=_strings(table, "zh"),
            kind="balance" if table.get("kind") == "balance" else "flow",
            unit=str(table.get("unit", "money")),
            is_outflow=bool(table.get("is_outflow", False)),
            is_charge=bool(table.get("is_charge", False)),
        )
        for key, table in _tables("concepts.toml").items()
    }


@cache
def lines_of(key: str) -> frozenset[str]:
    """Return a key with all keys that its formulas stand on, down to the lines.

    >>> sorted(lines_of("gross_margin"))
    ['cost_of_sales', 'gross_margin', 'gross_profit', 'revenue']
    """
    found: set[str] = set()
    waiting = [key]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            measure = measures().get(name)
            for text in (*measure.expressions, *measure.zh_expressions) if measure else ():
                waiting += [operand.name for operand in operands(parse(text))]
    return frozenset(found)


_ACRONYMS = re.compile(r"\b(?:ebitda|ebit|r&d|sg&a)\b")


def name_of(key: str, is_chinese: bool = False) -> str:
    """Return how a concept or measure is called in an answer.

    >>> name_of("cost_of_sales"), name_of("cost_of_sales", is_chinese=True)
    ('cost of sales', '营业成本')
    >>> name_of("net_debt_to_ebitda")
    'net debt to EBITDA'
    """
    for table in (concepts(), measures()):
        found = table.get(key)
        names = found and ((found.zh or found.names) if is_chinese else (found.names or found.zh))
        if names:
            return _ACRONYMS.sub(lambda match: match.group().upper(), names[0])
    return key.replace("_", " ")


def _measure(key: str, table: dict[str, object]) -> Measure:
    expressions = _strings(table, "expression")
    note = str(table.get("note", ""))
    return Measure(
        key=key,
        names=_strings(table, "names"),
        zh=_strings(table, "zh"),
        expressions=expressions,
        zh_expressions=_strings(table, "zh_expression") or expressions,
        unit=str(table["unit"]),
        optional=frozenset(_strings(table, "optional")),
        note=note,
        zh_note=str(table.get("zh_note", note)),
        zh_stated_as=next(iter(_strings(table, "zh_stated_as")), None),
        unless=next(iter(_strings(table, "unless")), None),
    )


def _tables(file_name: str) -> dict[str, dict[str, object]]:
    text = files(__package__).joinpath(file_name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _strings(table: dict[str, object], key: str) -> tuple[str, ...]:
    found = table.get(key, ())
    if isinstance(found, str):
        return (found,)
    assert isinstance(found, list | tuple), (key, found)
    return tuple(str(item) for item in found)
