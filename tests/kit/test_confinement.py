"""Confinement: whoever asks, and however the question is put, nobody reads another's rows."""

from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from shared.caller import NOWHERE, Caller, Role
from shared.confinement import CLIENT_IN_REACH, Unconfined
from shared.problems import NotFound
from shared.unit_of_work import Session
from tests.kit.making_notes import keep, make_caller, make_note
from tests.kit.notes import NOTE, Case, Latest, Note
from tests.kit.running_notes import StartNotes
from tests.services.running import RunningService

ALL_NOTES = select(Note)
ALL_CASES = select(Case)
ALL_LATEST = select(Latest)
TITLES = select(col(Note.title))
HOW_MANY = select(func.count().label("notes")).select_from(Note)
HOW_MANY_A_CLIENT = select(col(Note.client_id), func.count().label("notes")).group_by(col(Note.client_id))
NOTES_AND_CASES = select(Note, Case).where(col(Note.client_id) == col(Case.client_id))
NOTES_WITH_A_CASE = select(Note).join(Case, col(Note.client_id) == col(Case.client_id))
NOTES_OF = select(Note).where(col(Note.agency_id) == bindparam("agency_id"))


def numbered(number: int) -> UUID:
    return UUID(int=number)


AGENCIES = [numbered(1), numbered(2)]
TEAMS = [numbered(11), numbered(12)]
AGENTS = [numbered(21), numbered(22), numbered(23)]
CARRIERS = [numbered(31), numbered(32)]


@dataclass(frozen=True)
class Client:
    """A client as the directory knows him, with the note and the case about him."""

    id: UUID
    agency_id: UUID
    agent_id: UUID | None
    team_id: UUID | None
    carrier_id: UUID

    @property
    def title(self) -> str:
        return f"note about {self.id.int}"


def make_world() -> list[Client]:
    """A client for each agency, agent (or none), team (or none) and carrier: agents and teams work in both agencies."""
    ways = product(AGENCIES, [*AGENTS, None], [*TEAMS, None], CARRIERS)
    return [Client(numbered(100 + number), *way) for number, way in enumerate(ways)]


def make_callers(world: list[Client]) -> list[Caller]:
    """Every kind of caller in both agencies, some of whom have nothing."""
    own = (
        [(Role.AGENT, {"agent_id": agent}) for agent in [*AGENTS, numbered(99), NOWHERE]]
        + [(Role.MANAGER, {"team_id": team}) for team in [*TEAMS, numbered(99), NOWHERE]]
        + [(Role.CARRIER, {"carrier_id": carrier}) for carrier in [*CARRIERS, numbered(99), NOWHERE]]
        + [(Role.CLIENT, {"client_id": client.id}) for client in world[::7]]
        + [(Role.CLIENT, {"client_id": NOWHERE}), (Role.OPS, {}), (None, {})]
    )
    return [Caller(agency, "somebody", role, **ids) for agency in AGENCIES for role, ids in own]


def may_see(caller: Caller, client: Client) -> bool:
    """What the design says: an agent his own clients, a manager his team's, a client himself, ops and the service all."""
    if client.agency_id != caller.agency_id:
        return False
    match caller.role:
        case Role.AGENT:
            return client.agent_id == caller.agent_id
        case Role.MANAGER:
            return client.team_id == caller.team_id
        case Role.CLIENT:
            return client.id == caller.client_id
        case Role.CARRIER:
            return False
        case _:
            return True


def may_work_on(caller: Caller, client: Client) -> bool:
    """A case has a carrier of its own, who sees it whoever the client is."""
    if caller.role is Role.CARRIER:
        return client.agency_id == caller.agency_id and client.carrier_id == caller.carrier_id
    return may_see(caller, client)


async def start_world(start_notes: StartNotes) -> tuple[RunningService, list[Client]]:
    service, world = await start_notes(), make_world()
    rows: list[Any] = [Latest(id=agency, agency_id=agency, text="ours") for agency in AGENCIES]
    for client in world:
        await service.know_client(
            client.id, agent_id=client.agent_id, team_id=client.team_id, agency_id=client.agency_id
        )
        about: dict[str, Any] = {"agency_id": client.agency_id, "client_id": client.id}
        rows.append(make_note(id=client.id, title=client.title, **about))
        rows.append(Case(id=client.id, carrier_id=client.carrier_id, **about))
    await keep(service, *rows)
    return service, world


async def test_every_caller_sees_his_own_rows_and_no_others_however_he_asks(start_notes: StartNotes) -> None:
    service, world = await start_world(start_notes)
    for caller in make_callers(world):
        unit = service.unit_of_work(caller)
        seen = {client.id for client in world if may_see(caller, client)}
        worked_on = {client.id for client in world if may_work_on(caller, client)}
        titles = {client.title for client in world if client.id in seen}
        assert {note.id for note in await unit.all(ALL_NOTES)} == seen, caller
        assert {case.id for case in await unit.all(ALL_CASES)} == worked_on, caller
        assert {row["title"] for row in await unit.all(TITLES)} == titles, caller
        assert [row["notes"] for row in await unit.all(HOW_MANY)] == [len(seen)], caller
        assert {row["client_id"] for row in await unit.all(HOW_MANY_A_CLIENT)} == seen, caller
        assert len(await unit.all(NOTES_AND_CASES)) == len(seen & worked_on), caller
        assert {note.id for note in await unit.all(NOTES_WITH_A_CASE)} == seen & worked_on, caller
        assert [latest.id for latest in await unit.all(ALL_LATEST)] == [caller.agency_id], caller


