"""A question in everyday words in, the same in the words of reports out."""

import re

_OWNERS = r"(?:(?:share|stock)(?:holders|owners)|investors)"
_THROUGH = r"(?:through|via|by|in(?:\s+the\s+form\s+of)?|with)"
_BUYBACKS = r"(?:(?:share|stock)\s+)?(?:buy-?backs|repurchases)"
_WORDS = [
    (re.compile(pattern, re.I), words)
    for pattern, words in (
        (
            r"\b(?:was|were|is|are|has|have|did)\b(?P<who>[^?]{0,200}?)\b(?:(?:be)?c[oa]me\s+)?"
            r"(?:more(?:\s+or\s+less)?|less)\s+profitable\b",
            r"did net margin change\g<who>",
        ),
        (
            r"\bhow\s+many\s+(?:of\s+(?:its|their)\s+)?(?:own\s+)?shares\b(?P<who>.*?)"
            r"\b(?:buy|bought|repurchase[ds]?)\b(?:\s+and\s+retire[ds]?)?(?:\s+back)?",
            r"number of shares repurchased\g<who>",
        ),
        (
            r"\bprice\b(?P<who>.*?)\bpa(?:y|id)\b\s+(?:per|for\s+(?:each|a))\s+(?:\w+\s+)?share\b"
            r"(?:\s+(?:it|they)\s+(?:bought\s+back|repurchased))?",
            r"price paid per share\g<who>",
        ),
        (
            r"\b(?P<part>segment|division)(?P<who>\s[^?]*?)?\s+(?:is|was)"
            r"\s+(?:the\s+)?(?P<size>largest|biggest|smallest)\b(?=\s+in\b|\s*\??$)",
            r"\g<part>\g<who> has the \g<size> revenue",
        ),
        (r"\b(?:is|was)\s+(?:the\s+)?most\s+profitable\b", "has the largest operating income"),
        (r"\b(?:is|was)\s+(?:the\s+)?least\s+profitable\b", "has the smallest operating income"),
        (
            rf"\breturn(?:ed|s)?\s+(?:(?:cash|capital|money)\s+)?to\s+(?:(?:its|their|the)\s+)?{_OWNERS}"
            rf"\s*,?\s+{_THROUGH}\s+(?:both\s+)?(?:{_BUYBACKS}\s+and\s+(?:cash\s+)?dividends"
            rf"|(?:cash\s+)?dividends\s+and\s+{_BUYBACKS})\b",
            "cash returned to shareholders",
        ),
        (
            r"\b(?P<what>dividends?\s+per\s+share)\s+(?P<did>(?:did|does|has|have)\s+(?:[\w.&'’-]+\s+){1,4}?)"
            r"(?:declare[ds]?|approve[ds]?)\b",
            r"\g<what> \g<did>",
        ),
        (
            r"\bhow\s+much\s+(?:cash|money)\s+(?:did|does|do)\s+(?P<who>(?:[\w.&'’-]+\s+){1,4}?)(?:get|receive|raise|take\s+in|collect)"
            r"\s+from\b",
            r"proceeds \g<who>from",
        ),
        (r"\bb(?:uy|ought)\s+back\b", "repurchased"),
        (r"\bbuy-?backs?\b", "repurchases"),
        (
            r"\bhow\s+many\s+(?:people|staff|workers)\b(?P<who>.*?)\bwork(?:s|ed|ing)?\s+(?:at|in|for)\b",
            r"number of employees\g<who>",
        ),
        (r"\boutside\s+(?:of\s+)?the\s+(?:united\s+states|u\.?s\.?a?\.?)(?=\W|$)", "international"),
        (r"\b(?:abroad|overseas)\b", "foreign"),
        (r"\b(?:comes?|falls?|falling|coming)\s+due\b|\bmatures\b", "maturing"),
        (
            r"(?<!\s)\s+since\s+(?:(?:it|they)\s+(?:was|were)\s+|being\s+|its\s+|the\s+)"
            r"(?:bought|acquired|purchased?|taken\s+over|acquisition)\b",
            " contributed",
        ),
    )
]


