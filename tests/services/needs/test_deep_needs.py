"""What lies behind a want: the mapping, and how far existing cover meets it."""

from typing import Any

from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    compute,
    make_household,
    make_member,
    make_zhang,
    record_household,
    start_with_client,
)

CALCULATOR = "/needs/calculators/deep-needs"


def standings(answer: Any) -> dict[str, tuple[str, str]]:
    """Line and standing of each need, by risk, in order."""
    return {need["risk"]: (need["line"], need["standing"]) for need in answer["result"]["needs"]}


async def test_capability_18_who_wants_critical_illness_cover_needs_medical_and_term_life_too(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    answer = await service.client().post(CALCULATOR, json={"want": "critical_illness"})
    assert answer.status_code == 200, answer.text
    assert standings(answer.json()) == {
        "critical_illness": ("critical_illness", "not_assessed"),
        "medical": ("medical_million", "not_assessed"),
        "death": ("term_life", "not_assessed"),
    }
    assert answer.json()["because"][0]["rule"] == "deep_needs"
    chinese = await service.client(language="zh-CN").post(CALCULATOR, json={"want": "critical_illness"})
    assert "定期寿险" in chinese.json()["result"]["needs"][2]["told"]


async def test_capability_18_what_is_behind_a_want_is_held_against_the_cover_there_is(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    covers = [
        {"line": "critical_illness", "sum_insured": "500000.00"},
        {"line": "medical_million", "sum_insured": "2000000.00"},
    ]
    family = make_household(make_member(annual_income="240000.00", covers=covers), make_member("elder"))
    question = {
        "want": "critical_illness",
        "household": family,
        "method": "liabilities_plus_expenses",
    }
    answer = (await service.client().post(CALCULATOR, json=question)).json()
    assert {risk: standing for risk, (_, standing) in standings(answer).items()} == {
        "critical_illness": "partly_covered",
        "medical": "covered",
        "death": "open",
    }
    assert [need["gap"] for need in answer["result"]["needs"]] == ["320000.00", "0.00", "1200000.00"]
    assert answer["result"]["left"] == 2
    of_elder = (await service.client().post(CALCULATOR, json={**question, "member": "2"})).json()
    assert [need["standing"] for need in of_elder["result"]["needs"]] == [
        "not_assessed",
        "open",
        "not_assessed",
    ]
    nobody = await service.client().post(CALCULATOR, json={**question, "member": "3"})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "NO_SUCH_MEMBER")
    assert await service.rows("SELECT 1 AS found FROM deep_need") == []


async def test_every_want_has_needs_and_each_reason_is_worded(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    firm = ("employer_liability", "group_accident", "group_medical", "property", "enterprise_annuity")
    for want in ("critical_illness", "medical", "death", "accident", "education", "pension", *firm):
        answer = await service.client().post(CALCULATOR, json={"want": want})
        needs = answer.json()["result"]["needs"]
        assert needs[0]["risk"] == want
        assert len(needs) > 1, want
        assert all(need["told"].endswith(".") for need in needs), want
    assert (await service.client().post(CALCULATOR, json={"want": "fame"})).status_code == 422


async def test_a_stated_want_is_kept_beside_the_assessment_it_was_stated_to(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    household = await record_household(service.client(), make_household(make_zhang(), make_member("elder")))
    he, elder = (member["id"] for member in household["members"])
    assessment = await compute(service.client())
    wants = f"{ASSESSMENTS}/{assessment['id']}/deep-needs"
    stated = await service.client().post(wants, json={"want": "critical_illness"})
    assert stated.status_code == 201, stated.text
    assert (stated.json()["member"], stated.json()["answer"]["result"]["left"]) == (he, 2)
    other = await service.client().post(wants, json={"want": "medical", "member": elder})
    assert other.json()["answer"]["result"]["needs"][0]["standing"] == "open"
    listed = (await service.client().get(wants)).json()["items"]
    assert [item["id"] for item in listed] == [other.json()["id"], stated.json()["id"]]
    only = (await service.client().get(f"{wants}?want=critical_illness")).json()["items"]
    assert [item["answer"] for item in only] == [stated.json()["answer"]]
    nobody = await service.client().post(wants, json={"want": "medical", "member": assessment["id"]})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "NO_SUCH_MEMBER")
    nowhere = wants.replace(assessment["id"], he)
    assert (await service.client().get(nowhere)).status_code == 404
