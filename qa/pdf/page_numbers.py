"""Which number is printed on each page, and which lines of the margins are not body text.

A filing may number its pages in several runs (roman front matter, "F-12", exhibits that start at 1
again), and one printed page may spread over two pages of the file. So a run is a chain of numbers
that rise with the pages, and the best set of chains wins; a year or a figure of a table fits none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from qa.document import Line, LineRole, Page

MARGIN_LINES = 3  # lines looked at from either end of a page
MAX_MARGIN_CHARS = 90

ROMAN = "[ivxl]{1,7}|[IVXL]{1,7}"
NUMBER = rf"(?P<number>\d{{1,4}}|(?P<prefix>[A-Z]{{1,2}})[-–—](?P<prefixed>\d{{1,3}})|{ROMAN})"
ALONE = re.compile(rf"[-–—|·•\s]*{NUMBER}[-–—|·•\s]*")
SPELLED = re.compile(
    rf"(?:page|pg\.?|p\.)\s*{NUMBER}(?:\s*(?:of|/)\s*\d+)?"
    rf"|第\s*(?P<chinese>\d{{1,4}})\s*页.{{0,12}}|(?P<of>\d{{1,4}})\s*/\s*\d{{1,4}}",
    re.IGNORECASE,
)
NUMBER_LAST = re.compile(rf"(?P<rest>.*\S)[\s|]+(?:page\s+)?{NUMBER}[\s|]*", re.IGNORECASE)
NUMBER_FIRST = re.compile(rf"[\s|]*{NUMBER}[\s|]+(?P<rest>\S.*)")
MIN_REPEATS = 3  # pages that must carry the words beside a number

ALONE_WEIGHT, SPELLED_WEIGHT, BESIDE_WEIGHT = 2.0, 2.5, 1.6
INNER_WEIGHT = 0.6  # factor for a line that is not the outermost of its page
LABEL_WEIGHT = 0.4  # the file's own label says the same
START_COST = 3.5  # of a run: no single line outweighs it
DRIFT_COST = 0.3  # for every page by which number and page drift apart
MAX_DRIFT = 4
LOOKBACK = 10  # candidates of one style

UNIT = re.compile(r"\b(?:millions?|thousands?|billions?|except|unaudited|USD|RMB)\b|单位|元", re.I)
MAX_HEAD_TOP, MIN_FOOT_TOP = 0.14, 0.6  # of the page's height
FIGURE = re.compile(r"\d[\d.,]*")
MAX_FIGURES = 2  # more of them are a row of a table
HEAD_REPEATS = 4
HEAD_WINDOW = 8  # pages; repeats far apart are headings, not running heads
SAME_HEIGHT = 4.0  # points

Places = defaultdict[str, list[tuple[int, float]]]  # text -> page number and top of each occurrence


@dataclass(frozen=True, slots=True)
class _Candidate:
    page_index: int
    style: str  # "1", "i", "I" or a prefix such as "F"
    value: int
    weight: float

    @property
    def text(self) -> str:
        match self.style:
            case "1":
                return str(self.value)
            case "i":
                return _roman(self.value)
            case "I":
                return _roman(self.value).upper()
        return f"{self.style}-{self.value}"


def find_printed_numbers(
    pages: Sequence[Page], labels: Sequence[str | None]
) -> tuple[str | None, ...]:
    """Return the number printed on each page, None where there is none or it is not known.

    A page without a number inside a run gets the one it must have. `labels` are the file's own page
    labels; they are so often wrong that they only strengthen what is printed.
    """
    margins = [_margins(page.lines) for page in pages]
    beside = Counter(
        rest for top, bottom in margins for line in (*top, *bottom) for rest, _, _ in _beside(line)
    )
    candidates: list[_Candidate] = []
    for index, (top, bottom) in enumerate(margins):
        label = (labels[index] or "").strip() if index < len(labels) else ""
        candidates += _candidates(index, top, bottom, beside, label, len(pages))
    numbers: list[str | None] = [None] * len(pages)
    for run in _runs(candidates):
        for page_index, text in _fill(run):
            numbers[page_index] = text
    return tuple(numbers)


def _margins(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the first and the last lines of a page, the outermost first."""
    if not lines:
        return [], []
    ordered = sorted(lines, key=lambda line: line.bbox.top)
    top, bottom = ordered[:MARGIN_LINES], ordered[: -MARGIN_LINES - 1 : -1]
    return (
        [line for line in top if len(line.text) <= MAX_MARGIN_CHARS],
        [line for line in bottom if len(line.text) <= MAX_MARGIN_CHARS],
    )


