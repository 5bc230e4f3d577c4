"""A model's sentence in, whether the document says it out, with the places that show it.

The last line of defence for every reader: it trusts no model, only pages. A sentence is witnessed
when each of its figures is printed on a page as the sentence says it (number, scale, sign, kind,
year, of the same thing), or follows in one step from figures that are, and all its names stand
beside them. One without figures must share its names and most of its words with a sentence or row.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from qa.answer import Answer, Citation, SentenceStatus
from qa.document import Page
from qa.glossary import content
from qa.library import StoredDocument
from qa.quoting.cite import cite
from qa.text.terms import terms
from qa.witness.claims import Claim, ClaimedFigure, names_in, read_claim, years_in
from qa.witness.directions import contradicts_itself
from qa.witness.foreign import names_foreign
from qa.witness.matching import derived, in_its_sentence, is_worked_out, printed_as
from qa.witness.otherwise import is_denied, says_otherwise
from qa.witness.places import Places
from qa.witness.printed import PageEvidence, PrintedFigure
from qa.witness.wording import is_spending
from qa.witness.words import (
    Subject,
    answers,
    bears_out,
    dates_stand,
    is_about,
    is_heads,
    is_told_there,
    names_stand,
    subject_of,
)

_BROKEN = "\ufffd"  # of a character that was cut in the middle
MOST_FIGURES = 24  # of one sentence; a model that writes more is counting


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """A figure at text[start:end] of the answer, and the places that show it; none where it does
    not hold.
    """

    start: int
    end: int
    places: tuple[Citation, ...]

    @property
    def holds(self) -> bool:
        return bool(self.places)


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a sentence. found: citations that it lacked, without those it had."""

    status: SentenceStatus
    found: tuple[Citation, ...] = ()
    figures: tuple[FigureCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where a figure stands; several places where it is worked out of them."""

    places: tuple[tuple[PageEvidence, PrintedFigure], ...] = ()
    citations: tuple[Citation, ...] = ()  # of a figure that the search worked out


class Witness:
    """Checks the sentences of one answer against the pages that were read for it."""

    def __init__(
        self,
        document: StoredDocument,
        question: str,
        *,
        pages: Mapping[int, Page],
        search: Answer,
        own_names: Collection[str] = (),
    ) -> None:
        """search: what was found for the question without a model, by qa.readers.extractive.
        own_names: how the document's company is called.
        """
        self._document = document
        self._places = Places(document, pages)
        self._search = search
        self._own = frozenset(t for name in own_names for t in content(terms(name)))
        asked = [n for n in names_in(question) if not set(content(terms(n))) <= self._own]
        self._asked_names = tuple(asked)
        self._question = read_claim(question)
        self._is_foreign = names_foreign(document, question, asked, self._own)

    def check(self, text: str, start: int, end: int, cited: Sequence[Citation] = ()) -> Checked:
        """Return whether the document says text[start:end] of an answer, which cites these."""
        known = {name.lower() for name in self._asked_names}
        said = _without_echo(text[start:end], self._question.text)
        if not any(character.isalnum() for character in _MARKS.sub("", said)):
            return Checked("no claim")  # whatever it cites
        claim = read_claim(said, known)
        has_link = _LINK.search(text[start:end]) is not None
        if claim.is_linking and not cited and not has_link:
            return Checked("no claim")
        if self._is_foreign:
            return Checked("unwitnessed", figures=_none_holds(claim, start))
        for citation in cited:
            if _is_copied(text[start:end], citation):
                places = self._places.cited([citation])
                if any(answers(claim, self._question, place, self._own) for place in places):
                    return Checked("witnessed", figures=_all_hold(claim, start, citation))
                if all(is_heads(place) for place in places):
                    return Checked("unwitnessed")
        if has_link or _BROKEN in text[start:end]:
            return Checked("unwitnessed", figures=_none_holds(claim, start))
        if claim.is_linking:
            return Checked("witnessed")  # "Yes", with the words that say why
        if len(claim.figures) > MOST_FIGURES or contradicts_itself(
            claim.text, [claimed.figure for claimed in claim.figures]
        ):
            return Checked("unwitnessed", figures=_none_holds(claim, start))
        quoted = self._places.cited(cited)
        if claim.figures:
            return self._check_figures(claim, (start, end), cited, quoted)
        for place in quoted:
            if bears_out(claim, place, self._own, is_cited=True):
                return Checked("witnessed")
        for place in self._candidates(claim):
            if bears_out(claim, place, self._own, is_cited=False):
                return Checked("witnessed", (self._cite(place, start, end),))
        return Checked("unwitnessed")

    def _candidates(self, claim: Claim) -> Iterator[PageEvidence]:
        yield from self._places.cited(self._search.citations)
        yield from self._places.of_words(claim)

    def _check_figures(
        self,
        claim: Claim,
        span: tuple[int, int],
        cited: Sequence[Citation],
        quoted: Sequence[PageEvidence],
    ) -> Checked:
        grounds = [self._ground(claimed, claim, quoted) for claimed in claim.figures]
        shown = [self._shown(ground, span, cited) for ground in grounds]
        operands = {
            abs(claimed.figure.value): places
            for claimed, places in zip(claim.figures, shown, strict=True)
            if places
        }
        for i, claimed in enumerate(claim.figures):
            pair = None if shown[i] else derived(claimed.figure, operands, claim)
            if pair is not None:
                shown[i] = (*operands[pair[0]], *operands[pair[1]])
        if not self._stand(claim, quoted, grounds):
            return Checked("unwitnessed", figures=_none_holds(claim, span[0]))
        checks = tuple(
            FigureCheck(
                span[0] + c.figure.start, span[0] + c.figure.end, tuple(dict.fromkeys(places))
            )
            for c, places in zip(claim.figures, shown, strict=True)
        )
        if not all(check.holds for check in checks):
            return Checked("unwitnessed", figures=checks)
        found = [place for check in checks for place in check.places if place not in cited]
        return Checked("witnessed", tuple(dict.fromkeys(found)), checks)

    def _shown(
        self, ground: _Ground, span: tuple[int, int], cited: Sequence[Citation]
    ) -> tuple[Citation, ...]:
        places = [self._citation(place, span, cited) for place, _ in ground.places]
        return (*places, *(_moved(citation, span) for citation in ground.citations))

    def _ground(
        self, claimed: ClaimedFigure, claim: Claim, quoted: Sequence[PageEvidence]
    ) -> _Ground:
        subject = subject_of(claim, self._question)
        for place in quoted:
            if is_about(subject, self._question, place, self._own, is_cited=True):
                if printed := printed_as(claimed, claim, place):
                    return _Ground(((place, printed),))
                if is_denied(claimed, claim, place):
                    return _Ground()
        for worked_out in self._search.figures:
            if is_worked_out(claimed, claim, self._question, worked_out):
                numbers = [given.citation for given in worked_out.inputs]
                numbers += [] if worked_out.citation is None else [worked_out.citation]
                shown = [self._search.citations[n] for n in numbers if n is not None]
                if shown:
                    return _Ground(citations=tuple(dict.fromkeys(shown)))
        if self._is_said_otherwise(claimed, claim, subject, quoted):
            return _Ground()
        searched = self._places.cited(self._search.citations)
        of_figure = self._places.of_figure(claimed.figure, claim, quoted)
        for place in chain(searched, of_figure, self._places.of_words(claim)):
            if is_about(subject, self._question, place, self._own, is_cited=False):
                printed = printed_as(claimed, claim, place)
                if printed and (
                    place.is_row
                    or is_told_there(
                        subject, place, in_its_sentence(printed, place.text), self._own
                    )
                ):
                    return _Ground(((place, printed),))
                if is_denied(claimed, claim, place) and not is_spending(place.label):
                    return _Ground()
        return _Ground()

    def _is_said_otherwise(
        self,
        claimed: ClaimedFigure,
        claim: Claim,
        subject: Subject,
        quoted: Sequence[PageEvidence],
    ) -> bool:
        pages = {place.page.page_number for place in quoted}
        named = self._places.rows_called(subject.words | subject.names, pages, self._own)
        if any(printed_as(claimed, claim, place) for place in named):
            return False
        rows = [*quoted, *named]
        return any(says_otherwise(claimed, claim, subject, row, self._own) for row in rows)

    def _stand(
        self, claim: Claim, quoted: Sequence[PageEvidence], grounds: Sequence[_Ground]
    ) -> bool:
        """Tell whether names and years stand beside the figures; those of a worked-out figure were
        understood when it was.
        """
        worked_out_of = [c for ground in grounds for c in ground.citations]
        places = [*quoted, *(place for ground in grounds for place, _ in ground.places)]
        places += self._places.cited(worked_out_of)
        pages = "\n".join(place.page.text for place in places)
        near = frozenset(terms(pages)) | self._own
        if not all(set(content(terms(name))) <= near for name in self._asked_names):
            return False
        worked_out = frozenset[int]().union(
            *(years_in(f.period) for f in self._search.figures),
            *(years_in(given.period) for f in self._search.figures for given in f.inputs),
        )
        if any(ground.citations for ground in grounds) and claim.years <= worked_out:
            return names_stand(claim.names, places, self._own)
        return names_stand(claim.names, places, self._own) and dates_stand(claim, places)

    def _citation(
        self, place: PageEvidence, span: tuple[int, int], cited: Sequence[Citation]
    ) -> Citation:
        """Return the sentence's own citation of a place, or a new one."""
        for citation in cited:
            is_there = citation.start < place.end and place.start < citation.end
            if citation.page_number == place.page.page_number and is_there:
                return citation
        return self._cite(place, *span)

    def _cite(self, place: PageEvidence, start: int, end: int) -> Citation:
        return cite(
            self._document, place.page, place.start, place.end, answer_start=start, answer_end=end
        )


_LINK = re.compile(r"(?i)https?\b|\bwww\.|\]\(|://|\bmailto:")


def _without_echo(sentence: str, question: str) -> str:
    """Return a sentence of the same length without the question, which claims nothing."""
    asked = question.strip()
    if not asked.endswith(("?", "？")):
        return sentence
    return re.sub(
        re.escape(asked), lambda match: " " * len(match[0]), sentence, flags=re.IGNORECASE
    )


# "[1]" behind a stop is a sentence by itself to who splits the text. Inside one it may be a figure.
_MARKS = re.compile(r"\[\d{1,2}\]|[¹²³⁰⁴-⁹]+")


def _moved(citation: Citation, span: tuple[int, int]) -> Citation:
    return replace(citation, answer_start=span[0], answer_end=span[1])


def _is_copied(sentence: str, citation: Citation) -> bool:
    """Tell whether a sentence is nothing but the words that it cites."""
    return "".join(sentence.split()) in "".join(citation.cited_text.split())


def _all_hold(claim: Claim, start: int, citation: Citation) -> tuple[FigureCheck, ...]:
    return tuple(
        FigureCheck(start + c.figure.start, start + c.figure.end, (citation,))
        for c in claim.figures
    )


def _none_holds(claim: Claim, start: int) -> tuple[FigureCheck, ...]:
    return tuple(
        FigureCheck(start + c.figure.start, start + c.figure.end, ()) for c in claim.figures
    )
