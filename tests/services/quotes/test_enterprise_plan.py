"""Plans for firms (capability 26) over HTTP and by events: drafted, priced again, accepted, rejected, rendered."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from shared.caller import Role
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed
from shared.contracts.quotes import ProductPublished
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.needs.firms import ENTERPRISE, FIRM_ASSESSMENTS, assess_firm, make_firm, record_firm
from tests.services.quotes.confirmed import load_samples, quotes_with_samples
from tests.services.quotes.firms import (
    PLANS,
    make_firm_changed,
    make_firm_confirmed,
    make_firm_gap,
    planned,
    read_plan,
)
from tests.services.running import CLIENT, OTHER_AGENT, RunningService


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def act(
    service: RunningService, plan: dict[str, Any], what: str, body: Any = None, role: Role = Role.CLIENT
) -> httpx.Response:
    client, path = service.client(role), f"{PLANS}/{plan['id']}"
    etag = (await client.get(path)).headers["etag"]
    return await client.post(f"{path}/{what}", json=body, headers={"if-match": etag})


async def told(service: RunningService) -> list[tuple[str, dict[str, Any]]]:
    return [
        (envelope.type, payload)
        for envelope, payload in await service.events()
        if envelope.type.startswith("enterprise-proposal")
    ]


async def test_a_firms_gaps_give_a_plan_priced_by_heads_and_occupations(quotes: RunningService) -> None:
    """Capability 26: group cover, employer liability, enterprise annuity and property for forty heads."""
    plan = await planned(quotes, make_firm_confirmed())
    assert (plan["status"], plan["headcount"], plan["annual_premium"]) == ("presented", 40, "203376.00")
    covers = {cover["line"]: cover for cover in plan["plan"]["covers"]}
    assert [(line, one["sum_insured"], one["annual_premium"]) for line, one in covers.items()] == [
        ("employer_liability", "1200000.00", "45240.00"),
        ("group_accident", "480000.00", "6336.00"),
        ("property", "2000000.00", "1800.00"),
        ("enterprise_annuity", "3750.00", "150000.00"),
    ]
    assert [
        (one["occupation_class"], one["heads"], one["premium_per_head"], one["annual_premium"])
        for one in covers["employer_liability"]["classes"]
    ] == [(1, 10, "780.00", "7800.00"), (3, 30, "1248.00", "37440.00")]
    assert covers["property"]["heads"] is None
    assert plan["plan"]["carried"] == ["employer_liability", "group_accident", "property"]
    assert [one["carried"] for one in covers.values()] == [True, True, True, False]
    assert covers["employer_liability"]["because"]["inputs"]["rate"] == "6.50"
    assert [because["rule"] for because in plan["because"]] == [
        "plan.enterprise",
        "enterprise.work_injury_costs",
        "enterprise.work_death_grant",
    ]
    assert any("budget does not carry every line" in caveat for caveat in plan["caveats"])
    assert any("does not pay the whole loss" in caveat for caveat in plan["caveats"])
    ((event, payload),) = await told(quotes)
    assert event == "enterprise-proposal-presented"
    assert (payload["headcount"], payload["annual_premium"]) == (40, "203376.00")
    await quotes.deliver(make_firm_confirmed(assessment_id=plan["assessment_id"]))
    assert (await read_plan(quotes, plan))["version"] == plan["version"]


async def test_what_needs_tells_of_a_firm_is_what_its_plan_is_made_of(
    start_service: StartService, quotes: RunningService
) -> None:
    """The firm is recorded, assessed and agreed on in `needs`, and its plan follows when ten heads join."""
    needs = await start_service("needs")
    await needs.know_client()
    recorded = await record_firm(needs.client())
    assessed = await assess_firm(needs.client())
    confirmed = await needs.client(Role.CLIENT).post(
        f"{FIRM_ASSESSMENTS}/{assessed['id']}/confirm",
        json={"annual_budget": "60000.00"},
        headers={"if-match": f'"{assessed["version"]}"'},
    )
    assert confirmed.status_code == 200, confirmed.text
    grown = make_firm(headcount=50, occupation_mix={"1": 10, "3": 40})
    changed = await needs.client().put(
        ENTERPRISE, json=grown, headers={"if-match": f'"{recorded["version"]}"'}
    )
    assert changed.status_code == 200, changed.text
    told_by_needs = [(envelope.type, payload) for envelope, payload in await needs.events()]
    (agreed,) = [payload for name, payload in told_by_needs if name == "enterprise-gap-confirmed"]
    plan = await planned(quotes, EnterpriseGapConfirmed.model_validate(agreed))
    assert plan["annual_premiums"] == {
        "employer_liability": "45240.00",
        "group_accident": "6336.00",
        "property": "1800.00",
        "enterprise_annuity": "150000.00",
    }
    for name, payload in told_by_needs:
        if name == "enterprise-changed" and payload["change_code"] != "recorded":
            await quotes.deliver(EnterpriseChanged.model_validate(payload))
    now = await read_plan(quotes, plan)
    assert (now["headcount"], now["annual_premiums"]["employer_liability"]) == (50, "57720.00")


async def test_the_risk_transfer_table_shows_what_the_firm_keeps_today_and_as_proposed(
    quotes: RunningService,
) -> None:
    """Scenario A07: of 800,000 a limit of 700,000 leaves 100,000; the limit is below the grant of 2025, and that is told."""
    plan = await planned(quotes, make_firm_confirmed())
    rows = {row["loss"]: row for row in plan["plan"]["transfers"]}
    assert list(rows) == ["800000.00", "1083760.00", "1200000.00"]
    first = rows["800000.00"]
    assert (first["now"]["insurer_pays"], first["now"]["retained"], first["now"]["ratio"]) == (
        "700000.00",
        "100000.00",
        "0.8750",
    )
    assert (first["proposed"]["insurer_pays"], first["proposed"]["retained"]) == ("800000.00", "0.00")
    asked = {"proposed": {"limit": "700000.00"}, "losses": ["800000.00"]}
    answer = await quotes.client().post("/quotes/calculators/risk-transfer", json=asked)
    (row,) = answer.json()["result"]["rows"]
    assert row["proposed"] == {
        "loss": "800000.00",
        "insurer_pays": "700000.00",
        "retained": "100000.00",
        "ratio": "0.8750",
    }
    assert (row["now"]["retained"], row["now"]["ratio"]) == ("800000.00", "0.0000")
    assert "The limit is below one work-death grant." in answer.json()["caveats"]
    assert answer.json()["because"][1]["inputs"] == {"year": 2025, "amount": "1083760.00"}
    nothing = await quotes.client().post(
        "/quotes/calculators/risk-transfer", json=asked | {"losses": ["0.00"]}
    )
    assert (nothing.status_code, nothing.json()["errors"][0]["pointer"]) == (422, "/losses/0")


async def test_the_client_chooses_covers_and_what_he_chose_can_be_applied_for(quotes: RunningService) -> None:
    plan = await planned(quotes, make_firm_confirmed())
    refused = await act(quotes, plan, "accept", {"lines": ["property", "term_life"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "LINE_NOT_OFFERED")
    assert refused.json()["errors"][0]["pointer"] == "/lines/1"
    path, client = f"{PLANS}/{plan['id']}/accept", quotes.client(Role.CLIENT)
    assert (await quotes.client(Role.AGENT).post(path, json={})).status_code == 403
    assert (await client.post(path, json={})).status_code == 428
    assert (await client.post(path, json={}, headers={"if-match": '"99"'})).status_code == 412
    accepted = await act(quotes, plan, "accept", {"lines": ["group_accident", "employer_liability"]})
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["accepted_lines"] == ["employer_liability", "group_accident"]
    event, payload = (await told(quotes))[-1]
    assert event == "enterprise-proposal-accepted"
    assert (payload["annual_premium"], payload["headcount"]) == ("51576.00", 40)
    assert [(one["line"], one["heads_by_class"]) for one in payload["covers"]] == [
        ("employer_liability", {"1": 10, "3": 30}),
        ("group_accident", {"1": 10, "3": 30}),
    ]
    for what, body in (("accept", {}), ("reject", {"reason_code": "other"})):
        again = await act(quotes, plan, what, body)
        assert (again.status_code, again.json()["code"]) == (409, "PROPOSAL_STATE")


async def test_what_is_declined_stays_declined_and_lists_are_filtered(quotes: RunningService) -> None:
    first = await planned(quotes, make_firm_confirmed())
    second = await planned(quotes, make_firm_confirmed())
    rejected = await act(quotes, second, "reject", {"reason_code": "too_expensive"}, role=Role.AGENT)
    assert (rejected.json()["status"], rejected.json()["rejection_reason"]) == ("rejected", "too_expensive")
    assert (await told(quotes))[-1][0] == "enterprise-proposal-rejected"
    client = quotes.client(Role.CLIENT)
    for status, expected in (("superseded", [first]), ("rejected", [second]), ("accepted", [])):
        listed = (await client.get(PLANS, params={"status": status})).json()["items"]
        assert [one["id"] for one in listed] == [one["id"] for one in expected]
    assert [one["id"] for one in (await client.get(PLANS)).json()["items"]] == [second["id"], first["id"]]
    for stranger in (
        quotes.client(Role.AGENT, agent_id=OTHER_AGENT),
        quotes.client(Role.CLIENT, client_id=new_id()),
    ):
        assert (await stranger.get(f"{PLANS}/{first['id']}")).status_code == 404
        assert (await stranger.get(PLANS)).json()["items"] == []


async def test_more_heads_price_an_open_plan_again_and_are_only_told_on_an_accepted_one(
    quotes: RunningService,
) -> None:
    accepted = await planned(quotes, make_firm_confirmed())
    await act(quotes, accepted, "accept", {})
    plan = await planned(quotes, make_firm_confirmed())
    stale = (await quotes.client(Role.CLIENT).get(f"{PLANS}/{plan['id']}")).headers["etag"]
    await quotes.deliver(make_firm_changed())
    await quotes.deliver(make_firm_changed("occupation_mix"))
    now = await read_plan(quotes, plan)
    assert (now["headcount"], now["status"]) == (50, "presented")
    assert now["annual_premiums"] == {
        "employer_liability": "57720.00",
        "group_accident": "8064.00",
        "property": "1800.00",
        "enterprise_annuity": "150000.00",
    }
    assert (now["firm_changes"], now["assess_again"]) == (["headcount", "occupation_mix"], False)
    presented = [payload["headcount"] for name, payload in await told(quotes) if name.endswith("presented")]
    assert presented == [40, 40, 50]
    late = await quotes.client(Role.CLIENT).post(
        f"{PLANS}/{plan['id']}/accept", json={}, headers={"if-match": stale}
    )
    assert late.status_code == 412
    kept = await read_plan(quotes, accepted)
    assert (kept["status"], kept["headcount"], kept["annual_premium"]) == ("accepted", 40, "203376.00")
    assert (kept["firm_changed_on"], kept["firm_changes"]) == (
        "2026-03-02",
        ["headcount", "occupation_mix"],
    )
    await quotes.deliver(make_firm_changed("property"))
    assert (await read_plan(quotes, plan))["assess_again"] is True


async def test_too_few_heads_leave_what_needs_no_group_and_say_why(quotes: RunningService) -> None:
    plan = await planned(quotes, make_firm_confirmed())
    await quotes.deliver(make_firm_changed(headcount=2, occupation_mix={1: 2}))
    now = await read_plan(quotes, plan)
    assert [cover["line"] for cover in now["plan"]["covers"]] == ["property"]
    assert [(part["line"], part["problem"]) for part in now["plan"]["missing"]] == [
        ("employer_liability", "HEADCOUNT_NOT_ACCEPTED"),
        ("group_accident", "HEADCOUNT_NOT_ACCEPTED"),
        ("enterprise_annuity", "HEADCOUNT_NOT_ACCEPTED"),
    ]


async def test_while_nothing_is_on_sale_a_plan_is_a_draft_until_the_first_products_come(
    start_service: StartService,
) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    draft = await planned(quotes, make_firm_confirmed())
    assert (draft["status"], draft["draft_reason"], draft["plan"]) == ("draft", "NOTHING_ON_SALE", None)
    page = await quotes.client(Role.CLIENT).get(f"{PLANS}/{draft['id']}/document")
    assert "Nothing is on sale for this firm" in page.text
    assert (await act(quotes, draft, "accept", {})).json()["code"] == "PROPOSAL_STATE"
    await load_samples(quotes)
    published = [payload for envelope, payload in await quotes.events() if "product_id" in payload]
    await quotes.deliver(ProductPublished.model_validate(published[0]))
    assert (await read_plan(quotes, draft))["status"] == "presented"
    nothing = await planned(quotes, make_firm_confirmed(gaps=[make_firm_gap("property", "0.00")]))
    assert (nothing["status"], nothing["draft_reason"]) == ("draft", "NOTHING_LACKING")


async def test_a_plan_of_an_earlier_day_is_accepted_only_as_long_as_its_terms_hold(
    quotes: RunningService,
) -> None:
    confirmed = make_firm_confirmed()
    await quotes.deliver(confirmed, time=datetime(2026, 1, 5, 2, tzinfo=UTC))
    (plan,) = (await quotes.client(Role.CLIENT).get(PLANS)).json()["items"]
    assert plan["priced_on"] == "2026-01-05"
    catalogue = (await quotes.client(Role.OPS).get("/quotes/products", params={"line": "property"})).json()
    (product,) = catalogue["items"]
    path = f"/quotes/products/{product['id']}"
    ops = quotes.client(Role.OPS)
    etag = (await ops.get(path)).headers["etag"]
    ended = await ops.post(
        f"{path}/withdraw", json={"last_sale_day": "2026-03-01"}, headers={"if-match": etag}
    )
    assert ended.status_code == 200, ended.text
    assert (await act(quotes, plan, "accept", {})).json()["code"] == "PROPOSAL_OUTDATED"
    repriced = await act(quotes, plan, "reprice", role=Role.AGENT)
    assert repriced.json()["priced_on"] == "2026-03-02"
    assert [part["line"] for part in repriced.json()["plan"]["missing"]] == ["property"]
    assert (await act(quotes, plan, "accept", {})).status_code == 200


async def test_the_plan_can_be_asked_without_storing_anything(quotes: RunningService) -> None:
    asked: dict[str, Any] = {
        "firm": {
            "headcount": 20,
            "industry": "C31",
            "annual_wages": "2000000.00",
            "enrolled_in_work_injury_fund": False,
        },
        "needs": {
            "limit_per_head": "1083760.00",
            "medical_per_head": "80000.00",
            "annuity_rate": "0.10",
        },
    }
    answer = (await quotes.client().post("/quotes/calculators/enterprise-plan", json=asked)).json()
    covers = {cover["line"]: cover for cover in answer["result"]["covers"]}
    assert (covers["employer_liability"]["sum_insured"], covers["employer_liability"]["annual_premium"]) == (
        "1090000.00",
        "22672.00",
    )
    assert (covers["group_medical"]["sum_insured"], covers["group_medical"]["annual_premium"]) == (
        "50000.00",
        "4400.00",
    )
    assert covers["enterprise_annuity"]["annual_premium"] == "160000.00"
    assert answer["result"]["carried"] is None
    for words in (
        "priced at the class that is usual in the industry",
        "priced at an average age",
        "part of the gap stays open",
        "stops at what the law allows",
        "bears everything itself until it has filed",
    ):
        assert any(words in caveat for caveat in answer["caveats"]), words
    assert await quotes.rows("SELECT id FROM enterprise_proposal") == []
    uneven = asked | {"firm": asked["firm"] | {"occupation_mix": {"1": 19}}}
    refused = await quotes.client().post("/quotes/calculators/enterprise-plan", json=uneven)
    assert refused.status_code == 422


async def test_property_annuity_and_heads_can_be_asked_about(quotes: RunningService) -> None:
    agent = quotes.client()
    under = {"replacement_value": "5000000.00", "sum_insured": "3000000.00", "loss": "1000000.00"}
    answer = (await agent.post("/quotes/calculators/property-cover", json=under)).json()
    assert (answer["result"]["ratio"], answer["result"]["insurer_pays"]) == ("0.6000", "600000.00")
    assert (answer["result"]["missing"], answer["result"]["retained"]) == ("2000000.00", "400000.00")
    assert any("pro rata" in caveat for caveat in answer["caveats"])
    over = under | {"sum_insured": "6000000.00"}
    answer = (await agent.post("/quotes/calculators/property-cover", json=over)).json()
    assert (answer["result"]["void_excess"], answer["result"]["insurer_pays"]) == (
        "1000000.00",
        "1000000.00",
    )
    assert any("excess is void" in caveat for caveat in answer["caveats"])
    rates = {"annual_wages": "4000000.00", "employer_rate": "0.08", "employee_rate": "0.04"}
    answer = (await agent.post("/quotes/calculators/enterprise-annuity", json=rates)).json()
    assert (answer["result"]["allowed"], answer["result"]["employer_ceiling"]) == (True, "320000.00")
    above = rates | {"employer_rate": "0.0801"}
    answer = (await agent.post("/quotes/calculators/enterprise-annuity", json=above)).json()
    assert answer["result"]["passed"] == ["EMPLOYER_CEILING", "JOINT_CEILING"]
    assert answer["caveats"]
    change = {
        "product_code": "sample-group-accident",
        "sum_per_head": "480000.00",
        "average_age": 35,
        "joined": {"3": 10},
        "left": {"1": 2},
        "starts_on": "2026-03-01",
        "ends_on": "2027-02-28",
        "changed_on": "2026-12-17",
    }
    answer = (await agent.post("/quotes/calculators/headcount-change", json=change)).json()
    assert (answer["result"]["days_left"], answer["result"]["days_of_term"]) == (74, 365)
    assert (answer["result"]["charged"], answer["result"]["refunded"]) == ("350.33", "46.71")
    assert answer["result"]["difference"] == "303.62"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-CN",
            ["企业保障计划书", "风险转移对比表", "雇主责任险", "预算内", "企业自担", "企业年金", "制造业"],
        ),
        ("en", ["Protection proposal for the firm", "Risk-transfer table", "within budget", "Manufacturing"]),
    ],
)
async def test_the_page_shows_covers_the_table_and_what_they_rest_on(
    quotes: RunningService, language: str, words: list[str]
) -> None:
    plan = await planned(quotes, make_firm_confirmed())
    page = await quotes.client(Role.CLIENT, language=language).get(f"{PLANS}/{plan['id']}/document")
    assert page.status_code == 200
    shown = ["¥203,376.00", "¥45,240.00", "87.50%", "¥100,000", "260000000001234", "明禾保险代理有限公司"]
    for word in [*words, *shown]:
        assert word in page.text, word


async def test_a_share_link_opens_the_plan_without_a_token_until_it_expires(quotes: RunningService) -> None:
    plan = await planned(quotes, make_firm_confirmed())
    await act(quotes, plan, "accept", {"lines": ["property"]})
    await quotes.deliver(make_firm_changed())
    link = await quotes.client(Role.CLIENT).post(f"{PLANS}/{plan['id']}/share-links")
    assert link.status_code == 201
    path, anybody = urlsplit(link.json()["url"]).path, quotes.client(None)
    page = (await anybody.get(path)).text
    assert (
        "企业情况在确认方案后已于 2026-03-02 发生变化"
        in (await quotes.client(None, language="zh-CN").get(path)).text
    )
    assert "You chose the covers marked below" in page
    assert '<p class="figure">¥1,800.00' in page
    quotes.clock.advance(timedelta(days=30, seconds=1))
    assert (await anybody.get(path)).status_code == 404
    stranger = quotes.client(Role.CLIENT, client_id=new_id())
    assert (await stranger.post(f"{PLANS}/{plan['id']}/share-links")).status_code == 404


async def test_no_person_and_no_firm_is_named_in_what_is_told(quotes: RunningService) -> None:
    plan = await planned(quotes, make_firm_confirmed(annual_budget=Money.of("500000.00")))
    await act(quotes, plan, "accept", {})
    for _, payload in await told(quotes):
        assert payload["client_id"] == str(CLIENT)
        assert not {"name", "firm_name", "phone"} & payload.keys()
