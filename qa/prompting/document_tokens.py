"""A document's pages as token ids, each page encoded by itself behind an anchor line.

Because pages do not share tokens, any choice of pages is a concatenation, and a page has the same
tokens in every prompt. Offsets lead from a token to its page and character and back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qa.document import Page, PageStatus
from qa.prompting.tokenizer import ModelTokenizer
from qa.text.nfc import IntArray, nfc_with_origins

PAGE_END = "\n\n"


@dataclass(frozen=True, slots=True)
class TokenizedDocument:
    """Token ids of the pages that have text, one after the other, by rising page number.

    page_starts: offset of each page's first token, and of the end. char_starts: for each token the
    offset in Page.text where it begins; 0 for an anchor's tokens, the text's length behind its end.
    """

    token_ids: IntArray
    page_numbers: tuple[int, ...]
    page_starts: IntArray
    char_starts: IntArray

    @classmethod
    def of(cls, pages: Iterable[Page], tokenizer: ModelTokenizer) -> "TokenizedDocument":
        """Encode all pages that have text."""
        with_text = [page for page in pages if page.status is PageStatus.TEXT]
        encoded = [_encode_page(page, tokenizer) for page in with_text]
        nothing = np.array([], dtype=np.int32)
        lengths = [0, *(len(token_ids) for token_ids, _ in encoded)]
        return cls(
            token_ids=np.concatenate([nothing, *(token_ids for token_ids, _ in encoded)]),
            page_numbers=tuple(page.page_number for page in with_text),
            page_starts=np.cumsum(lengths),
            char_starts=np.concatenate([nothing, *(starts for _, starts in encoded)]),
        )

    def num_tokens_of(self, page_number: int) -> int:
        """Tokens of one page, its anchor included; 0 for a page without text."""
        start, end = self._tokens_of(page_number)
        return end - start

    def ids_of(self, page_numbers: Sequence[int]) -> list[int]:
        """Return the token ids of these pages, in this order."""
        ids: list[int] = []
        for page_number in page_numbers:
            start, end = self._tokens_of(page_number)
            ids += self.token_ids[start:end].tolist()
        return ids

    def place_of(self, token_offset: int) -> tuple[int, int]:
        """Return (page number, offset in Page.text) at which a token begins."""
        page = int(self.page_starts.searchsorted(token_offset, "right")) - 1
        return self.page_numbers[page], int(self.char_starts[token_offset])

    def _tokens_of(self, page_number: int) -> tuple[int, int]:
        page = bisect_left(self.page_numbers, page_number)
        if page_number not in self.page_numbers[page : page + 1]:
            return 0, 0
        return int(self.page_starts[page]), int(self.page_starts[page + 1])


def page_anchor(page: Page) -> str:
    """Return the line before a page's text, by which a model can tell pages apart."""
    printed = f" | printed {page.printed_number}" if page.printed_number else ""
    return f"[PDF page {page.page_number}{printed}]\n"


def _encode_page(page: Page, tokenizer: ModelTokenizer) -> tuple[IntArray, IntArray]:
    """Return (token ids, char starts) of one page."""
    anchor = page_anchor(page)
    text = anchor + page.text + PAGE_END
    token_ids = tokenizer.encode_array(text)
    normalized, origins = nfc_with_origins(text) if tokenizer.is_nfc else (text, None)
    lengths = np.array([len(tokenizer.token_bytes[i]) for i in token_ids.tolist()], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths  # in bytes
    if not normalized.isascii():
        codes = np.frombuffer(normalized.encode("utf-32-le", "replace"), dtype=np.uint32)
        widths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000)
        # A token that begins within a character belongs to that character.
        starts = np.cumsum(widths).searchsorted(starts, "right")
    if origins is not None and len(origins):
        starts = origins[starts]
    return token_ids, np.clip(starts - len(anchor), 0, len(page.text)).astype(np.int32)
