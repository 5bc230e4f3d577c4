"""A question in, the same without what says nothing of which figure is asked out: its wrapping.

That is who the asker plays, where to look, how to answer, what to do where the figure means
nothing, and politeness. A source, "by using the details clearly shown in the balance sheet and the
P&L", is found by the statement's name and taken with all the words before it that only lead there.
"""

import re
from collections.abc import Iterable

from qa.text.terms import is_chinese

_STATEMENT = (
    r"(?:consolidated\s+)?(?:statements?\s+of\s+(?:consolidated\s+)?(?:income|operations"
    r"|earnings|financial\s+position|cash\s+flows?)"
    r"|income\s+statements?|balance\s+sheets?|cash\s+flows?\s+statements?"
    r"|p&l(?:\s+(?:statement|account))?|profit\s+and\s+loss\s+(?:statement|account)"
    r"|financial\s+statements?|annual\s+report|(?:the|this|its|your|attached|uploaded)\s+(?:annual\s+)?"
    r"(?:10-?k|filing|report|document|pdf)|form\s+10-?k|10-?k)\b"
)
_STATEMENTS = re.compile(
    rf"\b{_STATEMENT}(?:(?:\s*,\s*|\s+and\s+|\s+or\s+|\s*/\s*)+(?:the\s+)?{_STATEMENT})*"
    r"(?:\s+(?:only|alone|itself|at\s+your\s+disposal))*"
)
_PLACE_WORDS = """
in within on from per using utilizing utilising utilize use by according considering given with
referencing reference account agreement at off consulting reading access only
"""
_LEAD_WORDS = """
the a an its their this that which is are was were be been all any when while please kindly based
base basing answer respond response judgment judgments judgement judgements conclusions drawing draw
taking take into account to of as relying rely looking look primarily mainly solely exclusively
purely strictly plainly clearly explicitly directly information details detail data items item line
lines figures numbers facts values provided shown outlined stated given presented contained found
reported disclosed listed displayed included available accordance upon just have had having you
assume assuming your company's same following
"""
_PLACES = frozenset(_PLACE_WORDS.split())  # a statement is a source only behind one of these
_LEADS = _PLACES | frozenset(_LEAD_WORDS.split())
FEWEST_WORDS = 2
_WORD = re.compile(r"\w{2,}")
_WORD_BEFORE = re.compile(r"[\w&'’/-]+$")
_NEEDS_THAT = frozenset(("is", "are", "was", "were"))
_SENTENCE_OF = (  # words that make a sentence one about the asking
    r"questions?|judge?ments?|only\s+resource|resources?\b[^.?!:]{0,40}\bdisposal|response|solution"
    r"|reasonable\s+approximation|use\s+the\s+following|your\s+task|given\s+access|have\s+access"
    r"|calculate\s+what\s+(?:is|was)\s+asked|cite|quote\s+(?:the|your)|(?:source|page)\s+(?:number|reference)s?"
    r"|step\s+by\s+step|thanks|thank\s+you|(?:be|as)\s+precise|no\s+explanations?|financial\s+ratio\s+by"
)


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


