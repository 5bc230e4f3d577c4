"""Pages with tables for tests: words put where they are said to stand."""

from qa.document import BBox, Line, Page, PageStatus

CHAR = 5.0
HEIGHT = 10.0
PITCH = 14.0

Word = tuple[str, float]  # its text, and where it ends (figures, heads) or begins (labels)


def row(top: float, label: str = "", *words: Word, indent: float = 0.0) -> Line:
    """A label at the left and words that end at their x."""
    text, edges = "", []
    if label:
        text = label
        edges = [50.0 + indent + CHAR * i for i in range(len(label) + 1)]
    for word, x1 in words:
        if text:
            text += " "
        edges += [x1 - CHAR * len(word) + CHAR * i for i in range(len(word) + (1))]
        text += word
    return Line(text, BBox(edges[0], top, edges[-1], top + HEIGHT), tuple(edges))


def page(*lines: Line, page_number: int = 1) -> Page:
    return Page(page_number, None, 612.0, 792.0, lines, PageStatus.TEXT)


def stacked(*rows: tuple[object, ...], page_number: int = 1) -> Page:
    """Rows from the top down; each (label, (word, x1), ...) or (indent, label, ...)."""
    lines = []
    for number, cells in enumerate(rows):
        indent, rest = (cells[0], cells[1:]) if isinstance(cells[0], float) else (0.0, cells)
        label, words = rest[0], rest[1:]
        lines.append(row(60 + PITCH * number, label, *words, indent=indent))  # type: ignore[arg-type]
    return page(*lines, page_number=page_number)
