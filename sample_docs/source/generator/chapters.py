"""Chapters in Markdown.

In: a file of blocks parted by empty lines. Out: the blocks, and with the figures and tables at hand
the chapter in a `Report`. It must not know which report it is.

    # Chapter            on a new page; `{.two}` sets two columns, `{.inline}` needs no new page
    ## Section {#mark}   `#mark` is the name for the contents and for pinned pages, else the title
    ### Heading
    > A leading paragraph
    - a point
    [[table NAME]]  [[chart NAME]]  [[page]]  [[picture SEED]]

Prose takes a figure from a table of its chapter with `{cell("Europe", "2025")}`: the row, the
column, and as a third the name of the table, which else is that of the heading above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from generator.fields import Cell, Names, fill
from generator.layout import Report
from generator.tables import Chart, Table

HEADING = re.compile(r"(#{1,3}) (.+?)(?: \{(?:#([^.}]+?))? ?(?:\.(\w+))?\})?")
DIRECTIVE = re.compile(r"\[\[(\w+)(?: (.+))?\]\]")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    title: str
    mark: str | None = None
    manner: str | None = None  # two, inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    style: str = "p"  # or lead


@dataclass(frozen=True, slots=True)
class Bullets:
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """A table, chart, picture or page break."""

    kind: str
    name: str = ""


Block = Heading | Paragraph | Bullets | Directive


def read_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a chapter; the lines of a paragraph are joined."""
    for part in re.split(r"\n\s*\n", text.strip()):
        if heading := HEADING.fullmatch(part):
            yield Heading(len(heading[1]), heading[2], heading[3], heading[4])
        elif directive := DIRECTIVE.fullmatch(part):
            yield Directive(directive[1], directive[2] or "")
        elif part.startswith("- "):
            yield Bullets(tuple(_joined(item) for item in re.split(r"\n- ", part[2:])))
        elif part.startswith("> "):
            yield Paragraph(_joined(re.sub(r"^> ", "", part, flags=re.MULTILINE)), "lead")
        else:
            yield Paragraph(_joined(part))


def write_chapter(
    report: Report, text: str, tables: Mapping[str, Table | Chart], names: Names
) -> None:
    """Write the blocks of a chapter into the report, with every field filled in."""
    above = ""
    for block in read_blocks(text):
        names = {**names, "cell": partial(_cell, tables, above)}
        match block:
            case Heading():
                above = fill(block.title, names)
                _write_heading(report, block, above)
            case Paragraph():
                report.p(_prose(block.text, names), style=block.style)
            case Bullets():
                report.bullets(*(_prose(item, names) for item in block.texts))
            case Directive():
                _follow(report, block, tables)


def _write_heading(report: Report, heading: Heading, title: str) -> None:
    match heading:
        case Heading(level=1, manner="inline"):
            report.h1_inline(title)
        case Heading(level=1):
            report.h1(title, mark=heading.mark, template=heading.manner or "one")
        case Heading(level=2):
            report.h2(title, mark=heading.mark)
        case _:
            report.h3(title)


def _follow(report: Report, directive: Directive, tables: Mapping[str, Table | Chart]) -> None:
    match directive:
        case Directive(kind="page"):
            report.break_page()
        case Directive(kind="picture", name=seed):
            report.picture(int(seed))
        case Directive(kind="table" | "chart", name=name):
            _set_table(report, name, tables[name])
        case _:
            raise ValueError(f"[[{directive.kind}]] is not known")


def _set_table(report: Report, name: str, table: Table | Chart) -> None:
    if isinstance(table, Chart):
        report.chart(name, table.labels, table.series)
    else:
        report.table(
            table.head, table.rows, unit=table.unit, first=table.first, widths=table.widths,
            text_columns=table.text_columns,
        )  # fmt: skip


def _cell(
    tables: Mapping[str, Table | Chart], above: str, row: str, column: str, name: str = ""
) -> Cell:
    """Return a cell of a table by the labels of its row and column."""
    table = tables[name or above]
    assert isinstance(table, Table), name
    labels = [str(cells[0]).lstrip("*#") for cells in table.rows]
    return table.rows[labels.index(row)][table.head.index(column)]


def _prose(text: str, names: Names) -> str:
    return BOLD.sub(r"<b>\1</b>", fill(text, names))


def _joined(lines: str) -> str:
    return " ".join(lines.split())
