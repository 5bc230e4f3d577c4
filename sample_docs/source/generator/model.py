"""The arithmetic of a company: from a few drivers a year to statements that tie.

In: an opening balance and the drivers of each year. Out: the years, each with its balance. It must
not know which company it is. Amounts are integers in the smallest printed unit. Cash follows from
the cash flow statement, retained earnings from profit; that the balance sheet then balances is the
proof that no movement was forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Drivers:
    """What is chosen for a year; everything else follows."""

    year: int
    sales: int
    materials: int
    labour: int
    energy: int
    cost_depreciation: int
    other_cost: int
    selling: int
    research: int
    restructuring: int
    amortisation: int
    interest_expense: int
    interest_income: int
    other_income: int
    tax: int
    minority_profit: int
    capex: int
    total_depreciation: int
    disposals: int  # book value, sold for that plus disposal_gain
    disposal_gain: int
    acquisition_goodwill: int
    acquisition_intangibles: int
    acquisition_inventory: int
    dividends: int
    minority_dividends: int
    buybacks: int
    share_awards: int
    shares_issued: int
    translation_plant: int
    translation_goodwill: int
    hedging: int
    pension_remeasurement: int
    receivables: int
    inventories: int
    prepaid: int
    payables: int
    accrued: int
    tax_payable: int
    provisions: int
    pension_liability: int
    deferred_tax: int
    short_debt: int
    long_debt: int


@dataclass(frozen=True)
class Opening:
    """The balance sheet before the first year; equity is what is left."""

    cash: int
    receivables: int
    inventories: int
    prepaid: int
    plant: int
    goodwill: int
    intangibles: int
    payables: int
    accrued: int
    tax_payable: int
    provisions: int
    pension_liability: int
    deferred_tax: int
    short_debt: int
    long_debt: int
    paid_in: int
    treasury: int
    other_comprehensive: int
    minority: int


@dataclass(frozen=True)
class Balance:
    """What stands at the end of a year."""

    cash: int
    plant: int
    goodwill: int
    intangibles: int
    paid_in: int
    retained: int
    treasury: int
    other_comprehensive: int
    minority: int
    receivables: int
    inventories: int
    prepaid: int
    payables: int
    accrued: int
    tax_payable: int
    provisions: int
    pension_liability: int
    deferred_tax: int
    short_debt: int
    long_debt: int

    @property
    def current_assets(self) -> int:
        return self.cash + self.receivables + self.inventories + self.prepaid

    @property
    def assets(self) -> int:
        return self.current_assets + self.plant + self.goodwill + self.intangibles

    @property
    def current_liabilities(self) -> int:
        return self.short_debt + self.payables + self.accrued + self.tax_payable + self.provisions

    @property
    def liabilities(self) -> int:
        long_term = self.long_debt + self.pension_liability + self.deferred_tax
        return self.current_liabilities + long_term

    @property
    def owners_equity(self) -> int:
        return self.paid_in + self.retained + self.treasury + self.other_comprehensive

    @property
    def equity(self) -> int:
        return self.owners_equity + self.minority

    @property
    def debt(self) -> int:
        return self.short_debt + self.long_debt


@dataclass(frozen=True)
class Year:
    """One year: the drivers, the balance before, and all that follows from them."""

    d: Drivers
    before: Balance

    @property
    def year(self) -> int:
        return self.d.year

    @property
    def cost_of_sales(self) -> int:
        d = self.d
        return d.materials + d.labour + d.energy + d.cost_depreciation + d.other_cost

    @property
    def gross_profit(self) -> int:
        return self.d.sales - self.cost_of_sales

    @property
    def operating_income(self) -> int:
        d = self.d
        return self.gross_profit - d.selling - d.research - d.restructuring - d.amortisation

    @property
    def pretax(self) -> int:
        d = self.d
        return self.operating_income - d.interest_expense + d.interest_income + d.other_income

    @property
    def net_income(self) -> int:
        return self.pretax - self.d.tax

    @property
    def owners_income(self) -> int:
        return self.net_income - self.d.minority_profit

    @property
    def translation(self) -> int:
        return self.d.translation_plant + self.d.translation_goodwill

    @property
    def other_comprehensive_income(self) -> int:
        return self.translation + self.d.hedging + self.d.pension_remeasurement

    @property
    def working_capital_flows(self) -> dict[str, int]:
        """Cash released (positive) or taken by each balance, by its field name."""
        d, b = self.d, self.before
        return {
            "receivables": b.receivables - d.receivables,
            "inventories": b.inventories - d.inventories + d.acquisition_inventory,
            "prepaid": b.prepaid - d.prepaid + d.hedging,
            "payables": d.payables - b.payables,
            "accrued": d.accrued - b.accrued,
            "tax_payable": d.tax_payable - b.tax_payable,
            "provisions": d.provisions - b.provisions,
            "pension_liability": d.pension_liability - b.pension_liability
            + d.pension_remeasurement,
            "deferred_tax": d.deferred_tax - b.deferred_tax,
        }  # fmt: skip

    @property
    def operating_cash(self) -> int:
        d = self.d
        no_cash = d.total_depreciation + d.amortisation + d.share_awards - d.disposal_gain
        return self.net_income + no_cash + sum(self.working_capital_flows.values())

    @property
    def disposal_proceeds(self) -> int:
        return self.d.disposals + self.d.disposal_gain

    @property
    def acquisitions(self) -> int:
        d = self.d
        return d.acquisition_goodwill + d.acquisition_intangibles + d.acquisition_inventory

    @property
    def investing_cash(self) -> int:
        return self.disposal_proceeds - self.d.capex - self.acquisitions

    @property
    def debt_flow(self) -> int:
        return self.d.short_debt + self.d.long_debt - self.before.debt

    @property
    def financing_cash(self) -> int:
        d = self.d
        paid = d.dividends + d.minority_dividends + d.buybacks
        return self.debt_flow + d.shares_issued - paid

    @property
    def cash_change(self) -> int:
        return self.operating_cash + self.investing_cash + self.financing_cash

    @property
    def free_cash_flow(self) -> int:
        return self.operating_cash - self.d.capex

    @property
    def ebitda(self) -> int:
        return self.operating_income + self.d.total_depreciation + self.d.amortisation

    @cached_property
    def after(self) -> Balance:
        d, b = self.d, self.before
        plant = b.plant + d.capex - d.total_depreciation - d.disposals + d.translation_plant
        intangibles = b.intangibles + d.acquisition_intangibles - d.amortisation
        return Balance(
            cash=b.cash + self.cash_change,
            plant=plant,
            goodwill=b.goodwill + d.acquisition_goodwill + d.translation_goodwill,
            intangibles=intangibles,
            paid_in=b.paid_in + d.share_awards + d.shares_issued,
            retained=b.retained + self.owners_income - d.dividends,
            treasury=b.treasury - d.buybacks,
            other_comprehensive=b.other_comprehensive + self.other_comprehensive_income,
            minority=b.minority + d.minority_profit - d.minority_dividends,
            receivables=d.receivables, inventories=d.inventories, prepaid=d.prepaid,
            payables=d.payables, accrued=d.accrued, tax_payable=d.tax_payable,
            provisions=d.provisions, pension_liability=d.pension_liability,
            deferred_tax=d.deferred_tax, short_debt=d.short_debt, long_debt=d.long_debt,
        )  # fmt: skip


def opening_balance(o: Opening) -> Balance:
    assets = (
        o.cash + o.receivables + o.inventories + o.prepaid + o.plant + o.goodwill + o.intangibles
    )
    liabilities = (
        o.payables + o.accrued + o.tax_payable + o.provisions + o.pension_liability
        + o.deferred_tax + o.short_debt + o.long_debt
    )  # fmt: skip
    other_equity = o.paid_in + o.treasury + o.other_comprehensive + o.minority
    return Balance(retained=assets - liabilities - other_equity, **vars(o))


def run(opening: Opening, drivers: tuple[Drivers, ...]) -> tuple[Year, ...]:
    """Chain the years, oldest first."""
    years: list[Year] = []
    balance = opening_balance(opening)
    for driver in drivers:
        years.append(Year(driver, balance))
        balance = years[-1].after
    return tuple(years)


def growth(new: float, old: float) -> float:
    """Change in percent."""
    return (new / old - 1) * 100


def share(part: float, whole: float) -> float:
    """Part in percent of the whole."""
    return part / whole * 100
