"""What if and whether to go on: asked for a household that nobody stores, or for a client's as it is."""

from typing import Any

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    compute,
    make_household,
    make_member,
    make_policy,
    make_zhang,
    record_household,
    start_with_client,
)
from tests.services.running import CLIENT, OTHER_AGENT, RunningService

QUICK = {"method": "liabilities_plus_expenses"}


async def ask(service: RunningService, name: str, **question: Any) -> Any:
    return await service.client().post(f"/needs/calculators/{name}", json=question)


def moves(answer: Any) -> dict[tuple[str, str], tuple[str | None, str | None, str | None]]:
    """Before, after and delta of every gap that moves."""
    assert answer.status_code == 200, answer.text
    return {
        (gap["member"], gap["risk"]): (gap["before"]["gap"], gap["after"]["gap"], gap["delta"])
        for gap in answer.json()["result"]["gaps"]
        if gap["delta"] != "0.00"
    }


async def test_an_input_is_changed_and_the_gap_moves(start_service: StartService) -> None:
    """Capability 22: what-if of a household that is not stored, member by member and risk by risk."""
    service = await start_with_client(start_service)
    household = make_household(
        make_zhang(annual_income="240000.00"), make_member("child", birth_date="2018-03-10")
    )
    changes = [
        {"path": "liabilities.mortgage", "value": "800000.00"},
        {"path": "members.1.cover.critical_illness", "value": "700000.00"},
        {"path": "members.2.cover.term_life", "value": "150000.00"},
    ]
    answer = await ask(service, "what-if", household=household, changes=changes, **QUICK)
    assert moves(answer) == {
        ("1", "death"): ("1200000.00", "1000000.00", "-200000.00"),
        ("1", "critical_illness"): ("520000.00", "320000.00", "-200000.00"),
        ("2", "accident"): ("200000.00", "50000.00", "-150000.00"),
    }
    assert answer.json()["because"]
    assert await service.rows("SELECT 1 AS found FROM assessment") == []
    more_years = {"then": {**QUICK, "expense_years": 3}}
    answer = await ask(service, "what-if", household=household, **QUICK, **more_years)
    assert moves(answer) == {("1", "death"): ("1200000.00", "1600000.00", "400000.00")}


async def test_employer_cover_ends_with_the_job(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    he = make_member(
        birth_date="1996-02-11",
        annual_income="240000.00",
        covers=[
            {"line": "term_life", "sum_insured": "500000.00", "provided_by": "employer"},
            {"line": "group_medical", "sum_insured": "1000000.00", "provided_by": "employer"},
        ],
    )
    ends = [{"path": "members.1.job", "value": None}]
    answer = await ask(service, "what-if", household=make_household(he), changes=ends, **QUICK)
    assert moves(answer)["1", "death"] == ("700000.00", "1200000.00", "500000.00")
    assert moves(answer)["1", "medical"] == ("0.00", "2000000.00", "2000000.00")
    result = answer.json()["result"]
    assert (result["premium_ceiling_before"], result["premium_ceiling_after"]) == ("24000.00", "0.00")


async def test_a_client_s_household_is_taken_as_it_is_with_his_policies(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    recorded = await record_household(service.client())
    await compute(service.client())
    await service.deliver(make_policy())
    he = recorded["members"][0]["id"]
    change = {"path": "annual_expenses", "value": "300000.00"}
    answer = await ask(service, "what-if", client_id=str(CLIENT), changes=[change], **QUICK)
    assert moves(answer) == {(he, "death"): ("200000.00", "300000.00", "100000.00")}
    stranger = service.client(agent_id=OTHER_AGENT)
    refused = await stranger.post("/needs/calculators/what-if", json={"client_id": str(CLIENT)})
    assert refused.status_code == 404


async def test_only_what_the_closed_list_names_can_be_changed(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    for change, code in (
        ({"path": "members.1.key", "value": "1.00"}, "UNKNOWN_FIELD"),
        ({"path": "members.1.cover.luck", "value": "1.00"}, "UNKNOWN_FIELD"),
        ({"path": "liabilities", "value": "1.00"}, "UNKNOWN_FIELD"),
        ({"path": "annual_expenses", "value": None}, "VALUE_NEEDED"),
        ({"path": "members.7.annual_income", "value": "1.00"}, "NO_SUCH_MEMBER"),
    ):
        answer = await ask(service, "what-if", household=make_household(), changes=[change])
        assert (answer.status_code, answer.json()["code"]) == (422, code), change
    assert (await ask(service, "what-if")).json()["errors"][0]["code"] == "HOUSEHOLD_OR_CLIENT"
    nobody = await ask(service, "what-if", client_id=str(CLIENT))
    assert (nobody.status_code, nobody.json()["code"]) == (409, "NO_HOUSEHOLD")


async def test_a_client_is_told_when_to_stop_before_he_agrees_to_anything(
    start_service: StartService,
) -> None:
    """The gate of B5 as a calculator: mismatch, unaffordable premium, duplicate indemnity, and nothing."""
    service = await start_with_client(start_service)
    he = make_zhang(annual_income="240000.00")
    household = make_household(he)
    fine = await ask(service, "suitability", household=household, annual_budget="24000.00", **QUICK)
    assert fine.json()["result"] == {"recommendation": "go_on", "doubts": []}
    assert [reason["rule"] for reason in fine.json()["because"]] == [
        "suitability.gate",
        "needs.mismatch",
        "gap.death",
    ]
    medical = [{"line": "medical_million", "sum_insured": "2000000.00"}] * 2
    household = make_household({**he, "covers": medical})
    edit = {"member": "1", "risk": "death", "gap": "1800000.01"}
    answer = await ask(
        service, "suitability", household=household, annual_budget="24000.01", edits=[edit], **QUICK
    )
    result = answer.json()["result"]
    assert result["recommendation"] == "stop"
    assert [(doubt["code"], doubt["member"], doubt["risk"]) for doubt in result["doubts"]] == [
        ("PREMIUM_UNAFFORDABLE", None, None),
        ("NEED_MISMATCH", "1", "death"),
        ("DUPLICATE_INDEMNITY", "1", "medical"),
    ]
    assert "¥24,000.01 is above what your family's income bears, about ¥24,000" in result["doubts"][0]["text"]


async def test_what_nobody_stated_stops_nothing_and_a_second_policy_beside_enough_does(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    unknown = await ask(service, "suitability", household=make_household(), annual_budget="99999.00", **QUICK)
    assert unknown.json()["result"]["recommendation"] == "go_on"
    enough = make_zhang()
    enough["covers"] = [{"line": "medical_million", "sum_insured": "1000000.00"}]
    wanted = [{"member": "1", "risk": "medical", "gap": "1.00"}]
    answer = await ask(service, "suitability", household=make_household(enough), edits=wanted, **QUICK)
    assert [doubt["code"] for doubt in answer.json()["result"]["doubts"]] == [
        "NEED_MISMATCH",
        "DUPLICATE_INDEMNITY",
    ]
    before_the_law = await ask(
        service, "suitability", household=make_household(enough), edits=wanted, on="2023-06-01", **QUICK
    )
    assert before_the_law.json()["result"]["recommendation"] == "go_on"
    assert (await service.client(Role.OPS).post("/needs/calculators/suitability", json={})).status_code == 403
