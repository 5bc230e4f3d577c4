"""Where read documents are kept, each for its owner alone: folder in, StoredDocument out."""

from qa.library.derived_data import DerivedData
from qa.library.store import LOCAL_OWNER, SAMPLES_OWNER, Library
from qa.library.stored_document import StoredDocument

__all__ = ["LOCAL_OWNER", "SAMPLES_OWNER", "DerivedData", "Library", "StoredDocument"]
