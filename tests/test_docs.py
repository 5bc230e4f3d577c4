"""The maps of the code name every module, and the pages about it say what is there."""

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from qa import __main__ as command_line

ROOT = Path(__file__).parents[1]
FLAG_PAGES = [ROOT / "docs/flags.md", ROOT / "docs/settings.md"]
PROGRAMS = {"python app.py": app.parse_flags, "python -m qa": command_line.main}


# ui/static holds what a browser runs, so it is no Python package
PACKAGES = [
    ROOT / "ui/static",
    *sorted(init.parent for name in ("qa", "ui") for init in (ROOT / name).rglob("__init__.py")),
]
MODULES = (".py", ".toml", ".js", ".css")


def modules_of(package: Path) -> set[str]:
    files = (path for path in package.iterdir() if path.suffix in MODULES)
    return {path.name for path in files if path.name != "__init__.py"}


def named_in(readme: Path) -> set[str]:
    """File names in backquotes without a folder; those of other packages are named with it."""
    suffixes = "|".join(suffix[1:] for suffix in MODULES)
    return set(re.findall(rf"`([\w-]+\.(?:{suffixes}))`", readme.read_text(encoding="utf-8")))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_has_a_readme_that_names_each_of_its_modules(package):
    readme = package / "README.md"
    name = readme.relative_to(ROOT)
    assert readme.exists(), f"write {name}: what for, in, out, what it must not know, its modules"

    missing = modules_of(package) - named_in(readme)
    gone = named_in(readme) - modules_of(package) - {"__init__.py", "pyproject.toml"}

    assert not missing, f"add to {name} a line `- `module` what it does` for {sorted(missing)}"
    assert not gone, f"take out of {name}, or name with its folder: {sorted(gone)}"


def test_every_package_is_in_the_table_of_the_one_above():
    tables = {ROOT / "qa": "`qa/{}/`", ROOT / "qa/engine": "`{}/`", ROOT / "ui": "`{}/`"}

    for above, pattern in tables.items():
        text = (above / "README.md").read_text(encoding="utf-8")
        rows = set(re.findall(r"^\| (`[^`]+/`) \| ", text, re.MULTILINE)) - {"`ui/`"}
        inside = {pattern.format(path.name) for path in PACKAGES if path.parent == above}
        name = (above / "README.md").relative_to(ROOT)
        assert not inside - rows, f"add to the table of {name}: {sorted(inside - rows)}"
        assert not rows - inside, f"take out of the table of {name}: {sorted(rows - inside)}"


def test_the_index_of_the_log_names_each_of_its_files_and_no_other():
    index = (ROOT / "tests/benchmarks/LOG.md").read_text(encoding="utf-8")

    named = re.findall(r"\]\(log/([\w-]+\.md)\)", index)

    assert sorted(named) == sorted(p.name for p in (ROOT / "tests/benchmarks/log").glob("*.md"))


PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(page for folder in ("docs", "qa", "ui") for page in sorted((ROOT / folder).rglob("*.md"))),
    ROOT / "tests/computed/README.md",
    ROOT / "tests/browser/flows/README.md",
    ROOT / "tests/benchmarks/LOG.md",
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")

    paths = re.findall(r"`((?:qa|ui|tests|docs|sample_docs)/[\w./-]+)`", text)
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)

    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_where_to_look_first_names_what_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, section = text.partition("## Something is wrong")
    section, _, _ = section.partition("\n## ")

    named = re.findall(r"`([\w/]+\.py)` (\w+)", section)

    assert len(named) > 20
    missing = [
        f"{path}: {name}"
        for path, name in named
        if not re.search(
            rf"^ *(def|class) {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.M
        )
    ]
    assert not missing


# -- docs/flags.md


class Built(Exception):
    """Carries the parser that a program has built, just before it reads its arguments."""


def parser_of(program: Callable[[list[str]], object]) -> argparse.ArgumentParser:
    def stop(parser: argparse.ArgumentParser, *_: object) -> None:
        raise Built(parser)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_args", stop)
        with pytest.raises(Built) as caught:
            program([])
    return caught.value.args[0]


