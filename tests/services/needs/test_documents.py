"""The gap report: rendered for those who may see it, and for whoever has its link, for a while."""

import re
from datetime import timedelta

import httpx
import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    compute,
    latest,
    make_household,
    make_lead,
    make_member,
    make_policy,
    make_zhang,
    record_household,
    start_with_client,
)


async def share(client: httpx.AsyncClient, assessment_id: str) -> str:
    """The path of a new share link."""
    answer = await client.post(f"{ASSESSMENTS}/{assessment_id}/share-links")
    assert answer.status_code == 201, answer.text
    return httpx.URL(answer.json()["url"]).path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-CN",
            [
                "家庭保障缺口报告",
                "120万元",
                "定期寿险",
                "房贷",
                "生活费年数：1",
                "许可证",
                "身故缺口只抵减寿险保额",
            ],
        ),
        (
            "en",
            [
                "Your family&#39;s coverage gap|Your family's coverage gap",
                "¥1,200,000",
                "Term life",
                "Mortgage",
            ],
        ),
    ],
)
async def test_the_report_shows_the_gap_its_chart_its_reasons_and_who_answers_for_it(
    start_service: StartService, language: str, said: list[str]
) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    assessment = await compute(service.client())
    answer = await service.client(language=language).get(f"{ASSESSMENTS}/{assessment['id']}/document")
    assert answer.headers["content-type"].startswith("text/html")
    for text in said:
        assert re.search(text, answer.text), text
    panels = len({gap["risk"] for gap in assessment["gaps"]} - {"accident"})
    assert answer.text.count("<svg") == 1 + panels  # his gaps at a glance, and a panel a risk
    assert "gap.death@2000-01-01" in answer.text
    assert "明禾保险代理有限公司" in answer.text
    assert "260000000001234" in answer.text
    ids = re.findall(r' id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


async def test_members_are_told_apart_by_role_and_number_never_by_name(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    children = [make_member("child", birth_date=day) for day in ("2020-06-01", "2023-06-01")]
    await record_household(service.client(), make_household(make_zhang(), *children))
    assessment = await compute(service.client())
    answer = await service.client().get(f"{ASSESSMENTS}/{assessment['id']}/document")
    for name in ("Breadwinner (30)", "Child 1 (5)", "Child 2 (2)"):
        assert name in answer.text


async def test_what_somebody_wrote_is_shown_as_text(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    override = {"parameter": "gap.death.final_costs", "value": "1.00", "reason": "<script>alert(1)</script>"}
    assessment = await compute(service.client(), overrides=[override])
    answer = await service.client().get(f"{ASSESSMENTS}/{assessment['id']}/document")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_a_superseded_report_says_so_and_the_next_does_not(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    first = await compute(agent)
    await service.deliver(make_policy())
    note = "please read the latest assessment"
    assert note in (await agent.get(f"{ASSESSMENTS}/{first['id']}/document")).text
    assert note not in (await agent.get(f"{ASSESSMENTS}/{(await latest(agent))['id']}/document")).text


async def test_a_confirmed_report_shows_what_was_agreed(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    client = service.client(Role.CLIENT)
    household = await record_household(client)
    assessment = await compute(client)
    path = f"{ASSESSMENTS}/{assessment['id']}"
    edit = {"member": household["members"][0]["id"], "risk": "death", "gap": "990000.00"}
    body = {"annual_budget": "8200.00", "edits": [edit]}
    assert (await client.post(f"{path}/confirm", json=body, headers={"if-match": '"1"'})).status_code == 200
    page = (await client.get(f"{path}/document")).text
    for text in ("Confirmed by the client on 2026-03-02", "¥990,000", "¥8,200"):
        assert text in page


async def test_a_share_link_opens_the_report_without_a_token_until_it_expires(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    link = await share(service.client(), (await compute(service.client()))["id"])
    anybody = service.client(None, language="zh-CN")
    page = await anybody.get(link)
    assert (page.status_code, "家庭保障缺口报告" in page.text) == (200, True)
    assert page.headers["cache-control"] == "private, no-store"
    service.clock.advance(timedelta(days=31))
    assert (await anybody.get(link)).status_code == 404


async def test_a_link_that_was_tampered_with_opens_nothing(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client())
    link = await share(service.client(), (await compute(service.client()))["id"])
    other = "B" if link[30] != "B" else "C"
    for forged in (link[:30] + other + link[31:], link[:-4], link + "AAAA", "/needs/shared/assessment/é"):
        assert (await service.client(None).get(forged)).status_code == 404, forged


async def test_an_assessment_without_figures_has_no_report(start_service: StartService) -> None:
    service = await start_service("needs")
    await service.deliver(make_lead())
    invited = (await latest(service.client()))["id"]
    for path in ("document", "chart"):
        answer = await service.client().get(f"{ASSESSMENTS}/{invited}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "NOT_COMPUTED")
    answer = await service.client().post(f"{ASSESSMENTS}/{invited}/share-links")
    assert answer.status_code == 409
