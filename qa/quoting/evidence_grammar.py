"""The language of qa.quoting.evidence as a grammar, for servers that hold their model to one.

GBNF as llama.cpp reads it (grammars/README.md), of which vLLM's xgrammar reads the same: an answer
is the words that say that nothing is stated, or the numbers of one or two findings and a line end,
where [0] is none of them (a search can miss what a page says), and then sentences, each with a
finding's number or a quote behind its end. In a sentence there is no bracket, no line end and no
letter or "/" right behind a colon. A number that no finding has cannot be written; a quote can be
of any words here, and is looked for on the pages (qa.quoting.alignment).
"""

import json
from collections.abc import Iterable, Sequence

from qa.quoting.evidence import choices

NO_FINDING = "[0]"
MOST_SENTENCES = 6
_MOST_WORDS = 60  # of a sentence
_MOST_LETTERS = 80  # of a word, which in Chinese is a clause

_SENTENCES = f"""\
sentences ::= sentence (" "? sentence){{0,{MOST_SENTENCES - 1}}}
sentence ::= word (" " word){{0,{_MOST_WORDS - 1}}} stop " "? mark (" "? mark)?
word ::= unit{{1,{_MOST_LETTERS}}} ":"? | abbreviation
unit ::= letter | "/" | [.!?] inner | ":" [0-9]
letter ::= [^ \\t\\r\\n.!?。！？:/\\[\\]<>|]
inner ::= [^ \\t\\r\\n.!?。！？:/\\[\\]<>|)"'”’]
abbreviation ::= ([A-Z] ".")+ | known "." ","?
known ::= "Inc" | "Corp" | "Co" | "Ltd" | "No" | "vs" | "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Jr"
stop ::= [.!?。！？] [)"'”’]?
quote ::= "[[" quoted (" " quoted){{0,{_MOST_WORDS - 1}}} "]]"
quoted ::= [^ \\t\\r\\n\\[\\]]{{1,{_MOST_LETTERS}}}
"""


def evidence_grammar(num_findings: int, not_stated: Sequence[str]) -> str:
    """Return the grammar of an answer that may name findings 1..num_findings.

    not_stated: sentences that say that nothing is stated. Without findings sentences end with
    quotes, and nothing is chosen at the beginning.
    """
    numbers = [f"[{number}]" for number in range(1, num_findings + 1)]
    beginnings = [f"{NO_FINDING}\n", *choices(num_findings, ())] if num_findings else []
    root = "chosen sentences" if beginnings else "sentences"
    rules = [f"root ::= none | {root}", f"none ::= {_one_of(not_stated)}"]
    if beginnings:
        rules.append(f"chosen ::= {_one_of(beginnings)}")
    marks = " | ".join([*([_one_of(numbers)] if numbers else []), "quote"])
    return "\n".join([*rules, f"mark ::= {marks}", _SENTENCES])


def _one_of(texts: Iterable[str]) -> str:
    """Return the alternatives as literals, whose escapes are JSON's."""
    return " | ".join(json.dumps(text, ensure_ascii=False) for text in texts)
