"""A Chinese question taken apart in, the figure whose surroundings account for all of it out."""

from qa.library import StoredDocument
from qa.measures import Asked
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.chinese.coverage import compares
from qa.readers.extractive.chinese.covered_cells import CoveredCells
from qa.readers.extractive.chinese.covered_sentences import covered_sentence
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.phrase_values import names_of_lines
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.wording.company import company_names
from qa.readers.extractive.wording.kinds import fits_kind
from qa.statements import DocumentFacts

# Characters of a question; no row, head and title say more. Looking for shares takes their third
# power: minutes for a question as long as one may be, in which nothing else in the process runs.
MOST_CHARS = 200
_MANNERS = ("value", "change", "share", "text")


def covered_answer(
    document: StoredDocument, asked: Asked, facts: DocumentFacts
) -> FigureAnswer | None:
    """Return a cell's figure, else a part over the sum that it stands under, else a sentence's."""
    year = facts.fiscal_year
    if len(asked.text) > MOST_CHARS:
        return None
    is_compared = compares(asked.text)
    times = [each for each in asked.periods if each.kind != "previous" or not is_compared]
    is_plain = asked.manner in _MANNERS and not asked.is_range and asked.expression is None
    if year is None or not is_plain or len(times) > 1:
        return None
    phrases, names = [*asked.words, *names_of_lines(asked)], company_names(document)
    cells = CoveredCells(tables_for(document, asked.text, phrases, facts), facts, asked.text, names)
    period = (times or [AskedPeriod("latest")])[0].resolve(year).within(facts.fiscal_year_end)
    found = FigureWriter(document, asked).row(cells.value(period))
    if found is not None and fits_kind(asked.text, found.figures[0]):
        return found
    if (pair := cells.share(period)) is not None:
        part, whole = pair
        writer = FigureWriter(document, asked)
        return writer.ratio((part.label, part), (whole.label, whole), unit="percent")
    told = covered_sentence(document, asked.text, phrases, names, period, fiscal_year=year)
    found = FigureWriter(document, asked).row(told)
    return found if found and fits_kind(asked.text, found.figures[0]) else None
