"""Lines of a block -> rows with whole labels: what goes on in the next line is joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa.tables.tokens import Chunk, Strip

SAME_INDENT = 1.6
TIGHT = 0.62  # of the height: lines of one label are closer than rows mostly are
CLOSE = 1.4  # of the height: from line to line of a Chinese label
CLOSER = 0.3  # points: rows stand apart by that much more, for their rule
_CJK = re.compile(r"[\u4e00-\u9fff]")
_CUT = re.compile(
    r"(?:[,;(&/–—-]|\b(?:and|of|the|for|to|in|from|by|with|on|at|or|net|per|as|a|than))$", re.I
)
_ITEM = re.compile(  # a number that begins a Chinese row of its own
    r"\s*(?:\d{1,2}\s*[.、．]|[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|[一二三四五六七八九十]+、)\s*[\u4e00-\u9fff]"
)


@dataclass(slots=True)
class Draft:
    """One row in the making: its lines' label chunks, its cells as (column, chunk)."""

    strip: Strip
    label: list[Chunk]
    chunks: list[Chunk]  # figures and words behind the label
    cells: list[tuple[int, Chunk]] = field(default_factory=list)
    is_row: bool = True
    pitch: float = 99.0  # from the line before
    is_joined: bool = False  # with the label's line above

    @property
    def text(self) -> str:
        """Return the label, its lines joined."""
        return " ".join(chunk.text for chunk in self.label)

    @property
    def x0(self) -> float:
        """Return where the label begins."""
        return self.label[0].x0 if self.label else self.strip.box.x0


def joined(drafts: Sequence[Draft]) -> list[Draft]:
    """Join the lines of labels that go over several lines."""
    rows: list[Draft] = []
    for one, two in pairwise(drafts):
        two.pitch = two.strip.box.bottom - one.strip.box.bottom
    row_pitch = min((b.pitch for a, b in pairwise(drafts) if a.is_row and b.is_row), default=None)
    for number, draft in enumerate(drafts):
        if rows and row_pitch and _is_same_zh_label(rows[-1], draft, row_pitch):
            _join_zh(rows, draft)
            continue
        after = drafts[number + 1] if number + 1 < len(drafts) else None
        before = rows[-1] if rows else None
        earlier = rows[-2] if len(rows) > 1 else None
        if before is not None and not before.is_row and _goes_on(before, draft, earlier):
            draft.label = before.label + draft.label
            draft.is_joined = True
            rows[-1] = draft
            continue
        if (
            before is not None
            and before.is_row
            and not draft.is_row
            and _is_rest(before, draft, after)
        ):
            before.label = before.label + draft.label
            continue
        rows.append(draft)
    return rows


def _is_same_zh_label(before: Draft, draft: Draft, row_pitch: float) -> bool:
    """Tell whether a Chinese line is set so close that it is no row of its own."""
    if before.is_row and draft.is_row:
        return False
    if not (before.label and draft.label and _CJK.search(draft.text)):
        return False
    if _ITEM.match(draft.text) or draft.pitch > row_pitch - CLOSER:
        return False
    outdent = before.x0 - draft.x0  # the rest of an item goes back to the left
    return abs(outdent) <= SAME_INDENT or (outdent > 0 and bool(_ITEM.match(before.text)))


def _join_zh(rows: list[Draft], draft: Draft) -> None:
    before = rows[-1]
    if before.is_row:
        before.label = before.label + draft.label
    else:
        draft.label = before.label + draft.label
        rows[-1] = draft


def _goes_on(before: Draft, draft: Draft, earlier: Draft | None) -> bool:
    """Tell whether a line without cells is the beginning of the next line's label."""
    last = before.label[-1]
    step = draft.strip.box.top - max(before.strip.box.bottom, before.strip.box.top)
    if step > TIGHT * draft.strip.height or before.text.rstrip().endswith((":", "：")):
        return False
    if _ITEM.match(draft.text):
        return False
    if step < -1 and _CJK.search(before.text):
        return True  # figures stand in the middle of a label's lines
    if not draft.label:
        return step < TIGHT * draft.strip.height and before.strip.box.x0 < draft.chunks[0].x0
    first = draft.text.lstrip()[:1]
    if first.islower() or first.isdigit() or first in "(（$":
        return True
    return bool(_CUT.search(last.text.rstrip())) or _is_zh_wrap(before, draft, earlier)


def _is_zh_wrap(before: Draft, draft: Draft, earlier: Draft | None) -> bool:
    """Tell whether Chinese words were broken off: an open bracket, or a line set closer."""
    if _is_open(before.text):
        return True
    if not _CJK.search(before.text) or abs(before.x0 - draft.x0) > SAME_INDENT:
        return False
    step = draft.strip.box.bottom - before.strip.box.bottom
    if before.is_joined:
        return step <= before.pitch + CLOSER / 2
    return (
        step < CLOSE * before.strip.height and earlier is not None and step < before.pitch - CLOSER
    )


def _is_open(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _is_rest(before: Draft, draft: Draft, after: Draft | None) -> bool:
    if after is None and before.label and _CJK.search(draft.text):
        is_within = before.x0 < draft.x0 and draft.label[-1].x1 < before.label[-1].x1
        # a block ends so only where a label does
        return abs(draft.x0 - before.x0) <= SAME_INDENT or is_within
    if before.label and _CJK.search(draft.text) and after is not None:
        step = draft.strip.box.bottom - before.strip.box.bottom
        below = after.strip.box.bottom - draft.strip.box.bottom
        if abs(draft.x0 - before.x0) <= SAME_INDENT and step < below - CLOSER:
            return step < CLOSE * draft.strip.height and not draft.text.endswith((":", "："))
    step = draft.strip.box.top - before.strip.box.bottom
    if step > TIGHT * draft.strip.height or not before.label:
        return False
    first = draft.text.lstrip()[:1]
    text = before.text
    return (
        first.islower()
        or _is_open(text)
        or (bool(_CUT.search(text.rstrip())) and draft.x0 >= before.x0 - SAME_INDENT)
    ) and abs(draft.x0 - before.label[0].x0) < 40
