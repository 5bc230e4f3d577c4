"""An indexed document <-> bytes, which the library keeps as data derived from the document.

Taking a document's terms and telling its kinds of pages costs more than an answer may take, so it
is done once, when the document is read. What has another version is not used: then the index is
built again from the texts.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.document import Section
from qa.search.document_terms import DocumentTerms
from qa.search.index import DocumentIndex
from qa.search.page_features import IndexedDocument, section_titles

# Counts up when qa.text.terms cuts a text otherwise, or page_kinds.py or the names below change;
# tests/library/test_stored_formats.py sees to it.
VERSION = 4
NAME = "search index"
_LENGTH_BYTES = 4  # of the list of parts, in front of it


def to_bytes(document: IndexedDocument) -> bytes:
    """Return all of an index that is dear to work out."""
    terms = document.index.terms
    parts = {
        "vocabulary": "\n".join(terms.vocabulary).encode(),
        "term_ids": terms.term_ids.astype("<i4").tobytes(),
        "line_words": terms.line_words.astype("<i4").tobytes(),
        "line_pages": terms.line_pages.astype("<i4").tobytes(),
        "line_is_closed": terms.line_is_closed.tobytes(),
        "kinds": "\n".join(document.kinds).encode(),
        "kind_scores": np.array(list(document.kinds.values())).astype("<f8").tobytes(),
        "weights": document.worth.astype("<f8").tobytes(),
    }
    return _joined(parts)


def from_bytes(data: bytes, sections: Sequence[Section]) -> IndexedDocument:
    """Return the index that `to_bytes` of this version was given."""
    parts = _parts(data)
    terms = DocumentTerms(
        vocabulary=tuple(parts["vocabulary"].decode().split("\n")) if parts["vocabulary"] else (),
        term_ids=_numbers(parts["term_ids"], "<i4").astype(np.int32),
        line_words=_numbers(parts["line_words"], "<i4").astype(np.int32),
        line_pages=_numbers(parts["line_pages"], "<i4").astype(np.int32),
        line_is_closed=_numbers(parts["line_is_closed"], "?").astype(np.bool_),
    )
    worth = _numbers(parts["weights"], "<f8").astype(np.float64)
    names = parts["kinds"].decode().split("\n")
    scores = _numbers(parts["kind_scores"], "<f8").reshape(len(names), len(worth))
    kinds = {name: row.astype(np.float64) for name, row in zip(names, scores, strict=True)}
    index = DocumentIndex(terms, len(worth))
    return IndexedDocument(index, kinds, worth, section_titles(sections))


def _numbers(data: bytes, kind: str) -> NDArray[np.generic]:
    return np.frombuffer(data, dtype=kind)


def _joined(parts: Mapping[str, bytes]) -> bytes:
    sizes = json.dumps({name: len(part) for name, part in parts.items()}).encode()
    return b"".join((len(sizes).to_bytes(_LENGTH_BYTES, "little"), sizes, *parts.values()))


def _parts(data: bytes) -> dict[str, bytes]:
    start = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "little")
    parts = {}
    for name, size in json.loads(data[_LENGTH_BYTES:start]).items():
        parts[name] = data[start : start + size]
        start += size
    return parts
