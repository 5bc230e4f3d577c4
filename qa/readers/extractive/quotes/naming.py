"""How well terms name the entries of the glossary that a question asks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from qa.glossary import Entry
from qa.readers.extractive.quotes.evidence import NOT_NAMED, Naming
from qa.readers.extractive.quotes.reasons import MOVES
from qa.search.question import GlossaryHit, ParsedQuestion
from qa.search.weights import Weights
from qa.text.terms import terms

SURELY_NAMED = 0.7  # fit of a label that has a name in front and few words more

Phrase = tuple[str, ...]
FitOf = Callable[[Phrase, Sequence[str], str, Weights], float]


class EntryNames:
    """The names of the entries that one question asks for, in rows, in sentences, of drivers."""

    def __init__(
        self, question: ParsedQuestion, weights: Weights, shares: Mapping[str, float]
    ) -> None:
        """shares: by the key of an entry, how much it counts in sentences, 0 to 1."""
        self._question, self._weights, self._shares = question, weights, shares
        entries = [wanted.entry for wanted in question.wanted]
        self._of_rows = {entry.key: row_names(entry) for entry in entries}
        self._in_text = {entry.key: _phrases((*entry.names, *entry.words)) for entry in entries}
        self._drivers = {entry.key: _phrases(entry.why) for entry in entries}

    def in_label(
        self, words: Sequence[str], on_statement: Mapping[str, float]
    ) -> tuple[Naming, frozenset[str]]:
        """Return how the label of a row names an entry, and the terms of the question so explained.

        on_statement: by the key of an entry, how surely the page is the statement it belongs to.
        """
        return self._named(words, self._of_rows, _label_fit, on_statement)

    def in_text(self, words: Sequence[str]) -> tuple[Naming, frozenset[str]]:
        """Return how a sentence names an entry, and the terms of the question so explained."""
        return self._named(words, self._in_text, _mention_fit)

    def of_drivers(self, words: Sequence[str]) -> tuple[Naming, frozenset[str]]:
        """Return how a sentence names what moves an entry, and the terms so explained."""
        return self._named(words, self._drivers, _mention_fit, by="driver")

    def first_place(self, words: Sequence[str], around: frozenset[str]) -> int | None:
        """Return where terms first name all that is asked for; None where they do not.

        around: terms that the title or the sentence above accounts for. Names of others are not
        looked for, which may stand further up.
        """
        question = self._question
        asked = set(question.rare_terms)
        rest = asked - question.explained - question.proper_nouns - MOVES
        hits = [hit for hit in question.wanted if not hit.is_part]
        places = {frozenset([term]): _first(words, [(term,)]) for term in rest}
        places |= {hit.explains: self._place_of(hit, words) for hit in hits if hit.explains & asked}
        missing = [said for said, place in places.items() if place is None]
        if any(not said <= around for said in missing):
            return None
        return min((place for place in places.values() if place is not None), default=None)

    def _place_of(self, hit: GlossaryHit, words: Sequence[str]) -> int | None:
        """Return where terms have a name of an entry, or all that the question calls it by."""
        place = _first(words, self._in_text[hit.entry.key])
        if place is None and hit.explains and hit.explains <= set(words):
            place = min(words.index(term) for term in hit.explains)
        return place

    def _named(
        self,
        words: Sequence[str],
        phrases: Mapping[str, Sequence[Phrase]],
        fit_of: FitOf,
        on_statement: Mapping[str, float] | None = None,
        by: Literal["itself", "driver"] = "itself",
    ) -> tuple[Naming, frozenset[str]]:
        best, strength, explained = NOT_NAMED, 0.0, frozenset[str]()
        joined = f" {' '.join(words)} "
        for wanted in self._question.wanted:
            if wanted.is_part and self._question.wants_text and by != "driver":
                continue  # why a margin fell is not answered by how sales grew
            key = wanted.entry.key
            fits = [fit_of(phrase, words, joined, self._weights) for phrase in phrases[key]]
            fit = max(fits, default=0.0)
            if fit == 0:
                continue
            explained |= wanted.explains
            more = min(sum(fit > 0 for fit in fits) - 1, self._weights.other_names_most)
            home = on_statement[key] if on_statement is not None else 0.0
            share = 1.0 if on_statement is not None else self._shares[key]
            naming = Naming(key, fit, home, more, wanted.weight * share, by)
            if naming.strength(self._weights) > strength:
                best, strength = naming, naming.strength(self._weights)
        return best, explained


def _first(words: Sequence[str], phrases: Iterable[Phrase]) -> int | None:
    starts = (
        place
        for phrase in phrases
        if phrase
        for place in range(len(words) - len(phrase) + 1)
        if tuple(words[place : place + len(phrase)]) == phrase
    )
    return min(starts, default=None)


def row_names(entry: Entry) -> tuple[Phrase, ...]:
    """Return how rows about an entry are labelled; what only text tells about has no rows."""
    return _phrases((*entry.rows, *entry.names)) if entry.rows else ()


def names_row(names: Iterable[Phrase], label: Sequence[str], weights: Weights) -> bool:
    """Tell whether the terms of a row's label are one of these names, with few words more."""
    joined = f" {' '.join(label)} "
    return any(_label_fit(name, label, joined, weights) >= SURELY_NAMED for name in names)


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple({tuple(terms(text)): None for text in texts})


def _label_fit(phrase: Phrase, words: Sequence[str], joined: str, weights: Weights) -> float:
    """How well the label of a row is a phrase: 1 the same, less with words around it, 0 not."""
    if not phrase or f" {' '.join(phrase)} " not in joined:
        return 0.0
    extra = len(words) - len(phrase)
    starts = tuple(words[: len(phrase)]) == phrase
    fit = (1.0 if starts else weights.label_inside) - weights.label_word * extra
    return max(weights.label_least, fit)


def _mention_fit(phrase: Phrase, words: Sequence[str], joined: str, weights: Weights) -> float:
    """How well a sentence mentions a phrase; a single word may mean many things."""
    if not phrase or f" {' '.join(phrase)} " not in joined:
        return 0.0
    return 1.0 if len(phrase) > 1 else weights.one_word
