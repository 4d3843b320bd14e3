"""The gap update table: of two assessments or two days, what changed between them, and as a page."""

from datetime import date, timedelta

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    HOUSEHOLD,
    compute,
    latest,
    make_end,
    make_household,
    make_member,
    make_policy,
    make_zhang,
    occasions,
    path,
    record_household,
    start_with_client,
)
from tests.services.running import OTHER_AGENT, RunningService

UPDATE = path("gap-update")


async def promoted(start_service: StartService) -> RunningService:
    """A family on 2026-03-02; ten days later he earns more, owes less, and a child is born."""
    service = await start_with_client(start_service)
    agent = service.client()
    employer = {"line": "term_life", "sum_insured": "300000.00", "provided_by": "employer"}
    he = make_zhang(annual_income="240000.00")
    he["covers"].append(employer)
    household = await record_household(agent, make_household(he))
    assessment = await compute(agent)
    client = service.client(Role.CLIENT)
    confirmed = await client.post(
        f"{ASSESSMENTS}/{assessment['id']}/confirm", json={}, headers={"if-match": '"1"'}
    )
    assert confirmed.status_code == 200, confirmed.text
    service.clock.advance(timedelta(days=10))
    he = {**he, "annual_income": "360000.00", "covers": [employer], "id": household["members"][0]["id"]}
    body = make_household(
        he,
        make_member("child", birth_date="2026-03-10"),
        liabilities=[{"kind": "mortgage", "outstanding": "900000.00"}],
    )
    changed = await agent.put(HOUSEHOLD, json=body, headers={"if-match": '"1"'})
    assert changed.status_code == 200, changed.text
    return service


async def test_two_days_are_compared_and_what_changed_in_between_is_named(
    start_service: StartService,
) -> None:
    """Capability 38: old against new, and the household's changes: promotion, debt, cover, a child."""
    service = await promoted(start_service)
    days = {"earlier_on": "2026-03-02", "later_on": "2026-03-12"}
    answer = await service.client().get(UPDATE, params=days)
    assert answer.status_code == 200, answer.text
    table = answer.json()
    assert (table["earlier_id"], table["later_id"]) == (None, None)
    moved = {row["risk"]: (row["change"], row["line"]) for row in table["rows"] if row["earlier"]}
    assert moved == {
        "critical_illness": ("860000.00", "critical_illness"),
        "death": ("-100000.00", "term_life"),
        "medical": ("0.00", "medical_million"),
        "accident": ("1200000.00", "accident"),
    }
    changed = {
        (change["fact"], change["line"]): (change["earlier"], change["later"]) for change in table["changed"]
    }
    assert changed == {
        ("annual_income", None): ("240000.00", "360000.00"),
        ("own_cover", "critical_illness"): ("500000.00", None),
        ("member_joined", None): (None, None),
        ("mortgage", None): ("1000000.00", "900000.00"),
    }
    agreed = (await service.client().get(UPDATE)).json()
    assert agreed["later_id"] == (await latest(service.client()))["id"]
    assert agreed["rows"] == table["rows"]
    for wrong, code in (
        ({"earlier_on": "2026-03-12", "later_on": "2026-03-02"}, "EARLIER_IS_LATER"),
        ({"later": agreed["later_id"], "later_on": "2026-03-12"}, "SIDE_TWICE"),
    ):
        refused = await service.client().get(UPDATE, params=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await service.client().get(UPDATE, params={"earlier_on": "2026-03-01"})).status_code == 404
    assert (await service.client(agent_id=OTHER_AGENT).get(UPDATE)).status_code == 404


async def test_the_table_is_a_page_and_its_link_shows_it_as_it_was(start_service: StartService) -> None:
    service = await promoted(start_service)
    chinese = service.client(language="zh-CN")
    page = (await chinese.get(f"{UPDATE}/document")).text
    for text in (
        "保障缺口更新表",
        "▲ 扩大 86万元",
        "▼ 缩小 10万元",
        "房贷余额",
        "新加入家庭",
        "提高重大疾病保险的保额",
    ):
        assert text in page, text
    link = await service.client().post(f"{UPDATE}/share-links")
    assert link.status_code == 201, link.text
    await service.deliver(make_policy())
    shared = await service.client(None).get(httpx.URL(link.json()["url"]).path)
    assert shared.status_code == 200
    for text in ("How your coverage gap has changed", "▼ ¥100,000 smaller", "joined the household"):
        assert text in shared.text, text
    service.clock.advance(timedelta(days=31))
    assert (await service.client(None).get(httpx.URL(link.json()["url"]).path)).status_code == 404


async def test_employer_cover_counts_until_the_job_ends_and_then_the_gap_is_computed_again(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    he = make_zhang()
    he["covers"] = [
        {
            "line": "term_life",
            "sum_insured": "500000.00",
            "provided_by": "employer",
            "last_day": "2026-03-31",
        }
    ]
    await record_household(agent, make_household(he))
    await compute(agent)
    assert await service.tick() == 0
    service.clock.advance(timedelta(days=30))
    assert await service.tick() == 1
    assert await occasions(agent) == [("requested", "superseded"), ("cover_changed", "computed")]
    assert {"risk": "death", "gap": "1200000.00"}.items() <= (await latest(agent))["gaps"][1].items()
    cover = await agent.get(path("existing-cover"))
    assert cover.json()["items"] == []
    [then] = (await agent.get(path("existing-cover"), params={"on": "2026-03-31"})).json()["items"]
    assert (then["provided_by"], then["last_day"]) == ("employer", "2026-03-31")
    assert await service.tick() == 0


async def test_what_changes_nothing_computes_nothing(start_service: StartService) -> None:
    """Recomputed only when an input changed: not by the same household, a policy of the past, or the end of one."""
    service = await start_with_client(start_service)
    agent = service.client()
    recorded = await record_household(agent)
    await compute(agent)
    told = len(await service.events())
    same = make_household({**make_zhang(), "id": recorded["members"][0]["id"]})
    assert (await agent.put(HOUSEHOLD, json=same, headers={"if-match": '"1"'})).status_code == 200
    expired = make_policy(last_day=date(2026, 3, 1), effective_on=date(2025, 3, 2))
    await service.deliver(expired)
    await service.deliver(make_end(expired))
    assert await occasions(agent) == [("requested", "computed")]
    assert len(await service.events()) == told
