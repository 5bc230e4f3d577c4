"""The reporting group's own statements: tables of a document in, facts and tie-outs out.

Knows tables, figures and page kinds; no reader, no screen, no PDF library.
"""

from qa.statements.build import facts_of
from qa.statements.document_facts import DocumentFacts, Statement
from qa.statements.fact import Fact, StatementKind
from qa.statements.tie_outs import TieOut

__all__ = ["DocumentFacts", "Fact", "Statement", "StatementKind", "TieOut", "facts_of"]
