"""A client's firm: recorded in versions, assessed, agreed on, reported, and followed by its figures."""

import re
from datetime import timedelta
from typing import Any

import pytest

from shared.caller import Role
from shared.contracts import Line
from tests.services.fixtures import StartService
from tests.services.needs.firms import ENTERPRISE, FIRM_ASSESSMENTS, assess_firm, make_firm, record_firm
from tests.services.needs.households import (
    make_end,
    make_policy,
    make_review,
    path,
    start_with_client,
)
from tests.services.running import OTHER_AGENT, RunningService

GAPS = {
    "employer_liability": "500000.00",
    "group_accident": "19000000.00",
    "property": "2000000.00",
    "enterprise_annuity": "150000.00",
}
"""1,200,000 - 700,000; 40 x 500,000 - 1,000,000; 5,000,000 - 3,000,000; 4,000,000 x 5% - 50,000."""


async def record(service: RunningService, firm: dict[str, Any] | None = None, **headers: str) -> Any:
    return await service.client().put(ENTERPRISE, json=firm or make_firm(), headers=headers)


async def start_with_firm(start_service: StartService) -> RunningService:
    service = await start_with_client(start_service)
    await record_firm(service.client())
    return service


async def assess(service: RunningService) -> dict[str, Any]:
    return await assess_firm(service.client())


def gaps_of(assessment: dict[str, Any]) -> dict[str, str]:
    return {gap["risk"]: gap["gap"] for gap in assessment["gaps"]}


async def told(service: RunningService, event: str) -> list[dict[str, Any]]:
    return [payload for envelope, payload in await service.events() if envelope.type == event]


async def occasions(service: RunningService) -> list[tuple[str, str]]:
    """Occasion and status of every assessment, the oldest first."""
    items = (await service.client().get(FIRM_ASSESSMENTS)).json()["items"]
    return [(item["occasion"], item["status"]) for item in reversed(items)]