def _candidates(
    index: int,
    top: Sequence[Line],
    bottom: Sequence[Line],
    beside: Counter[str],
    label: str,
    num_pages: int,
) -> Iterator[_Candidate]:
    best: dict[tuple[str, int], float] = {}
    for depth, line in (*enumerate(bottom), *enumerate(top)):
        for style, value, weight in _numbers(line, beside):
            if style == "1" and not 0 < value <= num_pages + 500:
                continue
            weight *= INNER_WEIGHT if depth else 1.0
            best[style, value] = max(best.get((style, value), 0.0), weight)
    for (style, value), weight in best.items():
        candidate = _Candidate(index, style, value, weight)
        yield replace(candidate, weight=weight + LABEL_WEIGHT * (candidate.text == label))


def _numbers(line: Line, beside: Counter[str]) -> Iterator[tuple[str, int, float]]:
    text = line.text.strip()
    if match := ALONE.fullmatch(text):
        if parsed := _parse(match):
            yield (*parsed, ALONE_WEIGHT)
        return
    if match := SPELLED.fullmatch(text):
        if parsed := _parse(match):
            yield (*parsed, SPELLED_WEIGHT)
        return
    for rest, style, value in _beside(line):
        if beside[rest] >= MIN_REPEATS:
            yield style, value, BESIDE_WEIGHT


def _beside(line: Line) -> Iterator[tuple[str, str, int]]:
    """Yield (other words, style, value) for a number at either end of a line."""
    for pattern in (NUMBER_LAST, NUMBER_FIRST):
        match = pattern.fullmatch(line.text)
        if match and (parsed := _parse(match)) and any(map(str.isalpha, match["rest"])):
            yield (match["rest"], *parsed)


def _parse(match: re.Match[str]) -> tuple[str, int] | None:
    groups = match.groupdict()
    if groups.get("prefixed"):
        return groups["prefix"].upper(), int(groups["prefixed"])
    text = groups["number"] or groups.get("chinese") or groups.get("of") or ""
    if text.isdigit():
        return "1", int(text)
    value = _roman_value(text.lower())
    return ("i" if text.islower() else "I", value) if value else None


@lru_cache(maxsize=256)
def _roman_value(text: str) -> int:
    """Return the value of a lower-case roman numeral below 90; 0 when it is none."""
    return next((value for value in range(1, 90) if _roman(value) == text), 0)


