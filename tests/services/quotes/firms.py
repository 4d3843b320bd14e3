"""What `needs` tells about a firm, as it would tell it, and the plan that comes of it."""

from datetime import date
from typing import Any

from shared.caller import Role
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed, RiskGap
from shared.ids import new_id
from shared.money import Money
from tests.services.running import CLIENT, RunningService

PLANS = "/quotes/enterprise-proposals"


def make_firm_gap(risk: str, gap: str) -> RiskGap:
    """A gap of the whole firm; of employer liability, per head."""
    amount = Money.of(gap)
    return RiskGap(risk=risk, gap=amount, gap_rounded_up=amount.rounded_up_to(10_000))


def make_firm_confirmed(**changed: Any) -> EnterpriseGapConfirmed:
    """A manufacturer of 40 heads, 30 of them at machines, with a limit of 700,000 a head and a budget of 60,000.

    Each head should be insured for 500,000 by group accident (1,000,000 is there for all together), its plant of 5,000,000
    is insured for 3,000,000, and it wants to contribute 5% of its wages of 4,000,000 to an annuity, 50,000 of which it does.
    """
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "assessment_id": new_id(),
        "gaps": [
            make_firm_gap("employer_liability", "500000.00"),
            make_firm_gap("group_accident", "19000000.00"),
            make_firm_gap("property", "2000000.00"),
            make_firm_gap("enterprise_annuity", "150000.00"),
        ],
        "headcount": 40,
        "industry": "C",
        "occupation_mix": {1: 10, 3: 30},
        "annual_wages": Money.of("4000000.00"),
        "enrolled_in_work_injury_fund": True,
        "liability_limit_per_head": Money.of("700000.00"),
        "replacement_value": Money.of("5000000.00"),
        "annual_budget": Money.of("60000.00"),
        "liability_deductible": Money.zero(),
        "property_insured": Money.of("3000000.00"),
        "annuity_contribution": Money.of("50000.00"),
    }
    return EnterpriseGapConfirmed(**(facts | changed))


def make_firm_changed(code: str = "headcount", **changed: Any) -> EnterpriseChanged:
    """Ten more heads at machines."""
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "enterprise_id": new_id(),
        "change_code": code,
        "effective_on": date(2026, 3, 2),
        "headcount": 50,
        "occupation_mix": {1: 10, 3: 40},
        "annual_wages": Money.of("4000000.00"),
    }
    return EnterpriseChanged(**(facts | changed))


async def planned(service: RunningService, confirmed: EnterpriseGapConfirmed) -> dict[str, Any]:
    """The plan that came of a firm's gaps agreed to, as its client reads it."""
    await service.deliver(confirmed)
    client = service.client(Role.CLIENT)
    asked = {"assessment_id": str(confirmed.assessment_id)}
    (listed,) = (await client.get(PLANS, params=asked)).json()["items"]
    return await read_plan(service, listed)


async def read_plan(service: RunningService, plan: dict[str, Any]) -> dict[str, Any]:
    """The plan as its client reads it now."""
    answer = await service.client(Role.CLIENT).get(f"{PLANS}/{plan['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