async def test_capability_21_a_firm_is_recorded_and_changed_by_whoever_read_it(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    assert (await agent.get(ENTERPRISE)).status_code == 404
    assert (await record(service, None, **{"if-match": '"1"'})).status_code == 412
    answer = await record(service, None, **{"if-none-match": "*"})
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json()["industry_title"] == "Manufacturing"
    assert answer.json()["occupation_mix"] == {"1": 10, "3": 30}
    assert (await record(service)).status_code == 428
    assert (await record(service, None, **{"if-none-match": "*"})).status_code == 412
    same = await record(service, None, **{"if-match": '"1"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    grown = make_firm(headcount=50, occupation_mix={"1": 10, "3": 40}, annual_wages="5000000.00")
    changed = await record(service, grown, **{"if-match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await record(service, None, **{"if-match": '"1"'})).status_code == 412
    codes = [event["change_code"] for event in await told(service, "enterprise-changed")]
    assert codes == ["recorded", "headcount", "occupation_mix", "wages"]
    changes = await told(service, "enterprise-changed")
    assert [(event["headcount"], event["annual_wages"]) for event in changes[:2]] == [
        (40, "4000000.00"),
        (50, changes[1]["annual_wages"]),
    ]
    by_id = await agent.get(f"/needs/enterprises/{changed.json()['id']}")
    assert by_id.json()["headcount"] == 50
    chinese = await service.client(Role.CLIENT, language="zh-CN").get(ENTERPRISE)
    assert chinese.json()["industry_title"] == "制造业"
    assert (await service.client(agent_id=OTHER_AGENT).get(ENTERPRISE)).status_code == 404


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"industry": "Z"}, 422, "UNKNOWN_INDUSTRY"),
    ({"industry": "制造业"}, 422, "MALFORMED"),
    ({"occupation_mix": {"1": 10, "3": 29}}, 422, "MALFORMED"),
    ({"occupation_mix": {"7": 40}}, 422, "MALFORMED"),
    ({"headcount": 0, "occupation_mix": {}}, 422, "MALFORMED"),
    ({"annual_wages": "-1.00"}, 422, "MALFORMED"),
    ({"annuity": {"employer_rate": "0.09"}}, 409, "ANNUITY_CEILING"),
    ({"annuity": {"employer_rate": "0.08", "employee_rate": "0.05"}}, 409, "ANNUITY_CEILING"),
    (
        {
            "headcount": 5_000_000,
            "occupation_mix": {},
            "group_medical": {"target_per_head": "9999999999.99"},
        },
        422,
        "FIGURE_TOO_LARGE",
    ),
]


async def test_a_firm_that_cannot_be_assessed_is_not_recorded(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    for wrong, status, code in WRONG:
        answer = await record(service, make_firm(**wrong))
        assert (answer.status_code, answer.json()["code"]) == (status, code), wrong
    assert await service.rows("SELECT 1 AS found FROM enterprise") == []
    answer = await record(service, make_firm(occupation_mix={"1": 39}))
    assert [error["code"] for error in answer.json()["errors"]] == ["MIX_IS_NOT_HEADCOUNT"]


async def test_the_industries_are_told_in_the_readers_language(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    answer = await service.client(language="zh-CN").get("/needs/industries")
    assert answer.status_code == 200, answer.text
    assert answer.json()["source"].startswith("GB/T 4754-2017")
    titles = {item["code"]: item["title"] for item in answer.json()["items"]}
    assert (len(titles), titles["E"]) == (20, "建筑业")
    assert (await service.client().get("/needs/industries?on=2016-01-01")).status_code == 409


async def test_capability_21_a_firm_is_told_every_gap_with_reasons_and_a_transfer_table(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    refused = await service.client().post(FIRM_ASSESSMENTS)
    assert (refused.status_code, refused.json()["code"]) == (409, "NO_ENTERPRISE")
    await record(service)
    assessment = await assess(service)
    assert gaps_of(assessment) == GAPS
    assert all(gap["because"] for gap in assessment["figures"]["gaps"])
    order = [item["risk"] for item in assessment["figures"]["priorities"]["result"]]
    assert order == ["group_accident", "enterprise_annuity", "employer_liability", "property"]
    rows = [row["result"] for row in assessment["figures"]["transfers"]]
    assert [(row["loss"], row["insurer_pays"], row["retained"], row["ratio"]) for row in rows] == [
        ("800000.00", "700000.00", "100000.00", "0.8750"),
        ("1083760.00", "700000.00", "383760.00", "0.6459"),
        ("1200000.00", "700000.00", "500000.00", "0.5833"),
    ]
    assert {"LIMIT_BELOW_DEATH_GRANT", "EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS"} <= set(
        assessment["caveat_codes"]
    )
    [computed] = await told(service, "gap-computed")
    assert (computed["assessment_id"], computed["method"]) == (assessment["id"], "enterprise")
    assert {gap["risk"]: gap["gap"] for gap in computed["gaps"]} == GAPS
    by_id = await service.client().get(f"/needs/enterprise-assessments/{assessment['id']}")
    assert by_id.json() == assessment
    chart = await service.client().get(f"{FIRM_ASSESSMENTS}/{assessment['id']}/chart")
    assert {panel["risk"]: panel["missing"] for panel in chart.json()["chart"]["panels"]} == GAPS


async def test_more_heads_are_figured_again_and_the_same_facts_are_not(start_service: StartService) -> None:
    service = await start_with_firm(start_service)
    await assess(service)
    await record(service, None, **{"if-match": '"1"'})
    assert await occasions(service) == [("requested", "computed")]
    grown = make_firm(headcount=50, occupation_mix={"1": 20, "3": 30})
    await record(service, grown, **{"if-match": '"1"'})
    assert await occasions(service) == [("requested", "superseded"), ("enterprise_changed", "computed")]
    latest = (await service.client().get(f"{FIRM_ASSESSMENTS}?status=computed")).json()["items"]
    assert [gaps_of(item)["group_accident"] for item in latest] == ["24000000.00"]


async def test_the_gap_of_a_past_day_is_that_of_the_firm_as_it_was_known(start_service: StartService) -> None:
    service = await start_with_firm(start_service)
    service.clock.advance(timedelta(days=10))
    await record(service, make_firm(liability_limit_per_head="1200000.00"), **{"if-match": '"1"'})
    agent = service.client()
    then = await agent.get(f"{path('enterprise-gaps')}?on=2026-03-02")
    now = await agent.get(path("enterprise-gaps"))
    limits = [answer.json()["gaps"][0]["result"]["gap"] for answer in (then, now)]
    assert limits == ["500000.00", "0.00"]
    assert (await agent.get(f"{ENTERPRISE}?on=2026-03-11")).json()["version"] == 1
    assert (await agent.get(f"{ENTERPRISE}?on=2026-03-12")).json()["version"] == 2
    assert (await agent.get(f"{ENTERPRISE}?on=2026-03-01")).status_code == 404


async def test_policies_of_the_firm_count_while_they_last_and_other_policies_do_not(
    start_service: StartService,
) -> None:
    service = await start_with_firm(start_service)
    await assess(service)
    liability = make_policy(Line.EMPLOYER_LIABILITY, 1_000_000)
    await service.deliver(make_policy(Line.TERM_LIFE, 1_000_000))
    assert await occasions(service) == [("requested", "computed")]
    await service.deliver(liability)
    await service.deliver(make_policy(Line.GROUP_ACCIDENT, 19_000_000))
    await service.deliver(make_policy(Line.PROPERTY, 500_000))
    latest = (await service.client().get(f"{FIRM_ASSESSMENTS}?status=computed")).json()["items"][0]
    assert gaps_of(latest) == {
        **GAPS,
        "employer_liability": "200000.00",
        "group_accident": "0.00",
        "property": "1500000.00",
    }
    await service.deliver(make_end(liability))
    latest = (await service.client().get(f"{FIRM_ASSESSMENTS}?status=computed")).json()["items"][0]
    assert (latest["occasion"], gaps_of(latest)["employer_liability"]) == ("cover_changed", "500000.00")


async def test_the_yearly_review_has_figures_of_the_firm(start_service: StartService) -> None:
    service = await start_with_firm(start_service)
    await assess(service)
    review = make_review()
    await service.deliver(review)
    await service.deliver(make_policy(Line.PROPERTY, 500_000))
    assert await occasions(service) == [
        ("requested", "superseded"),
        ("review", "superseded"),
        ("review", "computed"),
    ]
    [latest] = (await service.client().get(f"{FIRM_ASSESSMENTS}?status=computed")).json()["items"]
    assert latest["review_id"] == str(review.review_id)


async def test_the_client_agrees_for_his_firm_and_the_others_are_told_what_a_plan_needs(
    start_service: StartService,
) -> None:
    service = await start_with_firm(start_service)
    assessment = await assess(service)
    confirm, client = f"{FIRM_ASSESSMENTS}/{assessment['id']}/confirm", service.client(Role.CLIENT)
    wrong = {"edits": [{"risk": "death", "gap": "1.00"}]}
    answer = await client.post(confirm, json=wrong, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_ASSESSED")
    agreed = {"annual_budget": "60000.00", "edits": [{"risk": "property", "gap": "1995000.00"}]}
    assert (await client.post(confirm, json=agreed)).status_code == 428
    assert (await service.client().post(confirm, json=agreed)).status_code == 403
    answer = await client.post(confirm, json=agreed, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.json()["status"]) == (200, "confirmed")
    [property_gap] = [gap for gap in answer.json()["agreement"]["gaps"] if gap["risk"] == "property"]
    assert property_gap == {
        "risk": "property",
        "computed": "2000000.00",
        "agreed": "1995000.00",
        "rounded_up": "2000000.00",
    }
    [event] = await told(service, "enterprise-gap-confirmed")
    assert (event["headcount"], event["industry"], event["occupation_mix"]) == (40, "C", {"1": 10, "3": 30})
    assert (event["annual_wages"], event["annual_budget"]) == ("4000000.00", "60000.00")
    assert event["replacement_value"] == "5000000.00"
    assert (event["liability_deductible"], event["property_insured"]) == ("0.00", "3000000.00")
    assert event["annuity_contribution"] == "50000.00"
    again = await client.post(confirm, json=agreed, headers={"if-match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "ASSESSMENT_SETTLED")
    assert await told(service, "gap-confirmed") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-CN",
            [
                "企业保障缺口报告",
                "制造业",
                "2 *, *000 *万元|200万元",
                "87.50%",
                "每人限额低于一次性工亡补助金标准",
            ],
        ),
        ("en", ["Your firm", "Manufacturing", "¥2,000,000", "87.50%", "does not pay the whole loss"]),
    ],
)
async def test_the_report_about_a_firm_shows_gaps_charts_transfers_and_who_answers_for_it(
    start_service: StartService, language: str, said: list[str]
) -> None:
    service = await start_with_firm(start_service)
    assessment = await assess(service)
    document = f"{FIRM_ASSESSMENTS}/{assessment['id']}/document"
    page = await service.client(language=language).get(document)
    assert page.headers["content-type"].startswith("text/html")
    for text in [*said, "明禾保险代理有限公司", "260000000001234", "enterprise.annuity@2018-02-01"]:
        assert re.search(text, page.text), text
    assert page.text.count("<svg") == len(GAPS)
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    shared = await service.client().post(f"{FIRM_ASSESSMENTS}/{assessment['id']}/share-links")
    link = "/needs" + shared.json()["url"].partition("/needs")[2]
    anybody = service.client(None, language=language)
    assert (await anybody.get(link)).text == page.text
    await record(service, make_firm(annual_wages="1.00"), **{"if-match": '"1"'})
    assert ("请以最新评估为准" in (await anybody.get(link)).text) == (language == "zh-CN")
    service.clock.advance(timedelta(days=31))
    assert (await anybody.get(link)).status_code == 404
