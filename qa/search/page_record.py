"""What a page is scored for, as frozen records: of one page, or of all pages of a document at once.

With numbers they tell about one page; with arrays [num_pages], by page_index, about all of them.
"""

from dataclasses import dataclass, fields
from typing import Generic

from qa.search.index import Scores
from qa.search.scoring import Value


@dataclass(frozen=True, slots=True)
class EntryFeatures(Generic[Value]):
    """How a page tells about one entry of the glossary; each between 0 (not) and about 1."""

    rows: Value  # the best table row named like it
    on_statement: Value  # that row, as far as the page is the statement that the entry belongs to
    said: Value  # sentences about it in the manner asked for
    titles: Value  # a title about it
    phrases: Value  # phrases that running text has about it
    kind: Value  # the page is of a kind that the entry stands on, and names it


@dataclass(frozen=True, slots=True)
class WantedFeatures(Generic[Value]):
    """The features of an entry, and how much the entry counts among all that is asked for."""

    key: str
    share: float
    of_page: EntryFeatures[Value]


@dataclass(frozen=True, slots=True)
class PageFeatures(Generic[Value]):
    """What a page is scored for: numbers for one page, arrays for all pages of a document."""

    words: Value  # BM25 of the question's words, as a share of what a page with all would get
    pairs: Value  # neighbouring words of the question, likewise
    near: Value  # the share of the things asked for that one passage names
    wanted: tuple[WantedFeatures[Value], ...]
    reasons: Value  # words that give reasons, where the question is why
    discussion: Value  # the management's discussion, where the question is why
    worth: Value  # 1, or less where the page only lists what stands elsewhere
    wants_text: bool  # the answer is a sentence rather than a row of figures


def at_page(features: PageFeatures[Scores], page_index: int) -> PageFeatures[float]:
    """Return the features of one page, out of those of all pages."""

    def one(values: Scores) -> float:
        return float(values[page_index])

    wanted = tuple(
        WantedFeatures(
            w.key,
            w.share,
            EntryFeatures(*(one(getattr(w.of_page, f.name)) for f in fields(w.of_page))),
        )
        for w in features.wanted
    )
    return PageFeatures(
        words=one(features.words),
        pairs=one(features.pairs),
        near=one(features.near),
        wanted=wanted,
        reasons=one(features.reasons),
        discussion=one(features.discussion),
        worth=one(features.worth),
        wants_text=features.wants_text,
    )
