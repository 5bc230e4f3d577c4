"""Everyday matters as data: what a plain question asks for, and the sentences that tell it.

One TOML table a matter in matters.toml:

    [head_office]
    asked = ['head ?quarters?']     # regular expressions over the question; what none of them
                                    # takes up is asked beside the matter, and must be told too
    asked_with = 'year.?end'        # must stand in the question too
    find = ["head office"]          # phrases of pages that may tell it, the surest first
    lines = true                    # rows and short lines may tell it too, not sentences alone
    told = ['head office (at|in)']  # over a sentence, a row or two lines, the surest first
    above = ['^\\(address of']      # over a caption: the line above it tells
    under = ['^subsequent events']  # over a title: the sentences below it tell
    needs = 'covenant'              # must stand in the passage or the title above too
    titled = true                   # the title above a sentence is quoted with it
    near = true                     # what is asked beside may stand in the sentence before or after

In told {NAME} is a name of several words, {ORG} one of a firm, {CAPITAL} a capital letter. Case
does not count elsewhere. White space is one space; in sentences there is none between Chinese
characters.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.glossary import MATTERS

Pattern = re.Pattern[str]

_CAPITAL = "(?-i:[A-Z])"
_NO_NAME = (  # "Senior Vice President, Chief Financial Officer" names nobody
    r"(?!(?:Senior|Executive|Vice|President|Chief|Chair\w*|Director|Officer|Principal|Corporate"
    r"|General|Group|Interim|Former|Global|Board|The|Our|Mr|Ms|Mrs)\b)"
)
_NAME = rf"(?-i:(?<!\w){_NO_NAME}[A-Z][\w.’'-]*(?: {_NO_NAME}[A-Z][\w.’'-]*){{1,3}})"
_ORG = r"(?-i:(?<!\w)[A-Z][\w.&’]*(?:,? (?:& )?[A-Z][\w.&’]*){0,4},? LLP)"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that people ask in everyday words and nearly every report tells.

    What tells it is text for `compiled`: most matters are not asked for, and compiling takes time.
    """

    key: str
    asked: tuple[Pattern, ...]
    asked_with: Pattern | None
    find: tuple[str, ...]
    lines: bool
    told: tuple[str, ...]
    above: tuple[str, ...]
    under: tuple[str, ...]
    needs: Pattern | None
    near: bool = False
    titled: bool = False

    def rest_of(self, question: str) -> str | None:
        """Return what a question says beside the matter; None where it does not ask for it."""
        if self.asked_with is not None and not self.asked_with.search(question):
            return None
        rest, is_asked = question, False
        for pattern in self.asked:
            rest, times = pattern.subn(" ", rest)
            is_asked = is_asked or times > 0
        return rest if is_asked else None


@cache
def matters() -> tuple[Matter, ...]:
    """Return all matters of the package."""
    text = files(__package__).joinpath(MATTERS).read_text(encoding="utf-8")
    return tuple(_matter(key, table) for key, table in tomllib.loads(text).items())


def _matter(key: str, table: dict[str, list[str] | str | bool]) -> Matter:
    def texts(name: str) -> tuple[str, ...]:
        found = table.get(name, [])
        assert isinstance(found, list)
        return tuple(found)

    def one(name: str) -> Pattern | None:
        text = table.get(name)
        return compiled(text) if isinstance(text, str) and text else None

    return Matter(
        key=key,
        asked=tuple(map(compiled, texts("asked"))),
        asked_with=one("asked_with"),
        find=texts("find"),
        lines=table.get("lines") is True,
        told=texts("told"),
        above=texts("above"),
        under=texts("under"),
        needs=one("needs"),
        near=table.get("near") is True,
        titled=table.get("titled") is True,
    )


@cache
def compiled(text: str) -> Pattern:
    """Return a text of matters.toml as a regular expression."""
    for name, pattern in (("{NAME}", _NAME), ("{ORG}", _ORG), ("{CAPITAL}", _CAPITAL)):
        text = text.replace(name, pattern)
    return re.compile(text, re.IGNORECASE)
