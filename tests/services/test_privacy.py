"""What every service owes a client: a copy, an erasure that says what it kept and why, and who looked (45, 46)."""

from datetime import date, timedelta
from typing import Any

import pytest

from deploy.roster import lifecycle_services
from shared.caller import Role
from shared.contracts import Line
from shared.contracts.leads import ErasureRequested, LeadCaptured, Segment
from shared.contracts.servicing import PolicyEnded
from shared.fates import BY_CONTRACT, Fate
from shared.housekeeping import Housekeeping
from shared.ids import new_id
from shared.privacy.about_clients import fate_of, kinds_about_clients
from shared.privacy.tables import AccessEntry, ClientErasure
from tests.architecture.planting import MARK, OURS, plant
from tests.services.fixtures import StartService
from tests.services.running import OTHER_AGENCY, RunningService

SERVICES = lifecycle_services()
OWN: dict[str, Any] = {"agent_id": OURS, "team_id": OURS, "client_id": OURS, "carrier_id": OURS}
RECORDS = {"access_entry", "erasure_request", "delivery", "delivery_attempt"}
"""What was done with a client's data, which the law itself keeps; it names nobody."""


async def make_client(service: RunningService, *, contract: bool) -> None:
    """A client of whom every table of the service has a row; his contract is in force, or there is none."""
    await plant(service)
    for table in ("client_erasure", "stopped_purpose", "due_work", "held_event", "access_entry"):
        await service.rows(f'DELETE FROM "{table}"')
    await service.rows("DELETE FROM client_contract" if not contract else STILL_IN_FORCE)
    if service.name == "quotes":
        await service.rows("UPDATE suitability SET assessed_at = '2026-03-01T02:00:00Z'")


STILL_IN_FORCE = "UPDATE client_contract SET ended_on = NULL, effective_on = '2026-01-01', coverage_last_day = '2045-12-31'"


async def leave(service: RunningService) -> None:
    """The client asks to be erased, and what was under way has settled a day later."""
    if service.name == "leads":
        await service.rows("DELETE FROM erasure_request")
        asked = await service.client(Role.CLIENT, **OWN).post(f"/leads/{OURS}/erasure-requests", json={})
        assert asked.status_code == 201, asked.text
    else:
        await service.deliver(ErasureRequested(client_id=OURS, request_id=new_id()))
    await settle(service)


async def settle(service: RunningService) -> None:
    service.clock.advance(timedelta(hours=25))
    await service.tick()


async def answer(service: RunningService, what: str, role: Role = Role.CLIENT) -> Any:
    found = await service.client(role, **OWN).get(f"/{service.name}/privacy/clients/{OURS}/{what}")
    assert found.status_code == 200, found.text
    return found.json()


async def tables_with_him(service: RunningService) -> set[str]:
    found = set()
    for kind in kinds_about_clients(service.name):
        if kind is not ClientErasure:
            table, column = kind.__tablename__, kind.client_column
            if await service.rows(f'SELECT 1 FROM "{table}" WHERE "{column}" = $1', OURS):
                found.add(str(table))
    return found


def tables(service: RunningService) -> dict[str, Fate]:
    found = {str(kind.__tablename__): fate_of(kind) for kind in kinds_about_clients(service.name)}
    return {table: fate for table, fate in found.items() if table != "client_erasure"}


@pytest.mark.parametrize("name", SERVICES)
async def test_capability_45_a_client_without_a_contract_gets_a_copy_and_is_then_erased(
    start_service: StartService, name: str
) -> None:
    service = await start_service(name)
    await make_client(service, contract=False)
    await it_is_all_in_the_copy(service)

    await leave(service)
    assert await tables_with_him(service) <= RECORDS | {"suitability"}
    told = await answer(service, "erasure", Role.OPS)
    assert told["status"] == ("restricted" if name == "quotes" else "erased")
    gone = {one["table"] for one in told["deleted"] if one["rows"] >= 1}
    assert gone >= {table for table in tables(service) if table not in RECORDS} - {
        *("suitability", "client_contract", "stopped_purpose")
    }
    for kept in told["kept"]:
        assert kept["table"] in RECORDS | {"suitability"}
        assert all(because["source"] for because in kept["because"])

    await nothing_brings_him_back(service)


