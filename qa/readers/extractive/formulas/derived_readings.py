"""What is worked out of two things in, the phrases by which both may be looked up out.

What a question says once is meant of both: the line of "Gaming and Embedded revenue", the segment
of "Household capex against depreciation", the whole of "EMEA's share of revenue".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.measures import Asked, understand
from qa.measures.operations import Derivation
from qa.readers.extractive.rows.row_facts import SOFT, content_terms

_QUOTIENTS = ("share", "percent", "ratio")
_WHOLE = re.compile(r"\b(?:total|all|overall|consolidated|group|company|entire|whole)\b", re.I)
_POSSESSIVE = re.compile(r"^(?:its|their)\s+|\b(?:the\s+)?same\s+(?:segment|division)'s\s+", re.I)
_ELLIPSIS = re.compile(r"\s+ones?$|'s?$|^(?:that|those)\s+(?:of|in|from|for)\s+(?:the\s+)?", re.I)
_OF_OWNER = re.compile(r"\b(?:of|at|in)\s+(?:the\s+)?(?P<owner>.+?)(?:\s+(?:segment|division))?$")
_TOTAL = re.compile(r"^(?:the\s+|its\s+)?(?:total|whole|overall total|group total)$", re.I)
_SEVERAL = re.compile(r",|\band\b|&|\bplus\b", re.I)
_LOOSE = re.compile(  # what is left of "capex of the Household segment"
    r"\b(?:of|in)\s+the\s+segment$|\b(?:of|in|at|for|from)(?:\s+the)?\s*$|^\s*(?:of|in|the)\b", re.I
)
_ABROAD = re.compile(r"\b(?:international|foreign|abroad|overseas|non-?us|rest\s+of)\b", re.I)
_RESULTS = {  # of which a margin is
    "operating": "operating income",
    "gross": "gross profit",
    "net": "net income",
    "profit": "operating income",
    "segment": "operating income",
}
_WHOLES = (  # that have parts of any kind
    "revenue", "net_sales", "total_assets", "total_liabilities", "total_equity", "net_income",
    "operating_expenses", "total_operating_costs", "operating_cash_flow", "operating_income",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A phrase with what is known of it: its line, and what it says beside the line."""

    text: str
    asked: Asked
    part: str  # of the group that it names, "" for none

    @property
    def has_line(self) -> bool:
        return self.asked.key is not None

    @property
    def of(self) -> str:
        """Of whom a known line is: "Household" of "Household capex"."""
        return (self.part or " ".join(self.asked.qualifiers)) if self.has_line else ""

    @property
    def line(self) -> str:
        """The words of the line alone."""
        text = self.text
        for word in filter(None, (self.part, *self.asked.qualifiers)):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?:'s|')?(?!\w)", " ", text, flags=re.I)
        return " ".join(_LOOSE.sub("", " ".join(text.split())).split())


