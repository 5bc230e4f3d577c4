"""Strips of a page -> blocks: runs of rows with figures, the labels between, and what stands above."""

import re
from dataclasses import dataclass, field

from qa.figures import is_year
from qa.tables.term_heads import DURATION, is_of_terms
from qa.tables.tokens import FIGURE, Chunk, Strip, has_letters

MAX_LABELS = 5  # lines without figures between two rows of one table
MAX_BLANK_ROWS = 45  # in Chinese statements most rows can be blank
ROW_STEP = 0.8  # of the height: blank rows of one table stand no further apart
MAX_STEP = 62.0  # points between two lines of one table
PROSE_WORDS = 9
ZH_PITCH = 1.3  # of the height: from line to line of a Chinese label
_WORD = re.compile(r"[^\W\d_]{2,}")
_WIDE = re.compile(r"[\u4e00-\u9fff]")
_DATES = re.compile(
    r"(?i)\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?\s+\d{1,2}\b|\d{1,2}/\d{1,2}/\d{2,4}"
    r"|(?<!\d)\d+(?:\s*月\s*\d+\s*日|[-—–]\d+\s*月)|\b(?:52|53|13|14|39|26)\s+weeks"
)
_FOOTNOTE = re.compile(r"\(\d{1,2}\)|\([a-z]\)")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s*年度?)?(?!\d)")
_YEAR_LABEL = re.compile(r"(?i)\s*year (?:that|in|when|of|until)\b")
_ANNOUNCES = re.compile(  # "maturities are as follows:", "the following table presents ..:"
    r"(?i)\b(?:as\s+follows|(?:is|are)\s+(?:shown|presented|set\s+forth|summari[sz]ed)\s+below"
    r"|the\s+following\s+tables?\b.*)\s*:\s*$"
)
_ZH_HEAD = re.compile(
    r"本期|上期|期末|期初|本年|上年|年末|年初|年度|余额|金额|发生额|附注|同期|增减|合并|母公司"
)


@dataclass(slots=True)
class Block:
    """A run of lines that may be one table. above is read upwards: nearest line first."""

    lines: list[Strip] = field(default_factory=list)  # rows and the labels between them
    above: list[Strip] = field(default_factory=list)
    is_row: list[bool] = field(default_factory=list)

    @property
    def num_rows(self) -> int:
        """Return how many lines have cells."""
        return sum(self.is_row)


def num_words(text: str) -> int:
    """Return how many words a text has; two Chinese characters are a word."""
    return len(_WORD.findall(_WIDE.sub(" ", text))) + len(_WIDE.findall(text)) // 2


def is_head(strip: Strip) -> bool:
    """Tell whether a line is heads of columns: dates and years, or names of periods, no figures."""
    text = strip.folded
    if len(strip.chunks) > 1 and all(c.is_nil for c in strip.chunks[1:]):
        return False  # "Balance as of December 31, 2019 — — —"
    years, dates = _YEARS.findall(text), _DATES.findall(text)
    rest = _YEARS.sub(" ", _DATES.sub(" ", _FOOTNOTE.sub(" ", text)))
    if is_of_terms(strip):
        return True
    if any(any(c.isdigit() for c in match[0]) for match in FIGURE.finditer(rest)):
        return False
    num_times = max(len(years), len(dates))
    if len(set(years)) == 1 < len(years) and _YEAR_LABEL.match(strip.chunks[0].text):
        return False  # "Year that the rate reaches its end 2037 2037"
    if num_times >= 2:
        return num_words(rest) <= 4 + 5 * len(strip.chunks) and len(strip.chunks) >= 2
    if len(_ZH_HEAD.findall(text)) >= 2 and len(strip.chunks) >= 2:
        return not strip.has_figures or bool(years)
    if num_times == 1 and len(strip.chunks) == 1:
        return strip.box.x0 > 200 and num_words(text) <= 6
    return num_times == 1 and len(strip.chunks) >= 2 and num_words(text) <= 12


def _cells(strip: Strip) -> list[Chunk]:
    """Return the chunks that are cells: figures, and times behind a label, "6.5 years"."""
    return [
        chunk
        for number, chunk in enumerate(strip.chunks)
        if chunk.is_figure or (number and DURATION.fullmatch(chunk.text.strip()))
    ]


