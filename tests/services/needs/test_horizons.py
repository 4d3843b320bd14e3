"""What a family saves for, and when: goals in versions, targets, savings, and the timeline of a chart."""

from datetime import timedelta
from typing import Any

from tests.services.fixtures import StartService
from tests.services.needs.households import (
    make_household,
    make_member,
    make_zhang,
    path,
    record_household,
    start_with_client,
)
from tests.services.running import OTHER_AGENT

CALCULATOR = "/needs/calculators/horizons"
GOALS, HORIZONS = path("goals"), path("horizons")


def make_family() -> dict[str, Any]:
    """The figures of the specification: schooling in twelve years, a retirement in twenty-five."""
    pension = {
        "monthly_target": "8000.00",
        "monthly_social_pension": "3500.00",
        "assets": "100000.00",
        "years_to_retirement": 25,
        "years_in_retirement": 25,
    }
    schooling = {"annual_cost": "50000.00", "years": 4, "starts_in_years": 12}
    child = make_member("child", birth_date="2020-06-01", education=[schooling])
    return make_household(make_zhang(pension=pension), child)


def make_home(**others: Any) -> dict[str, Any]:
    """A home in two years."""
    return {"kind": "home", "year": 2028, "amount": "300000.00", "saved": "50000.00", **others}


async def test_capability_20_schooling_in_twelve_years_and_a_retirement_reproduce_the_figures(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    answer = await service.client().post(CALCULATOR, json={"household": make_family()})
    assert answer.status_code == 200, answer.text
    schooling, pension = (item["result"] for item in answer.json()["result"]["horizons"])
    assert (schooling["kind"], schooling["year"], schooling["payments"]) == ("education", 2038, 4)
    assert schooling["present_value"] == "259348.29"
    assert (pension["kind"], pension["year"], pension["title"]) == ("pension", 2051, "Retirement")
    assert pension["target"] == "2214818.09"
    assert pension["shortfall"] == "2005440.30"
    assert pension["annual_saving"] == "53402.87"
    assert {reason["rule"] for reason in answer.json()["because"]} == {"funding.education", "funding.pension"}
    timeline = answer.json()["result"]["timeline"]
    assert (timeline[0]["year"], timeline[-1]["year"]) == (2026, 2075)
    assert [year["year"] for year in timeline if any(due["horizon"] == 0 for due in year["due"])] == [
        2038,
        2039,
        2040,
        2041,
    ]
    assert timeline[-1]["fund"] == "0.00"
    overridden = {"parameter": "funding.education.growth_rate", "value": 0, "reason": "no dearer"}
    question = {"household": make_family(), "overrides": [overridden]}
    cheaper = (await service.client().post(CALCULATOR, json=question)).json()
    assert cheaper["result"]["horizons"][0]["result"]["present_value"] < "259348.29"


async def test_capability_20_another_goal_has_its_year_its_target_and_its_saving(
    start_service: StartService,
) -> None:
    """300,000 in two years at 2%: 312,120; 50,000 at 3% becomes 53,045; 259,075 / (1.03 + 1.0609) = 123,905.97."""
    service = await start_with_client(start_service)
    question = {"household": make_household(), "goals": [make_home(), make_home(year=2025, kind="car")]}
    answer = (await service.client(language="zh-CN").post(CALCULATOR, json=question)).json()
    car, home = (item["result"] for item in answer["result"]["horizons"])
    assert (home["title"], home["years_away"], home["target"]) == ("购房", 2, "312120.00")
    assert (home["shortfall"], home["annual_saving"]) == ("259075.00", "123905.97")
    assert (home["present_value"], home["present_gap"]) == ("294203.04", "244203.04")
    assert (car["year"], car["annual_saving"], car["shortfall"]) == (2026, None, "250000.00")
    assert answer["result"]["annual_saving"] == "123905.97"
    assert [(year["year"], year["saving"], year["fund"]) for year in answer["result"]["timeline"]] == [
        (2026, "373905.97", "173905.97"),
        (2027, "123905.97", "303029.13"),
        (2028, "0.00", "0.00"),
    ]
    assert "增长率、收益率和通胀率为假设，不代表未来实际水平。" in answer["caveats"]


async def test_goals_are_recorded_in_versions_and_a_past_day_can_be_asked(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    assert (await agent.get(GOALS)).status_code == 404
    assert (await agent.get(HORIZONS)).status_code == 404
    stale = await agent.put(GOALS, json={"goals": []}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    first = await agent.put(GOALS, json={"goals": [make_home()]})
    assert (first.status_code, first.headers["etag"]) == (201, '"1"')
    assert (await agent.put(GOALS, json={"goals": []})).status_code == 428
    again = await agent.put(GOALS, json={"goals": [make_home()]}, headers={"if-match": '"1"'})
    assert (again.status_code, again.headers["etag"]) == (200, '"1"')
    taken = await agent.put(GOALS, json={"goals": []}, headers={"if-none-match": "*"})
    assert taken.status_code == 412
    await record_household(agent, make_family())
    service.clock.advance(timedelta(days=1))
    later = await agent.put(GOALS, json={"goals": [make_home(year=2030)]}, headers={"if-match": '"1"'})
    assert (later.status_code, later.headers["etag"]) == (200, '"2"')
    years = [item["result"]["year"] for item in (await agent.get(HORIZONS)).json()["horizons"]]
    assert years == [2030, 2038, 2051]
    before = (await agent.get(f"{HORIZONS}?on=2026-03-02")).json()["horizons"]
    assert [item["result"]["year"] for item in before] == [2028, 2038, 2051]
    assert (await agent.get(f"{GOALS}?on=2026-03-02")).json()["goals"][0]["year"] == 2028
    assert (await agent.get(GOALS)).json()["version"] == 2
    assert (await service.client(agent_id=OTHER_AGENT).get(GOALS)).status_code == 404


async def test_goals_that_make_no_sense_are_refused(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    for wrong in (make_home(year=1999), make_home(year=2181), make_home(amount="-1.00"), make_home(kind="x")):
        assert (await service.client().put(GOALS, json={"goals": [wrong]})).status_code == 422, wrong
    too_many = {"goals": [make_home()] * 51}
    assert (await service.client().put(GOALS, json=too_many)).status_code == 422
    endless = {
        "household": make_household(
            make_zhang(pension={"monthly_target": "9999999999.99", "years_to_retirement": 80})
        )
    }
    answer = await service.client().post(CALCULATOR, json=endless)
    assert (answer.status_code, answer.json()["code"]) == (422, "FIGURE_TOO_LARGE")
    unknown = {"household": make_household(make_member(pension={"monthly_target": "1.00"}))}
    answer = await service.client().post(CALCULATOR, json=unknown)
    assert (answer.status_code, answer.json()["code"]) == (422, "BIRTH_DATE_NEEDED")
