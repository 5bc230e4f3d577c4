"""Is a place of a page about what a sentence says? By concepts, labels, words, names and years."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.glossary import common_words, content, line_items, load
from qa.text.terms import is_chinese, terms
from qa.witness.claims import Claim, Terms, concepts_in, figures_in, names_in, years_in
from qa.witness.printed import PageEvidence
from qa.witness.wording import falls, is_negated, rises

# Words of a label that tell no two rows apart.
WEAK = frozenset(
    terms(
        "net total other of and the in for year ended attributable to company amount consolidated"
        " december june september march january fiscal note million thousand per our we from"
        " was were is are had has have approximately about its billion came reported amounted percentage"
    )
)
_OPENING = frozenset(terms("beginning opening 期初 年初"))  # of a balance
_OF_IT = re.compile(r"\bof\s+$")  # what stands before it is what a figure is of
SHARE_CITED = 0.34  # of a sentence's words that must stand in what it cites itself
SHARE_FOUND = 0.6  # in what the search found for it
MIN_WORDS = 2  # a single word stands somewhere in any report
SHARE_BESIDE_FIGURE = 0.5  # in running text that has its figure
MOST_OWN_WORDS = 1  # a sentence with no more speaks of what the question asks: "It was $5 million."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence, read with its question, speaks of."""

    words: Terms
    concepts: Terms
    names: Terms = frozenset()  # terms of names, which may be a row's label: "Document Cloud"


def subject_of(claim: Claim, question: Claim) -> Subject:
    """Return what a sentence speaks of; the question's words join those of a short one."""
    own = claim.words - WEAK
    names = frozenset(term for name in claim.names for term in content(terms(name))) - WEAK
    if claim.concepts or len(own) > MOST_OWN_WORDS:
        return Subject(own, claim.concepts, names)
    return Subject(own | (question.words - WEAK), question.concepts, names)


def is_about(
    subject: Subject, question: Claim, found: PageEvidence, own: Terms, *, is_cited: bool
) -> bool:
    """Tell whether a place that has a sentence's figure speaks of the same thing."""
    if not found.is_row:
        share = SHARE_CITED if is_cited else SHARE_BESIDE_FIGURE
        return _shares(replace(subject, words=subject.words - own), found, share)
    label = label_terms(found.label, own)
    said = subject.words | question.words | subject.names
    opening = _OPENING & frozenset(terms(found.label))
    if opening and not opening & said:
        return False
    stated = found.concepts | _everyday(found.concepts)
    named = concepts_in(found.label) | stated
    if found.entity and not _terms_of(found.entity) <= said:
        return False
    measured = subject.concepts - concepts_in(found.entity or "")
    if found.entity and stated and measured and not measured & stated:
        return False  # a segment's row of operating income, under its name alone
    both = subject.concepts & named
    known = _terms_of_concepts(both)
    if any(
        _fits_better(other, label, subject, known, own)
        for other in found.labels_beside
        if both <= concepts_in(other)
    ):
        return False
    if subject.concepts and named:
        if not subject.concepts & named:
            return False
        return is_cited or not label - said - known
    if subject.concepts and not label & subject.words:
        return bool(subject.concepts & concepts_in(found.context)) and bool(label & said)
    words = subject.words if subject.concepts else subject.words | subject.names
    return bool(label & words) and (is_cited or label <= said)


def is_told_there(
    subject: Subject, found: PageEvidence, sentence: tuple[str, int, int], own: Terms
) -> bool:
    """Tell whether the sentence of running text that has a figure, as (text, start, end of it), is
    itself about the subject, where those beside it may be, and names nobody else before the figure.

    Of "rent of $5 million and fuel of $7 million" the first is none of fuel.
    """
    text, start, _ = sentence
    words = subject.words - own
    if not _shares(replace(subject, words=words), replace(found, text=text), SHARE_BESIDE_FIGURE):
        return False
    is_said = words & _terms_of(text) or subject.concepts & concepts_in(text)
    if not is_said or _is_of_a_later_figure(words, text, start):
        return False  # the title of its section says nothing of a figure
    clause = re.split(r"[,;，；] ", text[:start])[-1]
    named = frozenset(term for name in names_in(clause) for term in content(terms(name)))
    return named - own <= subject.names | subject.words


def _is_of_a_later_figure(words: Terms, text: str, start: int) -> bool:
    """Tell whether the words stand before a figure behind this one, and not before this one."""
    ends, stretches = 0, []
    for figure in figures_in(text):
        if _OF_IT.search(text, ends, figure.start):
            stretches.append((figure.start, frozenset(content(terms(text[ends : figure.start])))))
        ends = figure.end
    own = [said for at, said in stretches if at == start]
    later = [said for at, said in stretches if at > start]
    return bool(own) and not words & own[0] and any(words <= said for said in later)


