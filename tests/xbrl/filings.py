"""Small XBRL files, made up, as tests hand them in."""

import json
from collections.abc import Iterable, Sequence

NAMESPACES = (
    'xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"'
    ' xmlns:xbrli="http://www.xbrl.org/2003/instance"'
    ' xmlns:xbrldi="http://xbrl.org/2006/xbrldi"'
    ' xmlns:iso4217="http://www.xbrl.org/2003/iso4217"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
UNITS = (
    '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
    '<xbrli:unit id="eps"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD'
    "</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares"
    "</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
)


def context(own_id: str, start: str, end: str, members: Iterable[Sequence[str]] = ()) -> str:
    """Return a context; without a start it is a balance."""
    dates = (
        f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        if start
        else f"<xbrli:instant>{end}</xbrli:instant>"
    )
    inside = "".join(
        f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        for axis, member in members
    )
    segment = f"<xbrli:segment>{inside}</xbrli:segment>" if inside else ""
    return (
        f'<xbrli:context id="{own_id}"><xbrli:entity><xbrli:identifier scheme="cik">1'
        f"</xbrli:identifier>{segment}</xbrli:entity><xbrli:period>{dates}</xbrli:period>"
        "</xbrli:context>"
    )


YEAR = context("year", "2022-01-01", "2022-12-31")
DAY = context("day", "", "2022-12-31")


def tagged(
    name: str, shown: str, *, at: str = "year", unit: str = "usd", more: str = 'scale="6"'
) -> str:
    """Return a number on the page with its tag."""
    given = 'format="ixt:num-dot-decimal" ' if "format" not in more else ""
    return (
        f'<ix:nonFraction name="{name}" contextRef="{at}" unitRef="{unit}" {given}{more}>'
        f"{shown}</ix:nonFraction>"
    )


def inline(*numbers: str, contexts: Sequence[str] = (YEAR, DAY), before: str = "") -> bytes:
    """Return an inline XBRL document with these numbers in its body."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<html {NAMESPACES}><body>'
        f"<ix:header><ix:resources>{''.join(contexts)}{UNITS}</ix:resources></ix:header>"
        f"<p>{' '.join(numbers)}</p></body></html>"
    ).encode()


def companyfacts(**values: Sequence[tuple[str | None, str, object]]) -> bytes:
    """Return a companyfacts file: of each element of us-gaap (start, end, value) in USD."""
    facts = {
        name: {
            "label": name,
            "units": {
                "USD": [
                    {"end": end, "val": value, "fy": 2022, "fp": "FY", "form": "10-K"}
                    | ({"start": start} if start else {})
                    for start, end, value in entries
                ]
            },
        }
        for name, entries in values.items()
    }
    return json.dumps({"cik": 1, "entityName": "Made up", "facts": {"us-gaap": facts}}).encode()
