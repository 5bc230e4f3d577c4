"""A question and the figures found for it in, whether its words ask for other cells out.

Every figure goes through this before it is shown. What a question says of its figure must stand
around the cell that was taken: in the row's label, above it, over the column or over the table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked
from qa.measures.company import short_names
from qa.readers.extractive.figure_writer import Evidence, FigureAnswer
from qa.readers.extractive.rows.row_facts import SOFT, Terms, content_terms
from qa.readers.extractive.rows.tables_for import tables_for, tables_on
from qa.readers.extractive.wording.company import company_names
from qa.statements.fact import PRIMARY
from qa.tables import Table, row_words

FEWEST_WORDS = 3  # of a label that a longer one may hold
SHARED = 4  # letters: "Canada" is said by "Canadian"
_WORD = re.compile(r"[a-z0-9&'’.]+")
_NOTE = re.compile(r"\(\w{1,2}\)")  # "(a)" behind a label
_GROUP = content_terms("operations segment total division region business company")
_MOVES = re.compile(r"\b(?:increases|decreases|additions|reductions)\b", re.I)
_OWNED = re.compile(r"\bown(?:s|ed)?\b", re.I)
_SALES = ("revenue", "net_sales")


@dataclass(frozen=True, slots=True)
class OperandPlace:
    """Where an operand stands: its label, the words over it, and those over its table.

    table: None where it stands in a sentence, which is the label then.
    """

    label: str
    over: str
    around: str
    table: Table | None = None

    @property
    def own(self) -> Terms:
        return content_terms(f"{self.label} {self.over}")

    @property
    def said(self) -> Terms:
        return self.own | content_terms(self.around)


def lacks_a_witness(document: StoredDocument, asked: Asked, found: FigureAnswer) -> bool:
    """Tell whether the question's own words ask for other cells than those that were taken."""
    if asked.is_chinese or not found.evidence or found.figures[0].value is None:
        return False
    places = [_place(document, each) for each in found.evidence]
    return (
        _is_of_another_part(document, asked, places)
        or _has_longer_row(asked, places)
        or _lacks_its_whole(document, asked, found, places)
        or _lacks_its_part(document, asked, places)
        or _lacks_a_move(asked, places)
        or _counts_all(asked, found, places)
    )


def part_with_company(document: StoredDocument, question: str) -> str | None:
    """Return the part that a question names whose name without the company's is another part's.

    "Walmart U.S." is a segment, and "U.S. operations" are more than that.
    """
    names = facts_in(document).part_names
    forms = {form for name in company_names(document) for form in short_names(name)}
    for part in names:
        form = next((each for each in forms if part.lower().startswith(f"{each} ")), None)
        if form is None or not re.search(rf"{re.escape(part)}(?!\w)", question):
            continue
        rest = content_terms(part[len(form) :]) - _GROUP
        if any(rest == content_terms(other) - _GROUP for other in names if other != part):
            return part
    return None


def _is_of_another_part(
    document: StoredDocument, asked: Asked, places: Sequence[OperandPlace]
) -> bool:
    part = part_with_company(document, asked.text)
    return part is not None and not any(content_terms(part) <= place.said for place in places)


def _has_longer_row(asked: Asked, places: Sequence[OperandPlace]) -> bool:
    """Tell whether a row whose whole label the question says holds the label of one taken.

    Of "Land, buildings and equipment" and "Total land, buildings and equipment" the one said.
    """
    question = _plain(asked.text)
    tables = {id(place.table): place.table for place in places if place.table is not None}
    taken = {_plain(place.label) for place in places if place.table is not None}
    shorter = [label for label in taken if len(label.split()) >= FEWEST_WORDS]
    labels = {_plain(row.label) for table in tables.values() for row in table.rows if row.cells}
    said = [label for label in labels - taken if label in question]
    return any(each in label for label in said for each in shorter)


def _plain(text: str) -> str:
    """Return the words of a text between blanks: " land buildings and equipment "."""
    return f" {' '.join(_WORD.findall(_NOTE.sub('', text.lower())))} "


def _lacks_its_whole(
    document: StoredDocument, asked: Asked, found: FigureAnswer, places: Sequence[OperandPlace]
) -> bool:
    """Tell whether a share is asked for of one line of a statement, and is of the group's instead.

    Of "product sales", where what leads to the table is about products and services.
    """
    figure = found.figures[0]
    if figure.unit != "percent" or len(figure.inputs) != 2 or asked.manner != "share":
        return False
    narrowed = _narrowed(asked) - frozenset[str]().union(*(place.own for place in places))
    lines = (fact.label for fact in facts_in(document).facts if fact.rank == PRIMARY)
    return bool(narrowed) and any(content_terms(line) - SOFT == narrowed for line in lines)


def _lacks_its_part(document: StoredDocument, asked: Asked, places: Sequence[OperandPlace]) -> bool:
    """Tell whether sales are of more than a question says, and a row or column elsewhere is not.

    Of "water revenue of the regulated businesses" the businesses' revenue has more than water.
    """
    if asked.key not in _SALES or asked.manner != "value" or asked.operation != "none":
        return False
    said = frozenset[str]().union(*(place.said for place in places))
    begun = {word[:SHARED] for word in said}
    missing = {word for word in _narrowed(asked) - said if word[:SHARED] not in begun}
    if not missing:
        return False
    allowed = content_terms(asked.text) | SOFT
    for table in tables_for(document, asked.text, asked.words, facts_in(document)):
        labels = [row.label for row in table.rows if row.cells]
        for text in (*labels, *(column.head for column in table.columns)):
            if (words := content_terms(text)) & missing and words <= allowed:
                return True
    return False


def _narrowed(asked: Asked) -> Terms:
    """Return the words of a question that no known line or measure says."""
    return content_terms(" ".join(asked.qualifiers)) - SOFT


def _lacks_a_move(asked: Asked, places: Sequence[OperandPlace]) -> bool:
    """Tell whether "increases in" something are asked for, and what there was of it is told."""
    move = _MOVES.search(asked.text)
    return move is not None and not any(content_terms(move[0]) & place.said for place in places)


def _counts_all(asked: Asked, found: FigureAnswer, places: Sequence[OperandPlace]) -> bool:
    """Tell whether a count is asked for of what is owned, and a sentence counts all there is."""
    if found.figures[0].unit != "count" or not _OWNED.search(asked.text):
        return False
    return not any(place.table or _OWNED.search(place.label) for place in places)


def _place(document: StoredDocument, evidence: Evidence) -> OperandPlace:
    page, start, end = evidence.page, evidence.start, evidence.end
    for table in tables_on(document, page.page_number, facts_in(document)):
        for row in table.rows:
            for cell in row.cells:
                is_there = start <= cell.start < end <= cell.end + len(")%")
                if cell.page_number != page.page_number or not is_there:
                    continue
                label, above = row_words(table, row.index)
                leads = " ".join(lead.text for lead in table.leads)
                over = f"{' '.join(above)} {table.columns[cell.column].head}"
                return OperandPlace(label, over, f"{table.title} {leads}", table)
    return OperandPlace(page.text[start:end], "", "")
