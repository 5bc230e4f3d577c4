"""Rows of a statement -> the concepts they state. A row that is not clearly one stays without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.figures import Kind
from qa.statements.fact import StatementKind
from qa.statements.lines import LabelledLine, lines_of
from qa.statements.sections import balance_sections, cash_flow_sections, sections_label
from qa.statements.sheet import SheetRow

_SHARES = re.compile(
    r"shares used|weighted[- ]average.*(shares|outstanding)|average .*shares|number of shares"
    r"|shares outstanding|shares .*calculation"
)
_PER_SHARE = re.compile(r"per (common |ordinary |class \w )*share|per (basic|diluted) share|每股")
_PARTLY = re.compile(r"continuing|discontinued|distributed|effect of|extraordinary|pro forma|扣除")
_EARNINGS = re.compile(r"(?:consolidated )?net (?:income|loss|earnings)(?: loss)?$")
_NOT_EARNINGS = re.compile(r"dividend|book value|股利|净资产")


UNPLACED_DEBT = "unplaced_debt"  # a row that tells of debt beside the known lines of it
_DEBT = re.compile(
    r"\b(?:debts?|notes|loans?|borrowings?|commercial paper|overdrafts?|debentures|bonds"
    r"|credit (?:facilit|line)\w*|lines? of credit)\b|借款|债券"
)
_WITHOUT_PORTION = re.compile(r"\b(?:net of|less|excluding|exclusive of)\b.*\bcurrent\b")
_NO_DEBT = re.compile(r"\btotal\b|receivable|securities|issuance|lease|deposit|合计")
_LIABILITIES = frozenset({"current liabilities", "noncurrent liabilities", "liabilities"})
_BALANCE_PARTS = frozenset({"current assets", "current liabilities"})
_ONLY_CURRENT = frozenset({"cash", "short_term_investments", "receivables", "inventories"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row, by its number, that states a concept."""

    concept: str
    row: int
    is_sure: bool


def map_rows(kind: StatementKind, rows: Sequence[SheetRow]) -> tuple[Mapped, ...]:
    """Return what the rows of a statement state, each concept once."""
    sections = sections_of(kind, rows)
    mapped = [found for line in lines_of(kind) if (found := _row_of(line, rows, sections))]
    if kind == "income":
        mapped += per_share_rows(rows)
    if kind == "balance":
        mapped += _unplaced_debt(rows, sections, mapped)
    return tuple(_with_equals(kind, rows, mapped))


def is_shares_row(row: SheetRow) -> bool:
    """Tell whether a row counts shares, by its label or else by what it stands under."""
    for text in (row.label.lower(), *(parent.lower() for parent in reversed(row.parents))):
        if _SHARES.search(text):
            return True
        if _PER_SHARE.search(text):
            return False
    return False


def is_per_share_row(row: SheetRow) -> bool:
    """Tell whether a row's figures are money per share."""
    if is_shares_row(row):
        return False
    kinds = {cell.figure.kind for cell in row.cells.values() if cell.figure}
    texts = (row.label.lower(), *(parent.lower() for parent in row.parents[-1:]))
    return Kind.PER_SHARE in kinds or any(_PER_SHARE.search(text) for text in texts)


def sections_of(kind: StatementKind, rows: Sequence[SheetRow]) -> list[str]:
    """Return the part of the statement that each row stands in."""
    labels: list[str] = []
    places: list[int] = []
    for row in rows:  # a heading that ran into a label is a row of its own here
        labels.append(sections_label(row.folded))
        places.append(len(labels) - 1)
        if row.heading:
            labels.append(row.heading)
    if kind == "balance":
        found = balance_sections(labels)
    elif kind == "cash_flow":
        return cash_flow_sections(labels, [bool(row.cells) for row in rows])
    else:
        found = [""] * len(labels)
    return [found[place] for place in places]


def _row_of(line: LabelledLine, rows: Sequence[SheetRow], sections: Sequence[str]) -> Mapped | None:
    """Return the row that fits a line best; unsure where rows that fit as well say otherwise."""
    fits: dict[int, list[int]] = {}
    for number, (row, section) in enumerate(zip(rows, sections, strict=True)):
        if row.cells and (preference := _fit(line, row, section)) is not None:
            fits.setdefault(preference, []).append(number)
    if not fits:
        return None
    best = min(fits)
    numbers = _above_earnings(fits[best], rows)
    number = numbers[-1] if line.is_last else numbers[0]
    one = len({_values(rows[other]) for other in numbers}) == 1
    is_sure = best < line.num_sure and (one or line.is_last)
    return Mapped(line.concept, number, is_sure and not _stands_twice(line, number, rows))


