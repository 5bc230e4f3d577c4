"""What a user chose for a question: who answers, which sections, all of it or what fits.

The browser remembers it and sends it along; it may be anything.
"""

import json
from dataclasses import dataclass

from qa.library import StoredDocument

MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class QuestionOptions:
    wants_model: bool = True
    sections: frozenset[int] = frozenset()  # indices of the ticked ones; none: the whole document
    reads_all: bool = False  # rather wait than have pages left out

    @classmethod
    def parse(cls, text: str | None) -> "QuestionOptions":
        """Read what the browser sent; what cannot be understood is not chosen."""
        try:
            sent = json.loads((text or "")[:MAX_CHARS] or "{}")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(sent, dict):
            return cls()
        ticked = sent.get("sections")
        return cls(
            wants_model=sent.get("reader") != "quotes",
            sections=frozenset(n for n in ticked if type(n) is int and n >= 0)
            if isinstance(ticked, list)
            else frozenset(),
            reads_all=sent.get("reads_all") is True,
        )

    def focus(self, document: StoredDocument) -> frozenset[int] | None:
        """Return the page numbers of the ticked sections; None: no section is ticked."""
        ticked = [document.sections[n] for n in self.sections if n < len(document.sections)]
        if not ticked:
            return None
        return frozenset(
            number
            for section in ticked
            for number in range(section.first_page, section.last_page + 1)
            if number <= document.num_pages
        )
