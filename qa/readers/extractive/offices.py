"""Who holds an office: a question in, the forms in which a report names its holder out.

Only of offices that matters.toml does not know: a general counsel, a treasurer, a chief
of anything.
"""

import re

from qa.glossary.matters import Matter

OFFICE = "office"  # the key of the matter
_WHO = re.compile(
    r"^\W*who(?:\s+(?:is|was|are)|[’']s)\s+(?:(?:the|its|their|our|current|(?:company|group|firm)[’']?s)\s+)*"
    r"(?P<office>chief\s+(?!executive|financial)[a-z]+(?:\s+(?:and\s+)?[a-z]+){0,3}?\s+officer"
    r"|principal\s+accounting\s+officer|general\s+counsel|treasurer|controller"
    r"|(?:corporate\s+)?secretary|coo|cto|cio|cmo|clo|chro)"
    r"(?:\s+(?:now|today|here|(?:of|at)\s+(?:the\s+)?(?:company|group|firm)))?\W*$",
    re.IGNORECASE,
)
_IN_FULL = {
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "cio": "chief information officer",
    "cmo": "chief marketing officer",
    "clo": "chief legal officer",
    "chro": "chief human resources officer",
}
_BEFORE = (
    r",? ?(?:\(?(?:age )?\d\d\)?,? ?)?(?:(?:19|20)\d\d )?"
    r"(?:is |has served as |has been |[—–-] ?)?(?:our |the )?"
)
_OTHER_OFFICES = r"(?:[\w&’'-]+,? (?:[—–-] )?){0,9}?"  # "Executive Vice President and"
_NO_DEPUTY = r"(?<!associate )(?<!assistant )(?<!deputy )"


def office(question: str) -> Matter | None:
    """Return the matter of "who is the OFFICE"; None of anything else.

    >>> office("Who is the general counsel?").find
    ('general counsel',)
    """
    found = _WHO.match(question)
    if found is None:
        return None
    words = " ".join(found["office"].lower().split())
    title = _IN_FULL.get(words, words)
    told = rf"{{NAME}}{_BEFORE}{_OTHER_OFFICES}{_NO_DEPUTY}{re.escape(title)}\b"
    return Matter(OFFICE, (), None, (title,), True, (told,), (), (), None)