def _unplaced_debt(
    rows: Sequence[SheetRow], sections: Sequence[str], mapped: Sequence[Mapped]
) -> Iterator[Mapped]:
    """Yield a row of debt among the liabilities that states no known line.

    So does "long-term debt, excluding current portion" where no row has that portion: it is in
    another row then, with what is no debt.
    """
    known = {found.row for found in mapped}
    by_concept = {found.concept: rows[found.row].folded for found in mapped}
    has_portion = "current_portion_of_debt" in by_concept or "current portion" in by_concept.get(
        "short_term_debt", ""
    )
    if not has_portion and _WITHOUT_PORTION.search(by_concept.get("long_term_debt", "")):
        number = next(found.row for found in mapped if found.concept == "long_term_debt")
        yield Mapped(UNPLACED_DEBT, number, is_sure=True)
        return
    for number, (row, section) in enumerate(zip(rows, sections, strict=True)):
        is_debt = _DEBT.search(row.folded) and not _NO_DEBT.search(row.folded)
        if row.cells and is_debt and section in _LIABILITIES and number not in known:
            yield Mapped(UNPLACED_DEBT, number, is_sure=True)
            return


def _above_earnings(numbers: Sequence[int], rows: Sequence[SheetRow]) -> Sequence[int]:
    """Return the rows above net income, if there are any.

    What stands below it under the same name is what of a cost is of one kind: "stock-based
    compensation included in: research and development".
    """
    is_earnings = (number for number, row in enumerate(rows) if _EARNINGS.match(row.folded))
    end = next(is_earnings, None)
    above = [number for number in numbers if end is not None and number < end]
    return above or numbers


def _stands_twice(line: LabelledLine, number: int, rows: Sequence[SheetRow]) -> bool:
    """Tell whether a balance is given in two parts under one name: deferred revenue, now and later.

    Debt is not: its parts are concepts of their own.
    """
    label = rows[number].folded
    if not line.sections or "debt" in line.concept or line.concept in _ONLY_CURRENT:
        return False
    others = (row for other, row in enumerate(rows) if other != number and row.cells)
    return line.sections <= _BALANCE_PARTS and any(row.folded == label for row in others)


def _fit(line: LabelledLine, row: SheetRow, section: str) -> int | None:
    if (
        line.concept != "dividends_per_share"
        and is_per_share_row(row)
        and _PER_SHARE.search(row.label.lower() + " ".join(row.parents[-1:]).lower())
    ):
        return None
    fits = [line.fit(label, section) for label in row.folded.split("\n")]
    return min((fit for fit in fits if fit is not None), default=None)


def _values(row: SheetRow) -> tuple[object, ...]:
    return tuple((n, c.figure.printed if c.figure else None) for n, c in sorted(row.cells.items()))


def per_share_rows(rows: Sequence[SheetRow]) -> Iterator[Mapped]:
    """Yield the rows of earnings per share and of the shares they are over."""
    for way in ("basic", "diluted"):
        zh = {"basic": "基本", "diluted": "稀释"}[way]
        found: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            text = row.label.lower()
            around = " ".join((*row.parents[-1:], row.label)).lower()
            if not row.cells or _PARTLY.search(text) or not (way in around or zh in around):
                continue
            other = "diluted" if way == "basic" else "basic"
            if other in text and way not in text:
                continue
            if is_shares_row(row):
                found.setdefault(f"shares_{way}", []).append(number)
            elif is_per_share_row(row) and not _NOT_EARNINGS.search(text):
                found.setdefault(f"eps_{way}", []).append(number)
        for concept, numbers in found.items():
            named = [n for n in numbers if way in rows[n].label.lower() or zh in rows[n].label]
            number = (named or numbers)[-1]
            one = len({_values(rows[n]) for n in named or numbers}) == 1
            yield Mapped(concept, number, one)


_EQUALS = {  # where a report has but one of two lines, the one is both
    "net_income": ("net_income_attributable", "noncontrolling_income"),
    "total_equity": ("shareholders_equity", "noncontrolling_interest"),
    "shareholders_equity": ("total_equity", "noncontrolling_interest"),
    "net_income_attributable": ("net_income", "noncontrolling_income"),
}


def _with_equals(
    kind: StatementKind, rows: Sequence[SheetRow], mapped: list[Mapped]
) -> Iterator[Mapped]:
    by_concept = {found.concept: found for found in mapped}
    revenue, sales = by_concept.get("revenue"), by_concept.get("net_sales")
    for found in mapped:
        if found is sales and revenue is not None and revenue.row == sales.row:
            continue
        if found.concept == "interest_expense" and "interest_income" in by_concept:
            is_net = re.search(r"\bnet\b", rows[found.row].folded) is not None
            found = Mapped(found.concept, found.row, found.is_sure and not is_net)
        yield found
    if kind == "cash_flow":
        has_amortization = "amortization" in by_concept or "depreciation_amortization" in by_concept
        if "depreciation" in by_concept and not has_amortization:
            alone = by_concept["depreciation"]
            yield Mapped("depreciation_amortization", alone.row, alone.is_sure)
        return
    for concept, (other, unless) in _EQUALS.items():
        if concept in by_concept or other not in by_concept or unless in by_concept:
            continue
        yield Mapped(concept, by_concept[other].row, by_concept[other].is_sure)
