"""Routes about the endpoints of carriers."""

from uuid import UUID

from fastapi import status

from services.carriers import queries
from services.carriers.schemas import (
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    EndpointSecretIn,
    EndpointWithSecretsOut,
)
from services.carriers.tables import Endpoint
from services.carriers.use_cases import endpoints
from services.carriers.use_cases.endpoints import WithSecrets
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("carriers")


@router.post("/endpoints", status_code=status.HTTP_201_CREATED, tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER)
async def register_endpoint(uow: Uow, endpoint: EndpointIn) -> EndpointWithSecretsOut:
    """Connect a carrier; its secrets are shown in this answer and never again."""
    registered = await endpoints.register_endpoint(uow, **endpoint.model_dump())
    uow.tag(registered.endpoint)
    return _with_secrets(registered)


@router.get("/endpoints", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def list_endpoints(
    uow: Uow, asked: Asked, carrier_id: UUID | None = None, enabled: bool | None = None
) -> PageOf[EndpointOut]:
    """The carriers that are connected, the first first; a carrier sees its own."""
    return await queries.ENDPOINTS.page(uow, asked, _endpoint, carrier_id=carrier_id, enabled=enabled)


@router.get("/endpoints/{endpoint_id}", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def read_endpoint(uow: Uow, endpoint_id: UUID) -> EndpointOut:
    """One endpoint."""
    endpoint: Endpoint = await uow.get(queries.ENDPOINT, endpoint_id=endpoint_id)
    uow.tag(endpoint)
    return _endpoint(endpoint)


@router.put("/endpoints/{endpoint_id}", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER)
async def change_endpoint(
    uow: Uow, endpoint_id: UUID, version: IfMatch, change: EndpointChangeIn
) -> EndpointOut:
    """Another name, address or choice of events; what was written before goes to the new address too."""
    endpoint = await endpoints.change_endpoint(uow, endpoint_id, version, **change.model_dump())
    uow.tag(endpoint)
    return _endpoint(endpoint)


@router.post("/endpoints/{endpoint_id}/disable", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER)
async def disable_endpoint(uow: Uow, endpoint_id: UUID, version: IfMatch) -> EndpointOut:
    """Send nothing to it and take nothing from it; what is meant for it waits."""
    endpoint = await endpoints.switch_endpoint(uow, endpoint_id, version, enabled=False)
    uow.tag(endpoint)
    return _endpoint(endpoint)


@router.post("/endpoints/{endpoint_id}/enable", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER)
async def enable_endpoint(uow: Uow, endpoint_id: UUID, version: IfMatch) -> EndpointOut:
    """Send and take again, beginning with what has waited."""
    endpoint = await endpoints.switch_endpoint(uow, endpoint_id, version, enabled=True)
    uow.tag(endpoint)
    return _endpoint(endpoint)


@router.post("/endpoints/{endpoint_id}/rotate-secret", tags=["endpoints"])
@allow(Role.OPS, Role.MANAGER)
async def rotate_secret(
    uow: Uow, endpoint_id: UUID, version: IfMatch, wanted: EndpointSecretIn
) -> EndpointWithSecretsOut:
    """Replace a secret; the old one is good for 24 hours more. The new one is shown in this answer only."""
    rotated = await endpoints.rotate_endpoint_secret(uow, endpoint_id, version, **wanted.model_dump())
    uow.tag(rotated.endpoint)
    return _with_secrets(rotated)


def _endpoint(endpoint: Endpoint) -> EndpointOut:
    return EndpointOut.model_validate(_told(endpoint))


def _with_secrets(shown: WithSecrets) -> EndpointWithSecretsOut:
    told = _told(shown.endpoint)
    told |= {"webhook_secret": shown.webhook_secret, "callback_secret": shown.callback_secret}
    return EndpointWithSecretsOut.model_validate(told)


def _told(endpoint: Endpoint) -> dict[str, object]:
    told = {name: getattr(endpoint, name) for name in EndpointOut.model_fields if name != "callback_path"}
    return {**told, "callback_path": f"/carriers/callbacks/{endpoint.carrier_key}"}