async def it_is_all_in_the_copy(service: RunningService) -> None:
    own, for_agent = await answer(service, "export"), await answer(service, "export", Role.AGENT)
    told = {table["table"]: table for table in own["tables"]}
    empty = {"client_contract", "client_erasure", "stopped_purpose"}
    assert {name for name, table in told.items() if table["rows"]} == tables(service).keys() - {
        *empty,
        "access_entry",
    }
    assert (own["sealed_opened"], for_agent["sealed_opened"]) == (True, False)
    for table, of_agent in zip(own["tables"], for_agent["tables"], strict=True):
        names = [field["name"] for field in table["fields"]]
        assert table["about"]
        assert not [name for name in names if name.endswith(("_digest", "_sealed"))]
        for row, closed in zip(table["rows"], of_agent["rows"], strict=True):
            assert list(row) == names
            sealed = [field["name"] for field in table["fields"] if field["sealed"]]
            assert {row[field] for field in sealed} <= {MARK}, "opened for himself"
            assert {closed[field] for field in sealed} <= {None}, "closed for everybody else"
    for stranger in (
        service.client(Role.CLIENT, client_id=new_id()),
        service.client(Role.AGENT),
        service.client(Role.AGENT, agency_id=OTHER_AGENCY, agent_id=OURS),
    ):
        path = f"/{service.name}/privacy/clients/{OURS}/export"
        assert (await stranger.get(path)).status_code == 404


async def nothing_brings_him_back(service: RunningService) -> None:
    before = await tables_with_him(service)
    if service.name not in ("leads", "quotes"):
        captured = LeadCaptured(
            client_id=OURS,
            segment=Segment.PERSON,
            source="expo",
            channel="event",
            campaign_id=None,
            agent_id=OURS,
            team_id=OURS,
            consent_purposes=["contact"],
        )
        await service.deliver(captured)
        assert await tables_with_him(service) == before


@pytest.mark.parametrize("name", SERVICES)
async def test_capability_46_what_a_contract_needs_is_kept_until_its_last_day_and_then_deleted(
    start_service: StartService, name: str
) -> None:
    service = await start_service(name)
    await make_client(service, contract=True)
    kept = {table for table, fate in tables(service).items() if fate.kept_by & BY_CONTRACT}

    await leave(service)
    told = await answer(service, "erasure")
    assert (told["status"], told["contract_in_force"], told["retention_until"]) == ("restricted", True, None)
    assert {one["table"] for one in told["kept"] if one["until"] is None} == kept
    assert await tables_with_him(service) - RECORDS == kept
    assert (await agent_reads(service)).status_code == 200, "the contract is still served"

    (contract,) = await service.rows("SELECT id FROM client_contract")
    ended_on = date(2026, 3, 5)
    await service.deliver(
        PolicyEnded(
            client_id=OURS, policy_id=contract["id"], line=Line.TERM_LIFE, ended_on=ended_on, reason="expired"
        ),
        may_be_set_aside=True,
    )
    refused = await agent_reads(service)
    assert (refused.status_code, refused.json()["code"]) == (409, "CLIENT_RESTRICTED")
    await settle(service)
    told = await answer(service, "erasure")
    assert (told["status"], told["retention_until"]) == ("restricted", "2036-03-05")
    assert {one["table"] for one in told["kept"] if one["until"] == "2036-03-05"} >= kept

    service.clock.advance(timedelta(days=3656))
    await service.tick()
    assert await tables_with_him(service) == set()
    assert (await answer(service, "erasure"))["status"] == "erased"


async def agent_reads(service: RunningService) -> Any:
    path = f"/{service.name}/privacy/clients/{OURS}/export"
    return await service.client(Role.AGENT, **OWN).get(path)


