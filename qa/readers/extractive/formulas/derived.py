"""A question for something worked out of two things -> both looked up as questions of their own.

qa.measures.operations tells what is to be done, derived_readings what is said of both things. Both
must be found, of one kind, in the year that is asked for; and where a question can be read in two
ways that give two figures, there is none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, understand
from qa.measures.company import without_company
from qa.measures.operations import Derivation, derivations_in
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.formulas.derived_readings import Readings
from qa.readers.extractive.formulas.phrase_values import OF_PARTS
from qa.readers.extractive.formulas.worked_out import RATES, YEAR, worked_out
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.readers.extractive.rows.said import PEOPLE
from qa.readers.extractive.wording.company import company_names, names_a_part

Look = Callable[[str], FigureAnswer | None]
MOST_READINGS = 8
MOST_WORDS = 14  # of a row with its label; more are a sentence
_OF_ALL = re.compile(r"^\W*(?:total|consolidated)\b", re.I)
_BRITISH = re.compile(r"is(ed|es|ing|ation)\b")
_SLICE = re.compile(r"\b(?:slice|cut|chunk|percentage|percent|proportion|fraction|weight)\b", re.I)
_PARTS = content_terms("division segment")
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(slots=True)
class Derived:
    """Works derivations out. look: a question for one value -> its figure, as everywhere else."""

    asked: Asked
    parts: Sequence[str]  # of the group, by name
    names: Sequence[str]  # the company's
    look: Look
    statement_pages: frozenset[int] = frozenset()
    _found: dict[str, FigureAnswer | None] = field(default_factory=dict)

    def answer(self, derivations: Iterable[Derivation]) -> FigureAnswer | None:
        """Return the figure of the first derivation whose things are all found."""
        return next(filter(None, map(self._of, derivations)), None)

    def _of(self, derivation: Derivation) -> FigureAnswer | None:
        """Return what the readings of a derivation give, if they agree."""
        for readings in Readings(self.parts, self.names).of(derivation):
            worked = []
            for phrases in list(dict.fromkeys(readings))[:MOST_READINGS]:
                figures = [self._figure(*each) for each in self._timed(phrases, derivation)]
                known = [figure for figure in figures if figure is not None]
                is_mixed = derivation.operation == "sum" and self._are_of_two_notes(known)
                if len(known) < len(figures) or is_mixed:
                    continue
                one = worked_out(derivation, known, self.asked)
                if one is not None:
                    worked.append(one)
            if worked:
                values = {each.figures[0].value for each in worked}
                return worked[0] if len(values) == 1 else None
        return None

    def _are_of_two_notes(self, figures: Sequence[FigureAnswer]) -> bool:
        """Tell whether rows of two notes divide one sum, each in its way: a country and a brand."""
        pages = {figure.evidence[0].page.page_number for figure in figures if figure.evidence}
        return len(pages) > 1 and not pages & self.statement_pages

    def _timed(
        self, phrases: tuple[str, ...], derivation: Derivation
    ) -> Iterator[tuple[str, int | None]]:
        years = derivation.years or (None,)
        for number, phrase in enumerate(phrases):
            for time, year in zip(derivation.times, years, strict=True):
                yield f"{phrase} {time}", year
            assert number < 2, phrases

    def _figure(self, question: str, year: int | None) -> FigureAnswer | None:
        """Return the figure of one thing at one time; None for another year's or no plain value."""
        if question not in self._found:
            self._found[question] = self._looked_up(question)
        found = self._found[question]
        if found is None or year is None:
            return found
        said = {int(y) for y in YEAR.findall(found.figures[0].period)}
        return found if not said or year in said else None

    def _looked_up(self, question: str) -> FigureAnswer | None:
        """Return the first figure of a question's wordings that is one of a table."""
        for words in dict.fromkeys([question, *self._other_words(question)]):
            asked = understand(words, company=self.names)
            is_plain = asked.manner in ("value", "text") and asked.operation == "none"
            is_own = asked.expression is None and asked.unread_definition is None
            if not is_plain or not is_own or len(asked.keys) > 1:
                continue  # of two lines that are named only one would be told
            found = self.look(words)
            if found and found.figures[0].value is not None and _is_sure(found, asked):
                return found
        return None

    def _other_words(self, question: str) -> Iterator[str]:
        """Yield a question with a part or a place in its other form."""
        for part in self.parts:
            name = re.escape(part)
            yield re.sub(rf"[\w&'-]+\s+\({name}\)", part, question)
            yield re.sub(rf"(?:[\w&-]+'s\s+)?(?:division|segment|unit)\s+{name}\b", part, question)
        yield re.sub(r"\b(?:US|U\.S\.)(?!\w)(?! dollar)", "United States", question)
        yield _BRITISH.sub(r"iz\1", question)
        yield re.sub(r"\s+customers\b(?=.*\brevenue)", "", question)
        for people, place in PEOPLE.items():
            for one, other in ((people, place), (place, people)):
                yield re.sub(rf"\b{one}\b(?:'s)?", other, question)


