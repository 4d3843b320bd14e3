"""Who may do what: every route of every service, asked by every role, by nobody, and by strangers.

The routes are those that the services have, whoever wrote them; a route added tomorrow is walked too.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest

from deploy.roster import lifecycle_services, services_with
from shared.caller import Role
from shared.ids import new_id
from tests.architecture.planting import BEGINNING, MARK, OURS, Requests, Route, plant, routes_of
from tests.services.fixtures import StartService
from tests.services.running import AGENCY, OTHER_AGENCY, RunningService

SERVICES = lifecycle_services()
OWN: dict[str, Any] = {"agent_id": OURS, "team_id": OURS, "client_id": OURS, "carrier_id": OURS}
AGENCY_WIDE = (
    "/carriers/",
    "/leads/agents",
    "/leads/assignment-rules",
    "/leads/campaigns",
    "/leads/content",
    "/leads/events",
    "/leads/handovers",
    "/leads/materials",
    "/leads/statistics",
    "/quotes/products",
    "/quotes/snapshot",
)
"""Where what everybody of an agency may see is shown to everybody of it."""
NOBODYS = ("/calculators/", "/leads/handbooks/", "/leads/forms/", "/needs/questionnaires")
"""What keeps nothing, or shows everybody the same data of the jurisdiction."""
NAMED_BY_THE_CALLER = "/leads/agents/{agent_id}"
"""Another agency may have registered somebody under the same id, as the walk does on its way: what it changes is its own."""
HIDDEN = {404, 422}
"""What a stranger may be told of a resource of ours: that there is none, or that his own request is malformed."""


def ask(client: httpx.AsyncClient, requests: Requests, route: Route) -> Any:
    path, options = requests.parts(route)
    return client.request(route.method, path, **options)


async def requests_to(service: RunningService) -> Requests:
    return Requests((await service.client(None).get(f"/{service.name}/openapi.json")).json())


async def start_planted(start_service: StartService, name: str) -> tuple[RunningService, Requests]:
    service = await start_service(name, at=BEGINNING)
    await plant(service)
    return service, await requests_to(service)


def strangers(service: RunningService) -> Iterator[tuple[str, Role, httpx.AsyncClient]]:
    """Callers who have nothing to do with OURS: every role of another agency, and of ours whoever serves others."""
    for role in Role:
        others: dict[str, Any] = {name: new_id() for name in OWN}
        yield f"{role} of another agency", role, service.client(role, agency_id=OTHER_AGENCY, **others)
        if role is not Role.OPS:
            yield f"another {role}", role, service.client(role, agency_id=AGENCY, **others)


def test_every_package_with_an_app_is_walked_but_the_console_which_holds_nothing() -> None:
    assert set(services_with("app.py")) - set(SERVICES) <= {"console"}
    assert len(SERVICES) >= 7


@pytest.mark.parametrize("name", SERVICES)
async def test_only_the_roles_that_a_route_names_pass_its_guard(
    start_service: StartService, name: str
) -> None:
    service = await start_service(name)
    requests = await requests_to(service)
    routes = list(routes_of(service.app))
    assert len(routes) > 10
    clients = [(role, service.client(role)) for role in (*Role, None)]
    for route in routes:
        for role, client in clients:
            answer = await ask(client, requests, route)
            passes = route.allowed is None or role in route.allowed
            refusal = 401 if role is None else 403
            assert (answer.status_code != refusal) == passes, (route, role, answer.text)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_token_that_is_none_passes_no_guard(start_service: StartService, name: str) -> None:
    service = await start_service(name)
    requests = await requests_to(service)
    client = service.client(None)
    guarded = [route for route in routes_of(service.app) if route.allowed is not None]
    for route, token in product(guarded, ("", "Bearer ", "Bearer nonsense", "Basic YTpi")):
        path, options = requests.parts(route)
        options["headers"]["authorization"] = token
        answer = await client.request(route.method, path, **options)
        assert answer.status_code == 401, route


@pytest.mark.parametrize("name", SERVICES)
async def test_what_is_ours_is_not_there_for_any_stranger(start_service: StartService, name: str) -> None:
    service, requests = await start_planted(start_service, name)
    before = await everything_of_ours(service)
    callers = list(strangers(service))
    routes = sorted(routes_of(service.app), key=lambda route: route.method != "GET")
    for route, (who, role, client) in product(routes, callers):
        if not may_meet_ours(route, role) or is_agency_wide(route, who):
            continue
        if route.path.startswith(NAMED_BY_THE_CALLER) and route.method != "GET":
            continue
        path, options = requests.parts(route)
        answer = await client.request(route.method, path, **options)
        if route.is_about_one or "client_id" in (options.get("json") or ()):
            assert answer.status_code in HIDDEN, (route, who, answer.status_code, answer.text[:300])
        elif route.method == "GET":
            told = [ours for ours in (str(OURS), MARK) if ours in answer.text]
            assert not told, (route, who, answer.text[:300])
    assert before <= await everything_of_ours(service), "a stranger changed what is ours"


def may_meet_ours(route: Route, role: Role) -> bool:
    """Whether `role` passes the guard of a route that reads or writes rows; calculators and metrics keep nothing."""
    if any(part in route.path for part in NOBODYS) or route.path.endswith("/metrics"):
        return False
    return route.allowed is not None and role in route.allowed


def is_agency_wide(route: Route, who: str) -> bool:
    """Whether `who` belongs to our agency and the route shows what is nobody's in particular, such as the catalogue."""
    return not who.endswith("another agency") and route.path.startswith(AGENCY_WIDE)


async def everything_of_ours(service: RunningService) -> set[str]:
    """Every row of our agency, as text."""
    tables = await service.rows(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'agency_id'"
    )
    found: set[str] = set()
    for table in sorted(row["table_name"] for row in tables):
        rows = await service.rows(f'SELECT t::text AS row FROM "{table}" t WHERE agency_id = $1', AGENCY)
        found |= {f"{table} {row['row']}" for row in rows}
    return found


@pytest.mark.parametrize("name", SERVICES)
async def test_what_is_ours_is_there_for_us(start_service: StartService, name: str) -> None:
    """The walk of the strangers proves something only where the same requests find what was planted."""
    service, requests = await start_planted(start_service, name)
    about_one, missed = 0, []
    for route in routes_of(service.app):
        if route.method != "GET" or not route.is_about_one or route.allowed is None:
            continue
        about_one += 1
        statuses = set()
        for role in route.allowed:
            try:
                answer = await ask(service.client(role, **OWN), requests, route)
                statuses.add(answer.status_code)
            except Exception:  # noqa: BLE001 a planted row makes no sense: whoever fails over it has found it
                statuses.add(500)
        if statuses <= HIDDEN:
            missed.append(route.path)
    assert about_one >= 3
    assert len(missed) * 3 <= about_one, missed
