"""The gap over HTTP: the brief's example, the methods, the chart, and what becomes of it when cover changes."""

from typing import Any

from shared.caller import Role
from shared.contracts import Line
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    compute,
    gap_of,
    latest,
    make_end,
    make_household,
    make_lead,
    make_member,
    make_policy,
    make_zhang,
    occasions,
    record_household,
    start_with_client,
)
from tests.services.running import CLIENT


async def test_debts_and_one_year_of_expenses_leave_a_death_gap_of_1_200_000(
    start_service: StartService,
) -> None:
    """A01, capability 19: 200,000 a year, a mortgage of 1,000,000, no life cover; with n = 3 it is 1,600,000."""
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    assessment = await compute(agent)
    assert gap_of(assessment, "death") == "1200000.00"
    assert assessment["figures"]["priorities"]["result"][0]["line"] == "term_life"
    assert gap_of(await compute(agent, expense_years=3), "death") == "1600000.00"


async def test_critical_illness_cover_does_not_change_the_death_gap(start_service: StartService) -> None:
    """A01: only life cover is cover against death."""
    service = await start_with_client(start_service)
    agent = service.client()
    zhang = make_zhang()
    zhang["covers"] = [{"line": "critical_illness", "sum_insured": "5000000.00"}]
    await record_household(agent, make_household(zhang))
    assessment = await compute(agent)
    assert gap_of(assessment, "death") == "1200000.00"
    assert "ONLY_LIFE_COVER_COUNTS" in assessment["caveat_codes"]