_WRAPPING = _compiled(
    r"^\W*(?:hi|hello|hey|good\s+(?:morning|afternoon|evening)|dear\s+\w+|(?:a\s+)?(?:quick|short|simple)\s+question"
    r"|in\s+(?:one|a\s+(?:single|short))\s+(?:sentence|word|number)|question)\b\s*(?:there)?\s*[,:.!–-]*",
    r"\bi(?:\s+(?:was|am)|['’]m)\s+(?:just\s+)?(?:wondering|curious|interested\s+in|looking\s+for)\b"
    r"|\bi(?:['’]d|\s+would)\s+(?:like|love)\s+to\s+(?:know|learn|see|find\s+out)\b|\bi['’]d\s+like\b"
    r"|\b(?:an?|the|our|my)\s+(?:[\w-]+\s+){0,2}(?:analyst|investor|banker|client|boss|manager)\s+(?:wants?|needs?"
    r"|would\s+like|asks?)\s+(?:to\s+(?:know|learn|see|find\s+out))?|\bdo\s+you\s+know\b",
    r"\bfrom\s+the\s+(?:perspective|viewpoint|point\s+of\s+view)\s+of\s+[^.,;:]*[.,;:]",
    r"\byour\s+(?:task|job|goal)\s+is\s+to\b|^\W*(?:extract|look\s+up|retrieve|pull(?:\s+out)?|fetch|identify|report)\b",
    rf"\bwhat\s+(?:does|do|did)\s+(?:{_STATEMENT}|it|they|the\s+company|management)\s+"
    r"(?:say|state|show|report|give|disclose|tell\s+us)\s+(?:about|as|for|on)\b"
    r"|\bwhat\s+can\s+you\s+tell\s+(?:me|us)\s+about\b",
    r"\bhow\s+(?:do|does|did)\b(?=[^.?!]{0,80}\blook\b)|\blook(?:ed)?\s+like\b",
    rf"(?:^|(?<=[.?!:]))[^.?!:]*\b(?:{_SENTENCE_OF})\b[^.?!:]*?"
    r"(?:[.?!:](?=\s|$)|,\s*(?=(?:what|how|which|calculate|compute)\b))",
    r"\bcalculate\s+\(or\s+extract\)\s+the\s+answer\b[^.?!]*[.?!]?"
    r"|\bround(?:ing)?\s+your\s+answer\b[.,]?",
    r"\b(?:assume|imagine|pretend|suppose)\s+(?:that\s+)?you(?:['’]re|\s+are"
    r"|\s+were)?\s+(?:an?|the)?[^.,;:]*[.,;:]",
    r"\byou(?:['’]re|\s+are)\s+(?:an?|the)\s+[^.,;:]*[.,;:]",
    r"\bas\s+an?\s+[\w\s-]*?(?:analyst|investor|banker|manager|auditor|accountant|lender"
    r"|shareholder|cfo|trader|expert|professional|bank)\b,?",
    r"\b(?:adopt|take|taking)\s+the\s+(?:perspective|role|viewpoint"
    r"|view)\s+of\s+[^.,;:]*[.,;:]",
    r"(?:^|(?<=[.?!])\s*)(?:i['’]m|i\s+am|please\s+act\s+as|act\s+as)\s+(?:an?|the)\b[^.?!]*[.?!](?=\s)",
    r"\bas\s+an?\s+[^,.?!]{0,60}?\b(?:analyst|investor|manager|auditor|lender|banker)\b[^,.?!]{0,50},",
    r"^\s*(?:is|are)\s+[^?]{2,40}\?(?=\s+\S)",  # "Is it liquid? Current ratio 2022"
    r"\bi\s+(?:need|want|would\s+like)\b|\bexpress\s+(?:it|this|that|the\s+\w+)\b",
    r"\((?:a\s+)?(?:negative|minus)\s[^()]*\bmean(?:s|ing)?\b[^()]*\)",
    r",?\s*\b(?:(?:and|along|together)\s+)*with\s+(?:the|its|a)\s+(?:source|page|reference|citation)\b[^.?!]*",
    r"你是(?:一[名位个])?[^，。]*[，。]",
    r"\bwe\s+(?:need|want|would\s+like|are\s+trying|have\s+to|must)\s+to\s+(?:calculate"
    r"|know|compute|find\s+out|determine|find)\b",
    r"\bi\s+(?:need|want|would\s+like|am\s+trying|have)\s+to\s+(?:calculate|know|compute"
    r"|find\s+out|determine|find)\b",
    r"\bif\s+(?:it|this|that|the\s+(?:metric|measure|ratio|figure|number|result)"
    r"|[\w\s-]{2,40})\s+(?:is|was|are)\s+not\s+(?:an?\s+|explicitly\s+|directly\s+|clearly\s+)*(?:meaningful|useful|relevant"
    r"|applicable|available|disclosed|given|reported|outlined|stated|shown|mentioned|listed)[^.?!]*[.?!]?",
    r"\bif\s+(?:not\s+(?:meaningful|available|applicable|useful|relevant)|unavailable"
    r"|nothing\s+is\s+(?:stated|disclosed))[^.?!]*[.?!]?",
    r"\b(?:please\s+)?(?:explain|show|state|give|justify"
    r"|provide)\s+(?:me\s+)?(?:your\s+)?(?:work(?:ings)?|reasoning|calculations?|answer"
    r"|response)\b[^.?!]*[.?!]?",
    r"\b(?:answer|respond|reply)\s+(?:the\s+question\s+)?(?:with|by|using|based|in|from"
    r"|only|as)\b[^.?!]*[.?!]?",
    r"\b(?:please|kindly)\b|\bi\s+mean\b|\b(?:can|could|would)\s+you\b(?:\s+(?:please|tell|give|show|help"
    r"|work\s+out|calculate|compute|find)\s*(?:me|us)?)*",
    r"请问|描述一下|请告诉我|请提供|请计算出?|请帮我|帮我|告诉我|我想知道|麻烦|提供|请",
    r"年报中?(?:提及|提到|披露)?的?|的?财务数据中?|根据|按照|(?:合并)?(?:资产负债|利润"
    r"|现金流量)表(?:中|显示)?",
    r"(?:如果|若)[^，。？]*?(?:没有|无法|不适用|不存在|未披露)[^。？]*",
)
_EMPTY = _compiled(  # of what a figure is asked all the same
    r"\bi\.e\.,?|\be\.g\.,?|\bnamely\b",
    r"\b(?:primarily|plainly|clearly|solely|explicitly|directly\s+outlined\s+in"
    r"|unadjusted|reasonably|roughly\s+how)\b",
    r"\b(?:company|group|firm|corporate)[- ]wide\b",
    r"\b(?:taken|made|completed)\s+(?:on|through|via)\s+(?:the|its|their)\s+(?:platform|network"
    r"|app|marketplace)\b",
    r"\b(?:approximately|roughly|about\s+how|exactly|precisely|overall"
    r"|in\s+total|altogether|worldwide)\b",
    r"(?<=\w)\s+cost\s+(?:them|it|us|the\s+company)\b|\bsold\s+its\s+(?=inventor)",
    r"\bto\s+(?:external\s+|its\s+)?customers\b",
    r"的?(?:具体)?(?:数值|数据|数额)(?:是多少|为多少)?|具体(?:是什么|是多少|为多少)?"
    r"|的?详细(?:数据|信息)|作为[^，。]*?(?:分析师|投资者|会计师|经理)[，,]?",
    # "Is it healthy, judging by its quick ratio?": the ratio answers
    r"^\W*(?:is|are|does|do|has|have|did|was|were)\b[^.?!]{0,120}?\b(?:based\s+on|judging\s+by|going\s+by"
    r"|in\s+terms\s+of|measured\s+by)\s+(?:its|the|their)\s+(?!(?:data|information|figures)\b)",
    r"\(\s*(?:(?:by\s+)?using|(?:not\s+)?fluctuat\w+)\b[^()]*\)",
    r"\b(?:to\s+)?(?:its|their|the|our)\s+(?:share|stock)holders\b"
    r"(?=\s+(?:in|as|via|through)\s+(?:cash\s+)?dividends?\b)"
    r"|(?<=\bdividends)\s+to\s+(?:(?:its|their|the|our|common)\s+)*(?:share|stock)holders\b",
)


