"""A companyfacts file, as the SEC offers it for each company -> the facts that it lists.

    {"facts": {"us-gaap": {"Revenues": {"units": {"USD": [{"start", "end", "val", ..}]}}}}}

It has all filings of a company and no dimensions. What a later filing restates is listed beside
what was stated before.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from qa.xbrl.limits import Refused, XbrlLimits, day, in_bounds, number
from qa.xbrl.tagged import TaggedFact, TaggedPeriod

NOT_COMPANYFACTS = "it has no companyfacts in it"


def companyfacts(data: bytes, limits: XbrlLimits) -> list[TaggedFact]:
    """Return the facts of a companyfacts file, each once; raises Refused."""
    if len(data) > limits.max_json_bytes:
        raise Refused(f"it has more than {limits.max_json_bytes // 1_000_000} MB")
    if data.count(b"{") + data.count(b"[") > limits.max_json_parts:
        raise Refused("it has too many parts")
    content = _parsed(data)
    found = dict.fromkeys(_facts(content, limits))
    return list(found)


def _parsed(data: bytes) -> dict[str, Any]:
    def no_number(text: str) -> NoReturn:
        raise Refused(f"it has {text} for a number")

    try:
        content = json.loads(data, parse_int=_number, parse_float=_number, parse_constant=no_number)
    except RecursionError as error:
        raise Refused("it is nested too deeply") from error
    except ValueError as error:  # also of UTF-8
        raise Refused("it is not JSON, or only a part of it") from error
    facts = content.get("facts") if isinstance(content, dict) else None
    if not isinstance(facts, dict):
        raise Refused(NOT_COMPANYFACTS)
    return facts


def _number(text: str) -> Decimal:
    value = number(text)
    if value is None:
        raise Refused("it has a number that is none")
    return value


def _facts(taxonomies: dict[str, Any], limits: XbrlLimits) -> Iterator[TaggedFact]:
    count = 0
    for taxonomy, concepts in taxonomies.items():
        for name, told in _items(concepts):
            for unit, entries in _items(told.get("units") if isinstance(told, dict) else None):
                for entry in entries if isinstance(entries, list) else ():
                    fact = _fact(f"{taxonomy}:{name}", unit, entry, limits)
                    if fact is None:
                        continue
                    count += 1
                    if count > limits.max_facts:
                        raise Refused(f"it has more than {limits.max_facts:,} facts")
                    yield fact


def _fact(concept: str, unit: str, entry: object, limits: XbrlLimits) -> TaggedFact | None:
    if not isinstance(entry, dict) or len(concept) > limits.max_name_chars:
        return None
    value, end = entry.get("val"), day(str(entry.get("end")))
    start = day(str(entry["start"])) if "start" in entry else None
    if not isinstance(value, Decimal) or end is None or ("start" in entry and start is None):
        return None
    if start is not None and start > end:
        return None
    unit = _unit(unit)
    return TaggedFact(concept, in_bounds(value), unit[:80], TaggedPeriod(start, end))


def _unit(unit: str) -> str:
    """Return a unit as facts of a report have it.

    >>> _unit("EUR/shares")
    'EUR/share'
    """
    return f"{unit.removesuffix('/shares')}/share" if unit.endswith("/shares") else unit


def _items(value: object) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
