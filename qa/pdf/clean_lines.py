"""Cleaned text for lines, with every character still at its place on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from qa.document import Line
from qa.pdf.text_status import clean_text


def clean_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with `clean_text` applied and edges to match, without empty ones."""
    text = "\n".join(line.text for line in lines)
    if clean_text(text) == text:  # nearly every page: one call instead of fifty
        return tuple(lines)
    return tuple(line for line in map(_clean_line, lines) if line.text)


def _clean_line(line: Line) -> Line:
    text = " ".join(clean_text(line.text).split("\n")).strip()
    if text == line.text:
        return line
    if not text or not line.edges:
        return replace(line, text=text)
    starts = [line.edges[i] for i in _origins(line.text, text)]
    end = max(line.edges[-1] if line.text.endswith(text[-1]) else line.bbox.x1, starts[-1])
    return replace(line, text=text, edges=(*starts, end))


def _origins(old: str, new: str) -> Iterator[int]:
    """Yield, for each character of `new`, the index in `old` that it stands at; never falling."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for i in range(new_end - new_start):
            yield min(old_start + i, max(old_start, old_end - 1), len(old) - 1)
