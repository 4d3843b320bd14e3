"""What agents prepare with: the rulebook (capability 3), the lines (4), and their tools (8)."""

from typing import Any

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService


async def shown(client: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_capability_3_the_rulebook_is_searched_and_each_rule_of_a_check_finds_its_articles(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    found = (await shown(agent, "/leads/rulebook", q="不可抗辩", topic="incontestability"))["items"]
    assert [article["number"] for article in found] == ["insurance_law.16", "interpretation_2.5-8"]
    assert found[0]["law"]["label"] == "Insurance Law (2015)"
    assert found[0]["source"] == "保险法 2015 第16条"
    assert found[0]["confidence"] == "read"
    assert found[0]["rules"][0]["version"] == "disclosure.rescission@2009-10-01"

    rescission = (await shown(agent, "/leads/rulebook", rule="disclosure.rescission"))["items"]
    assert [article["number"] for article in rescission] == ["insurance_law.16", "interpretation_2.5-8"]
    rule = await shown(agent, "/leads/rulebook/rules/disclosure.rescission")
    assert rule["values"] == {"days_after_knowing": 30, "years_after_conclusion": 2}
    assert rule["articles"] == ["insurance_law.16", "interpretation_2.5-8"]
    money = await shown(agent, "/leads/rulebook/rules/gap.death")
    assert money["values"]["own_consumption"] == "0.30"

    chinese = service.client(Role.CLIENT, language="zh-CN")
    article = await shown(chinese, "/leads/rulebook/insurance_law.16")
    assert article["topics"] == [
        {"code": "disclosure", "label": "如实告知"},
        {"code": "incontestability", "label": "不可抗辩"},
    ]
    assert article["summary"].startswith("订立合同时，投保人仅就保险人的询问如实告知")


async def test_capability_3_articles_and_rules_are_those_of_the_day_and_come_in_pages(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    before = await agent.get("/leads/rulebook/suitability_measures.39", params={"on": "2026-01-31"})
    after = await agent.get("/leads/rulebook/suitability_measures.39", params={"on": "2026-02-01"})
    assert (before.status_code, after.status_code) == (404, 200)
    assert (await agent.get("/leads/rulebook/nothing.1")).status_code == 404
    assert (await agent.get("/leads/rulebook/rules/nothing")).status_code == 404
    cap = await shown(agent, "/leads/rulebook/rules/pricing.rate_cap", on="2024-01-01")
    assert (cap["effective_from"], cap["effective_to"]) == ("2023-08-01", "2024-08-31")

    everything = (await shown(agent, "/leads/rulebook", limit=200))["items"]
    pages: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await shown(agent, "/leads/rulebook", limit=30, **({"cursor": cursor} if cursor else {}))
        pages += [article["number"] for article in page["items"]]
        cursor = page["next_cursor"]
    assert pages == [article["number"] for article in everything]
    assert (await shown(agent, "/leads/rulebook", q="no such words")) == {"items": [], "next_cursor": None}
    bad = await agent.get("/leads/rulebook", params={"cursor": "bm90aGluZw=="})
    assert (bad.status_code, bad.json()["code"]) == (422, "BAD_CURSOR")
    rules = (await shown(agent, "/leads/rulebook/rules", q="第17条", limit=200))["items"]
    assert {rule["id"] for rule in rules} >= {"contact.statistics", "retention.suitability"}
    assert (await service.client(None).get("/leads/rulebook")).status_code == 401


async def test_capability_4_a_line_shows_what_underwriting_looks_at_and_how_a_claim_goes(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    (medical,) = (await shown(agent, "/leads/preparation/lines", line="medical_million"))["items"]
    assert medical["underwriting_focus"][0] == {"code": "pre_existing", "label": "Pre-existing conditions"}
    assert [one["case"] for one in medical["claim_documents"]] == ["always", "medical_expense"]
    assert "original_invoices" in [paper["code"] for paper in medical["claim_documents"][1]["documents"]]
    assert "pre_existing" in [question["code"] for question in medical["investigation"]]
    (life,) = (await shown(agent, "/leads/preparation/lines", line="term_life"))["items"]
    assert [topic["code"] for topic in life["underwriting_focus"][:2]] == ["health", "occupation"]
    assert len((await shown(agent, "/leads/preparation/lines"))["items"]) == 12


async def test_capability_4_foresight_turns_a_nodule_into_an_order_of_lines_with_its_reasons(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    asked = {"tags": ["nodule"], "age": 46, "occupation_class": "1"}
    answer = (await agent.post("/leads/calculators/risk-foresight", json=asked)).json()
    lines = [(one["line"], one["hardest"]["code"]) for one in answer["result"]["outlook"]]
    assert lines == [
        ("accident", "STANDARD"),
        ("term_life", "POSTPONE"),
        ("critical_illness", "POSTPONE"),
        ("medical_million", "DECLINE"),
    ]
    assert [one["code"] for one in answer["result"]["strategies"]] == [
        "nodule_critical_illness_first",
        "middle_age_lock_in",
    ]
    assert answer["because"][0]["version"] == "precheck.condition.thyroid_nodule@2020-01-01"
    assert answer["caveats"][1] == (
        "The pre-check table illustrates common practice; it is not any insurer's manual."
    )
    tags = (await shown(agent, "/leads/preparation/foresight-tags", limit=1))["items"]
    assert tags == [{"code": "nodule", "label": "Nodules"}]
    unknown = await agent.post("/leads/calculators/risk-foresight", json={"tags": ["hiccups"]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UNKNOWN_CODE")
    assert unknown.json()["errors"][0]["pointer"] == "/tags/0"


async def test_capability_8_tools_say_what_they_depend_on_and_where_to_ask_whether_they_are_ready(
    start_service: StartService,
) -> None:
    service = await start_service("leads", public_url="https://agency.example/")
    agent = service.client()
    readiness = await shown(agent, "/leads/tools/readiness")
    by_code = {tool["code"]: tool for tool in readiness["tools"]}
    precheck = by_code["underwriting_precheck"]
    assert precheck["address"] == "https://agency.example/underwriting/calculators/precheck"
    assert precheck["readiness_address"] == "https://agency.example/underwriting/health/ready"
    assert precheck["ready"] is None
    assert "precheck.lines@2020-01-01" in [rule["version"] for rule in precheck["rules"]]
    assert by_code["rulebook"]["ready"] is True
    service.kit.defects.add("the relay stopped")
    again = await shown(agent, "/leads/tools/readiness")
    assert {tool["ready"] for tool in again["tools"] if tool["service"] == "leads"} == {False}
    assert readiness["snapshot"]["address"] == "https://agency.example/leads/tools/snapshot"


async def test_capability_8_a_phone_keeps_the_rules_and_fetches_them_again_only_when_they_changed(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    first = await agent.get("/leads/tools/snapshot")
    etag = first.headers["etag"]
    assert etag == (await shown(agent, "/leads/tools/readiness"))["snapshot"]["etag"]
    rules = {rule["id"]: rule for rule in first.json()["rules"]}
    assert rules["cooling_off"]["version"] == "cooling_off@2019-12-01"
    assert rules["rulebook.article.insurance_law.16"]["values"]["zh-CN"].startswith("订立合同时")
    known = await agent.get("/leads/tools/snapshot", headers={"if-none-match": f'"other", W/{etag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    other = await agent.get("/leads/tools/snapshot", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.headers["etag"]) == (200, etag)