_MINORITY = (
    r"(?:the\s+)?(?:(?:minority|outside)\s+(?:owners|shareholders|stockholders|holders|interests?|investors|partners)"
    r"|minorities|non-?controlling\s+(?:interests?|holders|owners|shareholders))"
)
_WENT_TO = (
    r"(?:went|goes|go|belong(?:ed|s)?|fell|falls|(?:was|is|were)\s+(?:due|attributable)"
    r"|(?:was|is)\s+left)\s+(?:to|for)"
)
_RATES = (
    r"(?:(?:foreign|currency|currencies|exchange|fx|forex|rates?|movements?|changes|fluctuations"
    r"|translation)\s+)"
)
_CASH = (
    r"(?:the\s+|its\s+|their\s+|[\w.&-]+['’]s?\s+)?cash(?:\s+(?:balances?|position|holdings))?"
    r"(?!\s+flow)"
)
_EXCHANGE_EFFECT = "effect of exchange rates on cash"
_ONE_READING = [
    (re.compile(pattern, re.I), words)
    for pattern, words in (
        (
            rf"\b(?:effects?|impacts?|influence)\s+of\s+(?:the\s+)?(?:(?:changes|movements|swings)\s+in\s+(?:the\s+)?)?"
            rf"{_RATES}+on\s+{_CASH}",
            _EXCHANGE_EFFECT,
        ),
        (
            rf"\b(?:what|how\s+much)\s+did\s+(?:the\s+)?(?:(?:changes|movements|swings)\s+in\s+(?:the\s+)?)?"
            rf"{_RATES}+(?:do\s+to|add\s+to|take\s+(?:off|from))\s+{_CASH}",
            _EXCHANGE_EFFECT,
        ),
        (
            r"\b(?:how\s+many\s+times\s+(?:over\s+)?(?:did|does|do|was|were|is|are)\s+)?(?:the\s+)?"
            r"(?P<income>operating\s+(?:income|profit|earnings)|ebit(?:da)?)"
            r"(?P<when>\s+(?:in|for)\s+[\w ]{4,12})?"
            r"\s+(?:cover(?:ed|s)?|able\s+to\s+cover)\s+(?:the\s+|its\s+|their\s+)?"
            r"(?:net\s+)?interest(?:\s+(?:expenses?|costs?|charges?|payments?))?(?:,?\s+net)?",
            r"\g<income> interest coverage\g<when>",
        ),
        (
            r"\bdays\s+of\s+(?P<when>(?:(?:fiscal\s+)?(?:19|20)\d\d\s+)?)(?:net\s+)?(?:sales|revenues?)\s+"
            r"(?:were|was|are|is)\s+(?:tied\s+up|locked\s+up|stuck|outstanding|sitting|held)\s+"
            r"(?:in|as)\s+(?:(?:trade|accounts|customer|net)\s+)*receivables?\b"
            r"(?P<end>\s+at\s+(?:the\s+)?(?:end\s+of\s+(?:that|the)\s+year|year[- ]end))?",
            lambda found: (
                f"{found['when']}days sales outstanding"
                + " using year-end balances" * bool(found["end"])
            ),
        ),
        (
            r"\bwhat\s+(?:was|is|were)\s+left\s+(?:over\s+)?(?:of|from)\s+(?P<whole>[^?,]+?)\s+after\s+"
            r"(?:paying\s+|deducting\s+)?(?P<one>[^?,]+?)\s+and\s+"
            r"(?P<two>(?!equipment\b|equivalents\b)[^?,]+?)\s*(?=\?|$)",
            r"\g<whole> less \g<one> less \g<two>",
        ),
        (r"\bdid\s+(?:its\s+|the\s+)?(?:share|stock)(?:holders|owners)\s+(?:get|receive)\b", "was"),
        (
            r"(?P<debt>\bnet\s+(?:debt|cash)\b[^?]*?),?\s+(?:treating|counting|with|taking)\s+"
            r"(?:the\s+)?short[- ]term\s+investments\s+(?:(?:counted|taken)\s+)?as\s+cash\b",
            r"\g<debt>",
        ),
        (
            r"\b(?:cash\s+)?dividends\s+and\s+(?:share|stock)\s+(?:re)?purchases\s+"
            r"(?:(?:taken|put|added)\s+)?(?:together|combined)",
            "total shareholder payout",
        ),
        (
            r"\bwhat\s+(?:did|does|do)\s+(?:each|an?|every|the\s+average)\s+(?P<what>(?:[\w-]+\s+){1,4}?)"
            r"(?:bring\s+in|generate|yield|earn)\b(?:\s*,?\s+on\s+average)?",
            r"revenue per \g<what>",
        ),
        (
            r"\b(?P<verb>spen[dt]|spending|went|put|poured|pumped)\s+(?P<way>on|into|in)\s+research\b"
            r"(?!\s+(?:and|&|grants?|partner\w*|services|analysts?|firms?|institut\w+))",
            r"\g<verb> \g<way> research and development",
        ),
        (
            rf"\bhow\s+much\s+of\s+(?P<when>[^?]*?)\bnet\s+(?:income|earnings|profit)\b(?P<then>[^?]*?)\s{_WENT_TO}\s+"
            rf"{_MINORITY}",
            r"net income attributable to noncontrolling interests of \g<when>\g<then>",
        ),
        (
            r"\bhow\s+much\s+(?:of\s+(?:its|their)\s+)?(?:cash|money)\s+(?:went|flowed|(?:was|were)\s+"
            rf"(?:paid|handed|given)(?:\s+(?:out|over|back))?)\s+to\s+(?:(?:its|their|the)\s+)?{_OWNERS}\s+"
            r"(?:as|in|through|by\s+way\s+of|in\s+the\s+form\s+of)\s+(?:cash\s+)?dividends\b",
            "dividends paid",
        ),
        (
            r"\bhow\s+much\s+(?P<what>interest|(?:income\s+)?tax(?:es)?)\s+(?:was|were)\s+(?:[a-z]+ly\s+)?paid"
            r"(?:\s+in\s+cash)?\b(?!\s+on\b)",
            r"cash paid for \g<what>",
        ),
        (
            r"\bhow\s+much\s+(?:did|does|do)\s+(?P<who>(?:[\w.&'’-]+\s+){1,4}?)owe\s+(?:to\s+)?(?:its|their|the)\s+"
            r"suppliers\b(?:\s+(?:in|as)\s+(?:trade\s+|accounts\s+)?payables?)?",
            r"accounts payable of \g<who>",
        ),
        (
            r"\bby\s+how\s+many\s+(?:percentage|basis)\s+points\s+did\s+(?:the\s+)?(?P<what>.+?),?\s+"
            r"(?:move|shift|change|affect|lift|raise|lower|reduce|cut|push(?:\s+up)?|increase|decrease)"
            r"\s+(?:the\s+|its\s+|their\s+)?(?P<when>(?:19|20)\d\d\s+)?(?:effective\s+|statutory\s+)?"
            r"(?:income\s+)?tax\s+rate",
            r"effect of the \g<what> on the \g<when>effective tax rate, in percent",
        ),
    )
]


def in_one_reading(question: str) -> str | None:
    """Return a question in the words that it can only mean; None where it has none of these.

    >>> in_one_reading("How much did they spend on research in 2021?")
    'How much did they spend on research and development in 2021?'
    """
    text = question
    for pattern, words in _ONE_READING:
        text = pattern.sub(words, text)
    return text if text != question else None


def in_report_words(question: str) -> str | None:
    """Return a question with everyday words replaced; None where it has none.

    >>> in_report_words("How many shares did Adobe buy back in 2020?")
    'number of shares repurchased did Adobe in 2020?'
    """
    text = question
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text if text != question else None
