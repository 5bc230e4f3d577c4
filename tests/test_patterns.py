"""No pattern takes long on a long run of one character: reports and questions are strangers' text.

A pattern that is only matched from a given place is tried at the beginning of the text; any other
is looked for at each place of it. Questions have 4,000 characters at most, and no more than one
space in a row; nor have the sentences and labels that answers are looked for in.
"""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import qa

LENGTH = 20_000
MOST_S = 0.05  # of a processor
SPACES, OTHERS = " \n", "0.,;:([-%$'aA的年"
FROM_ONE_PLACE = {"match", "fullmatch"}
OF_QUESTIONS = ("qa.measures", "qa.compare")
OF_WORDS = (*OF_QUESTIONS, "qa.readers")
LONGEST_QUESTION = 4_000
MATCHED_ELSEWHERE = {  # whole texts alone, where they are not called by their name
    ("qa.pdf.page_numbers", "ALONE"),
    ("qa.pdf.page_numbers", "SPELLED"),
    ("qa.pdf.page_numbers", "NUMBER_LAST"),
    ("qa.pdf.page_numbers", "NUMBER_FIRST"),
    ("qa.statements.sections", "_EQUITY"),
}
MODULES = [
    module.name
    for module in pkgutil.walk_packages(qa.__path__, "qa.")
    if not module.name.startswith(("qa.engine", "qa.models", "qa.ocr", "qa.readers.local"))
]


class TooSlow(Exception):
    """The time is up."""


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of text that a value holds."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, dict):
        yield from patterns_in([*value, *value.values()], depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from patterns_in(each, depth - 1)


@cache
def is_matched_only(module: ModuleType, name: str) -> bool:
    """Whether a module calls nothing of this name of its own but `match` and `fullmatch`."""
    if (module.__name__, name) in MATCHED_ELSEWHERE:
        return True
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    called = {
        id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    uses = [
        called.get(id(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]
    return name.startswith("_") and bool(uses) and set(uses) <= FROM_ONE_PLACE


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that work takes; it is ended once it has had too much."""

    def end(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, end)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * MOST_S)
    try:
        work()
    except TooSlow:
        return 4 * MOST_S
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - began


def slow_on(pattern: re.Pattern[str], text: str, *, matched_only: bool) -> bool:

    def look() -> None:
        pattern.match(text)
        pattern.fullmatch(text)
        if not matched_only:
            for _ in pattern.finditer(text):
                continue

    return min(seconds(look), seconds(look)) > MOST_S if seconds(look) > MOST_S else False


@pytest.mark.parametrize("name", MODULES)
def test_no_pattern_takes_long_on_many_equal_characters(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ImportError:  # of a package that is not installed here
        pytest.skip("not installed")
    length = LONGEST_QUESTION if name.startswith(OF_QUESTIONS) else LENGTH
    characters = OTHERS if name.startswith(OF_WORDS) else OTHERS + SPACES
    slow = [
        (known, pattern.pattern, character)
        for known, value in vars(module).items()
        for pattern in patterns_in(value)
        for character in characters
        if slow_on(pattern, character * length, matched_only=is_matched_only(module, known))
    ]
    assert not slow
