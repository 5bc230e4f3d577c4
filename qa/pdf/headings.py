"""Finds headings in a report's lines: SEC parts and items, notes, statements, Chinese chapters.

A heading is told from a table of contents (a page number at the line's end), from a reference in
running text (goes on in lower case) and from chance by its place in a rising sequence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from qa.document import Line, LineRole, Page

MAX_TITLE = 160
MAX_LINE = 240
TOP = 0.16  # of the page's height: a heading above that opens its page
STATEMENT_TOP = 0.35
MIN_FIGURES = 20  # numbers on a page that holds a statement
MIN_NUMBERED = 5  # "1. Title" lines in a row that make notes
MIN_GLOSSY = 1.45  # height of a large heading, in lines of body text


class HeadingKind(Enum):
    """What a heading is; the whole part of the value is its level, 1 at the top."""

    PART = 1
    GLOSSY = 1.1
    CHAPTER = 1.2  # 第三节
    ITEM = 2
    EXHIBIT = 2.1
    CHINESE = 2.2  # 一、
    STATEMENT = 3
    NOTE = 3.1
    TOPIC = 3.2  # "Liquidity and Capital Resources"
    CHINESE_SUB = 3.3  # (一)
    CHINESE_NOTE = 4  # 1、

    @property
    def level(self) -> int:
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and where it stands."""

    kind: HeadingKind
    title: str
    number: tuple[int, str]  # (7, "A") for Item 7A; (0, "") where it has none
    page_number: int
    line_index: int
    opens_page: bool  # nothing but running heads and other headings above it


ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
CHINESE_DIGITS = "零一二三四五六七八九"
CN = "[一二三四五六七八九十百]{1,4}"
STOP = r"[\s.:：,)—–\-|•]*"

