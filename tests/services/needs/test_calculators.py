"""The calculators over HTTP: figures for anybody's household or firm, with reasons, storing nothing."""

from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import make_household, make_member, make_zhang, start_with_client
from tests.services.running import RunningService


async def ask(service: RunningService, name: str, question: dict[str, Any], role: Role = Role.AGENT) -> Any:
    return await service.client(role).post(f"/needs/calculators/{name}", json=question)


def gaps_of(answer: Any) -> dict[tuple[str, str], str]:
    assert answer.status_code == 200, answer.text
    found = [gap["result"] for gap in answer.json()["result"]["gaps"]]
    return {(gap["member"], gap["risk"]): gap["gap"] for gap in found}


async def test_the_brief_s_gap_is_1_200_000_and_with_three_years_1_600_000(
    start_service: StartService,
) -> None:
    """A01, as a calculator: nothing is stored."""
    service = await start_with_client(start_service)
    question = {"household": make_household(), "method": "liabilities_plus_expenses"}
    assert gaps_of(await ask(service, "gap", question))["1", "death"] == "1200000.00"
    answer = await ask(service, "gap", {**question, "expense_years": 3}, Role.CLIENT)
    assert gaps_of(answer)["1", "death"] == "1600000.00"
    assert {reason["rule"] for reason in answer.json()["because"]} >= {"gap.death", "gap.critical_illness"}
    assert "Some parameters were adjusted for this case." in answer.json()["caveats"]
    assert await service.rows("SELECT 1 AS found FROM assessment") == []
    assert await service.events() == []


async def test_survivors_needs_of_4_500_000_less_assets_of_1_500_000_leave_3_000_000(
    start_service: StartService,
) -> None:
    """A02: debts, living costs, education and elders add up to 4.5 million."""
    service = await start_with_client(start_service)
    chosen = {
        "own_consumption": 0,
        "discount_rate": 0,
        "growth_rate": 0,
        "final_costs": "0.00",
        "support_years": 5,
        "elder_support_years": 5,
        "reserve_months": 0,
    }
    values = [
        {"parameter": f"gap.death.{name}", "value": value, "reason": "the example"}
        for name, value in chosen.items()
    ]
    values += [
        {"parameter": f"funding.education.{name}", "value": 0, "reason": "the example"}
        for name in ("growth_rate", "discount_rate")
    ]
    child = make_member(
        "child",
        birth_date="2020-01-01",
        education=[{"annual_cost": "250000.00", "years": 4, "starts_in_years": 12}],
    )
    household = make_household(
        make_member(annual_income="500000.00"),
        child,
        liabilities=[{"kind": "mortgage", "outstanding": "2000000.00"}],
        annual_elder_support="100000.00",
        liquid_assets="1500000.00",
    )
    answer = await ask(service, "gap", {"household": household, "method": "needs_based", "overrides": values})
    assert gaps_of(answer)["1", "death"] == "3000000.00"
    death = next(gap["result"] for gap in answer.json()["result"]["gaps"] if gap["result"]["risk"] == "death")
    assert (death["need"], death["offset"]) == ("4500000.00", "1500000.00")


async def test_an_income_of_240_000_is_told_its_illness_medical_and_accident_gaps(
    start_service: StartService,
) -> None:
    """A03: with and without medical cover, and the order in which to close the gaps of a family."""
    service = await start_with_client(start_service)
    covers = [
        {"line": "critical_illness", "sum_insured": "500000.00"},
        {"line": "accident", "sum_insured": "300000.00"},
    ]
    medical = {"line": "medical_million", "sum_insured": "2000000.00"}
    without = make_member(annual_income="240000.00", covers=covers)
    found = gaps_of(await ask(service, "gap", {"household": make_household(without), "method": "double_ten"}))
    assert found["1", "critical_illness"] == "520000.00"
    assert found["1", "medical"] == "2000000.00"
    assert found["1", "accident"] == "2100000.00"
    with_medical = {**without, "covers": [*covers, medical]}
    child, elder = make_member("child", birth_date="2018-03-10"), make_member("elder")
    household = make_household(with_medical, child, elder)
    question = {"household": household, "method": "double_ten", "tight_budget": True}
    answer = await ask(service, "gap", question)
    assert gaps_of(answer)["1", "critical_illness"] == "320000.00"
    order = answer.json()["result"]["priorities"]["result"]
    assert [(item["member"], item["risk"]) for item in order] == [
        ("1", "critical_illness"),
        ("1", "death"),
        ("2", "medical"),
        ("2", "accident"),
        ("3", "medical"),
        ("1", "accident"),
    ]


