"""What the calculators about firms are asked."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from services.quotes.domain.enterprise_offer import Liability, Transfer
from services.quotes.domain.facts import Amount, Code, Facts
from services.quotes.domain.firm import Firm, FirmNeeds
from services.quotes.domain.firm_limits import AnnuityRates, InsuredProperty
from services.quotes.domain.headcount_change import HeadcountChange
from services.quotes.schemas import Day
from services.quotes.schemas.calculators import OnDay
from shared.money import Money
from shared.sent import Input


def _something(amount: Money) -> Money:
    if not amount:
        raise ValueError("a loss is more than nothing")
    return amount


Loss = Annotated[Amount, AfterValidator(_something), Field(examples=["800000.00"])]


class EnterprisePlanIn(Input):
    """A firm, what it lacks, and what its plan may cost a year."""

    firm: Annotated[
        Firm,
        Field(
            examples=[
                {
                    "headcount": 40,
                    "industry": "C",
                    "occupation_mix": {"1": 10, "3": 30},
                    "annual_wages": "4000000.00",
                    "liability_limit_per_head": "700000.00",
                }
            ]
        ),
    ]
    needs: Annotated[
        FirmNeeds, Field(examples=[{"limit_per_head": "1200000.00", "accident_per_head": "500000.00"}])
    ]
    annual_budget: Annotated[Amount | None, Field(examples=["60000.00"])] = None
    on: OnDay = None


class TransferTableIn(Input):
    """The cover of today and the proposed one; without `losses` those that the table always shows."""

    now: Annotated[Liability, Field(examples=[{"limit": "700000.00"}])] = Liability(limit=Money.zero())
    proposed: Annotated[Liability, Field(examples=[{"limit": "1200000.00"}])]
    enrolled_in_work_injury_fund: bool = True
    losses: Annotated[tuple[Loss, ...], Field(max_length=20)] = ()
    on: OnDay = None


class TransferTable(Facts):
    """The risk-transfer table (风险转移对比表): one row a loss per head."""

    rows: tuple[Transfer, ...]


class PropertyCoverIn(InsuredProperty):
    """Plant and equipment, and a loss to look at."""

    on: OnDay = None


class AnnuityCeilingsIn(AnnuityRates):
    """An enterprise annuity as it is planned."""

    on: OnDay = None


class HeadcountChangeIn(HeadcountChange):
    """Joiners and leavers of a group policy; the rates are those of the day on which it begins."""

    product_code: Annotated[Code, Field(examples=["sample-group-accident"])]
    starts_on: Day
    ends_on: Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2027-02-28"])]
    changed_on: Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2026-09-01"])]
