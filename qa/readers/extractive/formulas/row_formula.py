"""A question with a formula in its own words in, the figure worked out of the rows it names out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qa.measures import WantedPeriod, understand
from qa.measures.expression import EXACT, NoValue, Operand, evaluate, operands, parse, render
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.due_parts import AFTER, due_part
from qa.readers.extractive.formulas.formula_phrases import PhraseFormula
from qa.readers.extractive.formulas.phrase_values import PhraseValues
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.readers.extractive.rows.said import is_bare_total
from qa.statements import Fact
from qa.statements.fact import sum_of
from qa.tables.cell_period import is_only_time

_DUE = content_terms(
    "due payable maturing mature matures maturity falling fall comes together after"
)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class RowFormulas:
    """Works formulas over phrases out. values: looks the phrases up."""

    values: PhraseValues
    writer: FigureWriter
    as_percent: bool
    names: Sequence[str]  # the company's

    def answer(
        self,
        formulas: Sequence[PhraseFormula],
        period: WantedPeriod,
        before: WantedPeriod | None = None,
    ) -> FigureAnswer | None:
        """Return the figure of the first reading whose phrases are all found.

        before: an earlier period, where the change of a share between the two is asked for.
        """
        if self._sums_differ(formulas, period):
            return None
        for formula in formulas:
            if formula.is_share and (due := self._due(formula)) is not None:
                return due
            found = self._found(formula, period)
            if found is None:
                continue
            if before is not None:
                return self._changed(formula, found, before)
            written = self._written(formula, found)
            if written is not None:
                return written
        return None

    def _sums_differ(self, formulas: Sequence[PhraseFormula], period: WantedPeriod) -> bool:
        """Tell whether "a and b of c" is two things: a with b of c, and a of c with b of c."""
        found = [self._found(each, period) for each in formulas if each.is_listed]
        return len({sum_of(list(each.values())) for each in found if each is not None}) > 1

    def _names_of(self, formula: PhraseFormula, found: dict[Operand, Fact]) -> dict[Operand, str]:
        """Return how operands are called: by their rows' labels, where those tell them apart."""
        labels = {operand: _name(fact) for operand, fact in found.items()}
        telling = [name for name in labels.values() if _tells(name)]
        if len(set(telling)) < len({operand.name for operand in found}):
            for operand in labels:
                phrase = formula.phrases[int(operand.name[1:])]
                said = understand(phrase, company=self.names).words
                labels[operand] = " ".join(said) or phrase
        times = {operand: str(fact.period.year) for operand, fact in found.items()}
        if any(fact.period.kind == "quarter" for fact in found.values()):
            times = {o: fact.period.label or times[o] for o, fact in found.items()}
        if len(set(times.values())) < 2:
            return labels
        return {operand: f"{name} {times[operand]}" for operand, name in labels.items()}

    def _due(self, formula: PhraseFormula) -> FigureAnswer | None:
        """Return what share of a sum is due in the years that the part names, and nothing else."""
        part, whole = formula.phrases
        asked = understand(part, company=self.names)
        year = self.values.facts.fiscal_year
        words = content_terms(" ".join(asked.words)) - _DUE - SOFT
        if words or not asked.periods or year is None:
            return None
        periods = [each.resolve(year) for each in asked.periods]
        found = due_part(self.values, whole, periods, is_after=bool(AFTER.search(part)))
        if found is None:
            return None
        parts, total = found
        formula_text = " + ".join(_name(fact) for fact in parts)
        numbers = " + ".join(f"{fact.value:,f}" for fact in parts)
        if len(parts) > 1:
            formula_text, numbers = f"({formula_text})", f"({numbers})"
        return self.writer.worked(
            EXACT.divide(sum_of(parts), total.value) * _HUNDRED,
            "percent",
            formula=f"{formula_text} ÷ {_name(total)}",
            workings=f"{numbers} ÷ {total.value:,f}",
            inputs=[(_name(fact), fact) for fact in (*parts, total)],
            period=f"after {periods[-1].label}"
            if AFTER.search(part)
            else ", ".join(each.label for each in periods),
        )

    def _found(self, formula: PhraseFormula, period: WantedPeriod) -> dict[Operand, Fact] | None:
        subject = self._subject(formula)
        found: dict[Operand, Fact] = {}
        order = sorted(operands(parse(formula.expression)), reverse=formula.is_share)
        for operand in order:  # of a share the whole first
            phrase = formula.phrases[int(operand.name[1:])]
            beside = next(iter(found.values()), None) if formula.is_share else None
            then = period.before(operand.back)
            fact = self.values.value(phrase, then, subject=subject, beside=beside)
            if fact is None or any(_is_same(fact, other) for other in found.values()):
                return None
            found[operand] = fact
        if formula.is_listed and not _are_alike(list(found.values())):
            return None
        if formula.is_share:
            found[Operand("r0")] = _signed_like(found[Operand("r0")], found[Operand("r1")])
        if formula.is_share and abs(found[Operand("r0")].value) > abs(found[Operand("r1")].value):
            return None  # no part of it
        return found

    def _changed(
        self, formula: PhraseFormula, found: dict[Operand, Fact], before: WantedPeriod
    ) -> FigureAnswer | None:
        """Return by how many points a share has changed."""
        earlier = self._found(formula, before) if formula.is_share else None
        if earlier is None:
            return None
        part, whole = Operand("r0"), Operand("r1")
        return self.writer.ratio(
            (_name(found[part]), found[part]),
            (_name(found[whole]), found[whole]),
            unit="percent",
            before=(earlier[part], earlier[whole]),
        )

    def _subject(self, formula: PhraseFormula) -> str:
        """Return whom the formula is about: the names in its subject, not those of the measure."""
        said = understand(formula.subject, company=self.names)
        parts = content_terms(" ".join(self.values.facts.part_names)) - SOFT
        return " ".join(
            words
            for words in said.qualifiers
            if words[:1].isupper() or content_terms(words) & parts
        )

    def _written(self, formula: PhraseFormula, found: dict[Operand, Fact]) -> FigureAnswer | None:
        tree = parse(formula.expression)
        is_percent = self.as_percent or formula.is_share or formula.is_percent
        if formula.expression == "r0":
            (fact,) = found.values()
            return self.writer.row(replace(fact, label=formula.phrases[0]), fact.entity)
        unit = _unit(formula.expression, found, is_percent)
        if unit is None:
            return None
        try:
            value = evaluate(tree, {operand: fact.value for operand, fact in found.items()})
        except NoValue:
            return None
        names = self._names_of(formula, found)
        is_mean = formula.expression.endswith(tuple("0123456789")) and " / " in formula.expression
        is_mean = is_mean and not formula.expression.rpartition(" / ")[2].startswith("r")
        is_quotient = " / " in formula.expression  # a difference of rates is in percent already
        return self.writer.worked(
            value * _HUNDRED if unit == "percent" and is_quotient and not is_mean else value,
            unit,
            formula=render(tree, names),
            workings=render(tree, {o: f"{fact.value:,f}" for o, fact in found.items()}),
            inputs=[(names[operand], found[operand]) for operand in sorted(found)],
            entity=self._subject(formula) or None,
            period=_quarters_of(list(found.values())),
        )


