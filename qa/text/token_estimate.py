"""How many tokens a text will have, before any model is there.

The tokens meant are those of Qwen's byte-pair encoding: one per digit, about one per English word,
about one per two Chinese characters. The estimate counts what the encoding's pre-tokenizer would
cut (words, runs of punctuation, digits, line ends) and weighs the counts.

The weights come from a least-squares fit to the true encoding of 12 annual reports and an 8-K
(2,249 pages, 1.67 million tokens). Error per filing, the weights fitted on the same filings: below
0.7 % on eleven, +2.3 % on the 8-K of seven pages, -2.7 % on a filing with 150 pages of contracts.
The Chinese weight rests on one page of report prose and figures.
"""

import re

ESTIMATE_ERROR = 0.03  # largest relative error measured on a whole filing

WORD = re.compile(r"[A-Za-z]+")
LONG_NAME = re.compile(r"[A-Z][a-z]{7,}")  # "Purchaser": rarer with a capital, so cut in two
CAPITALS = re.compile(r"[A-Z]{4,}")  # "CONSOLIDATED": cut every few letters
PUNCTUATION = re.compile(r"[^\s\w]+")
# Not compiled before a page needs them: ranges this wide take 3 ms, and Western pages need none.
CHINESE = r"[\u3400-\u9fff\uf900-\ufaff]"
OTHER_LETTER = r"[^\W\d_a-zA-Z\u3400-\u9fff\uf900-\ufaff]"
DIGITS = "0123456789"

PER_WORD = 1.01
PER_LONG_NAME = 0.465
PER_CAPITAL = 0.133
PER_DIGIT = 1.02
PER_SPACED_NUMBER = 0.81  # the space before a number is a token of its own
PER_PUNCTUATION = 0.987
PER_LINE_END = 1.08
PER_CHINESE = 0.52
PER_OTHER_LETTER = 0.6


# A byte per character is enough to tell the characters of a Western page apart, and counting takes
# a quarter of the time that the patterns take then.
WESTERN = "cp1252"
UPPER, LOWER, DIGIT, SIGN, OTHER = b"A", b"a", b"0", b".", b"o"


def estimate_tokens(text: str) -> int:
    """Return about how many tokens the text has; see the module for the error."""
    if not text:
        return 0
    western = text.encode(WESTERN, "replace")
    is_western = western.count(b"?") == text.count("?")  # else something was replaced
    return max(1, round(_weighed_western(western) if is_western else _weighed(text)))


def _weighed(text: str) -> float:
    return (
        PER_WORD * len(WORD.findall(text))
        + PER_LONG_NAME * len(LONG_NAME.findall(text))
        + PER_CAPITAL * sum(map(len, CAPITALS.findall(text)))
        + PER_DIGIT * sum(map(text.count, DIGITS))
        + PER_SPACED_NUMBER * sum(text.count(" " + digit) for digit in DIGITS)
        + PER_PUNCTUATION * len(PUNCTUATION.findall(text))
        + PER_LINE_END * text.count("\n")
        + PER_CHINESE * len(re.findall(CHINESE, text))
        + PER_OTHER_LETTER * len(re.findall(OTHER_LETTER, text))
    )


def _weighed_western(western: bytes) -> float:
    """The same for characters that are a byte each."""
    kinds = western.translate(_KINDS)
    return (
        PER_WORD * len(kinds.translate(_LETTERS_ONLY).split())
        + PER_LONG_NAME * kinds.count(UPPER + 7 * LOWER)
        + PER_CAPITAL * sum(map(len, _CAPITALS.findall(kinds)))
        + PER_DIGIT * kinds.count(DIGIT)
        + PER_SPACED_NUMBER * kinds.count(b" " + DIGIT)
        + PER_PUNCTUATION * len(kinds.translate(_SIGNS_ONLY).split())
        + PER_LINE_END * kinds.count(b"\n")
        + PER_OTHER_LETTER * kinds.count(OTHER)
    )


def _kind(byte: int) -> int:
    """Return the sort of character that a byte stands for, as a byte."""
    character = bytes([byte]).decode(WESTERN, "replace")
    if character.isspace():
        return ord(character if character in " \n" else "\t")
    if WORD.match(character):
        return ord(UPPER if character.isupper() else LOWER)
    if character in DIGITS:
        return ord(DIGIT)
    if PUNCTUATION.match(character):
        return ord(SIGN)
    return ord(OTHER if character.isalnum() else "_")


def _only(kinds: bytes) -> bytes:
    return bytes(byte if byte in kinds else ord(" ") for byte in range(256))


_KINDS = bytes(map(_kind, range(256)))
_LETTERS_ONLY, _SIGNS_ONLY = _only(UPPER + LOWER), _only(SIGN)
_CAPITALS = re.compile(b"AAAAA*")  # CAPITALS; begins with a fixed word, which is found at once
