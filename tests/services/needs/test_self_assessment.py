"""The self-assessment (capability 12) in `needs`: an instant gap report that keeps nothing, and what was submitted."""

from typing import Any

import pytest

from shared.calendar import local_date
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    gap_of,
    latest,
    make_household,
    make_lead,
    make_policy,
    make_review,
    make_submitted,
    occasions,
    path,
    record_household,
)

A03 = {
    "members": [
        {
            "role": "breadwinner",
            "annual_income": "240000.00",
            "covers": [
                {"line": "critical_illness", "sum_insured": "500000.00"},
                {"line": "accident", "sum_insured": "300000.00"},
            ],
        },
        {"role": "child", "birth_date": "2020-05-01"},
    ],
    "annual_expenses": "200000.00",
    "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
}


async def test_capability_12_anybody_sees_the_gap_of_the_household_he_states_and_nothing_is_kept(
    start_service: StartService,
) -> None:
    service = await start_service("needs")
    answer = await service.client(None).post("/needs/self-assessment", json=A03)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    gaps = {(gap["risk"], gap["who"]): gap["gap"] for gap in told["result"]["gaps"]}
    breadwinner, child = "Breadwinner", "Child (5)"
    assert gaps["critical_illness", breadwinner] == "520000.00"
    assert gaps["medical", breadwinner] == "2000000.00"
    assert gaps["accident", breadwinner] == "2100000.00"
    assert gaps["medical", child] == "2000000.00"
    assert [gap["place"] for gap in told["result"]["gaps"]] == list(range(1, len(gaps) + 1))
    assert told["result"]["on"] == str(local_date(service.clock.now()))
    assert {because["rule"] for because in told["because"]} >= {"gap.death", "gap.critical_illness"}
    assert told["caveats"]
    [picture] = [one for one in told["result"]["charts"][0]["pictures"] if one["risk"] == "accident"]
    assert picture["svg"].startswith("<svg ")
    assert "missing ¥2,100,000" in picture["sentence"]
    assert picture["sentence"] in picture["svg"]
    assert picture["missing"] == "2100000.00"
    for table in ("household", "assessment", "outbox", "client_file"):
        assert await service.rows(f"SELECT 1 FROM {table}") == []


async def test_nonsense_is_refused_at_its_field_in_the_readers_language(start_service: StartService) -> None:
    service = await start_service("needs")
    anybody = service.client(None, language="zh-CN")

    async def refusal(**different: Any) -> tuple[int, str, str]:
        answer = await anybody.post("/needs/self-assessment", json={**A03, **different})
        error = answer.json().get("errors", [{}])[0]
        return answer.status_code, error.get("pointer", ""), error.get("code", "")

    earner = {"role": "breadwinner"}
    cover = {"line": "accident", "sum_insured": "1.00"}
    assert await refusal(members=[{"role": "child", "birth_date": "2020-05-01"}]) == (
        422,
        "",
        "BREADWINNER_MISSING",
    )
    assert await refusal(members=[earner, {"role": "child"}]) == (
        422,
        "/members/1",
        "CHILD_WITHOUT_BIRTH_DATE",
    )
    for different, pointer in (
        ({"annual_expenses": "1e400"}, "/annual_expenses"),
        ({"annual_expenses": "99999999999999.00"}, "/annual_expenses"),
        ({"members": [earner] * 11}, "/members"),
        ({"members": [{**earner, "covers": [cover] * 13}]}, "/members/0/covers"),
        ({"name": "张先生"}, "/name"),
    ):
        status, at, _ = await refusal(**different)
        assert (status, at) == (422, pointer)
    unborn = await refusal(members=[earner, {"role": "child", "birth_date": "2099-01-01"}])
    assert unborn[::2] == (422, "BORN_LATER")


async def test_a_household_that_was_submitted_is_recorded_and_has_its_gap(
    start_service: StartService,
) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    await service.deliver(make_submitted())
    agent = service.client()
    household = (await agent.get(path("household"))).json()
    assert household["liabilities"] == [{"kind": "mortgage", "outstanding": "1000000.00"}]
    (cover,) = household["members"][0]["covers"]
    assert (cover["line"], cover["sum_insured"], cover["provided_by"]) == (
        "critical_illness",
        "500000.00",
        "self",
    )
    assert await occasions(agent) == [("invited", "computed")]
    computed = await latest(agent)
    assert gap_of(computed, "medical") == "2000000.00"
    instant = await service.client(None).post(
        "/needs/self-assessment",
        json=make_submitted().model_dump(mode="json", exclude={"client_id"}, exclude_none=True),
    )
    assert {gap["risk"]: gap["gap"] for gap in instant.json()["result"]["gaps"]} == {
        gap["risk"]: gap["gap"] for gap in computed["gaps"] if gap["gap"] != "0.00"
    }
    assert [envelope.type for envelope, _ in await service.events()] == ["household-changed", "gap-computed"]


async def test_what_is_known_of_a_household_is_not_overwritten(start_service: StartService) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    agent = service.client()
    recorded = await record_household(agent, make_household(annual_elder_support="12000.00"))
    await service.deliver(make_submitted(annual_expenses="1.00"))
    await service.deliver(make_submitted(annual_expenses="2.00"))
    assert (await agent.get(path("household"))).json() == recorded
    assert await occasions(agent) == [("invited", "open")]


@pytest.mark.parametrize("late", [True, False])
async def test_policies_and_reviews_count_whether_they_were_heard_of_before_or_after(
    start_service: StartService, *, late: bool
) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    others = [make_policy(sum_insured=300_000), make_review()]
    for event in [make_submitted(), *others] if late else [*others, make_submitted()]:
        await service.deliver(event)
    agent = service.client()
    items = (await agent.get(path("assessments"))).json()["items"]
    [computed] = [item for item in items if item["status"] == "computed"]
    assert computed["occasion"] == "review"
    read = (await agent.get(path(f"assessments/{computed['id']}"))).json()
    [death] = [gap["result"] for gap in read["figures"]["gaps"] if gap["result"]["risk"] == "death"]
    assert death["offset"] == "300000.00"