def _unit(expression: str, found: dict[Operand, Fact], is_percent: bool) -> str | None:
    """Return the unit of what a formula gives; None where it adds what cannot be added."""
    above, _, below = expression.partition(" / ")
    units = [_units_of(side, found) for side in (above, below)]
    if len(units[0]) > 1 or len(units[1]) > 1:
        return None
    if not units[1]:  # a sum, or the mean of several
        return next(iter(units[0]))
    if units[0] == units[1]:
        return "percent" if is_percent else "ratio"
    money, count = next(iter(units[0])), next(iter(units[1]))
    if count == "shares":
        return f"{money}/share"
    return money if count == "count" else None


def _units_of(side: str, found: dict[Operand, Fact]) -> set[str]:
    if not side:
        return set()
    names = {
        operand.name
        for operand in operands(parse(side.strip("() ") if "avg" not in side else side))
    }
    return {fact.unit for operand, fact in found.items() if operand.name in names}


def _name(fact: Fact) -> str:
    return " ".join(fact.label.split()).strip(" :")


def _signed_like(part: Fact, whole: Fact) -> Fact:
    """Return a part of a loss as a loss, where both are printed in brackets."""
    is_loss = whole.value < 0 < part.value and part.text.lstrip(" $").startswith(("(", "-", "−"))
    return replace(part, value=-part.value) if is_loss else part


def _quarters_of(facts: Sequence[Fact]) -> str:
    """Return the first and the last of several quarters; "" for other times."""
    if any(fact.period.kind != "quarter" for fact in facts):
        return ""
    ordered = sorted(facts, key=lambda fact: (fact.period.year, fact.period.end or date.min))
    labels = list(dict.fromkeys(fact.period.label for fact in ordered))
    return f"{labels[0]} – {labels[-1]}" if len(labels) > 1 else ""


def _are_alike(facts: Sequence[Fact]) -> bool:
    """Tell whether rows may be added: they stand on one page, or are all lines that are known."""
    return len({fact.page_number for fact in facts}) == 1 or all(fact.concept for fact in facts)


def _tells(label: str) -> bool:
    """Tell whether a label says what its row is of."""
    return not is_bare_total(label) and label[:1] > "9" and not is_only_time(label.lower())


def _is_same(fact: Fact, other: Fact) -> bool:
    return (fact.page_number, fact.value_span) == (other.page_number, other.value_span) or (
        content_terms(fact.label) == content_terms(other.label)
        and (fact.period, fact.value, fact.entity) == (other.period, other.value, other.entity)
    )
