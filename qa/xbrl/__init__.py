"""Facts that a filing tags in XBRL, read from a file, and a report's figures beside them."""

from qa.xbrl.reading import read_xbrl
from qa.xbrl.tagged import TaggedFact, TaggedFile, TaggedPeriod

__all__ = ["TaggedFact", "TaggedFile", "TaggedPeriod", "read_xbrl"]