PART = re.compile(
    rf"(?P<label>PART\s+(?P<number>IV|V|I{{1,3}}|[1-5])){STOP}(?P<title>.{{0,80}})", re.I
)
ITEM = re.compile(
    rf"(?P<label>ITEM\s*(?P<number>\d{{1,2}}(?:\.\d\d)?)\s?(?P<letter>[A-C]?)\b){STOP}(?P<title>.*)",
    re.I,
)
NOTE = re.compile(
    rf"(?P<label>NOTE\s*(?P<number>\d{{1,2}})(?P<letter>[A-Z]?)\b){STOP}(?P<title>.*)", re.I
)
NUMBERED = re.compile(
    r"(?P<label>(?P<number>\d{1,2}))(?:\.|\s?[—–-])\s+(?P<title>[A-Z][^.;:$%]{2,80})"
)
EXHIBIT = re.compile(
    r"(?P<label>EXHIBIT\s+(?P<number>\d{1,3})(?P<letter>(?:\.\d+)?)\S{0,4})\s*(?P<title>.{0,100})",
    re.I,
)
CHAPTER = re.compile(
    rf"(?P<label>第\s*(?P<number>{CN}|\d{{1,2}})\s*[节章部]分?)[\s、:：]*(?P<title>\S.{{1,40}})"
)
CHINESE = re.compile(rf"(?P<label>(?P<number>{CN}))、\s*(?P<title>\S.{{1,40}})")
CHINESE_SUB = re.compile(rf"(?P<label>[(（](?P<number>{CN})[)）])、?\s*(?P<title>\S.{{1,40}})")
CHINESE_NOTE = re.compile(
    r"(?P<label>(?P<number>\d{1,2}))[、.．]\s*(?P<title>[\u4e00-\u9fff][^。；，]{1,28})"
)
STATEMENT = re.compile(
    r"(?:.{0,40}\b(?:INC|CORP|CORPORATION|COMPANY|CO|LTD|PLC|SUBSIDIARIES)\.?,? )?"
    r"(?:(?:CONSOLIDATED|COMBINED|CONDENSED) ){0,2}"
    r"(?:BALANCE SHEETS?|STATEMENTS? OF (?:CONSOLIDATED )?(?:NET )?(?:INCOME|OPERATIONS|EARNINGS"
    r"|CASH FLOWS?|FINANCIAL POSITION|COMPREHENSIVE (?:INCOME|LOSS|EARNINGS)(?: \(LOSS\))?"
    r"|(?:CHANGES IN )?(?:TOTAL )?(?:(?:SHARE|STOCK)(?:HOLDERS|OWNERS)[’']?S? ?[’']? )?"
    r"(?:EQUITY|INVESTMENT)))(?: AND .{4,40}| ?[(—–-].{0,60})?",
    re.I,
)
FIXED = re.compile(
    r"NOTES TO (?:THE )?(?:CONSOLIDATED |COMBINED )?FINANCIAL STATEMENTS"
    r"|REPORTS? OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRMS?"
    r"|MANAGEMENT[’']S REPORT ON .{5,60}|SIGNATURES?|EXHIBITS? INDEX|INDEX TO EXHIBITS",
    re.I,
)
TOPIC = re.compile(
    r"(?:EXECUTIVE )?(?:OVERVIEW|SUMMARY)|(?:CONSOLIDATED )?RESULTS OF OPERATIONS"
    r"|LIQUIDITY(?: AND CAPITAL RESOURCES)?"
    r"|(?:SUMMARY OF )?CRITICAL ACCOUNTING (?:POLICIES|ESTIMATES)(?: AND ESTIMATES)?"
    r"|CONTRACTUAL OBLIGATIONS(?: AND .{5,40})?|OFF-BALANCE SHEET ARRANGEMENTS"
    r"|RECENT ACCOUNTING (?:PRONOUNCEMENTS|DEVELOPMENTS)|SEGMENT (?:RESULTS|OPERATIONS)"
    r"|NON-GAAP (?:FINANCIAL )?MEASURES|CASH FLOWS|COMPETITION|HUMAN CAPITAL(?: MANAGEMENT)?",
    re.I,
)
MIN_CONTENTS = 4  # lines that end in a page number
CHINESE_NUMERALS = "零一二三四五六七八九十百"
CHINESE_STARTS = "第(（" + CHINESE_NUMERALS + "123456789"
ENGLISH = {
    "PA": ((HeadingKind.PART, PART),),
    "IT": ((HeadingKind.ITEM, ITEM),),
    "NO": ((HeadingKind.NOTE, NOTE),),
    "EX": ((HeadingKind.EXHIBIT, EXHIBIT),),
}
CHINESE_PATTERNS = (
    (HeadingKind.CHAPTER, CHAPTER),
    (HeadingKind.CHINESE, CHINESE),
    (HeadingKind.CHINESE_SUB, CHINESE_SUB),
    (HeadingKind.CHINESE_NOTE, CHINESE_NOTE),
)
BARE_LABEL = re.compile(
    r"(?:PART\s+[IVX]+|ITEM\s*\d{1,2}[A-C]?|NOTE\s*\d{1,2}|EXHIBIT\s+[\d.]+)[\s.:—–-]*", re.I
)
PREFIXED = re.compile(r"\b(?:CONSOLIDATED|COMBINED|CONDENSED)\b", re.I)
SUFFIX = re.compile(r"\s*[(–—].*")  # "(continued)", "– December 28"
COVER = re.compile("SECURITIES AND EXCHANGE COMMISSION|Commission file number", re.I)
CONTENTS_END = re.compile(r"(?:[.…·\s]\s*|^)(?:F-)?\d{1,3}(?:\s*[-–]\s*\d{1,3})?$")
SENTENCE_END = re.compile(r"[。；;，,]$")
CONNECTIVE = re.compile(r"\b(?:AND|OF|THE|TO|FOR|IN|ON|ABOUT|WITH|OR|BY)$|[,&—–-]$", re.I)
FIGURE = re.compile(r"\d[\d,.]*")
WORD = re.compile(r"[^\W\d_]{3,}")


