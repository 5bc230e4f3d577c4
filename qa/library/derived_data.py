"""Data worked out of a document's pages, kept with them so that nobody works it out twice.

Any of it can be worked out again from the stored pages or the file. So it is never migrated: who
needs it asks by name and number, and where there is none of this number makes it again and keeps
it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DerivedData:
    """What a document is given to keep. version: counts up whenever other bytes would be made of
    the same pages, or the same bytes would be read otherwise.
    """

    name: str
    version: int
    data: bytes
