"""Text as it comes out of a PDF: is it words at all, and what must go before anybody sees it.

Cleaning keeps what a reader can see. It drops what only a program can see (control characters,
bidirectional overrides, tag characters), and writes ligatures as letters.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from qa.document import PageStatus

MAX_MARKS = 8  # combining marks or joiners in a row; real scripts need at most about four
MAX_WORD = 1_000  # longer words get a space: one word must not stall an index or a tokenizer

HYPHENS = "\x02\xad\ufffe"  # PDFium writes U+0002 or U+FFFE for a hyphen at the end of a line
SPACES = "\t\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
INVISIBLE = (
    "\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u200b\u2060\ufeff\ufff9-\ufffb\ufdd0-\ufdef\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
SUSPECT = re.compile(f"[{INVISIBLE}{HYPHENS}{SPACES}\r\n\ufb00-\ufb06]")
DROPPED = re.compile(f"[{INVISIBLE}]")
SAME_LENGTH = str.maketrans(dict.fromkeys(HYPHENS, "-") | dict.fromkeys(SPACES + "\r\n", " "))
SPACE_RUN = re.compile(" {2,}")
LINE_END = re.compile("\r\n|\r|\n")
MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e34-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f]"
)
MARKS = re.compile(f"{MARK}{{{MAX_MARKS + 1},}}")
LONG_WORD = re.compile(rf"\S{{{MAX_WORD + 1},}}")

MAX_GARBAGE = 0.1  # share of characters that stand for nothing
GARBAGE = re.compile(
    r"[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"
)
GLYPH_NAME = re.compile(r"/(?:g|G|C|c|glyph|cid|uni|index)[0-9A-Fa-f]{1,5}\b|\(cid:\d+\)")
LONG_TEXT = 120  # characters without spaces; below that nothing is said about words
REPEATED = re.compile(
    r"(\S)\1{2,}|(?:[.·_…-]\s){3,}"
)  # leaders and rules: "......", "____", ". . . ."
PRINTED_SIGNS = re.compile(r"[.,;:%()$€£¥\-–—/'’“”\"•&…。，、；：（）《》「」【】]+")
MAX_SIGNS = 0.3  # share of unusual signs; real pages stay below 0.1
LATIN_WORD = re.compile(r"[A-Za-z]+")
MIN_VOWELS = 0.2  # of the letters; English 0.39, pages full of abbreviations 0.27
LATIN_1 = re.compile(r"[\xc0-\xff]")
MAX_LATIN_1 = 0.5  # of the letters; no language has so many accents
PAGE_NUMBER_ONLY = re.compile(r"\W*\d{0,4}\W*")


def classify(text: str, has_images: bool) -> PageStatus:
    """Return TEXT, NO_TEXT or UNREADABLE for a page's text, cleaned or not."""
    ink = "".join(text.split())
    if not ink or (has_images and PAGE_NUMBER_ONLY.fullmatch(ink)):
        return PageStatus.NO_TEXT
    if len(GARBAGE.findall(ink)) > MAX_GARBAGE * len(ink):
        return PageStatus.UNREADABLE
    if "/" in ink or "(cid:" in ink:
        names = sum(map(len, GLYPH_NAME.findall(text)))
        if names > max(MAX_GARBAGE * len(ink), 8):
            return PageStatus.UNREADABLE
    if len(ink) >= LONG_TEXT and _is_symbol_soup(text):
        return PageStatus.UNREADABLE
    return PageStatus.TEXT


def _is_symbol_soup(text: str) -> bool:
    """Tell whether letters came out as other characters, as with a font map that is missing."""
    num_vowels = sum(map(text.count, "aeiouyAEIOUY"))
    if num_vowels > MIN_VOWELS * len(text):  # nearly every page of prose
        return False
    ink = "".join(REPEATED.sub(" ", text).split())
    if len(ink) < LONG_TEXT:
        return False
    num_latin = sum(map(len, LATIN_WORD.findall(ink)))
    if num_latin > len(ink) / 2 and num_vowels > MIN_VOWELS * num_latin:
        return False
    num_letters = sum(map(str.isalpha, ink))
    num_signs = sum(not character.isalnum() for character in PRINTED_SIGNS.sub("", ink))
    if num_signs > MAX_SIGNS * len(ink) or len(LATIN_1.findall(ink)) > MAX_LATIN_1 * num_letters:
        return True
    return num_latin >= max(LONG_TEXT, num_letters / 2) and num_vowels < MIN_VOWELS * num_latin