def bare_question(question: str) -> str:
    """Return a question without its wrapping, as it is written; whole where little would be left,
    and where it is Chinese.

    >>> bare_question("Hi, could you please tell me what Acme sells? Thanks!")
    'what Acme sells?'
    """
    if is_chinese(question):
        return question
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in question)
    left = _without_sources(_blanked(lower, _WRAPPING))
    if len(_WORD.findall(left)) < FEWEST_WORDS:
        return question
    shown = (" " if kept == " " else c for c, kept in zip(question, left, strict=True))
    return " ".join("".join(shown).split())


def unwrap(text: str) -> str:
    """Return a text in lower case with what says nothing of which figure is asked blanked out,
    every character in its place.

    >>> unwrap("as an equity analyst, using the balance sheet, what is the quick ratio?").split()
    ['what', 'is', 'the', 'quick', 'ratio?']
    """
    return _without_sources(_blanked(text, (*_WRAPPING, *_EMPTY)))


def _blanked(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        while match := pattern.search(text):
            text = _blank(text, *match.span())
    return text


def _without_sources(text: str) -> str:
    """Blank out the statements that a question names as its source, with the words leading there."""
    for match in _STATEMENTS.finditer(text):
        start, is_source = _lead(text, match)
        if is_source:
            end = match.end() + (text[match.end() : match.end() + 1] == ",")
            text = _blank(text, start, end)
    return text


def _lead(text: str, statement: re.Match[str]) -> tuple[int, bool]:
    """Return where the words that lead to a statement begin, and whether they make it a source."""
    start = statement.start()
    words = [text[start : statement.end()].split()[0]]
    while before := _WORD_BEFORE.search(text[:start].rstrip()):
        word = before.group()
        is_verb = word in _NEEDS_THAT and words[-1] not in _LEADS
        if word not in _LEADS or is_verb:
            break
        start = before.start()
        words.append(word)
    is_alone = not text[:start].strip() or text[:start].rstrip()[-1] in ".?!:"
    return start, is_alone or not _PLACES.isdisjoint(words)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
