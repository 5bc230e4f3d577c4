"""Ready-made lists of questions, a TOML file each in lists/.

title = { en = "Ratios", zh = "财务比率" }
[[questions]]
key = "roe"                  # unique in its list, never changes its meaning
en = "Return on equity"
zh = "净资产收益率"
unit = "percent"             # expected: see UNITS; left out where an answer is words
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.errors import UsageError
from qa.library.grids import GridQuestion

UNITS = ("money", "money/share", "percent", "ratio", "days", "count", "shares")


@dataclass(frozen=True, slots=True)
class ReadyList:
    list_id: str  # the file's name
    english: str
    chinese: str
    keys: tuple[str, ...]  # of its questions
    questions: tuple[GridQuestion, ...]


@cache
def ready_lists() -> dict[str, ReadyList]:
    """Return all lists by their id, in the order of their ids."""
    found = [file for file in files("qa.grid").joinpath("lists").iterdir() if file.is_file()]
    lists = (_loaded(file.name, file.read_text("utf-8")) for file in found)
    return {each.list_id: each for each in sorted(lists, key=lambda each: each.list_id)}


def ready_list(list_id: str) -> ReadyList:
    """Return the list of an id; raises UsageError where there is none."""
    lists = ready_lists()
    if list_id not in lists:
        raise UsageError(reason=f"There is no list {list_id}. There are: {', '.join(lists)}.")
    return lists[list_id]


def _loaded(file_name: str, text: str) -> ReadyList:
    content = tomllib.loads(text)
    questions = content["questions"]
    for item in questions:
        if item.get("unit", UNITS[0]) not in UNITS:
            raise ValueError(f"{file_name}: {item['key']} has no unit {item['unit']}")
    return ReadyList(
        list_id=file_name.removesuffix(".toml"),
        english=content["title"]["en"],
        chinese=content["title"]["zh"],
        keys=tuple(item["key"] for item in questions),
        questions=tuple(GridQuestion(q["en"], q["zh"], q.get("unit", "")) for q in questions),
    )
