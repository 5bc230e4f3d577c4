"""Pages -> the reporting group's three statements as sheets.

Pages are chosen by title and by the words that only such a statement has; of several candidates
the one with most of its lines counts. What is the parent company's, pro forma or of a guarantor
is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.document import Page
from qa.statements.fact import StatementKind
from qa.statements.mapping import Mapped, map_rows
from qa.statements.sheet import Sheet, goes_on, period_columns, sheet_of
from qa.tables import Table, tables_of

MAX_CANDIDATES = 4
MAX_MORE_PAGES = 3
MIN_NUMBERS = 12
MIN_CONCEPTS = {"income": 4, "balance": 5, "cash_flow": 3}

TITLES: dict[StatementKind, re.Pattern[str]] = {
    "income": re.compile(
        r"(?i)statements? of (?:consolidated )?(?:net )?(?:income|earnings|operations|profit)"
        r"|income statements?|statements? of comprehensive (?:income|loss)|(?:合并)?(?:利润|损益)表"
    ),
    "balance": re.compile(
        r"(?i)balance sheets?|statements? of (?:consolidated )?financial (?:position|condition)"
        r"|资产负债表"
    ),
    "cash_flow": re.compile(
        r"(?i)statements? of (?:consolidated )?cash ?flows?|cash ?flow statements?|现金流量表"
    ),
}
_ANCHORS: dict[StatementKind, tuple[tuple[str, ...], ...]] = {  # words; one of each line
    "income": (
        ("net income", "net earnings", "net loss", "net (loss", "profit for the", "净利润"),
        ("per share", "per common share", "per ordinary share", "每股收益"),
        ("before income tax", "before provision", "before tax", "taxes on income", "利润总额"),
        ("cost", "expense", "营业成本"),
    ),
    "balance": (
        ("total assets", "资产总计", "流动资产合计"),
        ("total liabilities", "total current liabilities", "total capitalization", "流动负债"),
        ("cash", "货币资金"),
        ("equity", "investment", "deficit", "所有者权益", "股东权益"),
    ),
    "cash_flow": (
        ("operating activities", "operations", "经营活动"),
        ("investing activities", "投资活动"),
        ("financing activities", "筹资活动"),
        ("depreciation", "end of year", "end of period", "购买商品"),
    ),
}
_TITLE_WORDS: dict[StatementKind, tuple[str, ...]] = {
    "income": (
        "of income",
        "of earnings",
        "of operations",
        "of consolidated",
        "of net",
        "of profit",
        "income statement",
        "of comprehensive",
        "利润表",
        "损益表",
    ),
    "balance": ("balance sheet", "financial position", "financial condition", "资产负债表"),
    "cash_flow": ("cash flow", "cashflow", "现金流量表"),
}
_FOREIGN = re.compile(
    r"(?i)consolidating|pro ?forma|parent[- ]company|\(parent|registrant only|guarantor|母公司"
    r"|schedule i\b|joint venture|equity affiliate"
)
_CONDENSED = re.compile(r"(?i)condensed|selected|summar|supplement|quarter")
_CONSOLIDATED = re.compile(r"(?i)consolidated|合并")
_NUMBER = re.compile(r"\d[\d,.]*")
_COMPLETE: dict[StatementKind, tuple[frozenset[str], ...]] = {
    "income": (
        frozenset({"net_income", "eps_basic"}),
        frozenset({"net_income", "eps_diluted"}),
        frozenset({"net_income_attributable", "eps_diluted"}),
    ),
    "balance": (frozenset({"total_assets", "liabilities_and_equity"}),),
    "cash_flow": (
        frozenset(
            {"operating_cash_flow", "investing_cash_flow", "financing_cash_flow", "cash_at_end"}
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A statement: its sheet and what its rows state."""

    kind: StatementKind
    sheet: Sheet
    mapped: tuple[Mapped, ...]
    is_complete: bool
    score: float


def find_statements(pages: Sequence[Page]) -> tuple[Found, ...]:
    """Return the group's own income statement, balance sheet and cash flow statement."""
    texts = [page.text.lower() for page in pages]
    found = (_best(kind, pages, texts) for kind in TITLES)
    return tuple(statement for statement in found if statement is not None)


def _best(kind: StatementKind, pages: Sequence[Page], texts: Sequence[str]) -> Found | None:
    best: Found | None = None
    for index in _candidates(kind, texts):
        found = _statement_at(kind, pages, index)
        if found is not None and (best is None or found.score > best.score):
            best = found
        if best is not None and best.is_complete and _CONSOLIDATED.search(best.sheet.table.title):
            break  # the likeliest page, whole and named the group's: no other is better
    return best


