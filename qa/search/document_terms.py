"""Every term of a document as a number, line by line: page texts in, arrays out.

Nearly all words come again and again, so each different word is cut into terms once and looked up
after that: half the time that taking each line by itself needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from qa.text.terms import terms

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

LINE_END = "\0"  # a word of its own, which no text has
CLOSING = frozenset(".;,?!。；，？！")


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of all lines that have any, one after the other. Pages are counted from 0."""

    vocabulary: tuple[str, ...]  # the different terms
    term_ids: Ints  # [num_terms] places in the vocabulary
    line_words: Ints  # [num_lines] how many terms a line has
    line_pages: Ints  # [num_lines] rising
    line_is_closed: Flags  # [num_lines] ends like a sentence, so it is no title

    @classmethod
    def of(cls, page_texts: Sequence[str]) -> "DocumentTerms":
        pages = [f"{text}\n".replace("\n", f" {LINE_END} ").split() for text in page_texts]
        codes = _Codes({LINE_END: 0})
        words = np.fromiter(map(codes.__getitem__, chain.from_iterable(pages)), np.int32)
        vocabulary = _Codes()
        terms_of_word = [[vocabulary[term] for term in terms(word)] for word in codes]
        sizes = np.array([len(ids) for ids in terms_of_word], np.int32)
        num_terms = sizes[words]  # of each word of the document, one after the other
        ends = num_terms.cumsum()
        # Where a word's terms begin among those of all different words, less where they will stand.
        moves = np.repeat((sizes.cumsum() - sizes)[words] - ends + num_terms, num_terms)
        different = np.fromiter(chain.from_iterable(terms_of_word), np.int32)
        line_ends = np.flatnonzero(words == 0)
        line_words = np.diff(ends[line_ends], prepend=0)
        kept = line_words > 0
        line_ends, line_words = line_ends[kept], line_words[kept]
        is_closing = np.fromiter((word[-1] in CLOSING for word in codes), np.bool_)
        word_pages = np.repeat(np.arange(len(pages)), [len(page) for page in pages])
        return cls(
            vocabulary=tuple(vocabulary),
            term_ids=different[moves + np.arange(len(moves))],
            line_words=line_words.astype(np.int32),
            line_pages=word_pages[line_ends].astype(np.int32),
            line_is_closed=is_closing[words[line_ends - 1]],
        )


class _Codes(dict[str, int]):
    """Numbers what it is asked for, in the order of the first asking."""

    def __missing__(self, key: str) -> int:
        self[key] = code = len(self)
        return code