def find_headings(pages: Sequence[Page]) -> list[Heading]:
    """Return the headings in order of their place."""
    found: dict[HeadingKind, list[Heading]] = {kind: [] for kind in HeadingKind}
    numbered: list[Heading] = []
    for page in pages:
        for heading in _on_page(page):
            found[heading.kind].append(heading)
        numbered += _numbered(page)
    for kind in (HeadingKind.PART, HeadingKind.ITEM, HeadingKind.NOTE, HeadingKind.CHAPTER):
        found[kind] = _rising(found[kind])
    if len(found[HeadingKind.NOTE]) < MIN_NUMBERED and found[HeadingKind.STATEMENT]:
        first = min(heading.page_number for heading in found[HeadingKind.STATEMENT])
        notes = _rising([heading for heading in numbered if heading.page_number > first])
        found[HeadingKind.NOTE] = notes if len(notes) >= MIN_NUMBERED else found[HeadingKind.NOTE]
    for kind in (HeadingKind.STATEMENT, HeadingKind.TOPIC, HeadingKind.EXHIBIT):
        found[kind] = _first_of_each(found[kind])
    if any(PREFIXED.search(heading.title) for heading in found[HeadingKind.STATEMENT]):
        found[HeadingKind.STATEMENT] = [
            h
            for h in found[HeadingKind.STATEMENT]
            if PREFIXED.search(h.title) or FIXED.fullmatch(h.title)
        ]
    accounts = [h.page_number for h in (*found[HeadingKind.STATEMENT], *found[HeadingKind.NOTE])]
    found[HeadingKind.TOPIC] = [
        h for h in found[HeadingKind.TOPIC] if h.page_number < min(accounts, default=9**9)
    ]
    if found[HeadingKind.PART] or found[HeadingKind.ITEM]:
        start = min(h.page_number for h in (*found[HeadingKind.PART], *found[HeadingKind.ITEM]))
        found[HeadingKind.GLOSSY] = [h for h in found[HeadingKind.GLOSSY] if h.page_number < start]
    if found[HeadingKind.CHAPTER]:
        found[HeadingKind.GLOSSY] = []
    else:
        found[HeadingKind.CHINESE_NOTE] = []
    found[HeadingKind.GLOSSY] = _first_of_each(found[HeadingKind.GLOSSY])
    return sorted(
        (heading for headings in found.values() for heading in headings),
        key=lambda heading: (heading.page_number, heading.line_index),
    )


def _on_page(page: Page) -> list[Heading]:
    is_contents = _is_contents(page)
    headings: list[Heading] = []
    body_height: float | None = None
    opens_page = True
    skip = -1
    for index, line in enumerate(page.lines):
        if line.role == LineRole.PAGE_NUMBER or index <= skip:
            continue
        text = line.text.strip()
        heading = None
        if 2 <= len(text) <= MAX_LINE and not _ends_in_page_number(text):
            if body_height is None:
                body_height = median(line.bbox.bottom - line.bbox.top for line in page.lines)
            heading = _recognise(page, index, text, body_height)
        if heading and (heading[0] is HeadingKind.ITEM or not is_contents):
            kind, title, number = heading
            if kind is not HeadingKind.PART:
                title, skip = _whole_title(page, index, title, kind)
            headings.append(Heading(kind, title, number, page.page_number, index, opens_page))
        elif line.role == LineRole.BODY and len(text) > 1:
            opens_page = False
    return headings


def _is_contents(page: Page) -> bool:
    """Tell whether the page is (part of) a table of contents."""
    ends = 0
    for line in page.lines:
        text = line.text.strip()
        if text[:1] in "PIN第一二三四五六七八九十" and _ends_in_page_number(text):
            ends += any(pattern.match(text) for pattern in (ITEM, NOTE, CHAPTER, CHINESE))
    return ends >= MIN_CONTENTS


def _ends_in_page_number(text: str) -> bool:
    return text[-1:].isdecimal() and CONTENTS_END.search(text) is not None


Found = tuple[HeadingKind, str, tuple[int, str]]


def _recognise(page: Page, index: int, text: str, body_height: float) -> Found | None:
    """Return (kind, title, number) when the line is a heading."""
    first = text[0].upper()
    if first in "PINE":
        for kind, pattern in ENGLISH.get(text[:2].upper(), ()):
            match = pattern.fullmatch(text)
            if match and _is_title(match["title"], match["label"]):
                if kind is HeadingKind.EXHIBIT and page.lines[index].bbox.top > TOP * page.height:
                    return None
                return kind, text, (_value(match["number"]), match.groupdict().get("letter") or "")
    elif first in CHINESE_STARTS:
        for kind, pattern in CHINESE_PATTERNS:
            match = pattern.fullmatch(text)
            if match and not SENTENCE_END.search(text):
                return kind, text, (_value(match["number"]), "")
    if len(text) > 90:
        return None
    line = page.lines[index]
    large = line.bbox.bottom - line.bbox.top >= MIN_GLOSSY * body_height
    if first.isupper() and (large or line.bbox.top < STATEMENT_TOP * page.height):
        if FIXED.fullmatch(text):
            return HeadingKind.STATEMENT, text, (0, "")
        if STATEMENT.fullmatch(text) and len(FIGURE.findall(page.text)) >= MIN_FIGURES:
            return HeadingKind.STATEMENT, text, (0, "")
    if first.isupper() and TOPIC.fullmatch(text):
        return HeadingKind.TOPIC, text, (0, "")
    if large and _is_glossy(text) and not COVER.search(page.text):
        return HeadingKind.GLOSSY, text, (0, "")
    return None


