"""An answer's text in, its sentences out, as offsets: each is checked on its own."""

import re

_END = re.compile(r"(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s)|[。！？；]+[”’」）]*|\n")
# A stop behind these ends no sentence where more follows in the line.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|No|Nos|vs|approx|Mr|Mrs|Ms|Dr|St|Jr|Sr|Fig|pp?|e\.g|i\.e|cf|etc"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*|^\s*\(?\d{1,2})\.$"
)


def split_sentences(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of text from `start` on, without white space around it.

    A line end always ends one. The last one may be unfinished.
    """
    found: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start):
        if match.start() < begin or _goes_on(text, begin, match):
            continue
        _take(text, begin, match.end(), found)
        begin = match.end()
    _take(text, begin, len(text), found)
    return found


def _goes_on(text: str, begin: int, match: re.Match[str]) -> bool:
    """Tell whether a stop is that of an abbreviation or of a list's number."""
    if match[0] != ".":
        return False
    rest = text[match.end() :].lstrip(" \t")
    if not rest or rest[0] == "\n" or not _ABBREVIATION.search(text[begin : match.end()]):
        return False
    is_number = text[begin : match.start()].strip(" (").isdigit()
    return is_number or not re.match(r"(?:The|It|In|This|We|Our|That|They|He|She|And|But)\b", rest)


def _take(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    sentence = text[start:end]
    if any(character.isalnum() for character in sentence):
        left = start + len(sentence) - len(sentence.lstrip())
        found.append((left, start + len(sentence.rstrip())))
