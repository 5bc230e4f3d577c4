"""How a report's own company is called: words of a question that name it ask for nothing else."""

import re
from collections.abc import Iterable

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.measures import Asked
from qa.measures.company import short_names, without_company
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.text.terms import fold, terms

COVER_PAGES = 2
MOST_NAMES = 12
KEPT_DOCUMENTS = 8
_ENGLISH = re.compile(
    r"^[^\S\n]*([A-Z][\w&.,'’ -]{1,60}?,? (?:Inc|Incorporated|Corporation|Corp|Company|Ltd|Limited"
    r"|LLC|plc|PLC|INC|CORPORATION|CORP|COMPANY|LTD|N\.V|S\.A|AG|SE|Co)\b\.?)",
    re.MULTILINE,
)
_PHRASE = re.compile(
    r"(?-i:\b(?!of\b|and\b|the\b|for\b)[a-z]{3,})|\bIncorporated$|^Portions\b|\bof the company$",
    re.I,
)  # of a sentence
_SPELT_OUT = re.compile(r"^([\w&.,'’ -]{2,60}?)\s*\n\s*\(Exact name of registrant", re.I | re.M)
_CHINESE = re.compile(r"([一-鿿（）()]{4,30}?(?:股份|集团|控股)?有限(?:责任)?公司)")
_SHORT = re.compile(r"(?:公司简称|股票简称|证券简称|公司的中文简称)[:：\s]*([一-鿿A-Za-z]{2,10})")
_NO_NAMES = frozenset(
    [
        "annual",
        "report",
        "form",
        "final",
        "fiscal",
        "year",
        "10k",
        "10q",
        "8k",
        "en",
        "zh",
        "dated",
        "annualreport",
    ]
)


def company_names(document: StoredDocument) -> tuple[str, ...]:
    """Return names of the company from the title, the cover and the file's name."""
    return _names(DocumentKey(document))


@kept_by_document(KEPT_DOCUMENTS)
def _names(key: DocumentKey) -> tuple[str, ...]:
    document = key.document
    cover = "\n".join(page.text for page in document.pages(_cover(document)))
    names = [document.own_title, *_SPELT_OUT.findall(cover), *_ENGLISH.findall(cover)]
    names = [name for name in names if not _PHRASE.search(name)]
    names += [*_CHINESE.findall(cover), *_SHORT.findall(cover)]
    words = re.findall(r"[A-Za-z]{3,}", document.file_name.rpartition(".")[0])
    names += [word for word in words if word.lower() not in _NO_NAMES]
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name))[:MOST_NAMES]


def company_terms(question: str, names: Iterable[str]) -> frozenset[str]:
    """Return the terms of a question that only its company's name has."""
    said = fold(question)
    return frozenset(terms(said)) - frozenset(terms(without_company(said, names)))


def without_parts(names: Iterable[str], question: str, parts: Iterable[str]) -> list[str]:
    """Return the company's short names that are no piece of a part's name in the question.

    "FedEx Express" is no other name of FedEx, though it was the company's own once.
    """
    said = content_terms(question)
    asked = [words for part in parts if (words := content_terms(part) - SOFT) and words <= said]
    forms = [form for name in names for form in short_names(name)[-1:]]
    return [form for form in forms if not any(content_terms(form) & part for part in asked)]


def names_a_part(question: str, names: Iterable[str]) -> bool:
    """Tell whether the company's name begins the name of something else: "Walmart U.S."."""
    short = sorted({form for name in names for form in short_names(name)}, key=len, reverse=True)
    said = next((name for name in short if name in question.lower()), None)
    if said is None:
        return False
    return re.search(rf"(?i:{re.escape(said)}) [A-Z]", question) is not None


def _cover(document: StoredDocument) -> range:
    return range(1, min(COVER_PAGES, document.num_pages) + 1)


def part_in(parts: Iterable[str], asked: Asked) -> str | None:
    """Return the part of the group whose whole name a question says where only a piece is left.

    Of "Data Center operating margin" the first word of the name would say nothing elsewhere.
    """
    left = frozenset(terms(" ".join(asked.qualifiers)))
    said = [part for part in parts if re.search(rf"\b{re.escape(part)}\b", asked.text)]
    fitting = [part for part in said if left and left < frozenset(terms(part))]
    return max(fitting, key=len, default=None)
