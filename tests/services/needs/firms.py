"""Firms as clients would send them."""

from typing import Any

import httpx

from tests.services.needs.households import path

ENTERPRISE = path("enterprise")
FIRM_ASSESSMENTS = path("enterprise-assessments")


def make_firm(**others: Any) -> dict[str, Any]:
    """A manufacturer of forty heads, insured for 700,000 a head against its liability."""
    return {
        "headcount": 40,
        "industry": "C",
        "occupation_mix": {"1": 10, "3": 30},
        "annual_wages": "4000000.00",
        "enrolled_in_work_injury_fund": True,
        "liability_limit_per_head": "700000.00",
        "group_accident": {"target_per_head": "500000.00", "existing_total": "1000000.00"},
        "plant": {"replacement_value": "5000000.00", "sum_insured": "3000000.00"},
        "annuity": {"employer_rate": "0.05", "employee_rate": "0.02", "current_contribution": "50000.00"},
        **others,
    }


async def record_firm(client: httpx.AsyncClient, firm: dict[str, Any] | None = None) -> dict[str, Any]:
    """Record a firm for the first time; the answer."""
    answer = await client.put(ENTERPRISE, json=firm or make_firm())
    assert answer.status_code == 201, answer.text
    recorded: dict[str, Any] = answer.json()
    return recorded


async def assess_firm(client: httpx.AsyncClient) -> dict[str, Any]:
    """Assess the firm as it is; the answer."""
    answer = await client.post(FIRM_ASSESSMENTS)
    assert answer.status_code == 201, answer.text
    assessment: dict[str, Any] = answer.json()
    return assessment
