"""A sentence at the foot of a page leads to the table at the top of the next, and says its unit."""

from qa.document import Page
from qa.figures import find_scales
from qa.figures.reading import fold
from qa.tables.marks import with_marks
from qa.tables.section_scale import SectionScale, with_section_scale
from qa.tables.table import Table
from qa.tables.tokens import strips_of

SENTENCE_LINES = 3


def led_from(before: Page, table: Table) -> Table:
    """Return a page's first table in the unit that the last sentence of the page before sets.

    Only where nothing of the table's own page leads to it, and that sentence ends in a colon.
    """
    if table.title or table.leads or table.unit_span is not None:
        return table
    strips = [strip for strip in with_marks(strips_of(before)) if not strip.is_running]
    if not strips or not strips[-1].folded.rstrip().endswith((":", "：")):
        return table
    first = min(strip.start for strip in strips[-SENTENCE_LINES:])
    last = strips[-1].start + len(strips[-1].folded)
    captions = [c for c in find_scales(fold(before.text)) if first <= c.start < last]
    if not captions:
        return table
    return with_section_scale(table, SectionScale(before.page_number, captions[-1]))
