"""The map of the code names every module."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_module_is_on_the_map():
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", (ROOT / "qa/README.md").read_text(), re.M)
    on_the_map = set()
    for place, job in rows:
        on_the_map.add(place)
        if place.endswith("/"):
            on_the_map.update(place + name for name in re.findall(r"`(\w+\.py)`", job))

    modules = {
        str(path.relative_to(ROOT / "qa"))
        for path in (ROOT / "qa").rglob("*.py")
        if path.name != "__init__.py"
    }

    assert modules - on_the_map == set()


def test_nothing_on_the_map_is_gone():
    places = re.findall(r"^\| `([^`]+)` \|", (ROOT / "qa/README.md").read_text(), re.M)

    assert [place for place in places if not (ROOT / "qa" / place).exists()] == []
