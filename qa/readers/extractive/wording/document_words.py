"""A question, in the spelling of one report: "smart watches" are "smartwatches" there.

In: a question and the index of a document. Out: the same question, which also looks for what the
document has in place of words that stand nowhere in it, and does not ask for those words that
only hold a question together: "besides", "busiest".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from qa.glossary import content, wrapping_words
from qa.search.index import DocumentIndex
from qa.search.question import ParsedQuestion, Phrase, without_terms
from qa.text.terms import fold, is_chinese, terms

_WORD = re.compile(r"[^\W\d_]+")
# British and American endings of the same words, each of which may stand for the other.
_SPELLINGS = (
    (r"(?<=[bdt])re(s?)$", r"er\1"),
    (r"(?<=[bdt])er(s?)$", r"re\1"),
    (r"(?<=[a-z]{3})our", "or"),
    (r"(?<=[a-z]{3})or(?=$|s|ed|ing)", "our"),
    (r"is(?=e[ds]?$|ing$|ations?$)", "iz"),
    (r"iz(?=e[ds]?$|ing$|ations?$)", "is"),
    (r"(?<=[ae])ll(?=ed$|ing$|ers?$)", "l"),
    (r"(?<=[ae])l(?=ed$|ing$|ers?$)", "ll"),
    (r"ogue(s?)$", r"og\1"),
    (r"^tyre", "tire"),
    (r"^aluminium$", "aluminum"),
    (r"^cheque", "check"),
    (r"^jewellery$", "jewelry"),
    (r"ence(s?)$", r"ense\1"),
    (r"amme(s?)$", r"am\1"),
)
_SPELT = tuple((re.compile(one), other) for one, other in _SPELLINGS)


def in_document_words(index: DocumentIndex, question: ParsedQuestion) -> ParsedQuestion:
    """Return a question in the spelling of a document, less what holds it together."""
    absent = {t for t in question.words if not index.counts_of(question.ways(t)).any()}
    if not absent:
        return question
    if is_chinese(question.text):
        return without_terms(question, absent & _across_words(index, question))
    ways = dict(question.said_otherwise)
    left_out = set[str]()
    for term, phrase, way in _ways(question.text):
        if phrase[0] in absent and term in question.words and index.phrase_counts(way).any():
            ways[term] = (*question.ways(term), way)
            absent -= {term}
            left_out |= set(phrase) - {term} - question.explained
    spelt = replace(question, said_otherwise=ways)
    if question.asks_why:  # "why did it jump": the verb says which way
        return without_terms(spelt, left_out)
    return without_terms(spelt, left_out | absent & wrapping_words())


def _ways(text: str) -> Iterator[tuple[str, Phrase, Phrase]]:
    """Yield a term, the terms that it stands for, and what a document may have in their place."""
    words = _WORD.findall(fold(text))
    for word in words:
        for pattern, other in _SPELT:
            if pattern.search(word) and (own := terms(word)):
                yield own[0], tuple(own), tuple(terms(pattern.sub(other, word)))
    for one, two in pairwise(words):
        own = terms(f"{one} {two}")
        if len(own) == len(content(own)) == 2:
            yield own[0], tuple(own), tuple(terms(one + two))


def _across_words(index: DocumentIndex, question: ParsedQuestion) -> set[str]:
    """Return pairs of characters that are cut across the end of a word: "排生" of "安排生产".

    The pairs before and behind stand in the document.
    """
    pairs = list(question.words)
    found = set[str]()
    for before, pair, behind in zip(pairs, pairs[1:], pairs[2:], strict=False):
        is_between = before[-1:] == pair[:1] and pair[-1:] == behind[:1]
        if is_between and index.counts(before).any() and index.counts(behind).any():
            found.add(pair)
    return found
