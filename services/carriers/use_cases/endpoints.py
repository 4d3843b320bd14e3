"""Where carriers are told of their cases: an endpoint comes, changes, pauses, and gets new secrets."""

import secrets
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from services.carriers import queries
from services.carriers.domain.addresses import check_address
from services.carriers.domain.problems import CarrierHasEndpoint
from services.carriers.signatures import RETIRED_FOR, new_secret
from services.carriers.tables import Endpoint
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WithSecrets:
    """An endpoint with secrets that are shown this once."""

    endpoint: Endpoint
    webhook_secret: str | None
    callback_secret: str | None


def endpoint_id(agency_id: UUID, carrier_id: UUID) -> UUID:
    """The id that the carrier's endpoint has, or will have."""
    return uuid5(agency_id, f"carrier {carrier_id}")


async def register_endpoint(
    uow: UnitOfWork,
    *,
    carrier_id: UUID,
    name: str,
    url: str,
    events: list[str],
    webhook_secret: str | None,
    callback_secret: str | None,
) -> WithSecrets:
    """A carrier is connected; what waited for it goes out now. Secrets that are not given are made.

    Raises CarrierHasEndpoint, BadAddress and its kinds.
    """
    check_address(url, anywhere=may_write_anywhere(uow))
    known = endpoint_id(uow.caller.agency_id, carrier_id)
    if await uow.one(queries.ENDPOINT, endpoint_id=known) is not None:
        raise CarrierHasEndpoint("/carrier_id")
    webhook_secret, callback_secret = webhook_secret or new_secret(), callback_secret or new_secret()
    seal = uow.kit.cipher.seal
    endpoint = uow.add(
        Endpoint(
            id=known,
            agency_id=uow.caller.agency_id,
            carrier_id=carrier_id,
            carrier_key=secrets.token_urlsafe(12),
            name=name,
            url=url,
            events=events,
            webhook_secret_sealed=seal(webhook_secret),
            callback_secret_sealed=seal(callback_secret),
            created_at=uow.now,
        )
    )
    wake_courier(uow)
    return WithSecrets(endpoint, webhook_secret, callback_secret)


async def change_endpoint(
    uow: UnitOfWork, endpoint_id: UUID, version: int, *, name: str, url: str, events: list[str]
) -> Endpoint:
    """The carrier moved, or wants other events from now on; raises NotFound, Stale, BadAddress."""
    check_address(url, anywhere=may_write_anywhere(uow))
    endpoint: Endpoint = await uow.get(queries.ENDPOINT, endpoint_id=endpoint_id)
    uow.expect(endpoint, version)
    uow.change(endpoint, name=name, url=url, events=events)
    return endpoint


async def switch_endpoint(uow: UnitOfWork, endpoint_id: UUID, version: int, *, enabled: bool) -> Endpoint:
    """Nothing goes to a disabled endpoint and nothing is taken from it; what is meant for it waits.

    Raises NotFound, Stale.
    """
    endpoint: Endpoint = await uow.get(queries.ENDPOINT, endpoint_id=endpoint_id)
    uow.expect(endpoint, version)
    uow.change(endpoint, enabled=enabled)
    wake_courier(uow)
    return endpoint


async def rotate_endpoint_secret(
    uow: UnitOfWork,
    endpoint_id: UUID,
    version: int,
    *,
    secret: Literal["webhook", "callback"],
    value: str | None,
) -> WithSecrets:
    """A new secret; the one before is good for another day. Raises NotFound, Stale."""
    endpoint: Endpoint = await uow.get(queries.ENDPOINT, endpoint_id=endpoint_id)
    uow.expect(endpoint, version)
    value = value or new_secret()
    sealed, retires_at = uow.kit.cipher.seal(value), uow.now + RETIRED_FOR
    if secret == "webhook":  # noqa: S105 a kind of secret, not one
        uow.change(
            endpoint,
            retired_webhook_secret_sealed=endpoint.webhook_secret_sealed,
            webhook_secret_sealed=sealed,
            webhook_secret_retires_at=retires_at,
        )
        return WithSecrets(endpoint, value, None)
    uow.change(
        endpoint,
        retired_callback_secret_sealed=endpoint.callback_secret_sealed,
        callback_secret_sealed=sealed,
        callback_secret_retires_at=retires_at,
    )
    return WithSecrets(endpoint, None, value)


def may_write_anywhere(uow: UnitOfWork) -> bool:
    """Whether http and private addresses are allowed: everywhere but in production."""
    return uow.kit.settings.environment != "production"


def wake_courier(uow: UnitOfWork) -> None:
    """Have the courier look for what is due as soon as this work is committed."""
    uow.session.scheduled = True
