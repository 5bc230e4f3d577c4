"""Tie-outs as sentences: name of the check (see qa.statements.tie_outs) -> (English, Chinese)."""

TIE_OUTS: dict[str, tuple[str, str]] = {
    "assets = liabilities and equity": (
        "Total assets are total liabilities and equity",
        "资产总计等于负债和所有者权益总计",
    ),
    "assets = liabilities + equity": (
        "Assets are liabilities plus equity",
        "资产等于负债加所有者权益",
    ),
    "assets = current + noncurrent": (
        "Assets are current plus noncurrent assets",
        "资产等于流动资产加非流动资产",
    ),
    "equity = the owners' + the minorities'": (
        "Equity is the owners' plus the minorities'",
        "所有者权益等于归属母公司权益加少数股东权益",
    ),
    "the owners' income = net income - the minorities'": (
        "The owners' income is net income less the minorities'",
        "归母净利润等于净利润减少数股东损益",
    ),
    "activities lead to the change in cash": (
        "The three activities lead to the change in cash",
        "三类活动的现金流量等于现金净增加额",
    ),
    "current assets add up": ("Current assets add up", "流动资产各项相加等于合计"),
    "current liabilities add up": ("Current liabilities add up", "流动负债各项相加等于合计"),
    "gross profit = revenue - cost of sales": (
        "Gross profit is revenue less cost of sales",
        "毛利等于营业收入减营业成本",
    ),
    "cash at the start + change = cash at the end": (
        "Cash at the start plus the change is cash at the end",
        "期初现金加净增加额等于期末现金",
    ),
    "net income = where the cash flow begins": (
        "The cash flow begins with the net income of the income statement",
        "现金流量表起点等于利润表净利润",
    ),
}
