"""The routes about privacy that every service has: a client's export, what became of his erasure, who looked."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import bindparam, select
from sqlmodel import col

from shared.caller import Role
from shared.pagination import Asked, Listing, PageOf
from shared.privacy.about_clients import about, kinds_about_clients
from shared.privacy.erasing import Kept, judge
from shared.privacy.export import export
from shared.privacy.following import ERASURE
from shared.privacy.schemas import AccessOut, DeletedOut, ErasureOut, ExportOut, KeptOut
from shared.privacy.tables import AccessEntry, ClientErasure
from shared.routing import Uow, allow, service_router

ACCESSES = Listing(
    select(AccessEntry).where(col(AccessEntry.client_id) == bindparam("client_id")),
    order=(col(AccessEntry.at), col(AccessEntry.id)),
    filters=(("actor_id", col(AccessEntry.actor_id)), ("changed", col(AccessEntry.changed))),
    descending=True,
)


def privacy_router(service: str) -> APIRouter:
    """What a client may ask of every service about his own data."""
    router = service_router(service)

    @router.get("/privacy/clients/{client_id}/export", tags=["privacy"])
    @allow(Role.CLIENT, Role.AGENT)
    async def export_client(uow: Uow, client_id: UUID) -> ExportOut:
        """A copy of everything kept here about the client; sealed fields are opened for himself alone."""
        await uow.reach_client(client_id)
        return await export(uow, client_id)

    @router.get("/privacy/clients/{client_id}/erasure", tags=["privacy"])
    @allow(Role.CLIENT, Role.OPS)
    async def read_erasure(uow: Uow, client_id: UUID) -> ErasureOut:
        """What was deleted here, what is kept, why, and until when."""
        erasure: ClientErasure = await uow.get(ERASURE, client_id=client_id)
        kept = (await judge(uow, client_id)).kept
        paragraphs = {str(kind.__tablename__): about(kind) for kind in kinds_about_clients(service)}
        return ErasureOut(
            service=service,
            client_id=erasure.id,
            deleted=[DeletedOut(table=table, rows=rows) for table, rows in sorted(erasure.deleted.items())],
            kept=[
                KeptOut(
                    table=one.table,
                    about=paragraphs[one.table],
                    rows=one.rows,
                    until=one.until,
                    because=list(one.because),
                )
                for one in kept
            ],
            retention_until=_latest(kept),
            **erasure.model_dump(exclude={"id", "version", "agency_id", "deleted"}),
        )

    @router.get("/privacy/clients/{client_id}/access-log", tags=["privacy"])
    @allow(Role.CLIENT, Role.OPS)
    async def list_accesses(
        uow: Uow, client_id: UUID, asked: Asked, actor_id: str | None = None, changed: bool | None = None
    ) -> PageOf[AccessOut]:
        """Who read or changed the client's data here, the newest first; his own reading is not noted."""
        await uow.reach_client(client_id)
        return await ACCESSES.page(
            uow,
            asked,
            lambda entry: AccessOut.model_validate(entry, from_attributes=True),
            client_id=client_id,
            actor_id=actor_id,
            changed=changed,
        )

    return router


def _latest(kept: list[Kept]) -> date | None:
    """The last day of all; None while a contract is in force, or where nothing is kept."""
    untils = [one.until for one in kept]
    return None if not untils or None in untils else max(until for until in untils if until is not None)
