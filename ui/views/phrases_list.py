"""The words of a list of questions: key -> (English, Chinese)."""

LIST_PHRASES: dict[str, tuple[str, str]] = {
    "list_choose": ("Questions from a .txt or .csv file", "从 .txt 或 .csv 文件读取问题"),
    "list_hint": (
        "{count} questions, one a line. At once: up to {most}, {chars} characters each.",
        "{count} 个问题，每行一个。一次最多 {most} 个，每个最多 {chars} 字。",
    ),
    "asked_next": (
        "Asked as soon as this answer is done.",
        "当前回答结束后就会提问。",
    ),
    "list_as_one": ("Make it one question", "合成一个问题"),
    "list_too_large": (
        "{file_name} is too large for a list of questions; the limit is 1 MB.",
        "{file_name} 太大，问题列表的上限是 1 MB。",
    ),
    "list_no_text": (
        "{file_name} is no text. Save the questions as text or CSV UTF-8, one a line.",
        "{file_name} 不是文本文件。请把问题存为文本或 CSV UTF-8，每行一个。",
    ),
    "list_waits": (
        "An earlier list of yours is being answered: {ahead} before this one",
        "您先前的问题列表还在回答中：这一份前面还有 {ahead} 份",
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
}
