"""By how much a line or a measure of one part of the group is above that of another part."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.measures import Asked, Computed, FactSource, Figures, figures_for, name_of
from qa.measures.expression import EXACT
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.statements import DocumentFacts

_ABOVE = re.compile(
    r"\b(?:above|exceed\w*|(?:higher|more|larger|greater|bigger|better|wider)\b.*\bthan)\b", re.I
)
_BELOW = re.compile(r"\b(?:below|(?:lower|less|smaller|worse|thinner)\b.*\bthan)\b", re.I)
_OVER_FIRST = re.compile(  # "how much more than A did B earn": B is to be above
    r"\bthan\s+(?P<first>.+?)\s+(?:did|does|do|was|were|is|are|has|had)\s+\S", re.I
)
_BETWEEN = re.compile(r"\bdifference\s+(?:in\b.*)?between\b", re.I)
_MARGIN = re.compile(r"\b(?:segment|profit|division)\s+margins?\b", re.I)
_SAID = content_terms("above below exceed that difference between points compared than")


def sets_parts_against(asked: Asked, facts: DocumentFacts) -> bool:
    """Tell whether a question sets two parts of the group against each other."""
    return _two_parts(asked, facts) is not None


def set_against(
    asked: Asked, facts: DocumentFacts, source: FactSource, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the difference between two parts; None where a question sets none against another."""
    names, key = _two_parts(asked, facts), asked.key
    if _MARGIN.search(asked.text) and (key is None or key == "net_margin"):
        key = "operating_margin"
    is_of_years = len(asked.periods) > 1 or asked.expression is not None
    if names is None or key is None or is_of_years or facts.fiscal_year is None:
        return None
    periods = asked.periods or (AskedPeriod("latest"),)
    plain = replace(asked, key=key, keys=(key,), manner="value", operation="none", qualifiers=())
    found = []
    for name in names:
        one = replace(plain, periods=periods)
        figures = figures_for(one, source, facts.fiscal_year, entity=name)
        found.append(figures.answer if figures else None)
    first, second = found
    if not (isinstance(first, Computed) and isinstance(second, Computed)):
        return None
    if first.unit != second.unit:
        return None
    return writer.written(Figures(_difference(asked, key, names, (first, second))))


def _two_parts(asked: Asked, facts: DocumentFacts) -> tuple[str, str] | None:
    """Return the two parts that a question compares, the one that is to be above first."""
    is_below = _BELOW.search(asked.text) is not None
    is_set = is_below or _ABOVE.search(asked.text) or _BETWEEN.search(asked.text)
    named: dict[int, str] = {}
    for part in sorted(facts.part_names, key=len):
        for match in re.finditer(rf"\b{re.escape(part)}(?!\w)", asked.text):
            named = {at: name for at, name in named.items() if name not in part}
            named[match.start()] = part
    names = list(dict.fromkeys(named[at] for at in sorted(named)))
    if not is_set or len(names) != 2:
        return None
    said = content_terms(" ".join(names)) | SOFT | _SAID
    if content_terms(" ".join(asked.qualifiers)) - said:
        return None
    over = _OVER_FIRST.search(asked.text)
    is_turned = over is not None and names[0] in over["first"] and names[1] not in over["first"]
    return (names[1], names[0]) if is_below != is_turned else (names[0], names[1])


def _difference(
    asked: Asked, key: str, names: Sequence[str], values: tuple[Computed, Computed]
) -> Computed:
    first, second = values
    points = "百分点" if asked.is_chinese else "in percentage points"
    inputs = [
        replace(given, name=f"{name} {given.name}")
        for name, value in zip(names, values, strict=True)
        for given in value.inputs
    ]
    own = name_of(key, asked.is_chinese)
    shown = [f"({each.workings})" if each.workings else f"{each.value:,f}" for each in values]
    return replace(
        first,
        name=f"{own}: {names[0]} − {names[1]}",
        value=EXACT.subtract(first.value, second.value),
        formula=f"{names[0]} {own} − {names[1]} {own}",
        workings=" − ".join(shown),
        inputs=tuple(inputs),
        notes=(points, *first.notes) if first.unit == "percent" else first.notes,
        is_stated=False,
        computed=None,
    )
