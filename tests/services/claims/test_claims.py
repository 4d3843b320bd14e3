"""A claim from first report to payment, told over HTTP and by the carrier's reports."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.caller import Role
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.servicing import PolicyEnded, PolicySuspended, PremiumOverdue
from shared.events import Event
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.running import AGENT, CARRIER, CLIENT, TEAM, RunningService
from tests.services.servicing.policies import make_policy_issued

FILED_AT = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
"""Thursday 2026-09-17, 10:00 in Shanghai."""


@pytest.fixture
async def claims(start_service: StartService) -> RunningService:
    service = await start_service("claims", at=FILED_AT)
    await service.know_client(CLIENT, agent_id=AGENT, team_id=TEAM)
    return service


def make_report(claim: dict[str, Any], report: str, **said: Any) -> CarrierReported:
    return CarrierReported(
        client_id=CLIENT,
        carrier_id=CARRIER,
        case_kind=CaseKind.CLAIM,
        case_id=claim["id"],
        report=report,
        reported_at=datetime(2026, 9, 21, 2, 0, tzinfo=UTC),
        **said,
    )


async def file_claim(service: RunningService, **changed: Any) -> dict[str, Any]:
    """A critical-illness claim on a policy of 500,000."""
    issued = make_policy_issued(**changed)
    await service.deliver(issued)
    body = {"policy_id": str(issued.policy_id), "cause": "illness", "incident_on": "2026-09-10"}
    answer = await service.client(Role.CLIENT).post("/claims", json=body)
    assert answer.status_code == 201, answer.text
    claim: dict[str, Any] = answer.json()
    return claim


async def complete_file(service: RunningService, claim: dict[str, Any]) -> None:
    client = service.client(Role.CLIENT)
    missing = (await client.get(f"/claims/{claim['id']}/checklist")).json()["missing"]
    for code in missing:
        body = {"item_code": code, "source": "Hospital", "dated": "2026-09-12", "reference": f"files/{code}"}
        assert (await client.post(f"/claims/{claim['id']}/evidence", json=body)).status_code == 201


async def submit(service: RunningService, claim: dict[str, Any]) -> httpx.Response:
    client = service.client(Role.CLIENT)
    etag = (await client.get(f"/claims/{claim['id']}")).headers["etag"]
    return await client.post(f"/claims/{claim['id']}/submit", headers={"if-match": etag})


async def read(service: RunningService, claim: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await service.client(Role.CLIENT).get(f"/claims/{claim['id']}")).json()
    return found


async def test_a_claim_goes_from_report_to_payment_and_ends_a_policy_paid_in_full(
    claims: RunningService,
) -> None:
    claim = await file_claim(claims)
    assert claim["cover"]["result"]["reason"] == "COVERED"
    early = await submit(claims, claim)
    assert (early.status_code, early.json()["code"]) == (409, "CHECKLIST_INCOMPLETE")
    await complete_file(claims, claim)
    submitted = await submit(claims, claim)
    assert submitted.json()["status"] == "submitted"
    await claims.deliver(make_report(claim, "acknowledged"))
    await claims.deliver(make_report(claim, "decided", outcome="pay", amount=Money.of("500000.00")))
    client = claims.client(Role.CLIENT)
    etag = (await client.get(f"/claims/{claim['id']}")).headers["etag"]
    agreed = await client.post(f"/claims/{claim['id']}/agree", headers={"if-match": etag})
    assert agreed.json()["status"] == "agreed"
    await claims.deliver(make_report(claim, "paid", amount=Money.of("500000.00")))
    assert (await read(claims, claim))["status"] == "paid"
    events = [(envelope.type, payload) for envelope, payload in await claims.events()]
    assert [name for name, _ in events] == ["claim-filed", "claim-submitted", "claim-decided", "claim-paid"]
    assert (events[-1][1]["policy_ends"], events[-1][1]["amount"]) == (True, "500000.00")


async def test_a15_a_claim_submitted_on_1_april_is_decided_within_5_working_days(
    start_service: StartService,
) -> None:
    claims = await start_service("claims", at=datetime(2026, 4, 1, 2, 0, tzinfo=UTC))
    await claims.know_client(CLIENT, agent_id=AGENT, team_id=TEAM)
    issued = make_policy_issued(effective_on=date(2025, 3, 1))
    await claims.deliver(issued)
    body = {"policy_id": str(issued.policy_id), "cause": "illness", "incident_on": "2026-03-20"}
    claim = (await claims.client(Role.CLIENT).post("/claims", json=body)).json()
    await complete_file(claims, claim)
    await submit(claims, claim)
    clocks = (await claims.client(Role.CLIENT).get(f"/claims/{claim['id']}/clocks")).json()["result"][
        "clocks"
    ]
    days = {clock["name"]: clock["due_on"] for clock in clocks}
    assert days["simple_decision"] == "2026-04-09"
    assert days["complex_decision"] == "2026-05-01"
    assert days["interim_payment"] == "2026-05-31"
    claims.clock.move_to(datetime(2026, 4, 9, 16, 0, tzinfo=UTC))
    await claims.tick()
    assert (await read(claims, claim))["late"] == ["decision"]


async def test_reports_in_any_order_and_more_than_once_end_in_the_same_state(
    start_service: StartService,
) -> None:
    for order in itertools.permutations(["investigating", "decided", "paid"]):
        claims = await start_service("claims", at=FILED_AT)
        await claims.know_client(CLIENT, agent_id=AGENT, team_id=TEAM)
        claim = await file_claim(claims)
        await complete_file(claims, claim)
        await submit(claims, claim)
        said: dict[str, dict[str, Any]] = {
            "investigating": {},
            "decided": {"outcome": "pay", "amount": Money.of("500000.00")},
            "paid": {"amount": Money.of("500000.00")},
        }
        for report in (*order, *order):
            await claims.deliver(make_report(claim, report, **said[report]))
        assert (await read(claims, claim))["status"] == "paid"
        told = [envelope.type for envelope, _ in await claims.events()]
        assert told.count("claim-decided") == told.count("claim-paid") == 1


async def test_a_second_supplement_request_is_flagged_and_materials_bring_the_claim_back(
    claims: RunningService,
) -> None:
    claim = await file_claim(claims)
    await complete_file(claims, claim)
    await submit(claims, claim)
    await claims.deliver(make_report(claim, "supplement_requested", document_types=["imaging"]))
    assert (await read(claims, claim))["status"] == "supplement_requested"
    clocks = (await claims.client(Role.CLIENT).get(f"/claims/{claim['id']}/clocks")).json()
    assert clocks["result"]["paused"] is True
    claims.clock.move_to(datetime(2026, 9, 25, 2, 0, tzinfo=UTC))
    assert (await submit(claims, claim)).json()["status"] == "submitted"
    await claims.deliver(make_report(claim, "supplement_requested", document_types=["wage_proof"]))
    progress = (await claims.client(Role.CLIENT).get(f"/claims/{claim['id']}/progress")).json()["items"]
    assert progress[-1]["code"] == "supplement_not_once"


@pytest.mark.parametrize(
    ("incident_on", "reason", "payable", "manual"),
    [
        ("2026-05-29", "WAITING_PERIOD", False, False),
        ("2026-05-30", "WAITING_BOUNDARY_DAY", False, True),
        ("2026-05-31", "COVERED", True, False),
    ],
)
async def test_a08_an_illness_is_judged_by_the_day_of_the_waiting_period(
    claims: RunningService, incident_on: str, reason: str, payable: bool, manual: bool
) -> None:
    issued = make_policy_issued()
    await claims.deliver(issued)
    body = {"policy_id": str(issued.policy_id), "cause": "illness", "incident_on": incident_on}
    cover = (await claims.client(Role.AGENT).post("/claims", json=body)).json()["cover"]["result"]
    assert (cover["reason"], cover["payable"], cover["manual_review"]) == (reason, payable, manual)


async def test_a10_a_loss_in_grace_is_paid_less_arrears_and_a_day_later_not_at_all(
    claims: RunningService,
) -> None:
    issued = make_policy_issued(effective_on=date(2025, 5, 31))
    missed = PremiumOverdue(
        client_id=CLIENT,
        policy_id=issued.policy_id,
        due_on=date(2026, 5, 31),
        amount=Money.of("6327.50"),
        grace_last_day=date(2026, 7, 30),
    )
    paused = PolicySuspended(
        client_id=CLIENT,
        policy_id=issued.policy_id,
        suspended_on=date(2026, 7, 31),
        reinstatement_last_day=date(2028, 7, 31),
    )
    for event in (missed, paused, issued):
        assert isinstance(event, Event)
        await claims.deliver(event)
    client = claims.client(Role.CLIENT)
    body = {"policy_id": str(issued.policy_id), "cause": "accident", "incident_on": "2026-07-30"}
    in_grace = (await client.post("/claims", json=body)).json()
    assert (in_grace["cover"]["result"]["payable"], in_grace["arrears"]) == (True, "6327.50")
    late = (await client.post("/claims", json=body | {"incident_on": "2026-07-31"})).json()
    assert late["cover"]["result"]["reason"] == "SUSPENDED"


async def test_a_policy_that_is_told_ended_before_it_is_told_issued_covers_nothing_after_its_end(
    claims: RunningService,
) -> None:
    issued = make_policy_issued()
    ended = PolicyEnded(
        client_id=CLIENT,
        policy_id=issued.policy_id,
        line=issued.line,
        ended_on=date(2026, 6, 30),
        reason="surrendered",
    )
    await claims.deliver(ended)
    body = {"policy_id": str(issued.policy_id), "cause": "accident", "incident_on": "2026-07-01"}
    client = claims.client(Role.CLIENT)
    assert (await client.post("/claims", json=body)).status_code == 404
    await claims.deliver(issued)
    assert (await client.post("/claims", json=body)).json()["cover"]["result"]["reason"] == "ENDED"


async def test_only_those_in_reach_see_a_claim_and_ops_does_not(claims: RunningService) -> None:
    claim = await file_claim(claims)
    path = f"/claims/{claim['id']}"
    assert (await claims.client(Role.CARRIER).get(path)).status_code == 200
    assert (await claims.client(Role.CARRIER, carrier_id=new_id()).get(path)).status_code == 404
    assert (await claims.client(Role.AGENT, agent_id=new_id()).get(path)).status_code == 404
    assert (await claims.client(Role.CLIENT, client_id=new_id()).get(path)).status_code == 404
    assert (await claims.client(Role.OPS).get(path)).status_code == 403


async def test_bad_input_is_told_clearly(claims: RunningService) -> None:
    issued = make_policy_issued()
    await claims.deliver(issued)
    client = claims.client(Role.CLIENT)
    body = {"policy_id": str(issued.policy_id), "cause": "illness", "incident_on": "2026-09-18"}
    future = await client.post("/claims", json=body)
    assert (future.status_code, future.json()["code"]) == (422, "INCIDENT_IN_THE_FUTURE")
    claim = (await client.post("/claims", json=body | {"incident_on": "2026-09-10"})).json()
    strange = {"item_code": "photo", "source": "x", "dated": "2026-09-12", "reference": "y"}
    refused = await client.post(f"/claims/{claim['id']}/evidence", json=strange)
    assert (refused.status_code, refused.json()["code"]) == (409, "ITEM_NOT_ASKED")
    stale = await client.post(f"/claims/{claim['id']}/withdraw", headers={"if-match": '"7"'})
    assert stale.status_code == 412


async def test_the_checklist_is_rendered_in_both_languages_and_behind_a_link(claims: RunningService) -> None:
    claim = await file_claim(claims)
    client = claims.client(Role.CLIENT)
    page = await client.get(f"/claims/{claim['id']}/checklist-document")
    assert "Claim checklist" in page.text
    link = (await client.post(f"/claims/{claim['id']}/share-links")).json()["url"]
    token = link.rpartition("/")[2]
    shared = await claims.client(None, language="zh-CN").get(f"/claims/shared/checklist/{token}")
    assert "理赔资料清单" in shared.text
    claims.clock.advance(timedelta(days=31))
    assert (await claims.client(None).get(f"/claims/shared/checklist/{token}")).status_code == 404


async def test_calculators_answer_with_their_rule(claims: RunningService) -> None:
    agent = claims.client()
    clocks = await agent.post(
        "/claims/calculators/clocks", json={"received_on": "2026-04-01", "refused_on": "2026-04-20"}
    )
    days = {clock["name"]: clock["due_on"] for clock in clocks.json()["result"]["clocks"]}
    assert days["refusal_letter"] == "2026-04-23"
    paid = await agent.post(
        "/claims/calculators/clocks", json={"received_on": "2026-04-01", "agreed_on": "2026-04-22"}
    )
    days = {clock["name"]: clock["due_on"] for clock in paid.json()["result"]["clocks"]}
    assert days["payment"] == "2026-05-02"
    limitation = await agent.post(
        "/claims/calculators/limitation", json={"line": "term_life", "known_on": "2026-03-01"}
    )
    assert limitation.json()["result"] == "2031-03-01"
