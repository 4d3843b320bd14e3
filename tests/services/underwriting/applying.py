"""Builders for tests of applications: an accepted proposal, and the requests that fill an application in."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx

from shared.caller import Role
from shared.contracts import Line, Sex
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.needs import Insured
from shared.contracts.quotes import ProposalAccepted, ProposedCover
from shared.ids import new_id
from shared.money import Money
from tests.services.running import CARRIER, CLIENT, RunningService

PROPOSAL = UUID("0190a000-0000-7000-8000-000000000101")
MEMBER = UUID("0190a000-0000-7000-8000-000000000201")

# Valid numbers, their check symbols counted by hand: a man and a woman born on 1996-01-15, a child, a man of 61.
MAN = "110105199601150017"
WOMAN = "110105199601150025"
BORN_A_DAY_LATER = "110105199601160012"
CHILD = "110105201803100018"
GRANDFATHER = "110105196502200038"
WRONG_CHECK = "110105199601150018"

SPOUSE = {"name": "李四", "relation": "spouse", "id_number": WOMAN, "share_percent": "100"}


def make_cover(line: Line = Line.TERM_LIFE, **facts: Any) -> ProposedCover:
    """A cover of a tier: term life of a million for twenty years, unless said otherwise."""
    cover: dict[str, Any] = {
        "product_id": new_id(),
        "product_code": line.value,
        "carrier_id": CARRIER,
        "line": line,
        "sum_insured": Money.of("1000000.00"),
        "coverage_term": "years_20",
        "payment_years": 20,
        "annual_premium": Money.of("1493.00"),
        "waiting_days": 90,
    }
    return ProposedCover(**{**cover, **facts})


def make_insured(**facts: Any) -> Insured:
    """A man of thirty in an office."""
    insured: dict[str, Any] = {
        "member_id": MEMBER,
        "birth_date": date(1996, 1, 15),
        "sex": Sex.MALE,
        "occupation_class": 1,
    }
    return Insured(**{**insured, **facts})


def make_proposal(*covers: ProposedCover, **facts: Any) -> ProposalAccepted:
    """What `quotes` tells when the client accepts."""
    chosen = list(covers) or [make_cover()]
    proposal: dict[str, Any] = {
        "client_id": CLIENT,
        "proposal_id": PROPOSAL,
        "tier": "advanced",
        "annual_premium": sum((cover.annual_premium for cover in chosen), Money.zero()),
        "covers": chosen,
        "insured": make_insured(),
    }
    return ProposalAccepted(**{**proposal, **facts})


def make_report(application: dict[str, Any], report: str, **facts: Any) -> CarrierReported:
    """What `carriers` tells when the carrier of the application called back."""
    said: dict[str, Any] = {
        "client_id": UUID(application["client_id"]),
        "carrier_id": UUID(application["carrier_id"]),
        "case_kind": CaseKind.APPLICATION,
        "case_id": UUID(application["id"]),
        "report": report,
        "reported_at": datetime(2026, 3, 3, 2, 0, tzinfo=UTC),
    }
    return CarrierReported(**{**said, **facts})


async def opened(service: RunningService, proposal: ProposalAccepted | None = None) -> dict[str, Any]:
    """The (newest) application that the proposal opened, as its agent sees it."""
    await service.know_client()
    await service.deliver(proposal or make_proposal())
    listed = (await service.client().get("/underwriting/applications")).json()
    return await seen(service.client(), listed["items"][0])


async def seen(client: httpx.AsyncClient, application: dict[str, Any]) -> dict[str, Any]:
    """The application as `client` sees it now."""
    answer = await client.get(f"/underwriting/applications/{application['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def put(
    client: httpx.AsyncClient,
    application: dict[str, Any],
    part: str,
    body: Any,
    *,
    version: int | None = None,
) -> httpx.Response:
    """PUT one part of the application, which is changed in place where that went well."""
    answer = await client.put(
        f"/underwriting/applications/{application['id']}/{part}",
        json=body,
        headers={"if-match": f'"{version or application["version"]}"'},
    )
    if answer.is_success:
        application.update(answer.json())
    return answer


async def act(
    client: httpx.AsyncClient, application: dict[str, Any], action: str, body: Any = None
) -> httpx.Response:
    """POST one action on the application, which is changed in place where that went well."""
    answer = await client.post(
        f"/underwriting/applications/{application['id']}/{action}",
        json=body,
        headers={"if-match": f'"{application["version"]}"'},
    )
    if answer.is_success:
        application.update(answer.json())
    return answer


async def fill_in(service: RunningService, application: dict[str, Any]) -> None:
    """Everything that a term life on a healthy man needs."""
    agent, client = service.client(), service.client(Role.CLIENT)
    for part, body in (
        ("insured", {"name": "张三", "id_number": MAN}),
        ("beneficiaries", {"beneficiaries": [SPOUSE]}),
        ("disclosures", {"findings": []}),
    ):
        answer = await put(agent, application, part, body)
        assert answer.status_code == 200, answer.text
    confirmed = await act(client, application, "confirm-declarations", {"text_version": "2026-01"})
    assert confirmed.status_code == 200, confirmed.text


async def submitted(service: RunningService, proposal: ProposalAccepted | None = None) -> dict[str, Any]:
    """An application that has left for the carrier."""
    application = await opened(service, proposal)
    await fill_in(service, application)
    answer = await act(service.client(), application, "submit")
    assert answer.status_code == 200, answer.text
    return application


async def names_of_events(service: RunningService) -> list[str]:
    """What the service told, in order."""
    return [envelope.type for envelope, _ in await service.events()]
