"""What an XBRL file says of the figures of a report's statements, as text and as a table."""

from collections import Counter
from collections.abc import Iterator, Mapping

from qa.answer import XbrlMark
from qa.formats.cells import csv_line
from qa.formats.report import Report, label_of_page, printed_number
from qa.formats.statement_words import KIND_NAMES, plain
from qa.formats.text_table import table_lines
from qa.formats.xbrl_text import mark_text
from qa.statements import Fact

Marks = Mapping[Fact, XbrlMark]
HEADER = (
    *("XBRL", "statement", "period", "value", "unit", "page", "printed page"),
    *("status", "tagged", "concept"),
)
_ORDER = {"differs": 0, "not tagged": 1, "agrees": 2}


def marks_text(marks: Marks, document: Report) -> str:
    """Return how many figures of the statements agree, and each of those that differ."""
    printed = _by_place(marks)
    count = Counter(mark.status for mark in printed.values())
    head = (
        f"XBRL: {count['agrees']} figures agree, {count['differs']} differ,"
        f" {count['not tagged']} not tagged"
    )
    rows = [
        (
            _label(fact),
            fact.period.label,
            f"[{label_of_page(document, fact.page_number)}]",
            f"{fact.value:,f}",
            mark_text(mark),
            mark.concept,
        )
        for fact, mark in printed.items()
        if mark.status == "differs"
    ]
    return "\n".join([head, *table_lines(rows)])


def marks_csv(marks: Marks, document: Report) -> str:
    """Return the rows of a table, those that differ first; an empty line stands before."""
    return "\r\n" + "".join(map(csv_line, (HEADER, *_rows(marks, document))))


def _rows(marks: Marks, document: Report) -> Iterator[tuple[str, ...]]:
    for fact, mark in sorted(_by_place(marks).items(), key=lambda pair: _ORDER[pair[1].status]):
        yield (
            _label(fact),
            KIND_NAMES.get(fact.statement or "", ""),
            fact.period.label,
            plain(fact.value),
            fact.unit,
            str(fact.page_number),
            printed_number(document, fact.page_number) or "",
            mark.status,
            mark.value or "",
            mark.concept,
        )


def _by_place(marks: Marks) -> dict[Fact, XbrlMark]:
    """Return one fact of each printed figure: a figure may be facts of several concepts."""
    places = {(fact.page_number, fact.value_span): fact for fact in marks}
    return {fact: marks[fact] for fact in places.values()}


def _label(fact: Fact) -> str:
    return f"{fact.label} ({fact.entity})" if fact.entity else fact.label
