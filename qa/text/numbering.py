"""Numbers and bullets that a list puts before its lines."""

import re

_MARK = re.compile(
    r"""\s*+(?:
        [•‣▪◦●○■□·◆✓]\s*  |  [-–—*+]\s+                    # bullets
      | [①-⑳]\s*
      | [(（]\s*(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})\s*[)）][.、]?\s*
      | (?:Q|Question|问题)?\s*\d{1,3}(?:\.\d{1,2})*\s*
        (?:[)）、．:：]\s*|\.(?:\s+|(?=[\u3400-\u9fff])))
      | (?:[A-Za-z]|[ivx]{2,5})\)\s*  |  (?:[a-z]|[ivx]{2,5})\.\s+  # "A. O. Smith" is a name
      | [一二三四五六七八九十]{1,3}、\s*
    )""",
    re.VERBOSE,
)


def without_numbering(line: str) -> str:
    """Return a line of a list without the number or bullet before it.

    >>> without_numbering("12) What is revenue?"), without_numbering("1.5 million shares?")
    ('What is revenue?', '1.5 million shares?')
    """
    mark = _MARK.match(line)
    return (mark and line[mark.end() :].strip()) or line.strip()
