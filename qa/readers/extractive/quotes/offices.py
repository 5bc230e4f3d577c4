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
# "who heads the legal department", "who is in charge of marketing"
_WHO_HEADS = re.compile(
    r"^\W*who(?:\s+is|[’']s)?\s+(?:heads?|runs?|leads?|manages?|oversees?|looks\s+after"
    r"|(?:in\s+charge|the\s+head|head|chief|boss)\s+of|responsible\s+for)\s+(?:(?:the|its|their)\s+)?"
    r"(?P<matter>[a-z][a-z &-]*?)(?:\s+(?:department|division|team|side|function|operations))?\W*$",
    re.IGNORECASE,
)
_OFFICES_OF = {
    "chief information officer|chief technology officer": (
        "computer computers it technology information systems software data engineering digital"
    ),
    "general counsel|chief legal officer": "legal law lawyers lawsuits",
    "chief human resources officer|chief people officer|human resources": (
        "personnel staff people hr human resources recruiting hiring workforce"
    ),
    "chief marketing officer|chief customer officer": "marketing advertising brands branding",
    "chief operating officer": "operations operating day-to-day",
    "chief supply chain officer|supply chain": "supply chain logistics manufacturing purchasing",
    "chief accounting officer|controller|chief accountant": "accounting accounts bookkeeping books",
    "chief strategy officer|strategy": "strategy planning",
    "chief scientific officer|research": "research science laboratories labs",
    "chief commercial officer|chief revenue officer|sales": "sales selling",
    "chief security officer|chief information security officer": "security cybersecurity",
}
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
    titles = _titles(question)
    if not titles:
        return None
    told = rf"{{NAME}}{_BEFORE}{_OTHER_OFFICES}{_NO_DEPUTY}(?:{'|'.join(map(re.escape, titles))})\b"
    return Matter(OFFICE, (), None, titles, True, (told,), (), (), None)


def _titles(question: str) -> tuple[str, ...]:
    if found := _WHO.match(question):
        words = " ".join(found["office"].lower().split())
        return (_IN_FULL.get(words, words),)
    if found := _WHO_HEADS.match(question):
        matter = set(found["matter"].lower().split())
        for titles, words in _OFFICES_OF.items():
            if matter <= set(words.split()) | {"and", "the"}:
                return tuple(titles.split("|"))
    return ()
