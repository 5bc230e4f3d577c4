"""A question to several reports in, the question to one of them out.

"Compare Nike's and Adobe's gross margin" asks Nike's report for Nike's gross margin: the names of
the other reports' companies are no part of what it is asked.
"""

import re
from collections.abc import Iterable

from qa.measures.periods import find_periods
from qa.readers.extractive.wording.company import names_a_part

_HOLE = "\0"
_AND = (
    r"(?:\s*(?:[,，、/&]|\b(?:and|or|versus|vs|against|with|than|both|compared\s+(?:to|with))\b\.?"
    r"|和|与|及|跟|还是|或))+\s*"
)
_LISTED = re.compile(rf"{_HOLE}(?:{_AND}{_HOLE})+")
_BESIDE_ANOTHER = re.compile(rf"{_HOLE}{_AND}|(?<![\s,，、/&]){_AND}{_HOLE}")
_ALONE = re.compile(
    rf"(?:\b(?:of|for|at|by|in|between|among)\s+(?:both\s+)?)?{_HOLE}的?(?=[\s\W]|$)|{_HOLE}的?"
)
_COMPARE = re.compile(
    r"(?i)^\s*(?:please\s+)?compare\s+(?:the\s+)?|^\s*(?:请)?(?:对比|比较)(?:一下)?"
)
# What each is asked so that the rows can tell: "Which company has the higher net margin?"
_MORE = r"higher|lower|larger|smaller|bigger|greater|better|worse|more|less|\w+est|most|best|worst"
_WHICH = re.compile(
    rf"(?i)^\s*(?:which|who)(?:\s+(?:of\s+(?:them|these|the\s+\w+)|compan(?:y|ies)|reports?|ones?))*"
    rf"\s+(?:has|have|had|shows?|reports?|reported)\s+(?:the\s+)?(?:{_MORE})\s+(?P<what>.+)$"
    r"|^\s*哪(?:一?家|个|份)(?:公司|企业|报告)?的?(?P<asked>.+?)(?:更|最|较)[高低大小多少好差][?？]?\s*$"
)
_LEFT_HANGING = re.compile(r"(?i)\s+(?:of|for|at|by|in|between|among|both)\s*(?=[?？.]*\s*$)")


def question_for(question: str, own: Iterable[str], others: Iterable[str]) -> str:
    """Return the question as one report is asked it; as it is where it names nobody else.

    own, others: names in lower case, of the report's own company and of the other reports'.

    >>> question_for("Compare Nike's and Adobe's gross margin", ["nike"], ["adobe"])
    "Nike's gross margin"
    """
    own = set(own)
    foreign = sorted(set(others) - own, key=len, reverse=True)
    asked = question
    if not names_a_part(question, foreign):  # "Walmart U.S." is a part that no other report has
        for name in foreign:
            edges = r"(?<![A-Za-z0-9]){}(?:['’]s?)?(?![A-Za-z0-9])" if name.isascii() else "{}"
            asked = re.sub(edges.format(re.escape(name)), _HOLE, asked, flags=re.IGNORECASE)
    if _HOLE in asked:
        asked = _LISTED.sub(_HOLE, asked)
        asked = _BESIDE_ANOTHER.sub(" ", asked)
        asked = _LEFT_HANGING.sub("", _ALONE.sub(" ", asked))
    if len(find_periods(asked.lower())) < 2:  # else two years are to be compared
        asked = _COMPARE.sub("", asked)
    if which := _WHICH.search(asked):
        asked = which["what"] or which["asked"]
    asked = re.sub(r"\s+(?=[?？.,，:：的])", "", " ".join(asked.split())).strip(" ,，、:：")
    return asked if re.search(r"\w{2}|[一-鿿]", asked) else question
