"""Sentences written from pages of real reports in, each with its alterations out.

A line of the file: report (a file's name), page of the PDF, text, the figure of the text that is
altered, and cites: words that the cited line has (for a row its label and its figure as printed).
sign_is_free: the page prints brackets, and the sentence says a loss, a fall or a benefit in words.

What may be true is no alteration and is left out: a minus behind a word of a fall, which says the
fall twice; one behind a loss; and a year where the sentence names none. Nothing else is.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.document import Page
from qa.figures import Figure, read_figures
from tests.benchmarks.figure_sentences import DIGIT, SCALE, SIGN, TRUE, YEAR, another_digit

WAY = "way"
_YEAR = re.compile(r"(?<![\d.,$])20[12]\d(?![\d.,]*\d|%)")
_OTHER_SCALES = {
    "thousand": ("million", "billion"),
    "million": ("thousand", "billion"),
    "billion": ("million", "thousand"),
    "万元": ("亿元", "元"),
    "亿元": ("万元", "元"),
    "元": ("万元", "亿元"),
}
_OPPOSITES = {
    "increased": "decreased",
    "rose": "fell",
    "grew": "shrank",
    "up": "down",
    "declined": "increased",
    "增长": "下降",
    "增加": "减少",
    "增至": "降至",
}
_WAYS = {**_OPPOSITES, **{other: word for word, other in _OPPOSITES.items()}}
_WAY = re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in _WAYS))
_FALLS = ("decreased", "fell", "shrank", "down", "declined", "下降", "减少")


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A true sentence about page.text's line that has all words of cites."""

    report: str
    page_number: int
    text: str
    figure: str
    cites: tuple[str, ...]
    sign_is_free: bool

    def cited_in(self, page: Page) -> tuple[int, int]:
        """Return where the page has what is cited, spaces left aside: one with its figure first."""
        label, *printed = self.cites
        starts = [match.start() for match in _spaced(label).finditer(page.text)]
        assert starts, f"p. {self.page_number} of {self.report} has no {label}"
        lines = [(start, _end_of_line(page.text, start)) for start in starts]
        return next(
            (line for line in lines if all(p in page.text[slice(*line)] for p in printed)), lines[0]
        )


def load_sentences(path: Path) -> list[WrittenSentence]:
    """Return the sentences of a file."""
    return [
        WrittenSentence(
            line["report"],
            line["page"],
            line["text"],
            line["figure"],
            tuple(line["cites"]),
            line.get("sign_is_free", False),
        )
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def alterations(written: WrittenSentence, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, text): the true sentence, then one for each way of making it wrong."""
    text, shown = written.text, written.figure
    (figure,) = read_figures(shown)
    yield TRUE, text
    yield DIGIT, text.replace(shown, _with_another_digit(shown, figure, chance), 1)
    if not written.sign_is_free and not _falls(text, shown):
        yield SIGN, text.replace(shown, shown[1:] if shown[0] == "-" else f"-{shown}", 1)
    for name, others in _OTHER_SCALES.items():
        if shown.endswith(name):
            yield SCALE, text.replace(shown, shown.removesuffix(name) + chance.choice(others), 1)
            break
    years = sorted({match[0] for match in _YEAR.finditer(text)})
    if years:
        swapped = dict(zip(years, reversed(years), strict=True))
        before = {year: str(int(year) - 1) for year in years} if len(years) == 1 else swapped
        yield YEAR, _YEAR.sub(lambda match: before[match[0]], text)
    if _WAY.search(text):
        yield WAY, _WAY.sub(lambda match: _WAYS[match[0]], text, count=1)


def _with_another_digit(shown: str, figure: Figure, chance: random.Random) -> str:
    """Return a figure as it is shown, its first or second digit another one."""
    digits = str(abs(another_digit(figure.printed, chance)))
    found = iter(digits.replace(".", ""))
    return re.sub(r"\d", lambda _: next(found), shown)


def _falls(text: str, shown: str) -> bool:
    """Tell whether a sentence says with a word that what it gives is a fall, not what is left."""
    before = text.partition(shown)[0]
    return any(w in before for w in _FALLS) and not before.endswith("to ")


def _spaced(words: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(re.escape(c) for c in words if not c.isspace()))


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
