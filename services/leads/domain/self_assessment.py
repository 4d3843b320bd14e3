"""What somebody states of his household on a public page: complete enough for his gap to be computed."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from services.leads.domain.channel_problems import BreadwinnerMissing, HouseholdWithoutConsent
from services.leads.domain.problems import BornInTheFuture
from shared.contracts.leads import HouseholdRole, StatedDebt, StatedMember
from shared.money import Money

FINANCIAL_DATA = "financial_data"


@dataclass(frozen=True, slots=True)
class StatedHousehold:
    """A household as its own member states it, a year's amounts in yuan; None is what he did not say."""

    members: Sequence[StatedMember]
    annual_expenses: Money
    liabilities: Sequence[StatedDebt]
    liquid_assets: Money | None
    annual_elder_support: Money | None


def check_household(household: StatedHousehold, purposes: Set[str], *, today: date) -> None:
    """Raises HouseholdWithoutConsent, BreadwinnerMissing, BornInTheFuture."""
    if FINANCIAL_DATA not in purposes:
        raise HouseholdWithoutConsent("/consent_purposes")
    if all(member.role is not HouseholdRole.BREADWINNER for member in household.members):
        raise BreadwinnerMissing("/household/members")
    for place, member in enumerate(household.members):
        if member.birth_date is not None and member.birth_date > today:
            raise BornInTheFuture(f"/household/members/{place}/birth_date")