@lru_cache(maxsize=256)
def _roman(value: int) -> str:
    digits = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for unit, letters in digits:
        text += letters * (value // unit)
        value %= unit
    return text


def _runs(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """Return the chains that together weigh most: at most one candidate for a page."""
    scores: list[float] = []
    previous: list[int] = []
    starts: list[bool] = []
    recent: defaultdict[str, list[int]] = defaultdict(list)
    same_offset: dict[tuple[str, int], int] = {}
    best_before, best_before_at, best_at = 0.0, -1, -1
    best = 0.0
    for page_index, group in groupby(enumerate(candidates), key=lambda item: item[1].page_index):
        members = list(group)
        for at, candidate in members:
            offset = candidate.style, candidate.value - page_index
            score, origin, start = best_before - START_COST, best_before_at, True
            for earlier in {*recent[candidate.style][-LOOKBACK:], same_offset.get(offset, -1)}:
                if earlier < 0 or (cost := _step_cost(candidates[earlier], candidate)) is None:
                    continue
                if scores[earlier] - cost > score:
                    score, origin, start = scores[earlier] - cost, earlier, False
            scores.append(score + candidate.weight)
            previous.append(origin)
            starts.append(start)
            if scores[at] > best:
                best, best_at = scores[at], at
        for at, candidate in members:
            recent[candidate.style].append(at)
            same_offset[candidate.style, candidate.value - page_index] = at
        best_before, best_before_at = best, best_at
    runs: list[list[_Candidate]] = [[]]
    at = best_at
    while at >= 0:
        runs[-1].append(candidates[at])
        if starts[at]:
            runs.append([])
        at = previous[at]
    return [run[::-1] for run in reversed(runs) if run]


def _step_cost(earlier: _Candidate, later: _Candidate) -> float | None:
    """Return what it costs to go on from one number to the next; None where that cannot be."""
    steps = later.page_index - earlier.page_index
    drift = steps - (later.value - earlier.value)
    if later.value <= earlier.value or not 0 <= drift <= min(MAX_DRIFT, steps):
        return None
    return DRIFT_COST * drift


def _fill(run: Sequence[_Candidate]) -> Iterator[tuple[int, str]]:
    """Yield (page_index, number) for the run and for pages inside it that must have a number."""
    for earlier, later in pairwise(run):
        yield earlier.page_index, earlier.text
        steps, rise = later.page_index - earlier.page_index, later.value - earlier.value
        for step in range(1, steps):
            if steps == rise:
                yield earlier.page_index + step, replace(later, value=earlier.value + step).text
            elif rise == 1:  # the number stands at the end of a printed page that took more room
                yield earlier.page_index + step, later.text
    yield run[-1].page_index, run[-1].text


def mark_roles(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages with running heads, feet and page numbers marked in their lines.

    Wants `printed_number` filled in. Lines that carry a unit ("in millions") stay body text: the
    tables below them need it.
    """
    places: Places = defaultdict(list)
    beside: Counter[str] = Counter()
    for page in pages:
        top, bottom = _margins(page.lines)
        for line in {id(line): line for line in (*top, *bottom)}.values():
            places[line.text].append((page.page_number, line.bbox.top))
            beside.update(rest for rest, _, _ in _beside(line))
    return tuple(_mark(page, places, beside) for page in pages)


def _mark(page: Page, places: Places, beside: Counter[str]) -> Page:
    roles: dict[int, LineRole] = {}
    top, bottom = _margins(page.lines)
    for outermost, is_top in ((top, True), (bottom, False)):
        for line in outermost:
            if _is_page_number(line, page.printed_number, beside):
                roles[id(line)] = LineRole.PAGE_NUMBER
            elif _is_running_head(line, page, places[line.text], is_top):
                roles[id(line)] = LineRole.RUNNING_HEAD
            else:
                break
    if not roles:
        return page
    return replace(
        page,
        lines=tuple(
            replace(line, role=roles[id(line)]) if id(line) in roles else line
            for line in page.lines
        ),
    )


def _is_page_number(line: Line, printed_number: str | None, beside: Counter[str]) -> bool:
    return printed_number is not None and any(
        _Candidate(0, style, value, 0).text == printed_number
        for style, value, _ in _numbers(line, beside)
    )


def _is_running_head(
    line: Line, page: Page, places: Sequence[tuple[int, float]], is_top: bool
) -> bool:
    if len(places) < HEAD_REPEATS or UNIT.search(line.text):
        return False
    if not any(map(str.isalpha, line.text)) or len(FIGURE.findall(line.text)) > MAX_FIGURES:
        return False
    top = line.bbox.top
    if top > MAX_HEAD_TOP * page.height if is_top else top < MIN_FOOT_TOP * page.height:
        return False
    near = {
        number
        for number, other in places
        if abs(number - page.page_number) <= HEAD_WINDOW
        and (not is_top or abs(other - top) <= SAME_HEIGHT)
    }
    return len(near) >= HEAD_REPEATS