def is_row(strip: Strip) -> bool:
    """Tell whether a line has cells: figures that stand apart, behind a label or alone."""
    figures = _cells(strip)
    if not figures or strip.is_running or is_head(strip):
        return False
    first = strip.chunks.index(figures[0])
    texts = [c for c in strip.chunks[first:] if c not in figures]
    if any(num_words(c.text) > 6 for c in texts) or len(texts) > 2 + 2 * len(figures):
        return False
    labels = strip.chunks[:first]
    if len(figures) == 1 and is_bare_mark(figures[0]) and not labels:
        return False
    if len(figures) == 1 and len(strip.chunks) > 1 and strip.chunks[-1] is not figures[0]:
        return any(ch.isdigit() for ch in figures[0].text) and num_words(strip.folded) < 20
    if len(labels) >= 3 and all(num_words(c.text) >= 3 for c in labels):
        return False  # a justified line of prose
    return len(strip.chunks) > 1 or not is_year(figures[0].text)


def is_bare_mark(chunk: Chunk) -> bool:
    """Tell a footnote's mark such as "(1)" or a year from a value."""
    return bool(re.fullmatch(r"\(\d{1,2}\)|\d{1,2}|[*†]+", chunk.text.strip())) or is_year(
        chunk.text
    )


def is_prose(strip: Strip, first_column: float | None, width: float) -> bool:
    """Tell whether a line without cells is running text, which ends a table."""
    if len(strip.chunks) > 2 and strip.chunks[0].x1 - strip.chunks[0].x0 < 0.5 * width:
        return False
    words = num_words(strip.folded)
    if first_column is not None and strip.box.x1 > first_column + 12:
        return words >= PROSE_WORDS
    return strip.box.x1 - strip.box.x0 > 0.55 * width and words >= PROSE_WORDS


def blocks_of(strips: list[Strip], width: float) -> list[Block]:
    """Return the blocks of a page (or of one of its halves), from the top down."""
    blocks: list[Block] = []
    current: Block | None = None
    pending: list[Strip] = []  # lines since the last row
    for strip in strips:
        if is_row(strip):
            if current is None or not _goes_on(current, pending, strip, width):
                current = Block(above=pending[::-1])
                blocks.append(current)
            else:
                for label in pending:
                    current.lines.append(label)
                    current.is_row.append(False)
            current.lines.append(strip)
            current.is_row.append(True)
            pending = []
        else:
            pending.append(strip)
    _add_tails(blocks, strips)
    return blocks


def first_figure(strip: Strip) -> float:
    """Return where the first figure of a row begins; a year before others is the row's label."""
    figures = _cells(strip)
    is_label = figures[0] is strip.chunks[0] and is_year(figures[0].text) and len(figures) > 1
    return figures[is_label].x0


def _goes_on(block: Block, pending: list[Strip], strip: Strip, width: float) -> bool:
    rows = [line for line, row in zip(block.lines, block.is_row, strict=True) if row]
    first_column = min(first_figure(row) for row in rows[-3:])
    if len(pending) > MAX_LABELS and not _are_blank_rows(block.lines[-1], pending, first_column):
        return False
    if _is_announced(pending, strip):
        return False
    if pending and _is_label_of(pending[-1], strip):
        pending = pending[:-1]
    before = block.lines[-1]
    if pending and _is_group(before, pending[-1], strip, first_column):
        pending = pending[:-1]
    for line in [*pending, strip]:
        if line.box.top - before.box.bottom > MAX_STEP:
            return False
        before = line
    return not any(
        is_head(line) or is_prose(line, first_column, width) or _is_heads(line, first_column)
        for line in pending
    )


def announces(text: str) -> bool:
    """Tell whether a line says that a table follows.

    >>> announces("Maturities are as follows:"), announces("Current assets:")
    (True, False)
    """
    return _ANNOUNCES.search(text) is not None


def _is_announced(pending: list[Strip], strip: Strip) -> bool:
    """Tell whether a line says that another table follows, which begins with heads or a year.

    Else it is a line among rows that have the same columns: "Amounts recognized are as follows:".
    """
    place = next((n for n, line in enumerate(pending) if announces(line.folded)), None)
    if place is None:
        return False
    has_heads = any(len(line.chunks) > 1 for line in pending[place + 1 :])
    return has_heads or is_year(strip.chunks[0].text)


