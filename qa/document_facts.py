"""The facts of a stored document: worked out when it is read, kept beside its lines.

A document in, what its statements say out. Working facts out is in qa.statements.
"""

import logging
from collections.abc import Sequence

from qa.document import Page, Section
from qa.errors import LibraryError, UnknownDocument
from qa.library import DerivedData, StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.statements import DocumentFacts, facts_of
from qa.statements.stored_facts import VERSION, from_bytes, to_bytes

log = logging.getLogger("pagewitness")

NAME = "facts"
KEPT_IN_MEMORY = 16  # documents; some hundred kilobytes each; ten may be asked together


def facts_in(document: StoredDocument) -> DocumentFacts:
    """Return the facts of a document; of one that an older version read they are worked out now."""
    return _facts(DocumentKey(document))


def facts_to_store(pages: Sequence[Page], sections: Sequence[Section]) -> DerivedData:
    """Return what the library keeps with a document, so that no question waits for it."""
    return DerivedData(NAME, VERSION, to_bytes(facts_of(pages, sections)))


@kept_by_document(KEPT_IN_MEMORY)
def _facts(key: DocumentKey) -> DocumentFacts:
    document = key.document
    stored = document.derived(NAME, VERSION)
    facts = from_bytes(stored) if stored is not None else None
    if facts is not None:
        return facts
    derived = facts_to_store(document.pages(), document.sections)
    try:
        document.keep_derived(derived.name, derived.version, derived.data)
    except (LibraryError, UnknownDocument) as error:  # they serve this process at least
        log.warning("A document's facts were not kept: %s", error.code)
    kept = from_bytes(derived.data)
    assert kept is not None
    return kept