def commands_of(
    parser: argparse.ArgumentParser, command: str
) -> Iterator[tuple[str, dict[str, argparse.Action]]]:
    """Yield a command and those below it, each with its arguments by the name the page gives."""
    arguments = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, subparser in action.choices.items():
                yield from commands_of(subparser, f"{command} {name}")
        elif not isinstance(action, argparse._HelpAction):
            long_names = [name for name in action.option_strings if name.startswith("--")]
            arguments[(long_names or [str(action.metavar or action.dest)])[0]] = action
    yield command, arguments


@pytest.fixture(scope="module")
def in_help() -> dict[str, dict[str, argparse.Action]]:
    return {
        command: arguments
        for name, program in PROGRAMS.items()
        for command, arguments in commands_of(parser_of(program), name)
    }


@pytest.fixture(scope="module")
def on_the_page() -> dict[str, dict[str, str]]:
    """command -> argument -> its row."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in FLAG_PAGES)
    sections = re.split(r"^## ", pages, flags=re.MULTILINE)[1:]
    page: dict[str, dict[str, str]] = {}
    for section in sections:
        title, _, body = section.partition("\n")
        if title.startswith("`python "):
            rows: list[tuple[str, str]] = re.findall(r"^\| `([^`]+)` \| (.+) \|$", body, re.M)
            page[title.strip("`")] = {
                cell.split()[0] if cell.startswith("--") else cell: f"{cell} {said}"
                for cell, said in rows
            }
    return page


def pairs(commands: dict[str, dict[str, Any]]) -> set[tuple[str, str]]:
    return {(command, argument) for command in commands for argument in commands[command]}


def test_every_argument_in_help_is_on_the_page(in_help, on_the_page):
    missing = pairs(in_help) - pairs(on_the_page)

    assert not missing, "add to docs/flags.md: " + "; ".join(
        f"under '## `{c}`' the row | `{a}` | what it does |" for c, a in sorted(missing)
    )


def test_every_command_has_its_section(in_help, on_the_page):
    missing = in_help.keys() - on_the_page.keys()

    assert not missing, f"add to docs/flags.md a section each, titled '## `{sorted(missing)}`'"


def test_the_page_has_no_argument_and_no_command_that_is_gone(in_help, on_the_page):
    gone = pairs(on_the_page) - pairs(in_help)

    assert not gone, f"take out of docs/flags.md, --help knows it no more: {sorted(gone)}"
    assert not on_the_page.keys() - in_help.keys(), "take the section out of docs/flags.md"


def test_the_page_names_each_value_that_a_flag_takes(in_help, on_the_page):
    missing = [
        f"{choice} in the row of {argument} under '## `{command}`'"
        for command, argument in sorted(pairs(in_help) & pairs(on_the_page))
        for choice in in_help[command][argument].choices or ()
        if f"`{choice}`" not in on_the_page[command][argument]
    ]

    assert not missing, "add to docs/flags.md: " + "; ".join(missing)


# -- docs/reliability.md

RELIABILITY = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_of_promises_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", RELIABILITY)

    assert len(named) > 50
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(
            rf"^(async )?def {name}\b|^{name} = ", (ROOT / path).read_text(encoding="utf-8"), re.M
        )
    ]
    assert not missing


def test_the_page_of_promises_has_them_all():
    rows = re.findall(r"^\| (G\d+) \| (.+) \|$", RELIABILITY, re.MULTILINE)

    assert [name for name, _ in rows] == [f"G{number}" for number in range(1, 13)]
    for name, row in rows:
        assert "::test_" in row or "`make load`" in row, f"nothing shows {name}"


def test_the_list_of_flows_names_each_and_its_tests():
    folder = ROOT / "tests/browser"
    text = (folder / "flows/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w -]+) \| [^|]+ \| (`.+`) \|$", text, re.MULTILINE)

    played = re.findall(
        r'Flow\("([\w -]+)"', (folder / "flows/flows.py").read_text(encoding="utf-8")
    )
    missing = [
        name
        for _, tests in rows
        for name in tests.replace("`", "").split()
        if not (folder / name).exists()
    ]

    assert [name for name, _ in rows] == played
    assert not missing
