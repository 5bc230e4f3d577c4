"""Bytes of an XBRL file -> the facts it tags: companyfacts JSON or an inline XBRL document.

The bytes come from anywhere. Nothing is fetched and no entity is declared for them; what is out of
bounds is refused in one sentence.
"""

from collections import Counter

from qa.errors import NotXbrl
from qa.xbrl.companyfacts import companyfacts
from qa.xbrl.inline import inline_facts
from qa.xbrl.limits import Refused, XbrlLimits
from qa.xbrl.tagged import TaggedFact, TaggedFile

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # byte order
_HEAD = 200


def read_xbrl(data: bytes, *, file_name: str, limits: XbrlLimits = XbrlLimits()) -> TaggedFile:
    """Return what the file tags; raises NotXbrl.

    read_xbrl(Path("nike.htm").read_bytes(), file_name="nike.htm").facts
    """
    try:
        if len(data) > limits.max_bytes:
            raise Refused(f"it has more than {limits.max_bytes // 1_000_000} MB")
        facts, num_unread = _facts(data, limits)
        if not facts:
            raise Refused("it tags no number")
        counted = Counter(fact.concept for fact in facts if not fact.dimensions)
        if max(counted.values(), default=0) > limits.max_facts_of_a_concept:
            raise Refused(f"it has more than {limits.max_facts_of_a_concept:,} facts of one name")
    except Refused as error:
        raise NotXbrl(file_name=file_name, reason=str(error)) from error
    return TaggedFile(file_name, tuple(facts), num_unread)


def _facts(data: bytes, limits: XbrlLimits) -> tuple[list[TaggedFact], int]:
    head = data[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"").lstrip()
    if head.startswith(b"{"):
        return companyfacts(data, limits), 0
    if head.startswith(b"<"):
        return inline_facts(data, limits)
    raise Refused("it is neither markup nor JSON")