def _fits_better(other: str, label: Terms, subject: Subject, known: Terms, own: Terms) -> bool:
    """Tell whether another row's label has all that a label shares with a sentence, leaves no more
    unsaid, and differs in one of both: "Revenue" before "Product revenue".

    known: terms of the concepts that label and sentence share, so that they need not be said.
    """
    said = subject.words | subject.names
    beside = label_terms(other, own)
    shared, left = label & said, label - said - known
    others, others_left = beside & said, beside - said
    is_as_good = shared <= others and others_left <= left
    return bool(others) and is_as_good and (shared, left) != (others, others_left)


@lru_cache(maxsize=2048)
def label_terms(label: str, own: Terms) -> Terms:
    """Return the words of a label that tell it from others."""
    return frozenset(t for t in _terms_of(label) - WEAK - own if len(t) > 1)


def bears_out(claim: Claim, found: PageEvidence, own: Terms, *, is_cited: bool) -> bool:
    """Tell whether a place says what a sentence without figures says.

    Words of a rise or a fall are compared by their direction: "rose" is borne out by "increased".
    """
    if claim.is_negated != is_negated(found.text):
        return False
    if not _is_same_direction(claim, found.text):
        return False
    if not names_stand(claim.names, [found], own) or not dates_stand(claim, [found]):
        return False
    words = claim.words - own
    if is_chinese(claim.text) != is_chinese(found.text):
        return is_cited
    if not is_cited and len(words - WEAK) + len(claim.names) < MIN_WORDS:
        return False
    share = SHARE_CITED if is_cited else SHARE_FOUND
    return _shares(Subject(words - WEAK, frozenset()), found, share)


def answers(copied: Claim, asked: Claim, found: PageEvidence, own: Terms) -> bool:
    """Tell whether words copied from a place may answer a question: a bare figure speaks of what
    is asked for, so its row must.
    """
    subject = subject_of(copied, asked)
    is_bare = not copied.names and not any(len(word) > 1 for word in copied.words)
    if copied.figures and is_bare and found.is_row and (subject.words or subject.concepts):
        return is_about(subject, asked, found, own, is_cited=True)
    return shares_subject(asked, found, own)


def shares_subject(asked: Claim, found: PageEvidence, own: Terms) -> bool:
    """Tell whether a place has a word or a thing that a question asks for; so it is where the
    question says neither.
    """
    words = asked.words - WEAK - own - common_words()
    if not words and not asked.concepts:
        return True
    if is_heads(found):
        return bool(words & _terms_of(found.text))
    concepts = concepts_in(f"{found.label or found.text} {found.context}")
    return bool(words & _all_terms(found)) or bool(asked.concepts & concepts)


def is_heads(found: PageEvidence) -> bool:
    """Tell a line that says nothing by itself, as the heads of a table do."""
    return not (found.figures or found.is_prose or names_in(found.text))


def names_stand(names: Collection[str], found: Collection[PageEvidence], own: Terms) -> bool:
    """Tell whether all words of these names stand in the places, or in the company's own names."""
    said = own.union(*(_all_terms(place) for place in found))
    return all(set(content(terms(name))) <= said for name in names)


def dates_stand(claim: Claim, found: Collection[PageEvidence]) -> bool:
    """Tell whether years, dates and numbers in Chinese characters are those of the places."""
    texts = "".join("".join(place.text.split()) for place in found)
    if not all(numeral in texts for numeral in claim.numerals):
        return False
    years: set[int] = set()
    for place in found:
        years |= years_in(f"{place.text} {place.context}")
        years |= {year for printed in place.figures for year in printed.years or ()}
        years |= {place.fiscal_year} if place.fiscal_year else set()
    said = frozenset[str]().union(*(_all_terms(place) for place in found))
    return claim.years <= years and all(set(content(terms(date))) <= said for date in claim.dates)


def _shares(subject: Subject, found: PageEvidence, share: float) -> bool:
    said = _all_terms(found)
    if subject.concepts and not subject.concepts & concepts_in(f"{found.text} {found.context}"):
        return False
    words = frozenset(w for w in subject.words if not (rises(w) or falls(w)))
    if not words and subject.concepts:
        return True
    shared = len(words & said)
    return shared >= max(share * len(words), min(MIN_WORDS, len(words)), 1)


def _is_same_direction(claim: Claim, text: str) -> bool:
    if claim.falls and not claim.rises:
        return falls(text)
    if claim.rises and not claim.falls:
        return rises(text)
    return True


def _all_terms(found: PageEvidence) -> Terms:
    return _terms_of(f"{found.text} {found.label} {found.context}")


@lru_cache(maxsize=512)
def _terms_of(text: str) -> Terms:
    return frozenset(content(terms(text)))


@lru_cache(maxsize=512)
def _everyday(keys: Terms) -> Terms:
    """Return the concepts that people name and that a line item's rows are of: eps of diluted eps."""
    rows = {row for item in line_items() if item.key in keys for row in item.rows}
    return frozenset(e.key for e in load() if not rows.isdisjoint((*e.names, *e.rows)))


@lru_cache(maxsize=512)
def _terms_of_concepts(concepts: Terms) -> Terms:
    named = [entry for entry in load() if entry.key in concepts]
    return frozenset(t for e in named for phrase in (*e.names, *e.rows) for t in terms(phrase))
