"""The section tree of a report: from the file's outline where it is good, else from headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from qa.document import LineRole, Page, Section
from qa.pdf.heading_forms import ITEM, PART, HeadingKind
from qa.pdf.headings import Heading, find_headings

MIN_ENTRIES = 5  # an outline with fewer says too little
MAX_SHARE_OF_PAGES = 0.8  # an outline with an entry for nearly every page says nothing
MAX_SECTIONS = 150  # beyond that the deepest level goes
MAX_TITLE = 160
FIRST_LINES = 3  # where a title stands that opens its page
DIGITS_END = re.compile(r"\d+\s*$")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark of the file. level counts from 1; page_number may be None or out of range."""

    title: str
    level: int
    page_number: int | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """The beginning of a section."""

    title: str
    level: int
    page_number: int
    opens_page: bool


def find_sections(pages: Sequence[Page], outline: Sequence[OutlineEntry]) -> tuple[Section, ...]:
    """Return sections in order, each with its pages and tokens.

    A section ends on the page before the next one of its level or above, or on the same page where
    that one begins further down.
    """
    headings = find_headings(pages)
    entries = _good_entries(outline, len(pages))
    marks = (
        _combined(entries, headings, pages) if entries else [_mark(heading) for heading in headings]
    )
    return _sections(_thinned(marks), pages)


def _good_entries(outline: Sequence[OutlineEntry], num_pages: int) -> list[_Mark]:
    """Return the outline's entries in order of pages; none where the outline is of no use."""
    marks: list[_Mark] = []
    for entry in outline:
        title = SPACES.sub(" ", entry.title).strip()[:MAX_TITLE]
        if title and entry.page_number is not None and 1 <= entry.page_number <= num_pages:
            marks.append(_Mark(title, max(1, entry.level), entry.page_number, True))
    marks.sort(key=lambda mark: mark.page_number)
    names = {DIGITS_END.sub("", mark.title) for mark in marks}
    useful = (
        len({mark.page_number for mark in marks}) >= MIN_ENTRIES
        and len(names) >= MIN_ENTRIES
        and len(names) <= max(MAX_SHARE_OF_PAGES * num_pages, 4 * MIN_ENTRIES)
    )
    return marks if useful else []


def _combined(
    entries: Sequence[_Mark], headings: Sequence[Heading], pages: Sequence[Page]
) -> list[_Mark]:
    """Return the outline with the notes and statements it leaves out, below the entry around."""
    is_flat = max(entry.level for entry in entries) == 1
    marks = [
        _Mark(
            entry.title,
            _rank(entry.title) if is_flat else entry.level,
            entry.page_number,
            _key(entry.title) in _key("".join(_first_lines(pages[entry.page_number - 1]))),
        )
        for entry in entries
    ]
    combined = list(marks)
    for heading in headings:
        if heading.kind not in (HeadingKind.NOTE, HeadingKind.STATEMENT) or _is_known(
            heading, marks
        ):
            continue
        around = [mark for mark in marks if mark.page_number <= heading.page_number]
        level = around[-1].level + 1 if around else 1
        combined.append(_Mark(heading.title, level, heading.page_number, heading.opens_page))
    combined.sort(key=lambda mark: mark.page_number)
    return combined


def _first_lines(page: Page) -> list[str]:
    body = [line.text for line in page.lines if line.role == LineRole.BODY]
    return body[:FIRST_LINES]


def _is_known(heading: Heading, marks: Sequence[_Mark]) -> bool:
    key = _key(heading.title)
    return any(
        abs(mark.page_number - heading.page_number) <= 1
        and (key.startswith(_key(mark.title)) or _key(mark.title).startswith(key))
        for mark in marks
    )


def _rank(title: str) -> int:
    if PART.fullmatch(title):
        return 1
    return 2 if ITEM.fullmatch(title) else 1


def _key(title: str) -> str:
    return "".join(filter(str.isalnum, title)).casefold()


def _mark(heading: Heading) -> _Mark:
    title = SPACES.sub(" ", heading.title).strip(" .:—–-")[:MAX_TITLE]
    return _Mark(title, heading.kind.level, heading.page_number, heading.opens_page)


def _thinned(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the marks without the deepest levels, as far as there are too many."""
    thinned = list(marks)
    while len(thinned) > MAX_SECTIONS and len({mark.level for mark in thinned}) > 1:
        deepest = max(mark.level for mark in thinned)
        thinned = [mark for mark in thinned if mark.level < deepest]
    return thinned


def _sections(marks: Sequence[_Mark], pages: Sequence[Page]) -> tuple[Section, ...]:
    tokens = [0, *accumulate(page.num_tokens for page in pages)]
    levels = _closed_up([mark.level for mark in marks])
    sections = []
    for i, mark in enumerate(marks):
        last_page = len(pages)
        for at in range(i + 1, len(marks)):
            if levels[at] <= levels[i]:
                # What lies between the two belongs to this section, and may share the page.
                last_page = max(
                    marks[at].page_number - marks[at].opens_page, marks[at - 1].page_number
                )
                break
        num_tokens = tokens[last_page] - tokens[mark.page_number - 1]
        sections.append(Section(mark.title, levels[i], mark.page_number, last_page, num_tokens))
    return tuple(sections)


def _closed_up(levels: Sequence[int]) -> list[int]:
    """Return levels without gaps: a section is at most one level below the one it is in."""
    closed: list[int] = []
    open_levels: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        closed.append(len(open_levels))
    return closed
