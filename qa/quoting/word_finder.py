"""Every place where words stand in a report, for somebody who looks for them on its pages.

The text is folded as quotes are (qa.text.folding): line ends, blanks and words broken by a hyphen
make no difference. Nor do case, curly signs and full-width letters. Words that run over the end of
a page are not found.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from qa.quoting.quote_index import QuoteSpan
from qa.text.folding import BREAK, fold

MOST_FOUND = 10_000

_PLAIN: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
}  # full-width signs and letters
_PLAIN |= {ord(sign): "'" for sign in "‘’ʼ"} | {ord(sign): '"' for sign in "“”„"}
_PLAIN |= {ord(sign): "-" for sign in "‐‑–—−"}


class WordFinder:
    """The pages of a report, ready to be searched again and again. page_texts: all of them."""

    def __init__(self, page_texts: Sequence[str]) -> None:
        folded = fold(BREAK.join(page_texts))
        self._text = _compared(folded.text)
        self._origins = folded.origins
        self._starts = [0, *accumulate(len(text) + 1 for text in page_texts)][:-1]

    def find(self, words: str) -> list[QuoteSpan]:
        """Return where the words stand, in the order of the report, at most MOST_FOUND places.

        >>> WordFinder(["Net sales", "NET\\nSALES rose"]).find("net sales")
        [QuoteSpan(page_number=1, start=0, end=9), QuoteSpan(page_number=2, start=0, end=9)]
        """
        wanted = _compared(fold(words).text.strip())
        found: list[QuoteSpan] = []
        at = self._text.find(wanted) if wanted and BREAK not in wanted else -1
        while at >= 0 and len(found) < MOST_FOUND:
            start, end = int(self._origins[at]), int(self._origins[at + len(wanted) - 1]) + 1
            page = bisect_right(self._starts, start) - 1
            found.append(QuoteSpan(page + 1, start - self._starts[page], end - self._starts[page]))
            at = self._text.find(wanted, at + len(wanted))
        return found


def _compared(text: str) -> str:
    """Return a text as it is compared, every character in its place."""
    plain = text.translate(_PLAIN)
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
