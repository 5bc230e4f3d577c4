"""Rows of cells in, lines of a table for a terminal out; Chinese characters count two columns."""

import textwrap
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

MAX_LABEL = 64  # columns of a row's name; a longer one goes on in the next line


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width_of("net"), width_of("净额")
    (3, 4)
    """
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table_lines(rows: Sequence[Sequence[str]], *, num_left: int = 1) -> Iterator[str]:
    """Yield the lines of rows of equal length: the first num_left columns to the left, the others
    to the right; names that are too long are broken over lines, their figures behind the last."""
    broken = [(_broken(row[0]), row) for row in rows]
    widths = [max((width_of(line) for lines, _ in broken for line in lines), default=0)]
    widths += [max(width_of(row[c]) for row in rows) for c in range(1, len(rows[0]) if rows else 0)]
    for lines, row in broken:
        yield from (line.rstrip() for line in lines[:-1])
        cells = [lines[-1], *row[1:]]
        padded = (
            _padded(cell, width, number < num_left)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        yield "  ".join(padded).rstrip()


def _padded(text: str, width: int, is_left: bool) -> str:
    blank = " " * (width - width_of(text))
    return text + blank if is_left else blank + text


def _broken(name: str) -> list[str]:
    """Break a name at blanks, one without blanks where its columns are full."""
    if width_of(name) <= MAX_LABEL:
        return [name]
    blank = name[: len(name) - len(name.lstrip())]
    if name.isascii() or " " in name.strip():
        return textwrap.wrap(
            name,
            MAX_LABEL,
            initial_indent="",
            subsequent_indent=f"{blank}  ",
            drop_whitespace=True,
            break_on_hyphens=False,
        )
    half = MAX_LABEL // 2
    return [name[start : start + half] for start in range(0, len(name), half)]