async def test_a_term_life_policy_of_1_000_000_brings_the_death_gap_down_to_200_000(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    await service.deliver(make_policy(Line.TERM_LIFE, 1_000_000))
    newest = await latest(agent)
    assert (newest["occasion"], newest["status"]) == ("cover_changed", "computed")
    assert gap_of(newest, "death") == "200000.00"
    told = [payload for envelope, payload in await service.events() if envelope.type == "gap-computed"]
    assert [told[0]["occasion"], told[1]["occasion"]] == ["requested", "cover_changed"]
    assert {"risk": "death", "gap": "200000.00", "gap_rounded_up": "200000.00"}.items() <= next(
        gap for gap in told[1]["gaps"] if gap["risk"] == "death"
    ).items()


async def test_the_cover_of_a_policy_that_ends_is_missing_again(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    policy = make_policy()
    await service.deliver(policy)
    await service.deliver(make_end(policy))
    assert gap_of(await latest(agent), "death") == "1200000.00"
    assert await occasions(agent) == [
        ("requested", "superseded"),
        ("cover_changed", "superseded"),
        ("cover_changed", "computed"),
    ]


async def test_the_gap_is_recomputed_as_it_was_agreed_on_not_as_it_was_last_tried(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    client = service.client(Role.CLIENT)
    await record_household(client)
    one_year = await compute(client, expense_years=1)
    await compute(client, expense_years=3)
    confirmed = await client.post(
        f"{ASSESSMENTS}/{one_year['id']}/confirm", headers={"if-match": '"1"'}, json={}
    )
    assert confirmed.status_code == 200, confirmed.text
    await service.deliver(make_policy())
    newest = await latest(client)
    assert gap_of(newest, "death") == "200000.00"


async def test_a_policy_of_a_line_that_covers_no_risk_of_a_person_leaves_the_gap_alone(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    first = await compute(agent)
    await service.deliver(make_policy(Line.ANNUITY))
    newest = await latest(agent)
    assert newest["gaps"] == first["gaps"]


async def test_a_policy_counts_for_the_member_it_insures(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    partner = make_member("partner", annual_income="100000.00")
    household = await record_household(agent, make_household(make_zhang(), partner))
    await compute(agent)
    he, she = (member["id"] for member in household["members"])
    await service.deliver(make_policy(member_id=she))
    newest = await latest(agent)
    assert gap_of(newest, "death", he) == "1200000.00"
    assert gap_of(newest, "death", she) == "200000.00"


async def test_the_chart_has_needs_on_the_left_cover_on_the_right_and_what_is_missing_between(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    assessment = await compute(agent)
    answer = await agent.get(f"{ASSESSMENTS}/{assessment['id']}/chart")
    assert answer.status_code == 200, answer.text
    [chart] = answer.json()["charts"]
    death = next(panel for panel in chart["panels"] if panel["risk"] == "death")
    assert death["left"] == [
        {"code": "expenses", "amount": "200000.00"},
        {"code": "mortgage", "amount": "1000000.00"},
    ]
    assert (death["right"], death["missing"]) == ([], "1200000.00")
    illness = next(panel for panel in chart["panels"] if panel["risk"] == "critical_illness")
    assert illness["right"] == [{"code": "own_cover", "amount": "500000.00"}]


async def test_every_figure_says_by_which_rule_and_from_which_inputs(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    assessment = await compute(agent, expense_years=3)
    for gap in assessment["figures"]["gaps"]:
        assert gap["because"], gap["result"]["risk"]
    death = next(gap for gap in assessment["figures"]["gaps"] if gap["result"]["risk"] == "death")
    [because] = death["because"]
    assert (because["rule"], because["version"]) == ("gap.death", "gap.death@2000-01-01")
    assert because["inputs"]["parameters"]["expense_years"] == 3
    assert because["inputs"]["household"]["annual_expenses"] == "200000.00"
    assert "gap.death@2000-01-01" in assessment["params_version"].split(" ")
    assert assessment["assumptions"]["overrides"][0]["parameter"] == "gap.death.expense_years"


async def test_the_usual_number_of_years_is_no_override(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    assessment = await compute(agent, expense_years=1)
    assert assessment["assumptions"]["overrides"] == []


async def test_caveats_are_worded_in_the_readers_language(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    english = await compute(service.client())
    chinese = await compute(service.client(language="zh-CN"))
    told: dict[str, Any] = english["figures"]["gaps"][1]
    assert told["result"]["risk"] == "death"
    assert any(caveat.startswith("Only life cover reduces a death gap") for caveat in told["caveats"])
    assert "身故缺口只抵减寿险保额" in "".join(chinese["figures"]["gaps"][1]["caveats"])


async def test_two_readings_of_the_same_facts_stand_beside_each_other(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent, expense_years=1)
    await compute(agent, expense_years=3)
    assert await occasions(agent) == [("requested", "computed"), ("requested", "computed")]


async def test_an_invitation_opens_with_the_household_and_is_taken_up_by_the_first_assessment(
    start_service: StartService,
) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    agent = service.client()
    assert await occasions(agent) == [("invited", "invited")]
    await record_household(agent)
    assert await occasions(agent) == [("invited", "open")]
    assessment = await compute(agent)
    assert (assessment["occasion"], assessment["version"]) == ("invited", 3)
    assert await occasions(agent) == [("invited", "computed")]
    assert await service.rows("SELECT agent_id FROM client_directory WHERE id = $1", CLIENT)


async def test_without_a_household_there_is_nothing_to_compute(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    answer = await service.client().post(ASSESSMENTS, json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_HOUSEHOLD")


async def test_the_default_is_the_full_analysis_of_survivors_needs(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    answer = await agent.post(ASSESSMENTS, json={})
    assert answer.status_code == 201, answer.text
    assert answer.json()["method"] == "needs_based"


async def test_a_method_that_needs_a_birth_date_says_whose_is_missing(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent, make_household(make_member()))
    answer = await agent.post(ASSESSMENTS, json={"method": "income_replacement"})
    assert (answer.status_code, answer.json()["code"]) == (422, "BIRTH_DATE_NEEDED")


async def test_an_unknown_parameter_or_an_impossible_value_is_refused(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    unknown = {"parameter": "gap.death.luck", "value": 1, "reason": "why not"}
    answer = await agent.post(ASSESSMENTS, json={"overrides": [unknown]})
    assert (answer.status_code, answer.json()["code"]) == (422, "UNKNOWN_PARAMETER")
    impossible = {"parameter": "gap.death.expense_years", "value": 10**30, "reason": "why not"}
    answer = await agent.post(ASSESSMENTS, json={"overrides": [impossible]})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETER")


async def test_an_override_is_kept_with_its_reason(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    override = {"parameter": "gap.death.final_costs", "value": "80000.00", "reason": "客户希望厚葬"}
    answer = await agent.post(ASSESSMENTS, json={"method": "needs_based", "overrides": [override]})
    assert answer.status_code == 201, answer.text
    kept = await agent.get(f"{ASSESSMENTS}/{answer.json()['id']}")
    assert kept.json()["assumptions"]["overrides"] == [override]
    assert "PARAMETERS_OVERRIDDEN" in kept.json()["caveat_codes"]


async def test_the_same_idempotency_key_computes_once(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    first, again = [
        await agent.post(ASSESSMENTS, json={}, headers={"idempotency-key": "once"}) for _ in range(2)
    ]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(await occasions(agent)) == 1
