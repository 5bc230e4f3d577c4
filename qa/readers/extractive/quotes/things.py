"""The things a question asks of, which no glossary stands for, and whether a passage is about them.

"The revenue of Nvidia", "the production of natural gas", "the bank's provisions": a passage about
revenue, gas or provisions is about these things only where they are named with it or shortly above.
"""

import re
from functools import cache

from qa.glossary import Entry
from qa.library import StoredDocument
from qa.readers.extractive.quotes.kept_blocks import titles_over
from qa.readers.extractive.quotes.scorer import Finding
from qa.readers.extractive.rows.row_facts import OPTIONAL, SOFT, Terms
from qa.search.question import ParsedQuestion, proper_nouns
from qa.text.terms import is_chinese, terms

LONG_STEM = 7  # characters of a stem that may differ in its last ones
CHARACTERS_ABOVE = 1500  # of the page, in which a table's title and heads stand
_NO_THING = re.compile(r"\b(?:\w{3,}(?:ed|ing|ly)|vs|versus|\w+n['’]t)\b")
_ENDS = (
    r"(?:and|or|of|in|at|on|for|with|from|by|to|as|than|off|over|after|before|since|until|during"
    r"|do|does|did|is|are|was|were|be|been|has|have|had|can|could|will|would|that|which|who|how"
    r"|what|when|why|where|it|they|we|its|their|the|a|an|this|these|not|per)"
)
_PHRASE = rf"((?:(?!{_ENDS}\b)[\w&.-]+(?:['’]s)?\s*){{1,5}})"
_START = r"(?:(?:the|a|an|its|their|his|her|this|all|any|own)\s+)*"
# "of the oil refinery", "in phase 3 trials": what something else is asked of.
_OF = re.compile(rf"\b(?:of|in|at)\s+{_START}{_PHRASE}")
# "what is the net promoter score", "what are the CEO's hobbies": all of it is one thing.
_WHAT_IS = re.compile(rf"^\W*what(?:\s+(?:is|are|was|were)|['’]s)\s+{_START}{_PHRASE}")
_WHAT_OF = re.compile(r"^\W*what\s+(\w+)\s+(?:is|are|was|were|does|do|did|has|have|had)\b")
_OWNERS = re.compile(r"\b([\w&.-]{3,})['’]s?\s+(?=[a-z])")
_NUMBERS = frozenset(terms("million billion thousand hundred"))
_OF_A_COUNTRY = re.compile(r"\w{3,}(?:ish|ese|ian|an)")
_DEGREES = frozenset(  # which of the things, and none themselves
    terms(
        "principal main biggest largest key major primary important significant chief top current"
    )
)
_ACRONYMS = re.compile(r"(?<![\w.])([A-Z][A-Z&]+)s?(?:['’]s)?(?![\w.])")


def telling(question: ParsedQuestion) -> Terms:
    """Return the terms of which few questions have any."""
    rare = {term for term in question.rare_terms if not term[0].isdigit()}
    if is_chinese(question.text):
        rare = {term for term in rare if len(term) > 1}
    return frozenset(rare) - SOFT - OPTIONAL


def verbs(text: str) -> Terms:
    """Return the terms of words that look like no things: "promised", "outright", "don't"."""
    return frozenset(terms(" ".join(_NO_THING.findall(text))))


def stood_for(question: ParsedQuestion) -> Terms:
    """Return the terms for which the words of a glossary entry may stand: "boss", not "stores"."""
    return frozenset[str]().union(*(hit.explains - own_words(hit.entry) for hit in question.wanted))


@cache
def own_words(entry: Entry) -> Terms:
    """Return the terms of the names of an entry that no other name of it stands for."""
    return frozenset(term for name in entry.each for term in terms(name))


def unexplained(question: ParsedQuestion) -> Terms:
    """Return the terms of things that must be named themselves."""
    return telling(question) - stood_for(question) - verbs(question.text)


def names_in(asked: str, question: ParsedQuestion) -> Terms:
    """Return the terms of names and acronyms of others than the company: "Nvidia", "ESG".

    asked: the question as it was written; question: the same without the company, parsed.
    """
    acronyms = () if asked.isupper() else _ACRONYMS.findall(asked)
    written = proper_nouns(asked) | frozenset(term for name in acronyms for term in terms(name))
    everyday = question.said_otherwise.keys() - proper_nouns(asked)  # "TV" is no name
    return (written & telling(question)) - stood_for(question) - everyday


def asked_of(question: ParsedQuestion, names: Terms = frozenset()) -> Terms:
    """Return the terms of the things and names of which something else is asked."""
    found = (*_OF.findall(question.text), *_OWNERS.findall(question.text))
    return names | (frozenset(terms(" ".join(found))) & unexplained(question) - _NUMBERS)


def whole_of(question: ParsedQuestion) -> Terms:
    """Return the terms of the one thing that is asked: "what is the average room rate"."""
    found = _WHAT_IS.search(question.text)
    return frozenset(terms(found[1])) & telling(question) - _DEGREES if found else frozenset()


def kind_named(question: ParsedQuestion) -> Terms:
    """Return the term of the one thing asked of another: "what colour is the car"."""
    found = _WHAT_OF.search(question.text)
    return frozenset(terms(found[1])) & unexplained(question) if found else frozenset()


def is_near(
    document: StoredDocument, finding: Finding, needed: Terms, question: ParsedQuestion
) -> bool:
    """Whether things stand in a passage, shortly above it or in the title of its section."""
    if not needed:
        return True
    page, (start, end) = finding.page, finding.place
    titles = [
        section.title
        for section in document.sections
        if section.first_page <= page.page_number <= section.last_page
    ]
    above = page.text[max(0, start - CHARACTERS_ABOVE) : end]
    titles += titles_over(document, page.page_number, start)
    there = terms(" ".join((*titles, above, *_context(finding))))
    words, joined = frozenset(there), f" {' '.join(there)} "
    return all(
        _is_said(thing, words)
        or any(f" {' '.join(way)} " in joined for way in question.said_otherwise.get(thing, ()))
        for thing in needed
    )


def _is_said(thing: str, words: Terms) -> bool:
    """Whether a thing is among words, also what is Swedish as Sweden."""
    if is_form_of(thing, words):
        return True
    return bool(_OF_A_COUNTRY.fullmatch(thing)) and any(w.startswith(thing[:4]) for w in words)


def is_form_of(thing: str, words: Terms) -> bool:
    """Whether a thing is among words, also "FPGAs" as "FPGA" and "classification" as "classified".

    >>> is_form_of("classif", frozenset({"classifi"})), is_form_of("car", frozenset({"care"}))
    (True, False)
    """
    if thing in words or thing.removesuffix("s") in words:
        return True
    is_long = len(thing) >= LONG_STEM
    return is_long and any(w.startswith(thing) and len(w) - len(thing) <= 2 for w in words)


def says_all(finding: Finding, needed: Terms, question: ParsedQuestion) -> bool:
    """Whether things stand in a passage itself or in what is needed to read it.

    A passage also says what the glossary entry that it names is called by in the question.
    """
    start, end = finding.place
    own = frozenset(terms(" ".join((finding.page.text[start:end], *_context(finding)))))
    apart = frozenset[str]().union(*(own_words(hit.entry) for hit in question.wanted))
    said = frozenset[str]().union(
        *(hit.explains for hit in question.wanted if hit.explains & finding.covers)
    )
    return needed <= own | (finding.covers | said) - apart


def _context(finding: Finding) -> list[str]:
    return [finding.page.text[start:end] for start, end in finding.context]
