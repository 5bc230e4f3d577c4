"""The words of what can be done with a question and its answer: key -> (English, Chinese)."""

CONVERSATION_PHRASES: dict[str, tuple[str, str]] = {
    "read_as": ("read as:", "理解为："),
    "ask_again": ("Ask again", "重新提问"),
    "ask_model": ("Ask the model", "让模型回答"),
    "ask_quotes": ("Ask for quotes", "只要原文摘录"),
    "edit_question": ("Edit", "修改问题"),
    "copy_answer": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "not_copied": ("Not copied. Try again.", "没有复制成功，请重试。"),
    "delete_answer": ("Delete", "删除"),
    "delete_sure": ("Delete?", "确定删除？"),
    "ask_selected": ("Ask about this", "就此提问"),
    "about_selected": (
        "What does the report say about “{words}”?",
        "报告中关于“{words}”是怎么说的？",
    ),
}