def _candidates(kind: StatementKind, texts: Sequence[str]) -> list[int]:
    """Return the page indices where a statement may begin, the likeliest first."""
    scored: list[tuple[float, int]] = []
    for index, text in enumerate(texts):
        own = _own_titles(kind, text)
        # A statement that begins low on its page has most of its lines on the next.
        following = texts[index + 1] if own and index + 1 < len(texts) else ""
        num_anchors = sum(
            any(word in text or word in following for word in words) for words in _ANCHORS[kind]
        )
        if num_anchors < (2 if own else 4):
            continue
        num_numbers = len(_NUMBER.findall(text))
        if num_numbers < MIN_NUMBERS:
            continue
        near_top = bool(own) and text.find(own[0]) < 400
        score = num_anchors + (3 if own else 0) + (2 if near_top else 0)
        scored.append((-score - min(num_numbers, 120) / 100, index))
    return [index for _, index in sorted(scored)[:MAX_CANDIDATES]]


def _own_titles(kind: StatementKind, text: str) -> list[str]:
    """Return the titles on a page that name the group's statement."""
    if not any(word in text for word in _TITLE_WORDS[kind]):
        return []
    return [title for title in _titles(kind, text) if not _FOREIGN.search(title)]


def _titles(kind: StatementKind, text: str) -> Iterator[str]:
    """Yield the short lines of a page that name the statement."""
    for match in TITLES[kind].finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        line = text[start : end if end >= 0 else len(text)].strip()
        if len(line) <= 110 and not line.endswith((".", "。")):
            yield line


def _statement_at(kind: StatementKind, pages: Sequence[Page], index: int) -> Found | None:
    """Read the statement that begins on a page, over as many pages as it takes to be complete."""
    best: Found | None = None
    for num_pages in range(1, 2 + MAX_MORE_PAGES):
        window = pages[index : index + num_pages]
        if len(window) < num_pages:
            break
        for found in _in_tables(kind, tables_of(window), window):
            if best is None or found.score > best.score:
                best = found
        if best is None or best.is_complete:
            break
    return best


def _in_tables(
    kind: StatementKind, tables: Sequence[Table], window: Sequence[Page]
) -> Iterator[Found]:
    numbered = {page.page_number: page for page in window}
    for number, table in enumerate(tables):
        if table.pages[0] != window[0].page_number or not period_columns(table):
            continue
        if _FOREIGN.search(_heading(table, numbered[table.pages[0]])):
            continue
        parts = [table]
        for following in tables[number + 1 :]:
            if _is_another(kind, following) or not goes_on(parts, following):
                break
            parts.append(following)
        sheet = sheet_of(parts, numbered)
        if sheet is not None and (found := _judged(kind, sheet)) is not None:
            yield found


def _heading(table: Table, page: Page) -> str:
    """Return a table's title and the short lines right above its first row."""
    first = table.rows[0].label_span[0] if table.rows else 0
    above = page.text[max(0, first - 300) : first].split("\n")[-6:]
    return "\n".join([table.title, *above])


def _is_another(kind: StatementKind, table: Table) -> bool:
    """Tell whether a table's title is that of another statement."""
    return any(other != kind and title.search(table.title) for other, title in TITLES.items())


def _judged(kind: StatementKind, sheet: Sheet) -> Found | None:
    mapped = map_rows(kind, sheet.rows)
    concepts = {found.concept for found in mapped}
    wanted = "instant" if kind == "balance" else "year"
    kinds = {sheet.period(n).kind for n in range(len(sheet.columns))}
    if len(concepts) < MIN_CONCEPTS[kind] or (kind == "balance") != (kinds == {"instant"}):
        return None
    is_complete = any(needed <= concepts for needed in _COMPLETE[kind])
    title = sheet.table.title
    score = len(concepts) + 4.0 * is_complete
    score += 3.0 * (TITLES[kind].search(title) is not None) + 2.0 * (wanted in kinds)
    score += 2.0 * (_CONSOLIDATED.search(title) is not None)
    score -= 4.0 * (_CONDENSED.search(title) is not None)
    score -= 3.0 * any(column.kind.endswith("change") for column in sheet.table.columns)
    score -= 0.5 * len(sheet.pages)
    return Found(kind, sheet, mapped, is_complete, score)
