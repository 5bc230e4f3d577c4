"""The words of an answer that says that the document does not tell. Loads no tokenizer."""

NOT_STATED = "Not stated in this document"
NOT_STATED_CHINESE = "本文件中未说明"
NOT_STATED_SENTENCES = (f"{NOT_STATED}.", f"{NOT_STATED_CHINESE}。")


def is_not_stated(text: str) -> bool:
    """Whether an answer says that the document does not tell."""
    return text.strip().startswith((NOT_STATED, NOT_STATED_CHINESE))
