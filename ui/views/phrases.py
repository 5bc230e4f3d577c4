"""The table of words: PHRASES key -> (English, Chinese)."""

from ui.views.phrases_conversation import CONVERSATION_PHRASES
from ui.views.phrases_grid import PHRASES_GRID
from ui.views.phrases_help import HELP_PHRASES
from ui.views.phrases_list import LIST_PHRASES
from ui.views.phrases_model import MODEL_PHRASES
from ui.views.phrases_page import PAGE_PHRASES
from ui.views.phrases_scans import SCAN_PHRASES
from ui.views.phrases_shelf import SHELF_PHRASES
from ui.views.phrases_statements import STATEMENT_PHRASES
from ui.views.phrases_together import TOGETHER
from ui.views.phrases_xbrl import XBRL_PHRASES

PHRASES: dict[str, tuple[str, str]] = {
    **PHRASES_GRID,
    **TOGETHER,
    # header
    "tagline": ("Every answer shows its page", "每个答案都指到原文那一页"),
    "switch_language": ("中文", "English"),
    "library_unusable": (
        "The library cannot be used right now. Whoever runs this app finds the reason in its log.",
        "文档库暂时无法使用。原因请见运行者的日志。",
    ),
    "waits": (
        "Others are asking too: {ahead} before you",
        "其他人也在提问：您前面还有 {ahead} 个",
    ),
    "earlier_answers": (
        "{count} earlier answers are kept and not shown. Export has all of them.",
        "更早的 {count} 个答案已保存但未显示，导出文件包含全部答案。",
    ),
    "log_in": ("Log in", "登录"),
    "login_name": ("Name", "用户名"),
    "login_password": ("Password", "密码"),
    "login_wrong": ("Name and password do not match.", "用户名与密码不匹配。"),
    "login_locked": ("Too many tries. Wait a minute.", "尝试次数过多，请一分钟后再试。"),
    "login_unreached": ("The server does not answer. Try again.", "服务器没有响应，请重试。"),
    "log_out": ("Log out", "退出登录"),
    "switch_theme": ("Light or dark", "浅色或深色"),
    # documents
    "documents": ("Documents", "文档"),
    "drop": ("Drop PDF reports here", "把 PDF 报告拖到这里"),
    "choose": ("or choose files", "或选择文件"),
    "samples": ("Sample reports", "示例报告"),
    "mine": ("Your reports", "我的报告"),
    "no_documents": (
        "Nothing here yet. Drop an annual report, a 10-K or any long PDF.",
        "这里还没有文档。拖入年报、10-K 或任何长篇 PDF。",
    ),
    "sending": ("Sending", "正在上传"),
    "waiting": ("Waiting for its turn", "排队等待中"),
    "opening": ("Opening", "正在打开"),
    "pages_read": ("{done} of {total} pages", "已读 {done} / {total} 页"),
    "seconds_left": ("{seconds} s left", "还需 {seconds} 秒"),
    "indexing": ("Indexing", "正在建立索引"),
    "password": ("Password", "密码"),
    "open": ("Open", "打开"),
    "dismiss": ("Dismiss", "知道了"),
    "stop_reading": ("Stop reading", "停止读取"),
    "remove": ("Remove this report", "移除此报告"),
    "remove_sure": ("Remove?", "确定移除？"),
    "num_pages": ("{count} pages", "{count} 页"),
    "internal_error": (
        "{file_name} could not be read: a fault on our side, reference {reference}. Try again.",
        "由于我们这边的故障（编号 {reference}），{file_name} 未能读取。请重试。",
    ),
    "fault": (
        "Something went wrong on our side, reference {reference}. Try again.",
        "我们这边出了故障，编号 {reference}。请重试。",
    ),
    "upload_failed": (
        "The file did not arrive. Check the connection and drop it again.",
        "文件没有传到。请检查网络后重新拖入。",
    ),
    # facts
    "tokens_of_budget": ("about {tokens} of {budget} tokens", "约 {tokens} / {budget} 个词元"),
    "over_budget": ("more than a model reads at once", "超出模型一次可读的量"),
    "pages": ("Pages", "页面"),
    "pages_and_sections": ("Pages and sections", "页面与章节"),
    "status_text": ("read", "已读"),
    "status_no_text": ("no text", "无文字"),
    "status_unreadable": ("unreadable", "文字无法识别"),
    "status_failed": ("damaged", "已损坏"),
    "status_not_read": ("not read", "未读取"),
    "hidden_text": (
        "Hidden text on {pages}: never searched or quoted",
        "{pages} 有隐藏文字：不会被搜索或引用",
    ),
    "hidden_not_looked_for": (
        "Read before hidden text was looked for. Add the file again to have it looked for.",
        "读取此报告时尚未检查隐藏文字。重新添加该文件即可检查。",
    ),
    "hidden_off_page": ("outside the page", "在页面之外"),
    "hidden_too_small": ("smaller than a point", "小于一磅"),
    "hidden_no_ink": ("leaves no ink", "不留墨迹"),
    "ocr_pages": (
        "Recognised in an image (OCR): {pages}",
        "由图像识别（OCR）：{pages}",
    ),
    "only_first_pages": (
        "Only the first {count} of {total} pages were read.",
        "只读取了全部 {total} 页中的前 {count} 页。",
    ),
    "sections": ("Sections", "章节"),
    "no_sections": ("No headings were found in this report.", "这份报告里没有找到标题。"),
    "tick_hint": (
        "Tick sections to have only them read.",
        "勾选章节，就只读这些章节。",
    ),
    "behind_note": (
        "Faded pages were not read for this answer.",
        "变淡的页没有用于这个答案。",
    ),
    "section_tokens": ("{tokens} tokens", "{tokens} 词元"),
    # conversation
    "empty_title": ("Ask a long report. See the page.", "向长报告提问，直接看到原文"),
    "empty_steps_1": ("Drop in a PDF.", "拖入 PDF。"),
    "empty_steps_1_samples": (
        "Drop in a PDF, or open a sample report.",
        "拖入 PDF，或打开一份示例报告。",
    ),
    "empty_steps_2": (
        "Ask in your own words, English or Chinese.",
        "用自己的话提问，中英文都可以。",
    ),
    "empty_steps_3": (
        "Click a page number: the words are marked on the page.",
        "点击页码，原文会在页面上标出。",
    ),
    "figure_stated": ("as the report states it", "报告原文所列"),
    "figure_computed": ("worked out", "计算得出"),
    "figure_from": ("from", "取自"),
    "more_passages": ("{count} more", "另有 {count} 条"),
    "ready": ("What do you want to know?", "想了解什么？"),
    "ready_hint": (
        "Answers are figures and quotes from this report, each with its page."
        " Paste a list to ask several questions, one a line.",
        "答案是这份报告中的数字和原文，并附页码。粘贴问题列表可一次提多个问题，每行一个。",
    ),
    "suggested": ("Questions this report can answer", "这份报告能回答的问题"),
    "question": ("Question", "问题"),
    "question_hint": ("Ask this report…", "向这份报告提问…"),
    "ask": ("Ask", "提问"),
    "stop": ("Stop", "停止"),
    "clear": ("Clear", "清空"),
    "clear_sure": ("Clear all?", "全部清空？"),
    "export": ("Export", "导出"),
    "export_table": ("CSV", "CSV"),
    "save_card": ("Save as card", "存为卡片"),
    "searching": ("Searching the report", "正在查找"),
    "answering": ("Answering", "正在回答"),
    "stopped": ("Stopped.", "已停止。"),
    "not_found": (
        "Nothing in this report answers that. Try other words, or a narrower question.",
        "这份报告里没有找到答案。请换个说法，或问得更具体。",
    ),
    "not_found_words": (
        "Nothing in this report answers “{words}”. Try other words, or a narrower question.",
        "这份报告里没有找到与“{words}”相符的内容。请换个说法，或问得更具体。",
    ),
    "not_stated": (
        "Not stated in this report.",
        "本报告中未说明。",
    ),
    "no_witness": (
        "No witness in this report: {count} of the model's sentences",
        "报告中没有依据：模型写的 {count} 句话",
    ),
    "no_witness_mark": ("no witness in this report", "报告中没有依据"),
    "withheld": (
        "The model's own words have no witness in this report; what the search found stands here"
        " instead. Show them",
        "模型自己写的内容在报告中没有依据，这里改为列出查找结果。显示原话",
    ),
    "withheld_alone": (
        "The model's own words have no witness in this report. Show them",
        "模型自己写的内容在报告中没有依据。显示原话",
    ),
    "figure_holds": ("stands on its page", "与页面相符"),
    "figure_fails": ("does not stand in this report like that", "报告中没有这样的数字"),
    "receipt_unwitnessed": (
        "{count} of {total} sentences without a witness",
        "{total} 句中有 {count} 句没有依据",
    ),
    "cut_short": ("The answer was cut at its length limit.", "答案达到长度上限，已截断。"),
    "receipt": (
        "{read} of {total} pages searched in {seconds} s",
        "查找了 {total} 页中的 {read} 页，用时 {seconds} 秒",
    ),
    "receipt_read": ("read {read} of {total} pages", "读了 {total} 页中的 {read} 页"),
    "receipt_left_out": ("{count} left out", "{count} 页未读"),
    "receipt_no_text": ("{count} without text", "{count} 页没有文字"),
    "receipt_reused": (
        "{cached} of {total} tokens reused",
        "{total} 个词元中复用了 {cached} 个",
    ),
    "receipt_from_shelf": (
        "{cached} of {total} tokens taken from the shelf, not read again",
        "{total} 个词元中有 {cached} 个取自书架，无需重读",
    ),
    "receipt_first_word": ("first word after {seconds} s", "{seconds} 秒后开始回答"),
    "receipt_speed": ("{words} words/s", "每秒 {words} 词"),
    "receipt_seconds": ("after {seconds} s", "用时 {seconds} 秒"),
    "receipt_blind": (
        "not searchable: {pages}",
        "无法查找的页面：{pages}",
    ),
    "quotes_reader": ("verbatim quotes", "原文摘录"),
    "aligned": (
        "found on the page after the fact",
        "事后在页面上找到",
    ),
    "no_document": ("Open a report first.", "请先打开一份报告。"),
    "answer_failed": (
        "No answer: a fault on our side, reference {reference}. Ask again.",
        "由于我们这边的故障（编号 {reference}），没有得到答案。请重新提问。",
    ),
    # export
    "export_title": ("Conversation on {title}", "关于《{title}》的问答"),
    "export_sources": ("Sources", "出处"),
    "export_figure": ("figure", "指标"),
    "export_value": ("value", "数值"),
    "export_unit": ("unit", "单位"),
    "export_period": ("period", "期间"),
    "export_formula": ("formula", "公式"),
    **PAGE_PHRASES,
    **SCAN_PHRASES,
    **XBRL_PHRASES,
    **MODEL_PHRASES,
    **LIST_PHRASES,
    **HELP_PHRASES,
    **CONVERSATION_PHRASES,
    **STATEMENT_PHRASES,
    **SHELF_PHRASES,
}
