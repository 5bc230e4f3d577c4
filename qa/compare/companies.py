"""A report in, whose it is out: the company's name to show, and the names a question may use."""

import re
from collections.abc import Sequence

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.measures.company import short_names
from qa.readers.extractive.wording.company import company_names

KEPT_DOCUMENTS = 40
SHORTEST_TO_LOWER = 5  # letters: "ADOBE" is a name in capitals, "AMD" is spelt so
_LEGAL_FORM = re.compile(
    r"(?i),?\s+(?:inc|incorporated|corporation|corp|company|co|ltd|limited|llc|plc|n\.v|s\.a|ag|se"
    r"|co\.,? inc|co\.,? ltd)\.?$|(?:股份|控股)?有限(?:责任)?公司$"
)
_NO_START = re.compile(r"(?i)^(?:the aggregate|the number|documents|portions|item|executive)\b")


def company_of(document: StoredDocument) -> str:
    """Return the company's name as it is shown: the one on the cover, without its legal form."""
    return _company(DocumentKey(document))


def names_of(document: StoredDocument) -> tuple[str, ...]:
    """Return what a question may call the company, in lower case, the longest first."""
    company = company_of(document)
    words = _file_words(document)
    forms = {form for name in (company, *words) for form in short_names(name) if len(form) > 1}
    return tuple(sorted(forms, key=len, reverse=True))


def is_same_company(a: StoredDocument, b: StoredDocument) -> bool:
    """Tell whether two reports are one company's."""
    return _bare(company_of(a)) == _bare(company_of(b))


@kept_by_document(KEPT_DOCUMENTS)
def _company(key: DocumentKey) -> str:
    document = key.document
    for name in company_names(document):
        bare = _without_form(name)
        if bare != name.strip() and len(bare) > 1 and not _NO_START.match(bare):
            return _spelt(bare)
    words = _file_words(document)
    return words[0] if words else document.title or document.file_name


def _without_form(name: str) -> str:
    bare = name.strip()
    while (shorter := _LEGAL_FORM.sub("", bare).rstrip(" ,.")) not in (bare, ""):
        bare = shorter
    return "" if _LEGAL_FORM.fullmatch(bare) else bare


def _spelt(name: str) -> str:
    is_shouted = name.isupper() and name.isascii() and len(name) >= SHORTEST_TO_LOWER
    return name.title() if is_shouted else name


def _file_words(document: StoredDocument) -> Sequence[str]:
    """Return the names that the file's own name says, such as NIKE of NIKE_2016_10K.pdf."""
    known = company_names(document)
    words = re.findall(r"[A-Za-z]{3,}", document.file_name.rpartition(".")[0])
    return [word for word in words if word in known]


def _bare(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()
