"""A withdrawn consent stops what it was for, in each service that does it, and nothing else (capability 45)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.caller import Role
from shared.contracts import Line
from shared.contracts.leads import ConsentGranted, ConsentWithdrawn, ErasureRequested, Purpose
from shared.contracts.quotes import ProductPublished
from shared.contracts.servicing import PolicyEnded
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    compute,
    make_household,
    make_lead,
    make_policy,
    occasions,
    path,
    record_household,
    start_with_client,
)
from tests.services.quotes.confirmed import make_gap_confirmed, quotes_with_samples
from tests.services.running import CARRIER, CLIENT, RunningService
from tests.services.servicing.policies import make_lead_captured, make_policy_issued
from tests.services.underwriting.applying import act, fill_in, make_cover, make_proposal, opened, put
from tests.services.underwriting.test_prechecks import GRADE_3, make_precheck

COLD = {"findings": [{"condition": "common_cold"}]}


async def withdraw(service: RunningService, purpose: Purpose) -> None:
    await service.deliver(ConsentWithdrawn(client_id=CLIENT, purpose=purpose.value))


async def consent(service: RunningService, purpose: Purpose) -> None:
    await service.deliver(ConsentGranted(client_id=CLIENT, purpose=purpose.value, text_version="2026-02"))


def refusal(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json().get("code")


async def test_without_consent_to_health_data_nothing_is_prechecked_or_disclosed_until_it_is_given_again(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service)
    await service.deliver(make_policy_issued())
    await withdraw(service, Purpose.HEALTH_DATA)
    agent = service.client()
    refused = await agent.post("/underwriting/prechecks", json=make_precheck(GRADE_3))
    assert refusal(refused) == (409, "CONSENT_WITHDRAWN"), "a policy in force needs no pre-check of a new one"
    assert refused.json()["purpose"] == "health_data"
    assert refusal(await put(agent, application, "disclosures", COLD)) == (409, "CONSENT_WITHDRAWN")
    assert await service.rows("SELECT 1 FROM precheck") == []
    sale = {"channel": "face_to_face", "design": "ordinary", "recording": None}
    assert (await put(agent, application, "sale", sale)).status_code == 200, "it is no health data"
    chinese = service.client(language="zh-CN")
    told = await chinese.post("/underwriting/prechecks", json=make_precheck(GRADE_3))
    assert "已撤回" in told.json()["title"]
    await consent(service, Purpose.HEALTH_DATA)
    assert (await agent.post("/underwriting/prechecks", json=make_precheck(GRADE_3))).status_code == 201
    assert (await put(agent, application, "disclosures", COLD)).status_code == 200


async def test_what_was_disclosed_is_not_sent_to_the_carrier_after_the_consent_is_withdrawn(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await opened(service, make_proposal(make_cover(Line.CRITICAL_ILLNESS)))
    await fill_in(service, application)
    await withdraw(service, Purpose.HEALTH_DATA)
    assert refusal(await act(service.client(), application, "submit")) == (409, "CONSENT_WITHDRAWN")
    assert await service.events() == []
    await consent(service, Purpose.HEALTH_DATA)
    assert (await act(service.client(), application, "submit")).status_code == 200


async def test_a_claim_goes_on_without_consent_while_a_contract_is_in_force_and_not_after(
    start_service: StartService,
) -> None:
    service = await start_service("claims")
    await service.know_client()
    issued = make_policy_issued()
    await service.deliver(issued)
    await withdraw(service, Purpose.HEALTH_DATA)
    client = service.client(Role.CLIENT)
    body = {"policy_id": str(issued.policy_id), "cause": "accident", "incident_on": "2026-03-01"}
    filed = await client.post("/claims", json=body)
    assert filed.status_code == 201, filed.text
    claim = filed.json()["id"]
    item = (await client.get(f"/claims/{claim}/checklist")).json()["missing"][0]
    evidence = {"item_code": item, "source": "Hospital", "dated": "2026-03-01", "reference": "files/1"}
    assert (await client.post(f"/claims/{claim}/evidence", json=evidence)).status_code == 201
    await service.deliver(
        PolicyEnded(
            client_id=CLIENT,
            policy_id=issued.policy_id,
            line=Line.CRITICAL_ILLNESS,
            ended_on=issued.effective_on,
            reason="cancelled",
        )
    )
    refused = await client.post(f"/claims/{claim}/evidence", json=evidence)
    assert refusal(refused) == (409, "CONSENT_WITHDRAWN")
    assert len(await service.rows("SELECT 1 FROM evidence")) == 1
    await consent(service, Purpose.HEALTH_DATA)
    assert (await client.post(f"/claims/{claim}/evidence", json=evidence)).status_code == 201


async def test_without_consent_to_financial_data_the_gap_is_computed_only_when_somebody_asks(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    await withdraw(service, Purpose.FINANCIAL_DATA)
    await service.deliver(make_policy())
    assert await occasions(agent) == [("requested", "superseded")]
    held = (await agent.get(path("household"))).headers["etag"]
    changed = await agent.put(
        path("household"), json=make_household(annual_expenses="1.00"), headers={"if-match": held}
    )
    assert refusal(changed) == (409, "CONSENT_WITHDRAWN")
    await compute(agent)
    await consent(service, Purpose.FINANCIAL_DATA)
    await service.deliver(make_policy())
    assert await occasions(agent) == [
        ("requested", "superseded"),
        ("requested", "superseded"),
        ("cover_changed", "computed"),
    ]


async def test_a_client_who_wants_no_marketing_gets_no_proposal_unless_somebody_asks_for_it(
    start_service: StartService,
) -> None:
    service = await quotes_with_samples(start_service)
    await service.deliver(make_gap_confirmed())
    service.clock.advance(timedelta(hours=1))
    await withdraw(service, Purpose.MARKETING)
    service.clock.advance(timedelta(hours=1))
    await service.deliver(make_gap_confirmed())
    agent = service.client()
    later, before = (await agent.get("/quotes/proposals")).json()["items"]
    assert (before["status"], later["status"]) == ("presented", "draft"), "what was done before stands"
    assert later["draft_reason"] == "CONSENT_WITHDRAWN"
    etag = (await agent.get(f"/quotes/proposals/{later['id']}")).headers["etag"]
    asked = await agent.post(f"/quotes/proposals/{later['id']}/reprice", headers={"if-match": etag})
    assert asked.json()["status"] == "presented"


async def test_tasks_for_a_purpose_that_is_forbidden_are_cancelled_and_no_more_are_given(
    start_service: StartService,
) -> None:
    service = await start_service("servicing")
    await service.deliver(make_lead_captured())
    issued = make_policy_issued()
    await service.deliver(issued)
    await service.deliver(make_version())
    assert await tasks(service) == {"first_contact": "open", "receipt": "open", "upgrade_check": "open"}
    await withdraw(service, Purpose.HEALTH_DATA)
    assert (await tasks(service))["upgrade_check"] == "open"
    await withdraw(service, Purpose.MARKETING)
    assert await tasks(service) == {"first_contact": "open", "receipt": "open", "upgrade_check": "cancelled"}
    another = make_policy_issued(product_code="CI-71")
    await service.deliver(another)
    await service.deliver(make_version("CI-71"))
    assert len(await service.rows("SELECT 1 FROM task WHERE kind = 'upgrade_check'")) == 1
    await service.deliver(ErasureRequested(client_id=CLIENT, request_id=new_id()))
    assert await tasks(service) == {
        "first_contact": "cancelled",
        "receipt": "open",
        "upgrade_check": "cancelled",
    }, "what a contract asks for goes on"
    service.clock.advance(timedelta(days=2))
    await service.tick()
    assert (await tasks(service))["first_contact"] == "cancelled"


async def tasks(service: RunningService) -> dict[str, str]:
    rows = await service.rows("SELECT kind, status FROM task ORDER BY kind")
    return {row["kind"]: row["status"] for row in rows if row["kind"] != "annual_review"}


def make_version(code: str = "CI-70") -> ProductPublished:
    return ProductPublished(
        product_id=UUID(int=7) if code == "CI-70" else new_id(),
        code=code,
        product_version=2,
        line=Line.CRITICAL_ILLNESS,
        carrier_id=CARRIER,
        sale_from=make_policy_issued().effective_on,
    )


async def test_what_one_client_withdraws_stops_nothing_of_another(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    other = await service.know_client(new_id())
    await service.deliver(make_lead(other))
    await withdraw(service, Purpose.FINANCIAL_DATA)
    assert (await service.client().put(path("household", other), json=make_household())).status_code == 201, (
        "nobody else has withdrawn anything"
    )
