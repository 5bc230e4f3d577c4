"""The words of who answers and what is read for it: key -> (English, Chinese)."""

MODEL_PHRASES: dict[str, tuple[str, str]] = {
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
    "model_looking_server": (
        "Quotes only until {server} answers: the report's text is then sent there",
        "在 {server} 响应之前仅原文摘录；之后报告文本会发送到该服务器",
    ),
    "model_none": ("Quotes only", "仅原文摘录"),
    "model_failed": ("Quotes only:", "仅原文摘录："),
    "model_fault": (
        "the model did not load, a fault on our side, reference {reference}.",
        "由于我们这边的故障（编号 {reference}），模型没有加载成功。",
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
}