async def test_the_chart_of_a_household_that_is_not_stored(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    question = {"household": make_household(), "method": "liabilities_plus_expenses"}
    answer = await ask(service, "gap-chart", question)
    assert answer.status_code == 200, answer.text
    [chart] = answer.json()["result"]
    [death] = [panel for panel in chart["panels"] if panel["risk"] == "death"]
    assert (death["needed"], death["covered"], death["missing"]) == ("1200000.00", "0.00", "1200000.00")


async def test_an_insurer_takes_700_000_of_a_loss_of_800_000_and_the_limit_is_below_one_death_grant(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    question = {"loss": "800000.00", "limit": "700000.00", "on": "2025-06-01"}
    answer = await ask(service, "transfer", question)
    assert answer.status_code == 200, answer.text
    assert answer.json()["result"] == {
        "loss": "800000.00",
        "insurer_pays": "700000.00",
        "retained": "100000.00",
        "ratio": "0.8750",
    }
    assert "The limit is below one work-death grant." in answer.json()["caveats"]
    assert answer.json()["because"][1]["inputs"]["amount"] == "1083760.00"


async def test_schooling_of_50_000_for_four_years_in_twelve_years_costs_259_348_29_today(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    plan = {"annual_cost": "50000.00", "years": 4, "starts_in_years": 12}
    answer = await ask(service, "education", {"plans": [plan]})
    assert (answer.status_code, answer.json()["result"]["gap"]) == (200, "259348.29")


async def test_a_retirement_of_8_000_a_month_takes_a_saving_of_53_402_87_a_year(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    goal = {
        "monthly_target": "8000.00",
        "monthly_social_pension": "3500.00",
        "assets": "100000.00",
        "years_to_retirement": 25,
        "years_in_retirement": 25,
    }
    answer = await ask(service, "pension", {"goal": goal})
    assert answer.status_code == 200, answer.text
    result = answer.json()["result"]
    assert (result["gap"]["need"], result["gap"]["gap"]) == ("2214818.09", "2005440.30")
    assert result["annual_saving"] == "53402.87"
    nobody_knows_when = {"monthly_target": "8000.00"}
    answer = await ask(service, "pension", {"goal": nobody_knows_when})
    assert (answer.status_code, answer.json()["code"]) == (422, "BIRTH_DATE_NEEDED")


async def test_a_firm_is_told_what_it_lacks_per_head_and_what_its_annuity_may_not_be(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    firm = {
        "headcount": 40,
        "industry": "制造业",
        "annual_wages": "4000000.00",
        "liability_limit_per_head": "700000.00",
        "group_accident": {"target_per_head": "500000.00", "existing_total": "1000000.00"},
    }
    answer = await ask(service, "enterprise", firm)
    assert answer.status_code == 200, answer.text
    found = {gap["result"]["risk"]: gap["result"]["gap"] for gap in answer.json()["result"]["gaps"]}
    assert found == {"employer_liability": "500000.00", "group_accident": "19000000.00"}
    answer = await ask(
        service, "enterprise", {**firm, "annuity": {"employer_rate": "0.09", "employee_rate": "0"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "ANNUITY_CEILING")


@pytest.mark.parametrize(
    ("name", "question", "status"),
    [
        ("gap", {"household": make_household(), "on": "1999-12-31"}, 422),
        ("gap", {"household": make_household(), "on": "9999-12-31"}, 422),
        ("gap", {"household": make_household(), "on": "2000-01-01"}, 409),
        ("gap", {"household": make_household(make_zhang()), "expense_years": 81}, 422),
        (
            "gap",
            {
                "household": make_household(make_member(birth_date="2090-01-01")),
                "method": "income_replacement",
            },
            422,
        ),
        ("gap", {}, 422),
        ("gap-chart", {"household": make_household(), "method": "guesswork"}, 422),
        ("education", {"plans": []}, 422),
        ("pension", {"goal": {"monthly_target": "9999999999.99", "years_to_retirement": 80}}, 422),
        ("transfer", {"loss": "0.00", "limit": "1.00"}, 422),
        ("transfer", {"loss": "1.00", "limit": "-1.00"}, 422),
        ("enterprise", {"headcount": 5_000_001, "industry": "x", "annual_wages": "1.00"}, 422),
        ("enterprise", {"headcount": 1, "industry": "\x00", "annual_wages": "1.00"}, 422),
    ],
)
async def test_what_makes_no_sense_is_refused(
    start_service: StartService, name: str, question: dict[str, Any], status: int
) -> None:
    service = await start_with_client(start_service)
    answer = await ask(service, name, question)
    assert answer.status_code == status, answer.text


async def test_operations_and_strangers_may_not_ask(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    assert (await ask(service, "gap", {"household": make_household()}, Role.OPS)).status_code == 403
    assert (await service.client(None).post("/needs/calculators/gap", json={})).status_code == 401
