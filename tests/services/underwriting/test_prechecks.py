"""A pre-check says what to expect on each line, is kept for the client, and is told by codes only."""

from typing import Any

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import CLIENT, OTHER_AGENT, RunningService

WOMAN_OF_32 = {"age": 32, "sex": "female", "occupation_class": "1"}
GRADE_3 = {
    "condition": "thyroid_nodule",
    "details": {"ti_rads": "3", "size_mm": 8},
    "examined_on": "2026-01-10",
}
GRADE_4A = {
    "condition": "thyroid_nodule",
    "details": {"ti_rads": "4A", "size_mm": 12},
    "examined_on": "2026-01-10",
}


def make_precheck(*findings: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """The woman of A18 with these findings."""
    return {"client_id": str(CLIENT), "life": WOMAN_OF_32, "findings": list(findings), **facts}


async def running(start_service: StartService) -> RunningService:
    """The service, which knows the client."""
    service = await start_service("underwriting")
    await service.know_client()
    return service


async def test_a_small_nodule_of_grade_3_excludes_the_thyroid_from_medical_only(
    start_service: StartService,
) -> None:
    service = await running(start_service)
    answer = await service.client().post("/underwriting/prechecks", json=make_precheck(GRADE_3))
    assert answer.status_code == 201, answer.text
    lines = {line["line"]: line for line in answer.json()["answer"]["result"]["lines"]}
    assert {name: line["outcome"] for name, line in lines.items()} == {
        "critical_illness": "STANDARD",
        "medical_million": "EXCLUSION",
        "term_life": "STANDARD",
        "accident": "STANDARD",
    }
    assert lines["medical_million"]["exclusions"] == [{"code": "thyroid", "text": "diseases of the thyroid"}]
    rules = [reason["rule"] for reason in answer.json()["answer"]["because"]]
    assert "precheck.condition.thyroid_nodule" in rules


async def test_grade_4a_advises_critical_illness_before_medical(start_service: StartService) -> None:
    service = await running(start_service)
    answer = await service.client(language="zh-CN").post(
        "/underwriting/prechecks", json=make_precheck(GRADE_4A)
    )
    result = answer.json()["answer"]["result"]
    lines = {line["line"]: line for line in result["lines"]}
    assert lines["critical_illness"]["outcome"] == "EXCLUSION"
    assert lines["critical_illness"]["exclusions"] == [{"code": "thyroid-cancer", "text": "甲状腺癌"}]
    assert lines["medical_million"]["outcome"] == "DECLINE"
    order = [step["line"] for step in result["application_order"]]
    assert order.index("critical_illness") < order.index("medical_million")
    assert any("如实告知以保险公司询问的内容为限" in caveat for caveat in answer.json()["answer"]["caveats"])


async def test_a_common_cold_is_nothing_to_disclose(start_service: StartService) -> None:
    service = await running(start_service)
    answer = await service.client().post(
        "/underwriting/prechecks", json=make_precheck({"condition": "common_cold"})
    )
    result = answer.json()["answer"]["result"]
    assert result["nothing_to_disclose"] is True
    assert result["not_to_disclose"] == [{"code": "common_cold", "text": "Common cold"}]
    assert {line["outcome"] for line in result["lines"]} == {"STANDARD"}


async def test_only_outcomes_are_told_and_the_findings_are_sealed(start_service: StartService) -> None:
    service = await running(start_service)
    made = (await service.client().post("/underwriting/prechecks", json=make_precheck(GRADE_3))).json()
    ((envelope, told),) = await service.events()
    assert (envelope.type, envelope.subject) == ("underwriting-prechecked", made["id"])
    assert told == {
        "client_id": str(CLIENT),
        "precheck_id": made["id"],
        "outcomes": {
            "critical_illness": "STANDARD",
            "medical_million": "EXCLUSION",
            "term_life": "STANDARD",
            "accident": "STANDARD",
        },
    }
    (row,) = await service.rows("SELECT * FROM precheck")
    assert b"thyroid" not in row["content_sealed"]
    assert "thyroid" not in str(row["outcomes"])


async def test_a_precheck_is_read_again_as_it_was_in_the_readers_language(
    start_service: StartService,
) -> None:
    service = await running(start_service)
    made = (await service.client().post("/underwriting/prechecks", json=make_precheck(GRADE_3))).json()
    read = (await service.client(Role.CLIENT).get(f"/underwriting/prechecks/{made['id']}")).json()
    assert read == made
    chinese = await service.client(language="zh-CN").get(f"/underwriting/prechecks/{made['id']}")
    assert chinese.json()["answer"]["result"]["findings"][0]["label"] == "甲状腺结节"


async def test_prechecks_are_listed_for_those_who_may_see_the_client(start_service: StartService) -> None:
    service = await running(start_service)
    other = await service.know_client(new_id())
    await service.client().post("/underwriting/prechecks", json=make_precheck(GRADE_3))
    await service.client().post("/underwriting/prechecks", json=make_precheck(client_id=str(other)))
    listed = (await service.client().get("/underwriting/prechecks")).json()["items"]
    assert [item["client_id"] for item in listed] == [str(other), str(CLIENT)]
    of_client = await service.client().get("/underwriting/prechecks", params={"client_id": str(CLIENT)})
    assert [item["client_id"] for item in of_client.json()["items"]] == [str(CLIENT)]
    stranger = service.client(agent_id=OTHER_AGENT)
    assert (await stranger.get("/underwriting/prechecks")).json()["items"] == []
    assert (await stranger.get(f"/underwriting/prechecks/{listed[0]['id']}")).status_code == 404
    for role in (Role.OPS, Role.CARRIER):
        assert (await service.client(role).get("/underwriting/prechecks")).status_code == 403


async def test_nobody_prechecks_somebody_elses_client(start_service: StartService) -> None:
    service = await running(start_service)
    for stranger in (service.client(agent_id=OTHER_AGENT), service.client(Role.CLIENT, client_id=new_id())):
        refused = await stranger.post("/underwriting/prechecks", json=make_precheck())
        assert refused.status_code == 404
    assert await service.events() == []


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        ({"lines": ["annuity"]}, "UNKNOWN_LINE", "/lines/0"),
        ({"findings": [{"condition": "plague"}]}, "UNKNOWN_CONDITION", "/findings/0/condition"),
        ({"life": {"age": 10**20}}, "LESS_THAN_EQUAL", "/life/age"),
        ({"lines": ["term_life"] * 13}, "TOO_LONG", "/lines"),
        ({"findings": [GRADE_3] * 51}, "TOO_LONG", "/findings"),
        ({"client_id": "me"}, "UUID_PARSING", "/client_id"),
    ],
)
async def test_what_cannot_be_checked_is_pointed_at(
    start_service: StartService, facts: dict[str, Any], code: str, pointer: str
) -> None:
    service = await running(start_service)
    answer = await service.client().post("/underwriting/prechecks", json={**make_precheck(), **facts})
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["code"], answer.json()["errors"][0]["pointer"]) == (code, pointer)


async def test_what_may_be_found_and_done_is_listed_in_the_readers_language(
    start_service: StartService,
) -> None:
    service = await running(start_service)
    conditions = (await service.client(language="zh-CN").get("/underwriting/conditions")).json()["conditions"]
    assert len(conditions) == 28
    assert (conditions[0]["code"], conditions[0]["label"]) == ("thyroid_nodule", "甲状腺结节")
    assert conditions[0]["inputs"]["ti_rads"]["choices"] == ["1", "2", "3", "4", "4A", "4B", "4C", "5"]
    occupations = (await service.client().get("/underwriting/occupations")).json()["occupations"]
    assert {"code": "miner", "text": "Underground miner", "occupation_class": "uninsurable"} in occupations
