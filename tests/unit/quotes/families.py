"""Families and what is on sale for them, for tests that say only what matters to them."""

from datetime import date
from typing import Any

from services.quotes.domain.family import Family, Member, Role
from services.quotes.domain.family_plan import FamilyPlan, plan_family
from services.quotes.domain.offer import OnSale, newest
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from shared.because import Answer
from shared.contracts import Line, Sex
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life


def on_sale(tariffs: list[Tariff] | None = None) -> dict[Line, OnSale]:
    """The samples, one a line, or these."""
    offered = sample_catalogue() if tariffs is None else tariffs
    return newest([OnSale(new_id(), new_id(), tariff) for tariff in offered])


def make_member(
    role: Role = "breadwinner", age: int = 30, sex: Sex = Sex.MALE, held: int = 0, **gaps: int
) -> Member:
    """A member under the name of his role."""
    facts: dict[Any, Money] = {risk: Money.of(gap) for risk, gap in gaps.items()}
    return Member(
        member=role, role=role, life=make_life(age, sex), gaps=facts, death_cover_held=Money.of(held)
    )


def make_earner(role: Role = "breadwinner", **changed: Any) -> Member:
    """The man of the example: 520,000 short for illness, 1,200,000 for death, with no medical or accident cover."""
    gaps = {"critical_illness": 520_000, "death": 1_200_000, "medical": 2_000_000, "accident": 2_400_000}
    return make_member(role, **(gaps | changed))


def make_partner() -> Member:
    return make_earner("partner", age=29, sex=Sex.FEMALE, critical_illness=400_000, death=800_000)


def make_child(age: int = 3, **changed: Any) -> Member:
    gaps = {"critical_illness": 300_000, "medical": 2_000_000, "accident": 200_000}
    return make_member("child", age, **(gaps | changed))


def make_elder(age: int = 58, **changed: Any) -> Member:
    gaps = {"critical_illness": 300_000, "medical": 2_000_000}
    return make_member("elder", age, Sex.FEMALE, **(gaps | changed))


def planned(
    *members: Member, budget: int | str | None, sold: dict[Line, OnSale] | None = None, on: date = TODAY
) -> Answer[FamilyPlan]:
    family = Family(members=members, annual_budget=None if budget is None else Money.of(budget))
    return plan_family(family, sold or on_sale(), Jurisdiction.load("cn"), on=on)


def covers(plan: FamilyPlan, member: str) -> dict[str, str]:
    """The sums of a member by line."""
    return {one.cover.line.value: str(one.cover.sum_insured) for one in plan.of(member).covers}
