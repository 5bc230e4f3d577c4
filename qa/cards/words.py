"""The words on a card, in English and Chinese."""

from typing import Literal

from qa.answer import PageLabels

CardLanguage = Literal["en", "zh"]

PAGE_LABELS: dict[CardLanguage, PageLabels] = {
    "en": PageLabels(),
    "zh": PageLabels(
        unnumbered="PDF 第 {page_number} 页",
        agreeing="第 {printed_number} 页",
        differing="第 {printed_number} 页（PDF {page_number}）",
    ),
}
CARD_WORDS: dict[str, tuple[str, str]] = {
    "answer": ("Answer", "回答"),
    "figures": ("Figures", "数据"),
    "quotes": ("Where it stands", "出处"),
    "made": ("How it was made, and how to check it", "来源与核对"),
    "stated": ("as the report states it", "报告原文"),
    "characters": (
        "characters {start}–{end} of the page’s text",
        "页面文字第 {start}–{end} 个字符",
    ),
    "read_with": ("Read with", "另见"),
    "aligned": (
        "found after the fact for words that a server wrote",
        "由服务器生成的文字，事后在报告中找到",
    ),
    "picture": ("The page where it stands", "所在页面"),
    "no_picture": ("This page could not be drawn.", "该页无法绘制。"),
    "report": ("Report", "报告"),
    "sha256": ("SHA-256 of the PDF", "PDF 的 SHA-256"),
    "reader": ("Answered by", "回答者"),
    "quotes_reader": ("quotes, without a model", "引用原文（无模型）"),
    "settings": ("Settings", "设置"),
    "not_known": ("not known", "未知"),
    "answered": ("Answered", "回答时间"),
    "saved": ("Saved", "保存时间"),
    "hash": ("SHA-256 of this card", "本卡片的 SHA-256"),
    "check": ("Check it", "核对方法"),
    "xbrl": ("XBRL: {said}", "XBRL：{said}"),
    "agrees": ("agrees", "一致"),
    "differs": ("differs", "不符"),
    "not tagged": ("not tagged", "未标记"),
    "not_found": ("Nothing in the report fits.", "报告中没有相符的内容。"),
}


def say_on_card(key: str, language: CardLanguage, **details: object) -> str:
    """Return a phrase of the card with its details filled in."""
    english, chinese = CARD_WORDS[key]
    return (chinese if language == "zh" else english).format(**details)
