"""The words of finding, ordering and naming reports: key -> (English, Chinese)."""

SHELF_PHRASES: dict[str, tuple[str, str]] = {
    "shelf_search": ("Find a report", "查找报告"),
    "shelf_order": ("Order of the reports", "报告排序"),
    "shelf_newest": ("Newest first", "最新在前"),
    "shelf_oldest": ("Oldest first", "最早在前"),
    "shelf_name": ("By name", "按名称"),
    "shelf_nothing": ("No report has these words.", "没有报告包含这些字词。"),
    "rename": ("Rename this report", "重命名此报告"),
    "report_name": (
        "Name of the report; left empty it has its own name again",
        "报告名称；留空则恢复原名",
    ),
}
