"""Facts of a report: pages in; the three statements, their figures by concept, and tie-outs out.

Knows tables, figures and how lines are labelled; no reader, search, library or PDF.
"""

from qa.statements.build import facts_of
from qa.statements.fact import DocumentFacts, Fact, Statement, StatementCell, StatementRow, TieOut
from qa.statements.stored_facts import from_bytes, to_bytes

__all__ = [
    "DocumentFacts",
    "Fact",
    "Statement",
    "StatementCell",
    "StatementRow",
    "TieOut",
    "facts_of",
    "from_bytes",
    "to_bytes",
]