async def test_what_is_not_his_is_not_found_as_if_it_did_not_exist(start_notes: StartNotes) -> None:
    service, world = await start_world(start_notes)
    for caller in make_callers(world):
        others = (client for client in world if not may_see(caller, client))
        client = next(client for client in others if client.id != caller.client_id)
        unit = service.unit_of_work(caller)
        with pytest.raises(NotFound):
            await unit.get(NOTE, note_id=client.id)
        assert await unit.one(NOTE, note_id=client.id) is None
        if caller.role is not None:
            with pytest.raises(NotFound):
                await unit.reach_client(client.id)


async def test_a_caller_reaches_the_clients_whom_he_sees(start_notes: StartNotes) -> None:
    service, world = await start_world(start_notes)
    for caller in make_callers(world):
        unit = service.unit_of_work(caller)
        for client in world[::5]:
            found = await unit.one(CLIENT_IN_REACH, client_id=client.id)
            assert (found is not None) == may_see(caller, client), (caller, client)


async def test_nobody_reaches_a_client_without_an_id(start_notes: StartNotes) -> None:
    service = await start_notes()
    for role in Role:
        if role is not Role.CLIENT:
            with pytest.raises(NotFound):
                await service.unit_of_work(Caller(AGENCIES[0], "x", role)).reach_client(NOWHERE)


async def test_looking_through_the_whole_agency_does_not_look_beyond_it(start_notes: StartNotes) -> None:
    service, world = await start_world(start_notes)
    unit = service.unit_of_work(Caller(AGENCIES[0], "somebody", Role.CLIENT, client_id=numbered(99)))
    ours, theirs = world[0], world[-1]
    assert (await unit.one_in_agency(NOTE, note_id=ours.id)).id == ours.id
    assert await unit.one_in_agency(NOTE, note_id=theirs.id) is None


async def test_a_capability_makes_the_callers_agency_the_one_of_what_it_opens(
    start_notes: StartNotes,
) -> None:
    service, world = await start_world(start_notes)
    unit = service.unit_of_work(Caller(NOWHERE, "anonymous"))
    assert await unit.one(NOTE, note_id=world[-1].id) is None
    await unit.opened_by_capability(NOTE, note_id=world[-1].id)
    assert unit.caller.agency_id == world[-1].agency_id
    assert await unit.one(NOTE, note_id=world[0].id) is None
    with pytest.raises(NotFound):
        await unit.opened_by_capability(NOTE, note_id=numbered(99))


async def test_a_parameter_of_the_query_cannot_widen_the_reach(start_notes: StartNotes) -> None:
    service, world = await start_world(start_notes)
    unit = service.unit_of_work(Caller(AGENCIES[0], "somebody", Role.AGENT, agent_id=AGENTS[0]))
    assert await unit.all(NOTES_OF, agency_id=AGENCIES[1]) == []
    for name in ("caller_agency", "caller_agent"):
        assert await unit.all(NOTES_OF, agency_id=AGENCIES[1], **{name: world[-1].agency_id}) == []


other_note = aliased(Note)


@pytest.mark.parametrize(
    "query",
    [
        select(other_note),
        select(Note).join(other_note, col(other_note.client_id) == col(Note.client_id)),
        select(select(col(Note.title)).subquery().c.title),
        select(select(col(Note.title)).cte().c.title),
        select(Latest, select(func.count()).select_from(Note).scalar_subquery()),
        select(Latest).where(exists().where(col(Note.agency_id) == col(Latest.agency_id))),
        select(Latest).where(col(Latest.id).in_(select(col(Note.id)))),
        select(Latest).outerjoin(Note, col(Note.id) == col(Latest.id)),
    ],
    ids=["alias", "join alias", "subquery", "cte", "scalar", "exists", "in", "outer join"],
)
async def test_a_question_that_would_let_rows_in_around_the_conditions_is_refused(
    start_notes: StartNotes, query: Any
) -> None:
    service = await start_notes()
    unit = service.unit_of_work(Caller(AGENCIES[0], "somebody", Role.AGENT, agent_id=AGENTS[0]))
    with pytest.raises(Unconfined):
        await unit.all(query)


async def test_a_parameter_that_nobody_gave_is_a_defect_and_not_everything(start_notes: StartNotes) -> None:
    service = await start_notes()
    with pytest.raises(KeyError):
        await service.unit_of_work(Caller(AGENCIES[0], "x")).all(NOTE)


async def test_what_comes_in_between_two_looks_is_not_taken_for_a_client_who_asked_to_be_erased(
    start_notes: StartNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = await start_notes()
    await service.know_client()
    unit = service.unit_of_work(make_caller())
    late = [make_note(id=numbered(7))]
    fetch = Session.fetch

    async def and_then_it_comes(session: Session, *asked: Any) -> Any:
        found = await fetch(session, *asked)
        while late:
            await keep(service, late.pop())
        return found

    monkeypatch.setattr(Session, "fetch", and_then_it_comes)
    with pytest.raises(NotFound):
        await unit.get(NOTE, note_id=numbered(7))
    assert (await unit.get(NOTE, note_id=numbered(7))).id == numbered(7)
