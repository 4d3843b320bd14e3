"""Routes about the consensus: the gaps edited in talk, and every version of what was agreed."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.needs import queries
from services.needs.api.households import READERS
from services.needs.domain.agreement import AgreedGap, ConsensusKind
from services.needs.schemas.consensus import ConsensusIn, ConsensusOut
from services.needs.tables import Consensus
from services.needs.use_cases import consensus
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("needs")


@router.post(
    "/clients/{client_id}/assessments/{assessment_id}/edits",
    status_code=status.HTTP_201_CREATED,
    tags=["consensus"],
)
@allow(*READERS)
async def edit_gaps(uow: Uow, client_id: UUID, assessment_id: UUID, edits: ConsensusIn) -> ConsensusOut:
    """See gaps otherwise than computed: a version of the consensus that the client may confirm, and why it is so."""
    return _version(uow, await consensus.edit(uow, client_id, assessment_id, **dict(edits)))


@router.get("/clients/{client_id}/consensus", tags=["consensus"])
@allow(*READERS)
async def list_consensus(
    uow: Uow,
    client_id: UUID,
    asked: Asked,
    assessment_id: UUID | None = None,
    kind: Annotated[ConsensusKind | None, Query(examples=["confirmed"])] = None,
) -> PageOf[ConsensusOut]:
    """Every version 共识记录 of what was agreed with the client, the newest first: who, when, what, why."""
    await uow.reach_client(client_id)
    return await queries.CONSENSUS.page(
        uow,
        asked,
        lambda row: _version(uow, row),
        client_id=client_id,
        assessment_id=assessment_id,
        kind=kind,
    )


def _version(uow: Uow, row: Consensus) -> ConsensusOut:
    gaps = [AgreedGap.model_validate(gap) for gap in row.gaps]
    sealed = row.reason_sealed
    return ConsensusOut.model_validate(
        {
            **row.model_dump(exclude={"agency_id", "reason_sealed", "gaps"}),
            "gaps": gaps,
            "edited": [gap for gap in gaps if gap.agreed != gap.computed],
            "reason": None if sealed is None else uow.kit.cipher.open(sealed),
        }
    )
