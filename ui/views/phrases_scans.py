"""The words about pages that are images: key -> (English, Chinese)."""

SCAN_PHRASES: dict[str, tuple[str, str]] = {
    "pages_without_text": (
        "{count} pages have no text that can be searched or quoted.",
        "{count} 页没有可搜索或引用的文字。",
    ),
    "pages_without_text_1": (
        "{count} page has no text that can be searched or quoted.",
        "{count} 页没有可搜索或引用的文字。",
    ),
    "read_by_ocr": ("Read them by OCR", "用 OCR 识别这些页"),
    "read_it_by_ocr": ("Read it by OCR", "用 OCR 识别这一页"),
    "install_ocr": (
        "OCR can read such pages, but is not installed here: {command}",
        "OCR 可以识别这样的页，但这里尚未安装：{command}",
    ),
    "ocr_in_vain": (
        "{count} pages have no text; OCR found none there either.",
        "{count} 页没有文字，OCR 也没有识别出文字。",
    ),
    "ocr_in_vain_1": (
        "{count} page has no text; OCR found none there either.",
        "{count} 页没有文字，OCR 也没有识别出文字。",
    ),
    "ocr_begins": ("Making ready for OCR", "正在准备 OCR"),
    "page_by_ocr": ("OCR: page {page} of {total}", "OCR：第 {page} 页，共 {total} 页"),
    "minutes_left": ("about {minutes} min left", "还需约 {minutes} 分钟"),
    "stop_ocr": (
        "Stop OCR and keep what was read",
        "停止 OCR，保留已识别的内容",
    ),
}
