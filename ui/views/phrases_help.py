"""The words of the keyboard's help and of a lost connection: key -> (English, Chinese)."""

HELP_PHRASES: dict[str, tuple[str, str]] = {
    "skip_to_question": ("Skip to the question", "跳到提问框"),
    "skip_to_content": ("Skip to the content", "跳到正文"),
    "keys": ("Keys", "快捷键"),
    "keys_close": ("Close", "关闭"),
    "key_question": ("Go to the question", "转到提问框"),
    "key_asked_before": (
        "In the empty question box: what was asked before",
        "在空提问框中：问过的问题",
    ),
    "key_stop": ("Stop the answer, close what is open", "停止回答，关闭已打开的面板"),
    "key_page": ("On the page: the page before, the next", "在页面上：上一页、下一页"),
    "key_ends": ("On the page: the first page, the last", "在页面上：第一页、最后一页"),
    "key_find": ("On the page: find in the report", "在页面上：在报告中查找"),
    "key_zoom": ("On the page: larger, smaller, fit the width", "在页面上：放大、缩小、适合宽度"),
    "key_help": ("Show these keys", "显示快捷键"),
    "key_cell": ("Go from cell to cell", "在单元格之间移动"),
    "key_open_cell": ("Open the cell", "打开单元格"),
    "key_close_cell": ("Close the panel, undo what is being typed", "关闭面板，撤销正在输入的内容"),
    "connection_lost": (
        "No connection to the app. Trying again; your answers are kept.",
        "与应用的连接已断开，正在重试。已有的答案都已保存。",
    ),
    "connection_reload": ("Reload now", "立即重新加载"),
    "tour": ("Three tips", "三个提示"),
    "tour_drop": (
        "Drop a report above, or choose files; several at once are fine.",
        "把报告拖到上方，或选择文件，可一次多份。",
    ),
    "tour_samples": (" The samples can be asked right away.", "示例报告可以直接提问。"),
    "tour_page": (
        "Each answer names its page. Press the page number to see the words marked on the page.",
        "每个答案都注明页码。点击页码，就能看到原文中标出的文字。",
    ),
    "tour_views": (
        "“Statements” shows income, balance sheet and cash flow. Paste several questions as a "
        "list, or ask them of several reports under “Grids”.",
        "“报表”显示利润表、资产负债表和现金流量表。可一次粘贴多个问题，也可在“问题表”中向多份报告提问。",
    ),
    "tour_next": ("Next tip", "下一个提示"),
    "tour_end": ("Hide tips", "不再显示"),
    "section_parts": ("Parts of {title}", "“{title}”的下级章节"),
}
