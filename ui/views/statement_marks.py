"""What an XBRL file beside the report says of its statements: a line above, marks at cells."""

from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from qa.answer import XbrlMark
from qa.formats.xbrl_text import tagged_number
from qa.statements import Fact
from ui.views.i18n import both

Marks = Mapping[Fact, XbrlMark]


def differing_mark(fact: Fact | None, marks: Marks) -> Markup:
    """Return the mark of a figure that is tagged with another value; of others nothing."""
    mark = marks.get(fact) if fact is not None else None
    if mark is None or mark.status != "differs":
        return Markup()
    return Markup(
        '<em class="pw-tie broken" data-xbrl="differs" title="{}">≠'
        '<span class="pw-hidden"> {}</span></em>'
    ).format(mark.concept, both("xbrl_differs", value=tagged_number(mark)))


def counted_marks(file_name: str, facts: Iterable[Fact], marks: Marks) -> Markup:
    """Return how many figures agree, differ and are not tagged, each printed figure once."""
    cells = {(fact.page_number, fact.value_span): marks[fact] for fact in facts if fact in marks}
    counts = Counter(mark.status for mark in cells.values())
    said = both(
        "xbrl_statements",
        file_name=file_name,
        agree=counts["agrees"],
        differ=counts["differs"],
        untagged=counts["not tagged"],
    )
    return Markup('<p class="pw-xbrl" data-xbrl="{}">{}</p>').format(
        "differs" if counts["differs"] else "agrees", said
    )
