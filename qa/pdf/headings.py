"""Finds headings in a report's lines: SEC parts and items, notes, statements, Chinese chapters.

A heading is told from a table of contents (a page number at the line's end), from a reference in
running text (goes on in lower case) and from chance by its place in a rising sequence.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from qa.document import Line, LineRole, Page
from qa.pdf.heading_forms import (
    BARE_LABEL,
    CHAPTER,
    CHINESE,
    CHINESE_PATTERNS,
    CHINESE_STARTS,
    CONNECTIVE,
    COVER,
    ENGLISH,
    FIGURE,
    FIXED,
    ITEM,
    NOTE,
    NUMBERED,
    PREFIXED,
    SENTENCE_END,
    STATEMENT,
    SUFFIX,
    TOPIC,
    HeadingKind,
    ends_in_page_number,
    is_glossy,
    is_title,
    value_of,
)

MAX_TITLE = 160
MAX_LINE = 240
TOP = 0.16  # of the page's height: a heading above that opens its page
STATEMENT_TOP = 0.35
MIN_FIGURES = 20  # numbers on a page that holds a statement
MIN_NUMBERED = 5  # "1. Title" lines in a row that make notes
MIN_CONTENTS = 4  # lines that end in a page number
MIN_GLOSSY = 1.45  # height of a large heading, in lines of body text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and where it stands."""

    kind: HeadingKind
    title: str
    number: tuple[int, str]  # (7, "A") for Item 7A; (0, "") where it has none
    page_number: int
    line_index: int
    opens_page: bool  # nothing but running heads and other headings above it


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
        if 2 <= len(text) <= MAX_LINE and not ends_in_page_number(text):
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
        if text[:1] in "PIN第一二三四五六七八九十" and ends_in_page_number(text):
            ends += any(pattern.match(text) for pattern in (ITEM, NOTE, CHAPTER, CHINESE))
    return ends >= MIN_CONTENTS


Found = tuple[HeadingKind, str, tuple[int, str]]


def _recognise(page: Page, index: int, text: str, body_height: float) -> Found | None:
    """Return (kind, title, number) when the line is a heading."""
    first = text[0].upper()
    if first in "PINE":
        for kind, pattern in ENGLISH.get(text[:2].upper(), ()):
            match = pattern.fullmatch(text)
            if match and is_title(match["title"], match["label"]):
                if kind is HeadingKind.EXHIBIT and page.lines[index].bbox.top > TOP * page.height:
                    return None
                return (
                    kind,
                    text,
                    (value_of(match["number"]), match.groupdict().get("letter") or ""),
                )
    elif first in CHINESE_STARTS:
        for kind, pattern in CHINESE_PATTERNS:
            match = pattern.fullmatch(text)
            if match and not SENTENCE_END.search(text):
                return kind, text, (value_of(match["number"]), "")
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
    if large and is_glossy(text) and not COVER.search(page.text):
        return HeadingKind.GLOSSY, text, (0, "")
    return None


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
        if line.role == LineRole.PAGE_NUMBER or ends_in_page_number(line.text):
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
        if text[:1].isdigit() and len(text) <= 90 and not ends_in_page_number(text):
            match = NUMBERED.fullmatch(text)
            if match and text[-1] != ".":
                number = int(match["number"]), ""
                yield Heading(HeadingKind.NOTE, text, number, page.page_number, index, False)


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
