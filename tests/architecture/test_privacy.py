"""No table about clients, no service and no route for sensitive data can forget a client's wishes (capabilities 45, 46)."""

import importlib
from datetime import date
from typing import get_args

import pytest
from sqlalchemy import LargeBinary

from deploy.roster import lifecycle_services, services_with_a_database
from shared.choreography import choreography_of
from shared.client_directory import FOLLOWS_CLIENTS
from shared.confinement import ClientRow
from shared.contracts.leads import Purpose
from shared.fates import BY_CONTRACT, ERASED, Keeper
from shared.jurisdictions import Jurisdiction
from shared.privacy.about_clients import about, fate_of, kinds_about_clients
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_CONTRACTS, FOLLOWS_PRIVACY
from shared.privacy.tables import OfClient
from shared.routing import ServiceRoute
from shared.rows import table_of
from tests.architecture.planting import routes_of
from tests.architecture.test_tables import kinds_of
from tests.services.fixtures import StartService

SERVICES = services_with_a_database()
FOR_SENSITIVE_DATA = {
    ("needs", "PUT", "/needs/clients/{client_id}/household"): (Purpose.FINANCIAL_DATA, False),
    ("underwriting", "POST", "/underwriting/prechecks"): (Purpose.HEALTH_DATA, False),
    ("underwriting", "PUT", "/underwriting/applications/{application_id}/disclosures"): (
        Purpose.HEALTH_DATA,
        False,
    ),
    ("underwriting", "POST", "/underwriting/applications/{application_id}/materials/{request_id}"): (
        Purpose.HEALTH_DATA,
        False,
    ),
    ("claims", "POST", "/claims"): (Purpose.HEALTH_DATA, True),
    ("claims", "POST", "/claims/{claim_id}/evidence"): (Purpose.HEALTH_DATA, True),
    ("claims", "POST", "/claims/{claim_id}/submit"): (Purpose.HEALTH_DATA, True),
}
"""The routes that write what is sensitive: the purpose of each, and whether a contract in force needs it all the same."""


def kinds(service: str) -> tuple[type[ClientRow], ...]:
    importlib.import_module(f"services.{service}.tables")
    return kinds_about_clients(service)


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_about_clients_says_itself_what_becomes_of_its_rows(service: str) -> None:
    own = {kind for kind in kinds_of(service) if issubclass(kind, ClientRow)}
    assert own <= set(kinds(service)), "erasure and export would not find these"
    assert own or service == "console"
    for kind in kinds(service):
        assert "fate" in vars(kind), f"{kind.__name__} says no fate: see shared.fates"
        fate = fate_of(kind)
        assert fate.kept_by or fate == ERASED
        assert (fate.dated_by is None) == (fate.kept_by <= BY_CONTRACT), kind
        assert fate.dated_by is None or fate.dated_by in table_of(kind).columns, kind


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_about_clients_can_be_told_to_its_client(service: str) -> None:
    for kind in kinds(service):
        assert len(about(kind)) > 10, f"{kind.__name__} says nothing about itself"
        for column in table_of(kind).columns:
            if isinstance(column.type, LargeBinary):
                assert column.name.endswith(("_sealed", "_digest")), f"{kind.__name__}.{column.name}"


def test_the_tables_of_the_kit_are_among_those_of_every_service() -> None:
    own = set(OfClient.__subclasses__())
    assert len(own) == 4
    assert all(own <= set(kinds(service)) for service in SERVICES)


def test_every_keeper_is_a_rule_with_a_source() -> None:
    rules = Jurisdiction.load("cn")
    for keeper in get_args(Keeper):
        assert rules.rule(f"retention.{keeper}", on=date(2026, 3, 2)).source


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_follows_withdrawal_and_erasure_before_its_own_reactions(service: str) -> None:
    own = choreography_of(importlib.import_module(f"services.{service}.choreography"))
    followed = FOLLOWS_CONTRACTS if service == "leads" else (*FOLLOWS_CLIENTS, *FOLLOWS_PRIVACY)
    assert own.reacts_to[: len(followed)] == followed
    assert set(ERASES) <= set(own.scheduled)


@pytest.mark.parametrize("service", lifecycle_services())
async def test_every_service_answers_its_clients_and_marks_what_is_sensitive(
    start_service: StartService, service: str
) -> None:
    app = (await start_service(service)).app
    paths = {route.path for route in routes_of(app)}
    prefix = f"/{service}/privacy/clients/{{client_id}}"
    assert {f"{prefix}/export", f"{prefix}/erasure", f"{prefix}/access-log"} <= paths
    marked = {
        (service, method, route.path): (route.processing.purpose, route.processing.for_contract)
        for route in app.router.routes
        if isinstance(route, ServiceRoute) and route.processing is not None
        for method in route.methods or ()
    }
    assert marked == {key: value for key, value in FOR_SENSITIVE_DATA.items() if key[0] == service}
