"""Folded labels of a statement's rows -> the part of the statement that each stands in.

Parts are told by headings and totals, not by indentation: many reports indent nothing.
"""

import re
from collections.abc import Sequence

_EQUITY = re.compile(
    r"(common )?(share|stock)(holders|owners) (equity|investment|deficit)( deficit)?|equity"
    r"|capitalization|.* (share|stock)(holders|owners) (equity|investment)|所有者权益|股东权益"
)
_CURRENT_ASSETS = re.compile(r"current assets|流动资产")
_CURRENT_LIABILITIES = re.compile(r"current liabilities|流动负债")
_AFTER_TOTAL = {
    "total current assets": "noncurrent assets",
    "流动资产合计": "noncurrent assets",
    "total current liabilities": "noncurrent liabilities",
    "流动负债合计": "noncurrent liabilities",
    "total liabilities": "equity",
    "负债合计": "equity",
}
_TOTAL_ASSETS = ("total assets", "资产总计")
_ACTIVITY = re.compile(
    r"(?:total |net )*cash.*(?P<what>operat|invest|financ).*"
    r"|(?P<zh>经营|投资|筹资)活动产生的现金流量净额"
)
_NEXT = {
    "operat": "investing",
    "invest": "financing",
    "financ": "after",
    "经营": "investing",
    "投资": "financing",
    "筹资": "after",
}


def sections_label(folded: str) -> str:
    """Return, of a label's ways to be read, the one that begins or ends a part, else the first."""
    ways = folded.split("\n")
    patterns = (_CURRENT_ASSETS, _CURRENT_LIABILITIES, _EQUITY, _ACTIVITY)
    for way in ways:
        if way in _AFTER_TOTAL or way in _TOTAL_ASSETS:
            return way
        if any(pattern.fullmatch(way) for pattern in patterns):
            return way
    return ways[0]


def balance_sections(labels: Sequence[str]) -> list[str]:
    """Return "current assets", "noncurrent liabilities", "equity" and so on for each row."""
    num_assets = next((i for i, label in enumerate(labels) if label in _TOTAL_ASSETS), len(labels))
    assets, rest = labels[:num_assets], labels[num_assets:]
    section = "assets"
    if _has_no_heading(assets, _CURRENT_ASSETS, "total current assets"):
        section = "current assets"
    sections: list[str] = []
    for label in assets:
        if _CURRENT_ASSETS.fullmatch(label):
            section = "current assets"
        sections.append(section)
        section = _AFTER_TOTAL.get(label, section)
    section = "liabilities"
    if _has_no_heading(rest, _CURRENT_LIABILITIES, "total current liabilities"):
        section = "current liabilities"
    for number, label in enumerate(rest):
        if number == 0:
            sections.append("noncurrent assets")  # the total of assets itself
            continue
        if _CURRENT_LIABILITIES.fullmatch(label):
            section = "current liabilities"
        elif _EQUITY.fullmatch(label):
            section = "equity"
        sections.append(section)
        section = _AFTER_TOTAL.get(label, section)
    return sections


def cash_flow_sections(labels: Sequence[str], has_figures: Sequence[bool]) -> list[str]:
    """Return "operating", "investing", "financing" or "after" for each row.

    A part ends with its net cash; where that is given in parts, with the last of them.
    """
    order = ("operating", "investing", "financing", "after")
    section = "operating"
    sections: list[str] = []
    for label, is_figure in zip(labels, has_figures, strict=True):
        sections.append(section)
        found = _ACTIVITY.fullmatch(label) if is_figure else None
        if found is not None:
            following = _NEXT[found["what"] or found["zh"]]
            if order.index(following) > order.index(section):
                section = following
    return sections


def _has_no_heading(labels: Sequence[str], heading: re.Pattern[str], total: str) -> bool:
    return total in labels and not any(heading.fullmatch(label) for label in labels)
