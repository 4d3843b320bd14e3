"""The consensus: edited in talk, confirmed by the client, stopped at the gate, and every version kept."""

from typing import Any

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    compute,
    make_household,
    make_member,
    make_zhang,
    path,
    record_household,
    start_with_client,
)
from tests.services.running import RunningService


async def confirm(service: RunningService, assessment: dict[str, Any], **confirmation: Any) -> Any:
    return await service.client(Role.CLIENT).post(
        f"{ASSESSMENTS}/{assessment['id']}/confirm",
        json=confirmation,
        headers={"if-match": f'"{assessment["version"]}"'},
    )


async def test_every_version_says_who_saw_which_gap_how_when_and_why(start_service: StartService) -> None:
    """Capability 23: the client confirms or edits; the versions are kept and listed, the newest first."""
    service = await start_with_client(start_service)
    household = await record_household(service.client())
    he = household["members"][0]["id"]
    assessment = await compute(service.client())
    edits = f"{ASSESSMENTS}/{assessment['id']}/edits"
    seen = {"member": he, "risk": "death", "gap": "900000.00"}
    reason = "公司另有团体寿险"
    first = await service.client().post(edits, json={"edits": [seen], "reason": reason})
    assert first.status_code == 201, first.text
    assert (first.json()["number"], first.json()["kind"], first.json()["by_role"]) == (1, "edited", "agent")
    refused = await service.client().post(edits, json={"edits": [{**seen, "risk": "pension"}], "reason": "?"})
    assert (refused.status_code, refused.json()["code"]) == (422, "NOT_ASSESSED")
    confirmed = await confirm(service, assessment, annual_budget="8200.00", reason="同意")
    assert confirmed.status_code == 200, confirmed.text
    listed = (await service.client().get(path("consensus"))).json()["items"]
    assert [(item["number"], item["kind"], item["by_role"], item["reason"]) for item in listed] == [
        (2, "confirmed", "client", "同意"),
        (1, "edited", "agent", reason),
    ]
    for version in listed:
        assert [(gap["computed"], gap["agreed"]) for gap in version["edited"]] == [
            ("1200000.00", "900000.00")
        ]
    assert listed[0]["recorded_at"].startswith("2026-03-02T02:00:00")
    only = await service.client().get(path("consensus"), params={"kind": "edited"})
    assert [item["number"] for item in only.json()["items"]] == [1]
    late = await service.client().post(edits, json={"edits": [seen], "reason": reason})
    assert (late.status_code, late.json()["code"]) == (409, "ASSESSMENT_SETTLED")
    kept = await service.rows("SELECT reason_sealed FROM consensus WHERE number = 1")
    assert reason.encode() not in kept[0]["reason_sealed"]


async def test_a_client_may_go_back_to_what_was_computed(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    household = await record_household(service.client())
    assessment = await compute(service.client())
    edit = {"member": household["members"][0]["id"], "risk": "death", "gap": "1.00"}
    edits = f"{ASSESSMENTS}/{assessment['id']}/edits"
    await service.client().post(edits, json={"edits": [edit], "reason": "预算有限"})
    confirmed = (await confirm(service, assessment, edits=[])).json()
    [death] = [gap for gap in confirmed["agreement"]["gaps"] if gap["risk"] == "death"]
    assert death["agreed"] == "1200000.00"


async def test_what_should_stop_goes_on_only_when_the_client_acknowledges_why(
    start_service: StartService,
) -> None:
    """The gate of B5 (V3 28; V4 38): a budget above the ceiling, a duplicate; kept in the agreement and the report."""
    service = await start_with_client(start_service)
    twice = [{"line": "medical_million", "sum_insured": "2000000.00"}] * 2
    household = make_household(make_zhang(annual_income="240000.00"))
    household["members"][0]["covers"] = twice
    await record_household(service.client(), household)
    assessment = await compute(service.client())
    refused = await confirm(service, assessment, annual_budget="30000.00")
    assert (refused.status_code, refused.json()["code"]) == (409, "ACKNOWLEDGEMENT_NEEDED")
    doubts = refused.json()["doubts"]
    assert [doubt["code"] for doubt in doubts] == ["PREMIUM_UNAFFORDABLE", "DUPLICATE_INDEMNITY"]
    acknowledged = [{"code": doubt["code"], "text_version": doubt["text_version"]} for doubt in doubts]
    one = await confirm(service, assessment, annual_budget="30000.00", acknowledged=acknowledged[:1])
    assert [doubt["code"] for doubt in one.json()["doubts"]] == ["DUPLICATE_INDEMNITY"]
    outdated = [{**given, "text_version": "2020-01"} for given in acknowledged]
    assert (
        await confirm(service, assessment, annual_budget="30000.00", acknowledged=outdated)
    ).status_code == 409
    went_on = await confirm(service, assessment, annual_budget="30000.00", acknowledged=acknowledged)
    assert went_on.status_code == 200, went_on.text
    agreement = went_on.json()["agreement"]
    assert agreement["acknowledged"] == acknowledged
    assert agreement["suitability"]["result"]["recommendation"] == "stop"
    page = await service.client().get(f"{ASSESSMENTS}/{assessment['id']}/document")
    assert "Your yearly budget of ¥30,000 is above" in page.text
    [number] = await service.rows("SELECT number FROM consensus")
    assert number == {"number": 1}


async def test_nothing_beyond_the_law_is_agreed_for_a_child(start_service: StartService) -> None:
    """A13, the gap side: born on 2018-03-10, 8 years old on 2026-06-01, 150,000 held: at most 50,000 more."""
    service = await start_with_client(start_service)
    covers = [
        {"line": "term_life", "sum_insured": "150000.00"},
        {"line": "accident", "sum_insured": "1000000.00", "pays_only_for": "air_accident"},
    ]
    child = make_member("child", birth_date="2018-03-10", covers=covers)
    household = await record_household(service.client(), make_household(make_zhang(), child))
    question = {"household": make_household(make_zhang(), child), "on": "2026-06-01"}
    answer = (await service.client().post("/needs/calculators/gap", json=question)).json()
    [gap] = [
        gap["result"]
        for gap in answer["result"]["gaps"]
        if (gap["result"]["member"], gap["result"]["risk"]) == ("2", "accident")
    ]
    assert (gap["gap"], gap["rounded_up"]) == ("50000.00", "50000.00")
    assessment = await compute(service.client())
    edit = {"member": household["members"][1]["id"], "risk": "accident", "gap": "100000.00"}
    refused = await confirm(service, assessment, edits=[edit])
    assert (refused.status_code, refused.json()["code"]) == (409, "MINOR_DEATH_CAP")
    assert refused.json()["most"] == "50000.00"
    assert (await confirm(service, assessment, edits=[{**edit, "gap": "50000.00"}])).status_code == 200