def clean_text(text: str) -> str:
    """Return the text in NFC without invisible characters; lines end with LF and without spaces."""
    return "\n".join(clean_line(line, ())[0] for line in LINE_END.split(text))


def clean_line(text: str, edges: Sequence[float]) -> tuple[str, Sequence[float]]:
    """Return one line cleaned, with edges to match: len(text) + 1 of them, or none where none came.

    Runs of spaces become one, those at both ends go. A line that needs nothing comes back as it is.
    """
    if _is_clean(text):
        return text, edges
    text = text.translate(SAME_LENGTH)
    if not _is_clean_but_for_spaces(text):
        text, edges = _clean_slowly(text, edges)
    return _fold_spaces(text, edges)


def _is_clean(text: str) -> bool:
    spaced = "  " in text or text[:1] == " " or text[-1:] == " "
    return not spaced and _is_clean_but_for_spaces(text)


def _is_clean_but_for_spaces(text: str) -> bool:
    if SUSPECT.search(text) or (len(text) > MAX_WORD and LONG_WORD.search(text)):
        return False
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not MARKS.search(text))


def _fold_spaces(text: str, edges: Sequence[float]) -> tuple[str, Sequence[float]]:
    stripped = text.strip(" ")
    if not stripped:
        return "", ()
    first = text.index(stripped)
    if not edges:
        return SPACE_RUN.sub(" ", stripped), ()
    kept = list(edges[first : first + len(stripped) + 1])
    for run in reversed(list(SPACE_RUN.finditer(stripped))):
        del kept[run.start() + 1 : run.end()]
    return SPACE_RUN.sub(" ", stripped), tuple(kept)


def _clean_slowly(text: str, edges: Sequence[float]) -> tuple[str, Sequence[float]]:
    positions = edges or (0.0,) * (len(text) + 1)
    placed = _break_words(_cut_marks(_compose(_replace(text, positions))))
    cleaned = "".join(character for character, _ in placed)
    if not edges or not placed:
        return cleaned, ()
    return cleaned, tuple(accumulate((*(start for _, start in placed), edges[-1]), max))


Placed = list[tuple[str, float]]  # a character and the position where it begins


def _replace(text: str, edges: Sequence[float]) -> Placed:
    """Drop the invisible, write ligatures as letters."""
    placed: Placed = []
    for i, character in enumerate(text):
        plain = LIGATURES.get(character, character)
        if DROPPED.match(plain):
            continue
        width = (edges[i + 1] - edges[i]) / len(plain)
        placed += ((letter, edges[i] + n * width) for n, letter in enumerate(plain))
    return placed


def _compose(placed: Placed) -> Placed:
    """Return NFC. What composes to several characters shares the place of the first."""
    if unicodedata.is_normalized("NFC", "".join(character for character, _ in placed)):
        return placed
    clusters: Placed = []
    for character, start in placed:
        if clusters and (
            unicodedata.combining(character)
            or len(unicodedata.normalize("NFC", clusters[-1][0][-1] + character)) == 1
        ):
            clusters[-1] = (clusters[-1][0] + character, clusters[-1][1])
        else:
            clusters.append((character, start))
    return [
        (character, start)
        for cluster, start in clusters
        for character in unicodedata.normalize("NFC", cluster)
    ]


def _cut_marks(placed: Placed) -> Placed:
    """Keep the first MAX_MARKS of every run of combining marks and joiners."""
    text = "".join(character for character, _ in placed)
    for run in reversed(list(MARKS.finditer(text))):
        del placed[run.start() + MAX_MARKS : run.end()]
    return placed


def _break_words(placed: Placed) -> Placed:
    """Put a space after every MAX_WORD characters that have none."""
    text = "".join(character for character, _ in placed)
    if not LONG_WORD.search(text):
        return placed
    broken: Placed = []
    length = 0
    for character, start in placed:
        length = 0 if character.isspace() else length + 1
        if length > MAX_WORD:
            broken.append((" ", start))
            length = 1
        broken.append((character, start))
    return broken
