"""The chunks of a line above a table -> heads: what is one head joined, what is several parted."""

import re

from qa.tables.periods import years_in
from qa.tables.tokens import Chunk, Strip

DASH_GAP = 0.55  # of the height
MONTH_DAY = re.compile(
    r"(?i)\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?\s+\d{1,2},?(?:\s+(?:19|20)\d\d)?"
    r"|(?<!\d)(?:19|20)\d\d\s*年度?(?:\s*\d+\s*月\s*\d+\s*日)?"
)
_YEAR_OR_CHANGE = re.compile(  # "Fiscal 2015 (1) % Change"
    r"(?i)(?:fiscal\s+|FY\s?)?(?<!\d)(?:19|20)\d\d(?!\d)(?:\s*\(\w\))?"
    r"|(?:%|percent(?:age)?)\s*(?:change|growth)s?(?:\s*\(\w\))?|\bchange\b\s*%?"
)


def pieces_of(strip: Strip) -> list[Chunk]:
    """Return a line's chunks; a dash behind words is of their head: "2021 –" over "2022"."""
    found: list[Chunk] = []
    for chunk in strip.chunks:
        if found and chunk.is_nil and chunk.gap < DASH_GAP * strip.height:
            low, high = found[-1].start - strip.start, chunk.end - strip.start
            chunk = strip.chunk(low, high, is_figure=False, before=None)
            found.pop()
        found.append(chunk)
    return found


def parts_of(strip: Strip, chunk: Chunk) -> list[Chunk]:
    """Part a chunk whose pieces are heads of their own: dates, or years and their changes."""
    low, high = chunk.start - strip.start, chunk.end - strip.start
    piece = strip.folded[low:high]
    for pattern in (MONTH_DAY, _YEAR_OR_CHANGE):
        matches = list(pattern.finditer(piece))
        between = pattern.sub("", piece).replace(",", "").strip()
        if len(matches) < 2 or between or chunk.is_figure:
            continue
        if pattern is MONTH_DAY or years_in(matches[0].group()):  # "Change 2025" is one head
            spans = [(low + m.start(), low + m.end()) for m in matches]
            return [strip.chunk(*span, is_figure=False, before=None) for span in spans]
    return [chunk]
