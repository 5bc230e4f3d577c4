"""What a row or a sentence has to say for a question, as frozen records, and the score of each.

Records and weights in, parts of a score out; nothing is read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa.search.scoring import Part, total
from qa.search.weights import Weights


@dataclass(frozen=True, slots=True)
class Naming:
    """How an entry of the glossary is named by a row or a sentence."""

    key: str  # of the entry; "" where none is named
    fit: float  # how well the words are one of its names, 0 to 1
    on_statement: float  # of a row: how surely it stands on the entry's own statement, 0 to 1
    other_names: int  # how many of its other names stand there too, as far as they count
    weight: float  # of the entry, among all that is asked for
    by: Literal["itself", "driver", "above"] = "itself"  # driver: by something that moves it

    def strength(self, weights: Weights) -> float:
        """Return how strongly the entry is named, by itself."""
        more = weights.home_statement * self.on_statement + weights.other_name * self.other_names
        return (self.fit + more) * self.weight

    def told(self, weights: Weights) -> float:
        """Return how strongly the entry is named, less where it is not by itself."""
        return self.strength(weights) * self._share(weights)

    def parts(self, weight: float, weights: Weights) -> Iterator[Part[float]]:
        """Yield the parts of a score that `weight * told` is."""
        weight *= self.weight * self._share(weights)
        way = {"itself": "named", "driver": "moved by", "above": "named above"}[self.by]
        yield Part(f"{self.key}: {way}", self.fit, weight)
        home = weight * weights.home_statement
        yield Part(f"{self.key}: on its statement", self.on_statement, home)
        yield Part(f"{self.key}: other names", self.other_names, weight * weights.other_name)

    def _share(self, weights: Weights) -> float:
        if self.by == "driver":
            return weights.moved_by
        return weights.named_above if self.by == "above" else 1.0


NOT_NAMED = Naming("", 0.0, 0.0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class RowFeatures:
    """What a table row is scored for."""

    naming: Naming
    covers: float  # share of the question's words in the label, 0 to 1, the telling ones more
    around: float  # the same for title and column heads, but for what the label covers
    page_fit: float  # of the page, 0 to 1
    has_kind: bool  # a place where one is asked for, and so on
    has_several_values: bool
    asks_why: bool
    wants_text: bool  # the answer is a sentence

    def parts(self, weights: Weights) -> Iterator[Part[float]]:
        """Yield what the score of the row consists of."""
        yield from self.naming.parts(weights.row_named, weights)
        yield Part("words", self.covers, weights.row_covers)
        yield Part("words around", self.around, weights.row_around)
        yield _page_fit(self.page_fit, self.asks_why, weights)
        yield Part("kind asked for", self.has_kind, weights.kind_asked)
        yield Part("several values", self.has_several_values, weights.several_values)
        share = weights.row_where_reason if self.asks_why else weights.row_where_text
        yield Part("no sentence", self.wants_text, share - 1.0, "all")


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What a sentence is scored for."""

    naming: Naming
    covers: float  # share of the question's words in the sentence, as of a row
    moved: float  # the same, of those of which it only names what moves them
    around: float  # the same for the title above and what it points back to
    under: float  # the same for the titles further up
    opens: float  # the same for its title alone, where it is the first sentence below
    page_fit: float  # of the page, 0 to 1
    asks_why: bool
    gives_reason: bool  # the next six only where the question is why
    asks_of_move: bool  # why a figure moved, not why something happened
    explains_move: float  # that what is asked for moved as asked, in front of "due to", 0 to 1
    tells_move: float  # the same where no reason is given
    goes_against: bool  # tells of a rise where a fall is to be explained
    is_supposed: bool
    is_in_manner: bool  # has a word of the manner asked for
    has_figure: bool  # where one is asked for
    has_kind: bool  # a place, a time, names .. where these are asked for
    signs: bool  # is a signature, where it is asked who
    announces: bool  # ends in a colon
    asks: bool  # ends in a question mark
    is_aside: bool  # tells nothing itself: points elsewhere, or only defines what is asked for
    is_long: bool

    def parts(self, weights: Weights) -> Iterator[Part[float]]:
        """Yield what the score of the sentence consists of."""
        yield from self.naming.parts(weights.sentence_named, weights)
        yield Part("words", self.covers, weights.sentence_covers)
        yield Part("words of what moves it", self.moved, weights.sentence_moved)
        yield Part("words around", self.around, weights.sentence_around)
        yield Part("words of titles further up", self.under, weights.sentence_under)
        yield Part("first below its title", self.opens, weights.sentence_opens)
        yield _page_fit(self.page_fit, self.asks_why, weights)
        reason = weights.reason if self.asks_of_move else weights.reason_of_event
        yield Part("gives a reason", self.gives_reason, reason)
        yield Part("explains the move", self.explains_move, weights.explains_move)
        yield Part("tells the move", self.tells_move, weights.tells_move)
        yield Part("goes the other way", self.goes_against, weights.opposite)
        yield Part("is supposed", self.is_supposed, weights.supposed)
        yield Part("manner", self.is_in_manner, weights.manner)
        yield Part("figure", self.has_figure, weights.figure)
        yield Part("kind asked for", self.has_kind, weights.kind_asked)
        yield Part("signature", self.signs, weights.signature)
        yield Part("announces", self.announces, weights.announces)
        yield Part("asks", self.asks, weights.asks)
        yield Part("tells nothing itself", self.is_aside, weights.aside - 1.0, "all")
        yield Part("is long", self.is_long, weights.long_sentence - 1.0, "all")


@dataclass(frozen=True, slots=True)
class ToldFeatures:
    """What a passage is scored for that tells an everyday matter in a form known for it."""

    key: str  # of the matter
    rank: int  # of the form among those of the matter, the surest the least; -1 above a caption
    worth: float  # of the page: pages of mere lists count less
    is_long: bool

    def parts(self, weights: Weights) -> Iterator[Part[float]]:
        """Yield what the score of the passage consists of."""
        yield Part(f"{self.key}: told", 1.0, weights.told)
        yield Part("less sure form", self.rank, weights.told_later)
        yield Part("is long", self.is_long, weights.told_long)
        yield Part("page of lists", 1.0 - self.worth, -weights.told)


Features = RowFeatures | SentenceFeatures | ToldFeatures


def has_kind(features: Features) -> bool:
    """Whether a passage has the kind of thing that is asked for, such as a place."""
    return isinstance(features, RowFeatures | SentenceFeatures) and features.has_kind


def score(features: Features, weights: Weights) -> float:
    """Return the score of a row or a sentence, the sum of its parts."""
    return total(features.parts(weights), 0.0)


def _page_fit(page_fit: float, asks_why: bool, weights: Weights) -> Part[float]:
    weight = weights.page_fit_for_reasons if asks_why else weights.page_fit
    return Part("fit of the page", page_fit, weight)
