"""The tables of words: PHRASES key -> (English, Chinese), ERRORS code -> Chinese template."""

PHRASES: dict[str, tuple[str, str]] = {
    # header
    "tagline": ("Every answer shows its page", "每个答案都指到原文那一页"),
    "switch_language": ("中文", "English"),
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
        "{file_name} could not be read: a fault on our side (number {number}). Try again.",
        "由于我们这边的故障（编号 {number}），{file_name} 未能读取。请重试。",
    ),
    "upload_failed": (
        "The file did not arrive. Check the connection and drop it again.",
        "文件没有传到。请检查网络后重新拖入。",
    ),
    # the model
    "model_choosing": ("Choosing a model; answers are quotes", "正在选择模型；先以原文摘录回答"),
    "model_fetching": (
        "Fetching {model}: {done} of {total} GB; answers are quotes",
        "正在下载 {model}：{done} / {total} GB；先以原文摘录回答",
    ),
    "model_loading": (
        "Loading {model}: layer {done} of {total}; answers are quotes",
        "正在加载 {model}：第 {done} / {total} 层；先以原文摘录回答",
    ),
    "model_trying": (
        "Trying how fast {model} reads; answers are quotes",
        "正在测试 {model} 的阅读速度；先以原文摘录回答",
    ),
    "model_ready": ("{model} answers", "由 {model} 回答"),
    "model_runs": ("{weights} weights on {device}", "{device}，{weights} 权重"),
    "model_keeps": ("context kept in {kv}", "上下文以 {kv} 保存"),
    "model_attends": ("attention: {attention}", "注意力：{attention}"),
    "model_reads_all": ("dense reading", "稠密阅读"),
    "model_reads_sparsely": (
        "sparse reading: parts of a long report may be passed over",
        "稀疏阅读：长报告的部分内容可能被略过",
    ),
    "model_ready_server": (
        "{model} at {server} answers: the report's text is sent there",
        "由 {server} 上的 {model} 回答：报告文本会发送到该服务器",
    ),
    "model_none": ("Quotes only", "仅原文摘录"),
    "model_failed": ("Quotes only:", "仅原文摘录："),
    "model_fault": (
        "the model did not load, a fault on our side (number {number}).",
        "由于我们这边的故障（编号 {number}），模型没有加载成功。",
    ),
    "model_retry": ("Try again", "重试"),
    "model_will_read": ("The model will read it", "等待模型阅读"),
    "switch_reader": ("Who answers", "由谁回答"),
    "switch_model": ("Model", "模型"),
    "switch_quotes": ("Quotes", "摘录"),
    "tokens_read": (
        "reading {done} of {total} tokens",
        "正在阅读 {done} / {total} 个词元",
    ),
    "tokens_restored": (
        "read before: taking {done} of {total} tokens from the shelf",
        "以前读过：正在从书架取回 {done} / {total} 个词元",
    ),
    "plan_ticked": (
        "Ticked sections alone are searched: {tokens} tokens.",
        "只在勾选的章节里查找：{tokens} 个词元。",
    ),
    "plan_untick": ("Untick all", "全部取消"),
    "plan_sections": (
        "The ticked sections have {tokens} tokens; the model reads up to {budget} at once.",
        "勾选的章节有 {tokens} 个词元；模型一次最多读 {budget} 个。",
    ),
    "plan_report": (
        "The report has {tokens} tokens; the model reads up to {budget} at once.",
        "这份报告有 {tokens} 个词元；模型一次最多读 {budget} 个。",
    ),
    "plan_best_pages": (
        "It takes the pages that fit each question.",
        "每个问题只读最相关的几页。",
    ),
    "plan_read_all": ("Read all of it", "全部阅读"),
    "plan_all": ("All of it is read, once:", "会全部阅读一次："),
    "plan_less": ("Read only what fits", "只读放得下的部分"),
    "plan_never": (
        "Memory and model allow {most} tokens at most.",
        "内存和模型最多允许 {most} 个词元。",
    ),
    "plan_was_read": ("was read before, back in seconds", "以前读过，数秒即可取回"),
    "plan_unknown_time": ("time not known yet", "所需时间未知"),
    "about_seconds": ("about {seconds} s", "约 {seconds} 秒"),
    "about_minutes": ("about {minutes} min", "约 {minutes} 分钟"),
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
    "empty_steps_1": (
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
    "ready": ("What do you want to know?", "想了解什么？"),
    "ready_hint": (
        "Answers are quotes from this report, each with its page."
        " Paste a list to ask several questions, one a line.",
        "答案都是这份报告的原文，并附页码。粘贴问题列表可一次提多个问题，每行一个。",
    ),
    "suggested": ("Questions this report can answer", "这份报告能回答的问题"),
    "question": ("Question", "问题"),
    "question_hint": ("Ask this report…", "向这份报告提问…"),
    # a list of questions
    "list_choose": ("Questions from a .txt or .csv file", "从 .txt 或 .csv 文件读取问题"),
    "list_hint": (
        "{count} questions, one a line. At once: up to {most}, {chars} characters each.",
        "{count} 个问题，每行一个。一次最多 {most} 个，每个最多 {chars} 字。",
    ),
    "list_as_one": ("Make it one question", "合成一个问题"),
    "list_too_large": (
        "{file_name} is too large for a list of questions; the limit is 1 MB.",
        "{file_name} 太大，问题列表的上限是 1 MB。",
    ),
    "list_answered": ("{done} of {total} answered", "已回答 {done} / {total} 个"),
    "list_not_found": ("{count} without a finding", "{count} 个没有找到"),
    "list_failed": ("{count} failed", "{count} 个失败"),
    "list_dropped": ("{count} empty or repeated left out", "略去 {count} 个空行或重复的行"),
    "list_shortened": ("{count} cut after {most} characters", "{count} 个在 {most} 字后截断"),
    "list_beyond": (
        "{count} more than the {most} asked at once wait in the box below",
        "一次最多问 {most} 个，其余 {count} 个留在下面的输入框里",
    ),
    "list_put_back": (
        "Put the {count} unanswered into the box",
        "把 {count} 个未回答的放回输入框",
    ),
    "ask": ("Ask", "提问"),
    "stop": ("Stop", "停止"),
    "clear": ("Clear", "清空"),
    "clear_sure": ("Clear all?", "全部清空？"),
    "export": ("Export", "导出"),
    "export_table": ("CSV", "CSV"),
    "searching": ("Searching the report", "正在查找"),
    "answering": ("Answering", "正在回答"),
    "stopped": ("Stopped.", "已停止。"),
    "not_found": (
        "Nothing in this report answers that. Try other words, or a narrower question.",
        "这份报告里没有找到答案。请换个说法，或问得更具体。",
    ),
    "not_stated": (
        "Not stated in the pages that were read.",
        "所读的页面里没有说明。",
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
        "No answer: a fault on our side (number {number}). Ask again.",
        "由于我们这边的故障（编号 {number}），没有得到答案。请重新提问。",
    ),
    # page pane
    "page_pane": ("Page", "页面"),
    "page_empty": ("The page opens here.", "页面会显示在这里。"),
    "page_empty_hint": (
        "Click a page number in an answer, a cell of the page strip, or a section.",
        "点击答案里的页码、页面条中的一格，或某个章节。",
    ),
    "previous_page": ("Previous page", "上一页"),
    "next_page": ("Next page", "下一页"),
    "page_number": ("Page number", "页码"),
    "of_pages": ("of {total}", "/ {total}"),
    "zoom_out": ("Smaller", "缩小"),
    "zoom_in": ("Larger", "放大"),
    "fit_width": ("Fit width", "适合宽度"),
    "close_page": ("Close the page", "关闭页面"),
    "no_such_page": ("There is no page {number}.", "没有第 {number} 页。"),
    "not_placed": ("Page found, words not placed.", "已找到页面，但未能标出文字位置。"),
    "page_gone": (
        "This page cannot be shown. Open the report again.",
        "无法显示此页。请重新打开报告。",
    ),
    "page_not_drawn": (
        "This page cannot be drawn. Its text is below.",
        "此页无法绘制，以下是它的文字。",
    ),
    "keys": (
        "Keys: / question, Esc stop, ← → page, + − zoom",
        "快捷键：/ 提问，Esc 停止，← → 翻页，+ − 缩放",
    ),
    # export
    "export_title": ("Conversation on {title}", "关于《{title}》的问答"),
    "export_sources": ("Sources", "出处"),
}

