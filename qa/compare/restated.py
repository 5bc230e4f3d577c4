"""Reports of one company in, figures out that a later one gives another value for.

The same concept, period, entity and unit; both places cited. What differs by rounding alone, or in
its sign alone, is the same figure printed another way.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from qa.compare.companies import is_same_company
from qa.compare.comparison import Printed, ReportAnswer, Restatement
from qa.compare.series import figure_of
from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import understand
from qa.measures.measure import lines_of
from qa.quoting.cite import cite, span
from qa.readers.extractive.wording.company import company_names
from qa.statements import Fact
from qa.statements.fact import precision

Place = tuple[str, int, int]  # document, page number, end of the figure
Key = tuple[str, str, int, str | None, str]  # concept, kind of period, year, entity, unit
MOST_DAYS_OFF = 10  # two reports may reckon a year of 52 weeks to days that differ
_YEARLY = ("year", "instant")


def restatements(answered: Sequence[ReportAnswer]) -> tuple[Restatement, ...]:
    """Return what later reports of a company restate, what was asked about first.

    Of three reports a figure stands beside that of the next later one that gives another value.
    """
    by_time = sorted(answered, key=lambda each: facts_in(each.document).fiscal_year_end or date.min)
    found: dict[Place, Restatement] = {}
    for one, other in combinations(by_time, 2):
        if not _is_later(one.document, other.document):
            continue
        asked = _lines(one) | _lines(other)
        for restated in _restated(one.document, other.document, asked):
            citation = restated.earlier.citation
            place = (one.document.document_id, citation.page_number, citation.end)
            if place not in found or (restated.is_asked and not found[place].is_asked):
                found[place] = restated  # a row may state two concepts
    return tuple(sorted(found.values(), key=_order))


def _order(restated: Restatement) -> tuple[bool, int, int]:
    citation = restated.earlier.citation
    return not restated.is_asked, citation.page_number, citation.start


def _is_later(one: StoredDocument, other: StoredDocument) -> bool:
    ends = [facts_in(document).fiscal_year_end for document in (one, other)]
    first, second = ends
    if first is None or second is None or second <= first:
        return False
    return is_same_company(one, other)


def _lines(given: ReportAnswer) -> set[str]:
    """Return the concepts that a report's answer rests on."""
    asked = understand(given.asked, company=company_names(given.document))
    keys = {asked.key} if asked.key else set()
    names = {line for key in keys for line in (key, *lines_of(key))}
    figure = figure_of(given.answer)
    if figure is None or given.answer is None:
        return names
    numbers = {figure.citation, *(given_input.citation for given_input in figure.inputs)}
    places = {
        (citation.page_number, citation.end)
        for n, citation in enumerate(given.answer.citations)
        if n in numbers
    }
    facts = facts_in(given.document)
    cited = {f.concept for f in facts if (f.page_number, f.value_span[1]) in places}
    return (names | cited) - {""}


def _restated(
    earlier: StoredDocument, later: StoredDocument, asked: set[str]
) -> Iterator[Restatement]:
    before, after = _best(earlier), _best(later)
    for key in before.keys() & after.keys():
        old, new = before[key], after[key]
        if not _is_one_period(old, new) or not _differs(old, new):
            continue
        yield Restatement(
            concept=old.concept,
            label=new.label,
            period=new.period.label or str(new.period.year),
            entity=new.entity,
            unit=new.unit,
            earlier=_printed(earlier, old),
            later=_printed(later, new),
            is_asked=old.concept in asked,
        )


def _best(document: StoredDocument) -> dict[Key, Fact]:
    """Return of each concept and year the fact that the statements themselves print, if sure."""
    best: dict[Key, Fact] = {}
    for fact in facts_in(document):
        if not fact.concept or not fact.is_sure or fact.period.kind not in _YEARLY:
            continue
        key = (fact.concept, fact.period.kind, fact.period.year, fact.entity, fact.unit)
        if key not in best or fact.rank < best[key].rank:
            best[key] = fact
    return best


def _is_one_period(old: Fact, new: Fact) -> bool:
    if old.period.end is None or new.period.end is None:
        return True
    return abs((old.period.end - new.period.end).days) <= MOST_DAYS_OFF


def _differs(old: Fact, new: Fact) -> bool:
    tolerance = max(precision(old), precision(new))
    return abs(abs(old.value) - abs(new.value)) >= tolerance


def _printed(document: StoredDocument, fact: Fact) -> Printed:
    page = document.page(fact.page_number)
    start, end = fact.value_span
    if fact.label_page == fact.page_number and fact.label_span[0] < start:
        start = fact.label_span[0]
    places = [(fact.scale_page, fact.scale_span), (fact.period_page, fact.period_span)]
    context = [span(document.page(number), *place) for number, place in places if place]
    citation = cite(
        document, page, start, end, answer_start=0, answer_end=0, context=tuple(context)
    )
    return Printed(document, fact.value, fact.text, citation)