async def test_capability_46_who_read_and_who_changed_a_client_is_told_to_him_and_to_operations(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    await make_client(service, contract=False)
    await service.rows(
        "UPDATE lead SET birth_date = NULL, merged_into = NULL, status = 'new', segment = 'person', sex = NULL"
    )
    agent, himself = service.client(Role.AGENT, **OWN), service.client(Role.CLIENT, **OWN)
    assert (await agent.get(f"/leads/{OURS}")).status_code == 200
    assert (await himself.get(f"/leads/{OURS}")).status_code == 200
    assert (await agent.get("/leads")).status_code == 200
    body = {"purpose": "marketing", "text_version": "2026-02", "channel": "app"}
    assert (await agent.post(f"/leads/{OURS}/consents", json=body)).status_code == 201
    changes = await service.rows("SELECT route FROM access_entry")
    assert [row["route"] for row in changes] == ["/leads/{client_id}/consents"], "with what it changed"
    await service.kit.accesses.flush()
    for role in (Role.CLIENT, Role.OPS):
        seen = (await answer(service, "access-log", role))["items"]
        assert [(one["method"], one["route"], one["changed"], one["role"]) for one in seen] == [
            ("POST", "/leads/{client_id}/consents", True, "agent"),
            ("GET", "/leads", False, "agent"),
            ("GET", "/leads/{client_id}", False, "agent"),
        ]
        assert {one["actor_id"] for one in seen} == {str(OURS)}
    changed = await himself.get(f"/leads/privacy/clients/{OURS}/access-log", params={"changed": True})
    assert [one["method"] for one in changed.json()["items"]] == ["POST"]
    assert (
        await service.client(Role.CLIENT).get(f"/leads/privacy/clients/{OURS}/access-log")
    ).status_code == 404
    assert (await agent.get(f"/leads/privacy/clients/{OURS}/access-log")).status_code == 403


async def test_lines_of_the_access_log_are_forgotten_after_three_years(start_service: StartService) -> None:
    service = await start_service("needs")
    await service.know_client(OURS, agent_id=OURS)
    agent = service.client(Role.AGENT, **OWN)
    assert (await agent.get(f"/needs/privacy/clients/{OURS}/export")).status_code == 200
    await service.kit.accesses.flush()
    for days, left in ((3 * 365, 1), (2, 0)):
        service.clock.advance(timedelta(days=days))
        await Housekeeping(service.kit).tidy()
        assert len(await service.rows("SELECT 1 FROM access_entry")) == left


async def test_lines_about_reads_are_kept_while_the_database_is_away(start_service: StartService) -> None:
    service = await start_service("leads")
    await service.know_client(OURS)
    access = service.kit.accesses
    entry = AccessEntry(
        agency_id=new_id(),
        client_id=OURS,
        at=service.clock.now(),
        actor_id="a",
        role="agent",
        method="GET",
        route="/leads/{client_id}",
        changed=False,
        correlation_id="test",
    )
    await access.note([entry])
    pool, service.kit.database._pool = service.kit.database._pool, None
    with pytest.raises(Exception, match="UNAVAILABLE"):
        await access.flush()
    service.kit.database._pool = pool
    await access.flush()
    await access.flush()
    assert len(await service.rows("SELECT 1 FROM access_entry WHERE client_id = $1", OURS)) == 1


async def test_a_line_of_the_access_log_that_is_written_again_stays_one(start_service: StartService) -> None:
    """Whoever stops in the middle of writing does not know whether the lines are there, and writes them again."""
    service = await start_service("leads")
    await make_client(service, contract=False)
    await service.rows(
        "UPDATE lead SET birth_date = NULL, merged_into = NULL, status = 'new', segment = 'person', sex = NULL"
    )
    assert (await service.client(Role.AGENT, **OWN).get(f"/leads/{OURS}")).status_code == 200
    lines = list(service.kit.accesses._waiting)
    assert len(lines) == 1
    await service.kit.accesses.flush()
    await service.kit.accesses.note(lines)
    await service.kit.accesses.flush()
    assert len(await service.rows("SELECT id FROM access_entry WHERE id = $1", lines[0].id)) == 1
