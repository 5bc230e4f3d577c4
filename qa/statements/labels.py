"""The label of a row -> the words that lines of statements are told by.

Case, notes, brackets, punctuation and Chinese numbering go; what a line is called stays.
"""

import re
import unicodedata

_BRACKETS = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[,:;./\-–—―*†‡]+")
_QUOTES = re.compile(r"['’‘`´\"“”]")
_LEAD = re.compile(r"^(?:less|add|plus|deduct)\b(?= )")
_FOOTNOTE = re.compile(r"(?<!\s)\s+(?:see )?notes? \d+(?: and \d+)*$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_SPLIT = re.compile(
    r"(?:\([一二三四五六七八九十]+\)|(?<!\d)\d+[.、]|[一二三四五六七八九十]+、)"
)
_HAN_LEAD = re.compile(r"^(?:其中|减|加|其中项)[:：]")
_TAIL_HEAD = re.compile(r"(?i)(?<!\s)\s+((?:total )?current (?:assets|liabilities))\s*:$")


def fold_label(label: str) -> str:
    """Return a label's words.

    >>> fold_label("Provision for (benefit from) income taxes (See Note 5)")
    'provision for income taxes'
    >>> fold_label("减：营业成本")
    '营业成本'
    """
    text = unicodedata.normalize("NFKC", label).lower().strip()
    if _HAN.search(text):
        return _fold_chinese(text)
    text = _QUOTES.sub("", text).replace("&", " and ")
    for _ in range(2):
        text = _BRACKETS.sub(" ", text)
    text = _SPACE.sub(" ", _PUNCTUATION.sub(" ", text)).strip()
    text = _FOOTNOTE.sub("", text)
    return _LEAD.sub("", text).strip()


def split_heading(label: str) -> tuple[str, str]:
    """Part a label from a heading that ran into its end: "..., net Current assets:"."""
    found = _TAIL_HEAD.search(label)
    return (label[: found.start()], found[1]) if found and found.start() > 0 else (label, "")


def _fold_chinese(text: str) -> str:
    """Return the last of several lines that ran together, without numbers and remarks."""
    text = _SPACE.sub("", text)
    parts = [part for part in _HAN_SPLIT.split(text) if _HAN.search(_BRACKETS.sub("", part))]
    text = parts[-1] if parts else text
    text = _HAN_LEAD.sub("", _HAN_LEAD.sub("", text))
    text = _BRACKETS.sub("", text)
    return text.strip(":;,。 ")