def _are_blank_rows(last: Strip, pending: list[Strip], first_column: float) -> bool:
    """Tell whether lines are labels of rows without cells, set as close as rows are."""
    if len(pending) > MAX_BLANK_ROWS:
        return False
    for line in pending:
        if line.box.x1 > first_column or line.box.top - last.box.bottom > ROW_STEP * line.height:
            return False
        last = line
    return True


def _is_group(last: Strip, line: Strip, strip: Strip, first_column: float) -> bool:
    """Tell whether a long line is the label of a group of rows, set as close as rows are.

    "Weighted-average shares used to compute net loss per share attributable to common stock:".
    """
    is_close = all(
        0 <= b.box.top - a.box.bottom <= ROW_STEP * line.height
        for a, b in ((last, line), (line, strip))
    )
    is_label = line.folded.rstrip().endswith((":", "：")) and line.box.x1 < first_column
    return is_close and is_label and not announces(line.folded)


def _is_label_of(line: Strip, strip: Strip) -> bool:
    """Tell whether a long line is the first of a row's label, which goes on in lower case."""
    begins = strip.folded.lstrip()[:1].islower() and not strip.chunks[0].is_figure
    near = strip.box.top - line.box.bottom < 0.5 * strip.height
    return (
        begins
        and near
        and abs(line.box.x0 - strip.box.x0) < 25
        and not line.folded.rstrip().endswith(".")
    )


def _is_heads(strip: Strip, first_column: float) -> bool:
    """Tell whether a line without figures has words over two columns or more."""
    over = [c for c in strip.chunks if c.middle > first_column and has_letters(c.text)]
    return len(over) >= 2


def _add_tails(blocks: list[Block], strips: list[Strip]) -> None:
    """Give each block the lines behind its last row that may hold a label's second line."""
    places = {strip.start: number for number, strip in enumerate(strips)}
    for block in blocks:
        last = block.lines[-1]
        for strip in strips[places[last.start] + 1 : places[last.start] + 3]:
            near = strip.box.top - last.box.bottom < 0.4 * last.height
            folded = strip.folded.lstrip()
            pitch = strip.box.bottom - last.box.bottom
            wraps = folded[:1].islower() or (
                _WIDE.match(folded)
                and pitch < ZH_PITCH * strip.height
                and (abs(strip.box.x0 - last.box.x0) < 2 or _is_within(strip, last.chunks[0]))
            )
            if is_row(strip) or not near or not wraps or num_words(folded) > 9:
                break
            block.lines.append(strip)
            block.is_row.append(False)
            last = strip


def _is_within(strip: Strip, label: Chunk) -> bool:
    """Tell whether a line stands in the middle below a label."""
    return strip.box.x0 > label.x0 - 2 and strip.box.x1 < label.x1 + 2


def take_leading(block: Block, captions: tuple[tuple[int, int], ...]) -> None:
    """Move labels that stand between the heads and the first row from above into the block."""
    first_column = min(
        first_figure(line) for line, row in zip(block.lines, block.is_row, strict=True) if row
    )
    found = None
    for number, strip in enumerate(block.above[:7]):
        over = [c for c in strip.chunks if c.middle > first_column - 12]
        if _in_caption(strip, captions) and all(_is_of(c, captions) for c in over):
            continue
        if over or is_head(strip):
            found = number
            break
    if found is None:
        leading = []
        for strip in block.above[:2]:
            said = strip.folded.rstrip()
            is_group = said.endswith((":", "：")) and num_words(said) <= 6
            is_first_line = strip.box.bottom > block.lines[0].box.top + 1 and _WIDE.search(said)
            if not (is_group or is_first_line) or strip.box.x1 > first_column:
                break
            leading.append(strip)
    else:
        leading = [s for s in block.above[:found] if not _in_caption(s, captions)]
    block.above = [strip for strip in block.above if strip not in leading]
    for strip in leading:
        block.lines.insert(0, strip)
        block.is_row.insert(0, False)


def _is_of(chunk: Chunk, captions: tuple[tuple[int, int], ...]) -> bool:
    return any(low < chunk.end and chunk.start < high for low, high in captions)


def _in_caption(strip: Strip, captions: tuple[tuple[int, int], ...]) -> bool:
    end = strip.start + len(strip.folded)
    return any(low < end and strip.start < high for low, high in captions)
