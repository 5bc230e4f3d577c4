"""A page's lines sorted into rows of figures, titles and sentences, whatever the question is.

A row finds what is needed to read it: the title of its table, the unit and the column heads. All
are stretches (start, end) of page.text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.document import LineRole, Page
from qa.readers.extractive.sentences.sentence_ends import sentences_in
from qa.text.terms import CJK

Stretch = tuple[int, int]

_VALUE = re.compile(  # one word of the columns of a table: "$", "(1,143)", "17.7", "%", "—"
    r"[$€£¥￥(（]*[-–−+]?[$€£¥￥]?\d[\d,]*(?:\.\d+)?(?:%|x|bps|pts?)?[)）%]*"
    r"|[$€£¥￥%()（）*x]|[—–-]{1,2}%?|\(?n/?[am]\)?|\(?nm\)?|bps|pts?|pp",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEAD_WORDS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|fiscal|years?|ended|ending|as|of|at|and|the"
    r"|months?|weeks?|quarters?|change|total|thereafter|fy|vs|over|\d{1,2}|%|first|second|third"
    r"|fourth|restated|increase|decrease|percent|dollar|amount)\b|[年度月日末初期本上余额金额同比增减]",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\(?(?:(?:amounts?|dollars?|u\.s\. dollars|figures|\$|us\$|tabular amounts|expressed)"
    r"[^\n()]{0,25})?\bin (?:thousands|millions|billions)\b[^\n()]{0,70}\)?"
    r"|\((?:thousands|millions|billions)[^\n()]{0,60}\)"
    r"|单位[:：]\s*\S{1,8}(?:\s*币种[:：]\s*\S{1,6})?|[(（](?:人民币)?(?:百万|千|万|亿)?元[)）]",
    re.IGNORECASE,
)
_CLEAR_END = re.compile(r"[.!?:;。！？；：][\"'”’)\]]*(?:\(\d+\))?$")
_CJK_TEXT = re.compile(rf"[{CJK}]")

_SIGNATURE = re.compile(r"^(?i:/s/|\(signed\))|^[A-Z][\w&., ]{3,50} LLP$")

SIGNATURE_LINES = 4
MOST_ANNOUNCED = 3  # rows or sentences quoted with the one that ends in a colon
MAX_SIGNATURE_CHARS = 70
MAX_PLAIN_TITLE_WORDS = 8  # of a title without capitals
MAX_LABEL_WORDS = 16
MAX_TITLE_CHARS = 110
CONTEXT_LINES = 60  # how far above a row its column heads may stand


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row. label is the text before its values; line_index counts the lines of the page."""

    place: Stretch
    label: str
    num_values: int
    line_index: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a bullet, possibly over several lines; title is what stands above it.

    opens: it is the first one below its title, which says most often what the title is about.
    """

    place: Stretch
    title: Stretch | None
    is_signature: bool = False
    opens: bool = False


@dataclass(frozen=True)
class PageBlocks:
    """What a page consists of."""

    page: Page
    rows: tuple[TableRow, ...]
    sentences: tuple[Sentence, ...]
    titles: tuple[int, ...] = field(repr=False)  # indexes of lines that are titles

    @classmethod
    def of(cls, page: Page) -> "PageBlocks":
        kinds = [_kind(page, index) for index in range(len(page.lines))]
        titles = tuple(index for index, kind in enumerate(kinds) if kind == "title")
        rows = tuple(_row(page, index, kinds) for index, kind in enumerate(kinds) if kind == "row")
        return cls(page, rows, tuple(_sentences(page, kinds)), titles)

    def titles_over(self, place: int) -> list[str]:
        """Return the titles above a place, the nearest first."""
        starts = self.page.line_starts
        above = (index for index in reversed(self.titles) if starts[index] < place)
        return [self.page.lines[index].text.strip() for index in above]

    def below(self, sentence: Sentence) -> tuple[Stretch, ...]:
        """Return the first rows or sentences below one that announces them."""
        places = sorted([row.place for row in self.rows] + [one.place for one in self.sentences])
        return tuple(place for place in places if place[0] >= sentence.place[1])[:MOST_ANNOUNCED]

    def context(self, row: TableRow) -> tuple[Stretch, ...]:
        """Return title of the table, unit and column heads of a row, each at most once."""
        heads = self._column_heads(row)
        top = heads if heads is not None else row.line_index
        unit = self._unit(row.line_index)
        title = self._title(top, unit)
        columns = self._line(heads) if heads is not None else None
        if unit and columns and columns[0] <= unit[0] < columns[1]:
            unit = None  # the line of the column heads names it
        found = [self._line(title) if title is not None else None, unit, columns]
        return tuple(dict.fromkeys(place for place in found if place is not None))

    def _column_heads(self, row: TableRow) -> int | None:
        """The nearest line above a row that only names periods, best one per value."""
        nearest: int | None = None
        for index in range(row.line_index - 1, max(-1, row.line_index - CONTEXT_LINES), -1):
            years = _period_count(self.page.lines[index].text)
            if years >= 2 and years >= row.num_values - 1:
                return index
            if years and nearest is None:
                nearest = index
        return nearest

    def _unit(self, line_index: int) -> Stretch | None:
        above = range(line_index, -1, -1)
        for index in above:
            if match := _UNIT.search(self.page.lines[index].text):
                start = self.page.line_starts[index]
                return (start + match.start(), start + match.end())
        return None

    def _title(self, line_index: int, unit: Stretch | None) -> int | None:
        """The nearest title above, but neither the unit nor column heads."""
        for index in reversed(self.titles):
            start, end = self._line(index)
            is_unit = unit is not None and start <= unit[0] < end
            if index < line_index and not is_unit:
                return index
        return None

    def _line(self, index: int) -> Stretch:
        start = self.page.line_starts[index]
        return (start, start + len(self.page.lines[index].text))


def _kind(page: Page, index: int) -> str:
    line = page.lines[index]
    text = line.text.strip()
    if line.role is not LineRole.BODY or not text:
        return "margin"
    if _parse_row(text):
        return "row"
    if _period_count(text) or _UNIT.fullmatch(text) or _is_only_heads(text):
        return "head"
    if _SIGNATURE.search(text):
        return "signature"
    if len(text) > MAX_TITLE_CHARS or _CLEAR_END.search(text):
        return "prose"
    is_title = _looks_like_title(text) or _stands_like_title(page, index, text)
    return "title" if is_title else "prose"


def _parse_row(text: str) -> tuple[str, int] | None:
    """Return (label, number of values) when a line is a row of figures."""
    words = text.split()
    first_value = len(words)
    while first_value > 0 and _VALUE.fullmatch(words[first_value - 1]):
        first_value -= 1
    label, values = " ".join(words[:first_value]).rstrip(" .…:"), words[first_value:]
    num_words = first_value
    figures = [value for value in values if _FIGURE.search(value)]
    is_nil = sum(value[0] in "—–" for value in values) > 1  # "Preferred stock — —"
    if not (figures or is_nil) or _is_only_heads(label) or _period_count(text):
        return None
    if num_words > MAX_LABEL_WORDS or _CLEAR_END.search(label):
        return None
    if len(figures) == 1:  # "... for fiscal 2016" and "see Note 12" are running text
        if _YEAR.fullmatch(figures[0]) or re.search(
            r"\b(note|item|page|part|level|topic)$", label, re.I
        ):
            return None
        if num_words > 7 and not re.search(r"[$%,.)]", values[0] + figures[0]):
            return None
    marks = sum(value[0] in "—–-n*N" and not _FIGURE.search(value) for value in values)
    return label, len(figures) + marks


def _period_count(text: str) -> int:
    """How many years or periods a line of column heads names; 0 for any other line."""
    years = len(_YEAR.findall(text))
    periods = len(re.findall(r"本期|上期|期末|期初|本年|上年", text))
    if not years and not periods:
        return 0
    rest = _HEAD_WORDS.sub("", _YEAR.sub("", text))
    letters = sum(character.isalpha() for character in rest)
    figures = len(re.findall(r"\d{3,}|\d[.,]\d", rest))
    return years + periods if letters <= 12 and not figures else 0


def _is_only_heads(label: str) -> bool:
    return not any(character.isalpha() for character in _HEAD_WORDS.sub("", label))


def _looks_like_title(text: str) -> bool:
    if _CJK_TEXT.search(text):
        return len(text) <= 40 and not re.search(r"[，。；,]", text)
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z'’-]*", text) if len(word) > 3]
    if not words or len(text.split()) > 14:
        return False
    capital = sum(word[0].isupper() for word in words)
    return capital >= 0.7 * len(words) and not text[0].islower() and text[0] not in ",;("


def _stands_like_title(page: Page, index: int, text: str) -> bool:
    """Whether a short line stands between the end of a sentence and the start of another."""
    if not text[0].isupper() or len(text.split()) > MAX_PLAIN_TITLE_WORDS:
        return False
    above = page.lines[index - 1] if index > 0 else None
    below = page.lines[index + 1].text.strip() if index + 1 < len(page.lines) else ""
    ended = above is None or above.role is not LineRole.BODY or _ends_something(above.text.strip())
    return ended and below[:1].isupper()


def _ends_something(text: str) -> bool:
    return bool(_CLEAR_END.search(text)) or _parse_row(text) is not None


def _row(page: Page, index: int, kinds: list[str]) -> TableRow:
    line = page.lines[index]
    parsed = _parse_row(line.text.strip())
    assert parsed is not None
    label, num_values = parsed
    start = page.line_starts[index]
    # "Purchases of property, plant and" / "equipment (1,577) (1,373)": the label began above.
    if label[:1].islower() and index > 0 and kinds[index - 1] in ("prose", "title"):
        above = page.lines[index - 1].text
        if not _CLEAR_END.search(above.strip()) and len(above.split()) <= 12:
            start = page.line_starts[index - 1]
            label = f"{above.strip()} {label}"
    return TableRow((start, page.line_starts[index] + len(line.text)), label, num_values, index)


def _sentences(page: Page, kinds: list[str]) -> Iterator[Sentence]:
    title: Stretch | None = None
    opened: Stretch | None = None  # the title that a sentence has stood below
    first: int | None = None
    for index in range(len(kinds) + 1):
        kind = kinds[index] if index < len(kinds) else "end"
        if kind == "prose" or (first is not None and _continues(page, kinds, index)):
            first = index if first is None else first
            continue
        if kind == "signature":
            yield Sentence(_signature(page, kinds, index), title, is_signature=True)
        if first is not None:
            stop = page.line_starts[index - 1] + len(page.lines[index - 1].text)
            places = sentences_in(page.text, page.line_starts[first], stop)
            for place in places:
                yield Sentence(place, title, opens=title is not None and title != opened)
                opened = title
            first = None
        if kind == "title":
            start = page.line_starts[index]
            title = (start, start + len(page.lines[index].text))


def _signature(page: Page, kinds: list[str], index: int) -> Stretch:
    """Who signed: the name, and the short lines below it with office, place and date."""
    last = index
    while last + 1 < len(kinds) and last - index < SIGNATURE_LINES:
        below = page.lines[last + 1].text.strip()
        if kinds[last + 1] not in ("title", "head", "prose") or len(below) > MAX_SIGNATURE_CHARS:
            break
        last += 1
    return (page.line_starts[index], page.line_starts[last] + len(page.lines[last].text))


def _continues(page: Page, kinds: list[str], index: int) -> bool:
    """Whether a line after running text is its middle, though it ends in figures: "for 2016"."""
    if index >= len(kinds) or kinds[index] not in ("row", "head"):
        return False
    above, text = page.lines[index - 1].text.strip(), page.lines[index].text.strip()
    if _CLEAR_END.search(above):
        return False
    is_date = kinds[index] == "head" and _period_count(text) == 1 and len(above.split()) > 8
    return text[:1].islower() or text.endswith(".") or is_date
