"""Households, firms and the parameters in force, for tests that say only what matters to them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.needs.domain.enterprise import Enterprise, EnterpriseRules
from services.needs.domain.household import Cover, Household, Liability, Member, Role
from services.needs.domain.parameters import Override, Parameters
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money

TODAY = date(2026, 11, 23)


def make_cover(line: str, sum_insured: int | str, **others: Any) -> Cover:
    return Cover(line=Line(line), sum_insured=Money.of(sum_insured), **others)


def make_member(
    key: str = "he",
    role: Role = "breadwinner",
    *,
    income: int | str | None = None,
    born: date | None = None,
    covers: Sequence[Cover] = (),
    **others: Any,
) -> Member:
    return Member(
        key=key,
        role=role,
        annual_income=None if income is None else Money.of(income),
        birth_date=born,
        covers=tuple(covers),
        **others,
    )


def make_household(
    *members: Member,
    expenses: int | str = 0,
    mortgage: int | str = 0,
    assets: int | str = 0,
    elder_support: int | str = 0,
) -> Household:
    return Household(
        members=members or (make_member(),),
        annual_expenses=Money.of(expenses),
        liabilities=(Liability(kind="mortgage", outstanding=Money.of(mortgage)),),
        liquid_assets=Money.of(assets),
        annual_elder_support=Money.of(elder_support),
    )


def make_parameters(**overrides: str | int | Decimal) -> Parameters:
    """The Chinese parameters of `TODAY`; `gap__death__expense_years=3` overrides one."""
    chosen = [
        Override(parameter=name.replace("__", "."), value=value, reason="the client says so")
        for name, value in overrides.items()
    ]
    return Parameters.of(Jurisdiction.load("cn"), on=TODAY, overrides=chosen)


def make_rules(on: date = TODAY) -> EnterpriseRules:
    return EnterpriseRules.of(Jurisdiction.load("cn"), on=on)


def make_enterprise(**others: Any) -> Enterprise:
    given = {"headcount": 40, "industry": "manufacturing", "annual_wages": Money.of(4_000_000)}
    return Enterprise.model_validate(given | others)
