"""A figure of a sentence in, a fact with its place out."""

from qa.document import Page
from qa.glossary.alike import like
from qa.measures import Asked, WantedPeriod
from qa.readers.extractive.sentences.sentence_amounts import YEAR, Given
from qa.readers.extractive.sentences.sentence_needs import NOUN, wanted_terms
from qa.statements import Fact
from qa.statements.fact import SECONDARY
from qa.tables import Period


def fact_of_sentence(
    page: Page, sentence: tuple[int, int], given: Given, period: WantedPeriod, asked: Asked
) -> Fact:
    """Return a figure of a sentence as a fact with its place."""
    start, end = sentence
    text = page.text[start:end]
    first, last = start + len(text) - len(text.lstrip(" \n.•")), start + len(text.rstrip())
    place = (start + given.start, start + given.end)
    year = str(period.year) if YEAR.search(text) else ""  # "it was $3.9 billion" is of any year
    return Fact(
        concept=asked.key or "",
        label=_label(asked, given.unit),
        period=Period("year", period.year, 12, None, year),
        value=given.value,
        unit=given.unit,
        entity=None,
        statement=None,
        page_number=page.page_number,
        text=page.text[slice(*place)],
        value_span=place,
        label_span=(first, last),
        label_page=page.page_number,
        period_span=None,
        period_page=page.page_number,
        scale_span=given.scale.span if given.scale else None,
        scale_page=(given.scale or page).page_number,
        rank=SECONDARY,
    )


def _label(asked: Asked, unit: str) -> str:
    """Return what a sentence's figure is called: the question's words, or what is counted."""
    said = " ".join(asked.words)
    if unit == "shares" and like("purchases") <= wanted_terms(asked, frozenset()):
        return "shares repurchased"
    noun = NOUN.search(asked.text)
    return f"{noun['noun'].lower()}, {said}" if noun and noun["noun"] not in said else said
