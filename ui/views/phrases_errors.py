"""The sentences of errors in Chinese: ERRORS code -> template; English ones are in the classes."""

ERRORS: dict[str, str] = {
    "QAError": "出了点问题。",
    "UsageError": "{reason}",
    "NotAQuestionList": "{file_name} 不是 UTF-8 文本。请把问题存为文本或 CSV UTF-8，每行一个。",
    "NotAWorkbook": "{file_name} 不是可读取的工作簿。请重新存为 .xlsx 或 CSV UTF-8。",
    "NoQuestions": "{file_name} 里没有问题。请每行写一个。",
    "GridTooLarge": "一张表最多 {reports} 份报告、{questions} 个问题。请分成两张。",
    "NotXbrl": (
        "{file_name} 无法作为 XBRL 读取：{reason}。请使用该申报文件的 inline XBRL（.htm）"
        "或该公司的 companyfacts（.json）。"
    ),
    "NotACard": "{file_name} 不是答案卡片：{reason}。请重新保存该答案的卡片。",
    "DocumentError": "出了点问题。",
    "EmptyFile": "{file_name} 是空文件。请重新保存后再拖入。",
    "NotAPdf": "{file_name} 不是 PDF（看起来是{kind}）。请存为 PDF 后再拖入。",
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
    "UnknownGrid": "文档库里没有这张表，可能已被移除。",
    "RenderingFailed": "第 {page_number} 页无法绘制，但其文字仍可提问和引用。",
    "LibraryError": "出了点问题。",
    "PlaceFull": "{file_name} 未被接收：这里暂时不再保存更多报告。请一天后再试。",
    "DamagedLines": "这份报告的存储内容已损坏，且无法重新读取。请移除后重新拖入文件。",
    "TooManyQuestions": "您已有许多问题在等待。请在部分问题得到回答后再提问。",
    "AnswersFull": (
        "这份报告已保存 {count} 个答案，达到上限，因此这个答案没有保存。请导出问答后清空。"
    ),
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
    "TooManyGrids": "文档库已有 {count} 张问题表，达到上限。请先移除一张。",
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
    "UnsupportedModel": (
        "{folder} 无法使用：{what}。可用 vLLM 或 llama.cpp 运行它并填写其地址，"
        "或选用 Qwen3、Qwen2.5 或 Llama 模型。"
    ),
    "UnsupportedTokenizer": (
        "{folder} 无法使用：其分词器有 {what}。可用 vLLM 或 llama.cpp 运行它并填写其地址，"
        "或选用 Qwen3、Qwen2.5 或 Llama 3 模型。"
    ),
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
    "PassFailed": (
        "模型中断：{reason}。请再问一次；若每次都中断，请换一个模型或换一种上下文格式，"
        "并反馈以上文字。"
    ),
    "DeviceLost": ("显卡已无法继续运行模型：{reason}。请重新启动程序，或不选模型，以引文作答。"),
    "NothingFits": "模型这次最多读 {tokens} 个词元，所选的页都更长。请放宽上限，或另选几页。",
    "EngineClosed": "阅读已停止。",
    "ModelServerError": "{server} 无法作答：{reason}。请重新提问，或查看服务器日志。",
    "RequestRefused": "{server} 无法作答：{reason}。请重新提问，或查看服务器日志。",
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

# What fills the sentences above where it is words and not a name: English -> Chinese.
DETAILS: dict[str, str] = {
    "a PNG image": "PNG 图片",
    "a JPEG image": "JPEG 图片",
    "a GIF image": "GIF 图片",
    "a TIFF image": "TIFF 图片",
    "a WebP image": "WebP 图片",
    "an RTF document": "RTF 文档",
    "an old Word, Excel or PowerPoint file": "旧版 Word、Excel 或 PowerPoint 文件",
    "a PostScript file": "PostScript 文件",
    "a compressed archive": "压缩包",
    "a Word document": "Word 文档",
    "an Excel workbook": "Excel 工作簿",
    "a PowerPoint presentation": "PowerPoint 演示文稿",
    "a zip archive": "ZIP 压缩包",
    "a web page": "网页",
    "an XML file": "XML 文件",
    "plain text": "纯文本",
    "something else": "其他文件",
}
