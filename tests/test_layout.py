"""The layout shows the architecture: no circles, few loose modules, one name for one class."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("qa", "ui")
    for path in sorted((ROOT / package).rglob("*.py"))
}
MOST_LOOSE_MODULES = {"qa": 8, "qa/engine": 8, "ui": 6}
# Where a thread begins or somebody waits for a turn
THREADS = re.compile(
    r"\bThread\(|ThreadPoolExecutor\(|to_thread\.run_sync\(|Semaphore\("
    r"|\bFairTurns\(|partial\(FairTurns|RoundRobin\[\w+\] = RoundRobin\(",
    re.MULTILINE,
)


def imported_by(module: str) -> Iterator[str]:
    """Modules of ours that a module imports anywhere, inside functions and for types too."""
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom) and node.module in FILES:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in inner if name in FILES)
            if any(name not in FILES for name in inner):
                yield node.module


def test_no_module_imports_itself_by_way_of_others():
    # qa/__init__.py names its homes for type checkers only; nothing of qa imports from it
    graph = {module: set(imported_by(module)) - {"qa"} for module in FILES if module != "qa"}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(("folder", "most"), MOST_LOOSE_MODULES.items())
def test_few_modules_stand_beside_the_packages(folder, most):
    loose = [path.name for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]

    assert len(loose) <= most, loose


def test_no_class_name_means_two_things():
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in FILES.values())
    names = Counter(
        node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_the_page_of_threads_names_each_module_that_makes_one():
    page = (ROOT / "docs/threads.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([\w/]+\.py)`", row)}
    texts = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in FILES.values()}
    makers = {name for name, text in texts.items() if THREADS.search(text)}

    assert not makers - named, "add to docs/threads.md, with why its own"
    assert not named - makers, "take out of docs/threads.md"