def derived_figure(
    document: StoredDocument, asked: Asked, look: Callable[[Asked], FigureAnswer | None]
) -> FigureAnswer | None:
    """Return what is worked out of two things, else what the question's own words give.

    look: how one question is answered by a line, a row or a formula.
    """
    facts, names = facts_in(document), company_names(document)
    if facts.fiscal_year is None or asked.is_chinese:
        return look(asked)

    def looked_up(question: str) -> FigureAnswer | None:
        is_part = names_a_part(question, names)  # "Walmart U.S." is more than the company's name
        return look(understand(question, company=() if is_part else names))

    pages = frozenset(number for each in facts.statements for number in each.page_numbers)
    derived = Derived(asked, facts.part_names, names, looked_up, pages)
    every = [
        each
        for each in derivations_in(asked.text, facts.fiscal_year)
        if all(without_company(phrase.lower(), names).strip() for phrase in each.phrases)
    ]  # "gross margin of Acme" is the company's own
    sure = [each for each in every if each.is_sure]
    if (found := derived.answer(sure)) is not None:
        return found
    found = look(asked)
    if found and found.figures[0].value is not None:
        if any(_is_one_of(found, each) for each in sure):
            return None
        is_amount = found.figures[0].unit not in RATES
        is_share = any(each.operation == "share" for each in every) and _SLICE.search(asked.text)
        if not (is_share and is_amount):
            return found
        found = None
    return derived.answer([each for each in every if not each.is_sure]) or found


def _is_one_of(found: FigureAnswer, derivation: Derivation) -> bool:
    """Tell whether a figure is that of one of two things, which does not say how they compare.

    "Depreciation and amortization" is a row, whose label says both.
    """
    figure = found.figures[0]
    label = content_terms(figure.label)
    said = [content_terms(phrase) for phrase in derivation.phrases]
    if len(derivation.years) == 1 and len(set(YEAR.findall(figure.period))) > 1:
        return True  # of two years, where two things of one are asked for
    if derivation.is_rate:
        return figure.unit not in RATES or any(label and label <= words for words in said)
    return figure.formula is None and not all(label & words for words in said)


def _is_sure(found: FigureAnswer, asked: Asked) -> bool:
    """Tell whether a figure stands in a table, and in no total where a part is asked for.

    A sentence says its figure of something that half of a question may fit by chance.
    """
    figure = found.figures[0]
    if figure.unit == "count":
        return True
    texts = [each.page.text[each.start : each.end] for each in found.evidence]
    if any(len(_WORD.findall(text)) > MOST_WORDS for text in texts):
        return False
    own = content_terms(" ".join(asked.qualifiers)) - SOFT
    said = content_terms(f"{figure.label} {figure.entity or ''}")
    if OF_PARTS.search(asked.text) and not said & _PARTS:
        return False  # what the parts have together is not what the group has
    around = said | content_terms(" ".join(texts))
    if own and not own & around and figure.formula is None and asked.key is not None:
        return False  # "revenue from contracts" is less than revenue
    return not (own and not own & said and _OF_ALL.search(figure.label))