def _is_title(title: str, label: str) -> bool:
    """Tell a heading's title from the rest of a sentence ("Note 5 to the ...", "Item 8 of ...")."""
    if not title:
        return True
    if title[0].islower() or (title[0] == "(" and not label.isupper()):
        return False
    words = [word for word in WORD.findall(title) if len(word) > 3]
    return len(words) < 6 or sum(word[0].isupper() for word in words) >= 0.5 * len(words)


def _is_glossy(text: str) -> bool:
    words = WORD.findall(text)
    return 1 <= len(words) <= 14 and sum(map(len, words)) > 0.5 * len(text)


def _whole_title(page: Page, index: int, text: str, kind: HeadingKind) -> tuple[str, int]:
    """Return the title with the lines it goes on in, and the index of the last of them."""
    title = text
    for at in range(index + 1, min(index + 3, len(page.lines))):
        line, above = page.lines[at], page.lines[at - 1]
        height = above.bbox.bottom - above.bbox.top
        close = -0.5 * height <= line.bbox.top - above.bbox.bottom <= 0.9 * height
        bare = BARE_LABEL.fullmatch(title)
        goes_on = bare or CONNECTIVE.search(title) or (line.text.isupper() and _long(page, above))
        if kind is HeadingKind.GLOSSY:
            goes_on = abs(line.bbox.bottom - line.bbox.top - height) < 0.1 * height
        if not goes_on or len(title) + len(line.text) > MAX_TITLE or (not close and not bare):
            return title, at - 1
        if line.role == LineRole.PAGE_NUMBER or _ends_in_page_number(line.text):
            return title, at - 1
        if title.isupper() and not bare and not line.text.isupper():
            return title, at - 1
        if ENGLISH.get(line.text[:2].upper()) and BARE_LABEL.match(line.text):
            return title, at - 1
        title = f"{title} {line.text}"
    return title, min(index + 2, len(page.lines) - 1) if title != text else index


def _long(page: Page, line: Line) -> bool:
    return line.text.isupper() and line.bbox.x1 - line.bbox.x0 > 0.6 * page.width


def _numbered(page: Page) -> Iterator[Heading]:
    for index, line in enumerate(page.lines):
        text = line.text
        if text[:1].isdigit() and len(text) <= 90 and not _ends_in_page_number(text):
            match = NUMBERED.fullmatch(text)
            if match and text[-1] != ".":
                number = int(match["number"]), ""
                yield Heading(HeadingKind.NOTE, text, number, page.page_number, index, False)


def _value(text: str) -> int:
    """Return the value of an Arabic, roman or Chinese numeral; "8.01" counts as 801."""
    if text.upper() in ROMAN:
        return ROMAN[text.upper()]
    if text[0] in CHINESE_NUMERALS:
        tens, ten, ones = text.rpartition("十")
        unit = CHINESE_DIGITS.index(ones[-1]) if ones and ones[-1] in CHINESE_DIGITS else 0
        return 10 * (CHINESE_DIGITS.index(tens[-1]) if tens else 1) + unit if ten else unit
    return int(text.replace(".", ""))


def _rising(headings: Sequence[Heading]) -> list[Heading]:
    """Return the longest run of headings whose numbers rise, each as early as it can be."""
    ends: list[tuple[int, str]] = []  # smallest last number of a run of each length
    tails: list[int] = []
    before: list[int] = []
    for at, heading in enumerate(headings):
        length = bisect_left(ends, heading.number)
        before.append(tails[length - 1] if length else -1)
        if length == len(ends):
            ends.append(heading.number)
            tails.append(at)
        elif heading.number < ends[length]:  # an equal one came earlier: keep that
            ends[length], tails[length] = heading.number, at
    run = []
    at = tails[-1] if tails else -1
    while at >= 0:
        run.append(headings[at])
        at = before[at]
    return run[::-1]


def _first_of_each(headings: Sequence[Heading]) -> list[Heading]:
    """Return headings without those that repeat an earlier title."""
    first: dict[str, Heading] = {}
    for heading in headings:
        first.setdefault(SUFFIX.sub("", heading.title).casefold(), heading)
    return list(first.values())
