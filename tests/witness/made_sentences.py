"""True sentences about facts of a report, and the same with one thing wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.statements import Fact
from qa.text.terms import is_chinese

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class MadeSentence:
    """kind: "true", or what is wrong: "digit", "scale", "sign", "year"."""

    kind: str
    text: str


def statement_facts(document: StoredDocument) -> list[Fact]:
    """Money of the group's statements, one fact a row and year, that tells its year apart."""
    found = [
        fact
        for fact in facts_in(document)
        if fact.statement and fact.entity is None and fact.is_sure and fact.unit in ("USD", "CNY")
        if abs(fact.value) >= 10 * MILLION and len(fact.label) < 40
        if not fact.label.startswith("加：期初")  # of one year what is of the other's end
    ]
    return list({(fact.label, fact.period.year): fact for fact in found}.values())


def sentences_about(fact: Fact, others: list[Fact], page_text: str) -> Iterator[MadeSentence]:
    """Yield the true sentence and the altered ones.

    others, page_text: all facts and pages, so that none of the altered ones is true by chance.
    """
    true = {(f.period.year, abs(f.value)) for f in others if f.label == fact.label}
    year, value = fact.period.year, -fact.value if fact.is_negated else fact.value
    yield MadeSentence("true", sentence(fact, value, year))
    digit = value + _step(fact)
    if (year, abs(digit)) not in true:
        yield MadeSentence("digit", sentence(fact, digit, year))
    yield MadeSentence("scale", sentence(fact, value, year, wrong_scale=True))
    if value > 0 and f"({fact.text})" not in page_text:
        yield MadeSentence("sign", sentence(fact, -value, year))
    if (year - 1, abs(value)) not in true:
        yield MadeSentence("year", sentence(fact, value, year - 1))


def sentence(fact: Fact, value: Decimal, year: int, *, wrong_scale: bool = False) -> str:
    sign = "-" if value < 0 else ""
    if is_chinese(fact.label):
        unit = "万元" if wrong_scale else "元"
        return f"{year}年{fact.label}为{sign}{abs(value):,f}{unit}。"
    unit = "billion" if wrong_scale else "million"
    return f"{fact.label} was {sign}${abs(value) / MILLION:,f} {unit} in {year}."


def _step(fact: Fact) -> Decimal:
    """One more in the third digit."""
    return Decimal(10) ** (abs(fact.value).adjusted() - 2)