@dataclass(frozen=True, slots=True)
class Readings:
    """Reads derivations. parts: of the group, by name; names: the company's."""

    parts: Sequence[str]
    names: Sequence[str]

    def of(self, derivation: Derivation) -> Iterator[list[tuple[str, ...]]]:
        """Yield the readings of a derivation, of each kind those that must agree."""
        phrases = derivation.phrases
        if derivation.subject:
            phrases = tuple(self._about(derivation.subject, each) for each in phrases)
        if derivation.operation == "margin":
            result = _RESULTS.get(derivation.line.lower(), derivation.line)
            if self._thing(result).has_line:
                yield [(f"{phrases[0]} {result}", f"{phrases[0]} revenue")]
            return
        if derivation.line:
            if self._thing(derivation.line).has_line:
                yield from self._with_line(phrases, derivation)
            return
        if len(phrases) == 1:
            yield [phrases]
            return
        if derivation.operation == "rest":
            if _ABROAD.search(phrases[1]):
                return  # "outside the country, that is International" is International
            whole = self._thing(phrases[0])
            yield [(phrases[0], f"{phrases[1]} {whole.line}")]
            return
        if derivation.operation == "per":
            yield from self._counted(phrases)
            return
        a, b = map(self._thing, phrases)
        if derivation.operation != "sum" or not (_is_listed(a) or _is_listed(b)):
            yield from self._pairs(derivation.operation, a, b)

    def _with_line(
        self, phrases: tuple[str, ...], derivation: Derivation
    ) -> Iterator[list[tuple[str, ...]]]:
        """Yield a line of both, or of the first where the second is a line itself."""
        line = derivation.line
        if derivation.operation == "percent":
            first = self._thing(f"{phrases[0]} {line}")
            yield from self._pairs("percent", first, self._thing(phrases[1]))
            return
        yield [tuple(f"{_ELLIPSIS.sub('', each)} {line}" for each in phrases)]

    def _counted(self, phrases: tuple[str, ...]) -> Iterator[list[tuple[str, ...]]]:
        amount, unit = self._thing(phrases[0]), phrases[1]
        many = unit[:-1] + "ies" if re.search(r"[^aeiou]y$", unit) else f"{unit}s"
        for of in dict.fromkeys([amount.of, ""]):
            if of or not self._is_part(amount.of):
                counts = (f"number of {many}", many, f"total {many}")
                yield [(amount.text, f"{of} {count}".strip()) for count in counts]

    def _pairs(self, operation: str, a: Thing, b: Thing) -> Iterator[list[tuple[str, ...]]]:
        """Yield two things, each with what is said of the other alone and meant of both."""
        is_quotient = operation in _QUOTIENTS
        if _TOTAL.match(b.text):
            whole = _WHOLE.sub(" ", a.line if a.has_line else "")
            if whole.strip():
                yield [(a.text, f"total {whole.strip()}")]
            return
        possessed = _POSSESSIVE.sub("", b.text)
        if possessed != b.text:
            owner, of, _ = a.text.partition("'s ")
            behind = _OF_OWNER.search(a.text)
            owner = owner if of else behind["owner"] if behind else a.of
            yield [(a.text, f"{owner} {possessed}")]
            return
        if a.has_line != b.has_line:
            keyed, other = (a, b) if a.has_line else (b, a)
            if keyed.line:
                whole = " ".join(_WHOLE.sub(" ", keyed.text).split())
                line = whole if operation == "share" else keyed.line
                lent = f"{_ELLIPSIS.sub('', other.text)} {line}"
                yield [(a.text, lent) if keyed is a else (lent, b.text)]
            if operation == "share" or self._is_part(other.text):
                return  # a row that no glossary knows must stand with its whole
            yield [(a.text, b.text)]
            return
        if not a.has_line and operation != "share":
            yield [*self._unlabelled(operation, a.text, b.text)]
            return
        if operation == "share" and not (a.of or b.of) and b.asked.key not in _WHOLES:
            yield [(f"{b.line} {a.line}", b.text)]  # the stock awards of R&D, and not all of them
            return
        one_sided = bool(a.of) != bool(b.of)
        if is_quotient and one_sided and a.asked.key != b.asked.key:
            owner, plain = (a.of, b) if a.of else (b.of, a)
            if not _WHOLE.search(plain.text):
                lent = f"{owner} {plain.text}"
                yield [(a.text, lent) if plain is b else (lent, b.text)]
                if self._is_part(owner):
                    return
        yield [(a.text, b.text)]

    def _unlabelled(self, operation: str, a: str, b: str) -> Iterator[tuple[str, ...]]:
        """Yield rows that no glossary knows, the end of the second also behind the first."""
        yield a, b
        if operation in ("sum", "difference"):
            words = b.split()
            for cut in range(1, len(words)):
                yield f"{a} {' '.join(words[cut:])}", b

    def _thing(self, text: str) -> Thing:
        said = [part for part in self.parts if self._is_beside_line(part, text)]
        part = max(said, key=len, default="")
        return Thing(text, understand(text, company=self.names), part)

    def _is_beside_line(self, part: str, text: str) -> bool:
        """Tell whether a text names a part of the group beside a line of it."""
        rest, count = re.subn(rf"(?i)(?<!\w){re.escape(part)}(?!\w)", " ", text)
        return count > 0 and understand(rest, company=self.names).key is not None

    def _about(self, subject: str, phrase: str) -> str:
        """Return a phrase with whom the question is about, where that is not the company."""
        if phrase.lower() in ("it", "they", "this"):
            return subject
        about = self._thing(subject)
        if about.has_line:
            return f"{about.of} {phrase}".strip()  # "Margin of Freight: profit over sales"
        told = understand(f"{subject} revenue", company=self.names).qualifiers
        return f"{subject} {phrase}" if told else phrase

    def _is_part(self, text: str) -> bool:
        """Tell whether a text is the name of a part of the group, or a piece of one."""
        said = content_terms(text) - SOFT
        return bool(said) and any(said <= content_terms(part) for part in self.parts)


def _is_listed(thing: Thing) -> bool:
    """Tell whether a thing is several: operating and finance leases, not sales and marketing."""
    return _SEVERAL.search(thing.text) is not None and (not thing.has_line or bool(thing.of))
