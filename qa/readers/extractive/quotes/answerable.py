"""A question and passages in, those out that can answer it; none where the report does not know.

A report that never says "hotel" is not asked about its hotels, and passages about the chief
executive do not tell his blood type. Whether a passage has a number or a time where one is asked
for is looked at in `fitting.py`. What a share will cost is told by no report.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from qa.glossary import Entry, common_words, content
from qa.library import StoredDocument
from qa.measures.company import without_company
from qa.readers.extractive.quotes.evidence import RowFeatures, ToldFeatures, has_kind
from qa.readers.extractive.quotes.findings import ENOUGH_SENTENCES
from qa.readers.extractive.quotes.fitting import MEASURE, counted_in, counts, fits, places_of_things
from qa.readers.extractive.quotes.scorer import Finding
from qa.readers.extractive.quotes.things import (
    asked_of,
    is_near,
    kind_named,
    names_in,
    own_words,
    says_all,
    telling,
    unexplained,
    verbs,
    whole_of,
)
from qa.readers.extractive.rows.row_facts import Terms
from qa.readers.extractive.wording.abbreviations import with_short_forms
from qa.readers.extractive.wording.document_words import in_document_words
from qa.readers.extractive.wording.kind_asked import (
    AGE,
    HOW_OLD,
    IN_WORDS,
    WHERE,
    WHETHER,
    WHICH_NAMES,
    dated,
)
from qa.search import indexed
from qa.search.index import DocumentIndex
from qa.search.question import GlossaryHit, ParsedQuestion, parse, without_fillers
from qa.text.terms import fold, is_chinese, terms

_SAYS = re.compile(r"\bsa(?:y|ys|id) (?:about|on|of)\b")
_PRICE_AHEAD = re.compile(
    r"\b(?:share|stock) price\b.*\b(?:next|tomorrow|will|20\d\d)\b"
    r"|\bwill\b.*\b(?:share|stock) price\b|(?:明年|后年|下一?年|将来|未来).*股价|股价.*(?:会|将)"
)
_ADVICE = re.compile(
    r"\bshould (?:i|we|you|one|investors)\b|\b(?:good|bad|safe|worth\w*) (?:buy|bet|investment)\b"
    r"|\b(?:do|would) you (?:think|recommend|advise)\b|该不该买|值得(?:买|投资)"
)
_OF_CHINESE_REPORTS = "公司"


def answering(
    document: StoredDocument,
    question: ParsedQuestion,
    findings: Sequence[Finding],
    company: Collection[str] = (),
) -> list[Finding]:
    """Return the findings that can answer a question; company: names that ask for nothing."""
    told = [finding for finding in findings if isinstance(finding.features, ToldFeatures)]
    if HOW_OLD.search(fold(question.text)):  # who somebody is does not tell it
        told = [each for each in told if AGE.search(_text_of(each))]
        findings = [each for each in findings if AGE.search(_text_of(each))]
    if told:  # these have all that is asked, or would not have been found
        others = [finding for finding in findings if finding not in told]
        return told + (answering(document, question, others, company) if others else [])
    bare = parse(without_company(fold(question.text), company))
    ways = with_short_forms(document, question).said_otherwise
    bare = replace(bare, said_otherwise={**ways, **bare.said_otherwise})
    index = indexed(document).index
    if is_chinese(bare.text) != index.counts(_OF_CHINESE_REPORTS).any():
        return list(findings)  # its words stand nowhere because they are of another language
    bare = in_document_words(index, bare)
    names = names_in(question.text, bare)
    if _ADVICE.search(bare.text) or _PRICE_AHEAD.search(bare.text):
        return []
    if asks_of_unknown(index, bare, names) or _asks_of_what_is_not_told(index, bare):
        return []
    kept = [finding for finding in findings if fits(finding, bare)]
    if not is_chinese(bare.text):
        kept = _about(document, bare, names, kept)
    if _misses_the_thing(index, bare, kept):
        return []
    if _SAYS.search(bare.text):
        return _in_words(kept)
    if IN_WORDS.search(bare.text):
        kept = _in_words(kept, 1 if WHETHER.search(bare.text) else ENOUGH_SENTENCES)
    if WHERE.search(bare.text):  # a place is told by a passage that has one
        kept = sorted(kept, key=lambda finding: not has_kind(finding.features))
    has_order = WHERE.search(bare.text) or bare.asks_why or bare.asks_who or is_chinese(bare.text)
    return kept if has_order else _closest_first(kept, bare)


def _closest_first(findings: Sequence[Finding], question: ParsedQuestion) -> list[Finding]:
    """Return findings with those sentences first that say most of a question in its own words.

    Of how many there are, a number right in front of what is counted tells before any other; of
    what happened in a month, a sentence that names it.
    """
    if any(isinstance(finding.features, RowFeatures) for finding in findings):
        return list(findings)
    counted, own = counted_in(question), telling(question)
    asked = fold(question.text)
    is_of_kind = dated(question.text) is not None or WHICH_NAMES.search(asked) is not None
    asks_how = question.asks_how

    def rank(finding: Finding) -> tuple[bool, bool, int, int]:
        words = terms(finding.page.text[slice(*finding.place)])
        places = list(places_of_things(words, question, counted)) if counted else []
        is_counted = any(counts(words, n) for p in places for n in range(max(0, p - 2), p))
        said = set(words) | finding.covers & question.said_otherwise.keys()
        has_it = is_of_kind and has_kind(finding.features)
        return not is_counted, not has_it, -len(own & said), -len(finding.covers) * asks_how

    return sorted(findings, key=rank)


def _about(
    document: StoredDocument, question: ParsedQuestion, names: Terms, findings: Sequence[Finding]
) -> list[Finding]:
    """Return the findings that are about the things and names that something is asked of."""
    needed = names if question.wants_text else asked_of(question, names)
    whole = frozenset[str]() if question.wants_text else whole_of(question) | kind_named(question)
    beside = telling(question) - names if names else frozenset[str]()
    return [
        finding
        for finding in findings
        if is_near(document, finding, needed, question)
        and says_all(finding, whole, question)
        and not (beside and finding.covers.isdisjoint(beside))  # only the others' name
    ]


def _asks_of_what_is_not_told(index: DocumentIndex, question: ParsedQuestion) -> bool:
    """Whether a question names in several words what a document never calls by any of its names.

    Same-store sales are no sales: a report that has only the words apart does not tell them.
    """
    if is_chinese(question.text):
        return False
    hits = [hit for hit in question.wanted if not hit.is_part and hit.weight == 1.0]
    return any(_is_not_told(index, hit) for hit in hits if len(hit.explains) > 1)


def _is_not_told(index: DocumentIndex, hit: GlossaryHit) -> bool:
    apart = (terms(name) for name in hit.entry.each)
    phrases = [phrase for phrase in apart if len(phrase) > 1 and set(phrase) <= hit.explains]
    if any(not index.phrase_counts(phrase).any() for phrase in phrases):
        return True
    return bool(hit.entry.rows) and not hit.entry.of and not _is_named(hit.entry, index)


def _in_words(findings: Sequence[Finding], enough: int = 1) -> list[Finding]:
    """Return sentences, and rows only where there are not enough of these.

    What a report says about a thing is no row.
    """
    sentences = [f for f in findings if not isinstance(f.features, RowFeatures)]
    rows = [f for f in findings if isinstance(f.features, RowFeatures)]
    return sentences + rows[: max(0, enough - len(sentences))] if sentences else rows


def stands_there(document: StoredDocument, looked_for: str) -> bool:
    """Whether any word of what was looked for stands in the document."""
    index = indexed(document).index
    return any(index.counts(term).any() for term in content(terms(looked_for)))


def _misses_the_thing(
    index: DocumentIndex, question: ParsedQuestion, findings: Sequence[Finding]
) -> bool:
    """Whether no passage has a thing that is asked for beside what the glossary knows.

    Things that the document has somewhere must be most of what is asked: much else is said beside
    the thing, "how much room is left on the buyback".
    """
    things = unexplained(question)
    if question.wants_text or not things or any(_says_any(f, things) for f in findings):
        return False
    absent = {thing for thing in things if not index.counts_of(question.ways(thing)).any()}
    known = {w.entry.key for w in question.wanted if not w.is_part and w.weight == 1.0}
    return len(absent) >= max(1, len(known)) or len(things) > len(known)


def asks_of_unknown(
    index: DocumentIndex, question: ParsedQuestion, names: Collection[str] = ()
) -> bool:
    """Tell whether half of what a question asks of, or a name in it, stands nowhere in a document.

    More than half, where the glossary knows the document's own words for the other half. A reason
    is asked for in too many words to tell. names: terms that are written as names.
    """
    if any(not index.counts_of(question.ways(name)).any() for name in names):
        return True
    if question.wants_text:
        return False
    named = telling(question)
    if any(not index.counts_of(question.ways(term)).any() for term in kind_named(question)):
        return True
    whole = [wanted for wanted in question.wanted if not wanted.is_part]
    known = {
        term
        for hit in whole
        if hit.entry.of or _is_named(hit.entry, index)
        for term in hit.explains - own_words(hit.entry)
    }
    unknown = {t for t in named - known if not index.counts_of(question.ways(t)).any()}
    unknown -= verbs(question.text)
    return bool(unknown) and 2 * len(unknown) >= len(named) + bool(known & named)


def looked_for(text: str, company: Collection[str] = ()) -> str:
    """Return what a question looks for, in its own words, without its wrapping.

    >>> looked_for("How many hotels does it run?")
    'hotels'
    """
    if is_chinese(text):
        plain = re.sub(rf"多少{MEASURE}", " ", text)
        words = re.findall(r"[^\W_]{2,}", without_fillers(plain))
        return " ".join(words) or text.strip("？?")
    blank = without_company(fold(text), company)
    words = [
        (found.start(), found.end())
        for found in re.finditer(r"[^\W_]+(?:[-.'’&][^\W_]+)*", blank)
        if any(t not in common_words() for t in content(terms(found.group())))
    ]
    return text[words[0][0] : words[-1][1]] if words else text.strip("?. ")


def _is_named(entry: Entry, index: DocumentIndex) -> bool:
    phrases = (terms(text) for text in (*entry.names, *entry.words, *entry.rows))
    return any(phrase and index.phrase_counts(phrase).any() for phrase in phrases)


def _text_of(finding: Finding) -> str:
    return " ".join(finding.page.text[slice(*finding.place)].split())


def _says_any(finding: Finding, wanted: Collection[str]) -> bool:
    return not finding.covers.isdisjoint(wanted)