ERRORS: dict[str, str] = {
    "QAError": "出了点问题。",
    "UsageError": "{reason}",
    "NotAQuestionList": "{file_name} 不是 UTF-8 文本。请把问题存为文本或 CSV UTF-8，每行一个。",
    "NoQuestions": "{file_name} 里没有问题。请每行写一个。",
    "DocumentError": "出了点问题。",
    "EmptyFile": "{file_name} 是空文件。请重新保存后再拖入。",
    "NotAPdf": "{file_name} 不是 PDF（看起来是 {kind}）。请存为 PDF 后再拖入。",
    "DamagedPdf": "{file_name} 已损坏，一页也读不出来。请重新下载或保存。",
    "NeedsPassword": "{file_name} 已加密。请输入密码打开。",
    "WrongPassword": "密码打不开 {file_name}。请再试一次。",
    "FileTooLarge": (
        "{file_name} 有 {size_mb} MB，上限是 {limit_mb} MB。请拆分文件或压缩其中的图片。"
    ),
    "ReadingTookTooLong": "{file_name} 在 {seconds} 秒内没有打开。请另存一份后再试。",
    "ReadingCrashed": "{file_name} 无法安全读取，已停止。请另存一份后再试。",
    "ReadingCancelled": "已停止读取 {file_name}。",
    "ServerBusy": "还有 {waiting} 个文件在等待读取。请一分钟后再试。",
    "UnknownDocument": "您的文档库里没有这份文档。请重新拖入文件。",
    "RenderingFailed": "第 {page_number} 页无法绘制，但其文字仍可提问和引用。",
    "LibraryError": "出了点问题。",
    "AnswerNotKept": "磁盘已满，这个答案没有存入文档库。请腾出空间。",
    "LibraryTooNew": (
        "{folder} 中的文档库由更新版本的 Pagewitness 创建或更改（{file_name} 的格式为 {found}，"
        "本版本最高支持 {known}）。内容未作改动。"
        "请更新 Pagewitness，或用 PAGEWITNESS_HOME 指定其他文件夹。"
    ),
    "LibraryNotUpdated": (
        "磁盘已满，无法将 {folder} 中的文档库转换为本版本的格式。内容没有丢失。请腾出空间后重试。"
    ),
    "LibraryUnusable": (
        "{folder} 中的文档库无法使用（{reason}）。请用 PAGEWITNESS_HOME 指定其他文件夹。"
    ),
    "DiskFull": "磁盘已满，{file_name} 没有保存。请腾出空间后重新拖入。",
    "TooManyDocuments": "您的文档库已有 {count} 份文档，达到上限。请先移除一份。",
    "ModelError": "出了点问题。",
    "MissingPackage": "{purpose} 需要 {package}。请安装：pip install {package}",
    "ModelNotFetched": "{model} 没有下载完整：{reason}。再下载一次即可续传。",
    "HubUnreachable": (
        "连不上 {host}，未能下载 {model}。请检查网络，"
        "或在 HF_ENDPOINT 里填镜像地址，或直接指定模型文件夹。"
    ),
    "ModelNotFound": (
        "{host} 上没有可供下载的 {model}。请检查名称和版本；私有模型请先登录（hf auth login）。"
    ),
    "ModelNotCached": (
        "本机没有 {model}，而 HF_HUB_OFFLINE 不允许下载。"
        "请暂时取消 HF_HUB_OFFLINE，或直接指定模型文件夹。"
    ),
    "NoDiskSpace": (
        "{model} 还需要 {needed_gb} GB，{folder} 只剩 {free_gb} GB。"
        "请腾出空间，或用 HF_HOME 指定其他磁盘。"
    ),
    "NotAModelFolder": "{folder} 不是模型文件夹：缺少 {missing} 或无法读取。请重新下载。",
    "UnsupportedModel": "{folder} 无法使用：{what}。请选用 Qwen3 稠密模型。",
    "UnsupportedTokenizer": "{folder} 无法使用：tokenizer.json 有 {what}。请选用 Qwen3 稠密模型。",
    "CorruptWeights": "{file} 中的权重已损坏或不完整（{what}）。请重新下载模型。",
    "ModelTooLarge": (
        "{model} 需要 {needed_gb} GB 内存，只剩 {free_gb} GB。"
        "请换小一点的模型、关闭其他程序，或让模型服务器作答。"
    ),
    "NotEnoughMemory": (
        "{tokens} 个词元需要 {needed_gb} GB，只剩 {free_gb} GB。"
        "请少读几节、换小一点的模型，或用 8 位保存上下文。"
    ),
    "OutOfMemory": "读 {tokens} 个词元时内存用尽。请少读几节后再问。",
    "NothingFits": "模型这次最多读 {tokens} 个词元，所选的页都更长。请放宽上限，或另选几页。",
    "EngineClosed": "阅读已停止。",
    "ModelServerError": "{server} 无法作答：{reason}。请重新提问，或查看服务器日志。",
    "ServerUnreachable": "{server} 没有应答（{reason}）。请启动服务器，或检查地址。",
    "NotAModelServer": (
        "{server} 不是兼容 OpenAI 的服务器（{reason}）。"
        "请填写以 /v1 结尾的地址，例如 http://127.0.0.1:8000/v1。"
    ),
    "ServerWantsKey": "{server} 不接受密钥。请在 PAGEWITNESS_API_KEY 中填写正确的密钥。",
    "ServerLacksModel": (
        "{server} 上没有 {model}。请在地址后面写明它提供的模型：http://HOST:PORT/v1#名称。"
    ),
    "PromptTooLong": (
        "{server} 接受的词元数少于所发送的 {tokens} 个。请说明它的上限（--context），或少读几节。"
    ),
    "ServerBrokeOff": "{server} 在回答途中停止（{reason}）。请重新提问。",
    "NoModelFits": "这台机器上没有模型能及时作答，因此以原文摘录回答（{reason}）。",
}
