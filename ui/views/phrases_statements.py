"""The words of the statements: key -> (English, Chinese)."""

STATEMENT_PHRASES: dict[str, tuple[str, str]] = {
    "view_questions": ("Questions", "问答"),
    "view_statements": ("Statements", "报表"),
    "statement_income": ("Income statement", "利润表"),
    "statement_balance": ("Balance sheet", "资产负债表"),
    "statement_cash_flow": ("Cash flow statement", "现金流量表"),
    "statement_missing": (
        "It was not found in this report, or its periods could not be told for sure."
        " Its lines can still be asked for.",
        "这份报告里没有找到，或无法确定各列的期间。仍可直接提问其中的项目。",
    ),
    "statements_hint": (
        "As printed. Click a figure to see it on its page.",
        "数字与原文一致。点击数字查看原文。",
    ),
    "statements_loading": ("Looking for the statements…", "正在查找报表…"),
    "statements_failed": (
        "The statements could not be shown. Open the report again.",
        "无法显示报表。请重新打开报告。",
    ),
    "no_tie_outs": (
        "Nothing to check it by: its totals were not all found.",
        "没有可供核对的合计数。",
    ),
    "tie_out_broken": (
        "{check} does not hold for {period}: {left} against {right}, {difference} apart.",
        "{period}「{check}」不成立：{left} 对 {right}，相差 {difference}。",
    ),
    "copy_table": ("Copy", "复制"),
}
