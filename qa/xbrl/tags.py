"""The lines of the statements as filings tag them, as data: tags.toml explains its keys."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DEFAULT_TAXONOMY = "us-gaap"


@dataclass(frozen=True, slots=True)
class LineTags:
    """The elements of one line: `tags` mean it, the first that is there; `also` may mean it."""

    tags: tuple[str, ...]
    also: tuple[str, ...]
    has_any_sign: bool
    balance_at: str | None  # "start", "end": a balance that stands in columns of flows


@cache
def line_tags() -> dict[str, LineTags]:
    """Return the elements of each line by the glossary's key.

    >>> line_tags()["gross_profit"].tags[0]
    'us-gaap:GrossProfit'
    """
    text = files(__package__).joinpath("tags.toml").read_text(encoding="utf-8")
    return {
        key: LineTags(
            tags=tuple(map(_full, table["tags"])),
            also=tuple(map(_full, table.get("also", ()))),
            has_any_sign=table.get("sign") == "any",
            balance_at=table.get("balance_at"),
        )
        for key, table in tomllib.loads(text).items()
    }


def _full(name: str) -> str:
    return name if ":" in name else f"{DEFAULT_TAXONOMY}:{name}"
