"""Claims: filing, the file, submitting, and what the carrier answered."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.claims import queries
from services.claims.checklist_document import KIND, render
from services.claims.domain.checklist import missing_items
from services.claims.domain.clocks import ClaimClocks
from services.claims.domain.cover import CoverDecision
from services.claims.domain.lifecycle import ProgressStep, State, progress
from services.claims.schemas import (
    ChecklistItemOut,
    ChecklistOut,
    ClaimIn,
    ClaimOut,
    EvidenceIn,
    EvidenceOut,
    ProgressOut,
)
from services.claims.tables import Claim, Evidence
from services.claims.texts import TEXTS, caveats
from services.claims.use_cases import claims
from shared.because import Answer
from shared.caller import Role
from shared.contracts import Line
from shared.contracts.leads import Purpose
from shared.pagination import Asked, PageOf
from shared.privacy.stopping import for_purpose
from shared.routing import IfMatch, Uow, allow, public, service_router
from shared.share_links import ShareLinkOut
from shared.unit_of_work import UnitOfWork

router = service_router("claims")


@router.post("", status_code=status.HTTP_201_CREATED, tags=["claims"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA, for_contract=True)
async def file_claim(uow: Uow, claim: ClaimIn) -> ClaimOut:
    """Report what happened. A claim that cover speaks against is filed all the same: the carrier decides."""
    filed = await claims.file(uow, **claim.model_dump())
    uow.tag(filed)
    return _claim(uow, filed)


@router.get("", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def list_claims(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    status: str | None = None,
    line: Line | None = None,
    policy_id: UUID | None = None,
) -> PageOf[ClaimOut]:
    """Claims in reach, the newest first."""
    return await queries.CLAIMS.page(
        uow,
        asked,
        lambda claim: _claim(uow, claim),
        client_id=client_id,
        status=status,
        line=line,
        policy_id=policy_id,
    )


@router.get("/{claim_id}", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def read_claim(uow: Uow, claim_id: UUID) -> ClaimOut:
    """One claim, with what cover says about the day."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    uow.tag(claim)
    return _claim(uow, claim)


@router.get("/{claim_id}/checklist", tags=["file"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_checklist(uow: Uow, claim_id: UUID) -> ChecklistOut:
    """What the file needs, what is there, and what is missing."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    needed, have = claims.needed_for(uow, claim), await claims.received(uow, claim)
    return ChecklistOut(
        loss=needed.result.loss,
        items=[
            ChecklistItemOut(
                code=item.code,
                text=item.text[uow.language],
                needed_for=item.needed_for,
                received_at=have[item.code].received_at if item.code in have else None,
            )
            for item in needed.result.items
        ],
        missing=list(missing_items(needed.result, have.keys())),
        because=[because.model_dump(mode="json") for because in needed.because],
        caveats=caveats(needed.caveats, uow.language),
    )


@router.post("/{claim_id}/evidence", status_code=status.HTTP_201_CREATED, tags=["file"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA, for_contract=True)
async def hand_in(uow: Uow, claim_id: UUID, evidence: EvidenceIn) -> EvidenceOut:
    """Hand in one document of the checklist, with its source and its day."""
    return _evidence(uow, await claims.hand_in(uow, claim_id, **evidence.model_dump()))


@router.get("/{claim_id}/evidence", tags=["file"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def list_evidence(uow: Uow, claim_id: UUID, asked: Asked) -> PageOf[EvidenceOut]:
    """What was handed in, the first first."""
    await uow.get(queries.CLAIM, claim_id=claim_id)
    return await queries.EVIDENCE.page(uow, asked, lambda one: _evidence(uow, one), claim_id=claim_id)


@router.post("/{claim_id}/submit", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA, for_contract=True)
async def submit_claim(uow: Uow, claim_id: UUID, version: IfMatch) -> ClaimOut:
    """Send the complete file, or what was asked for later, to the carrier."""
    claim = await claims.submit(uow, claim_id, version)
    uow.tag(claim)
    return _claim(uow, claim)


@router.post("/{claim_id}/agree", tags=["claims"])
@allow(Role.CLIENT)
async def agree(uow: Uow, claim_id: UUID, version: IfMatch) -> ClaimOut:
    """The client agrees with the amount that the carrier decided."""
    claim = await claims.agree(uow, claim_id, version)
    uow.tag(claim)
    return _claim(uow, claim)


@router.post("/{claim_id}/withdraw", tags=["claims"])
@allow(Role.CLIENT)
async def withdraw(uow: Uow, claim_id: UUID, version: IfMatch) -> ClaimOut:
    """The client takes the claim back."""
    claim = await claims.withdraw(uow, claim_id, version)
    uow.tag(claim)
    return _claim(uow, claim)


@router.get("/{claim_id}/clocks", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_clocks(uow: Uow, claim_id: UUID) -> Answer[ClaimClocks]:
    """By when the carrier must decide and pay, each clock with its rule."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    answer = claims.clocks_of(uow, claim)
    return answer.model_copy(update={"caveats": caveats(answer.caveats, uow.language)})


@router.get("/{claim_id}/progress", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_progress(uow: Uow, claim_id: UUID, asked: Asked) -> PageOf[ProgressOut]:
    """Everything that happened to the claim, the first first."""
    await uow.get(queries.CLAIM, claim_id=claim_id)
    return await queries.PROGRESS.page(
        uow,
        asked,
        lambda entry: ProgressOut(
            id=entry.id,
            code=entry.code,
            title=TEXTS.say(f"progress.{entry.code}", uow.language),
            happened_at=entry.happened_at,
        ),
        claim_id=claim_id,
    )


@router.get("/{claim_id}/steps", tags=["claims"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_steps(uow: Uow, claim_id: UUID) -> tuple[ProgressStep, ...]:
    """The steps of the claim: done, current, ahead."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    return progress(uow.kit.jurisdiction, State(claim.status), incident_on=claim.incident_on)


@router.get("/{claim_id}/checklist-document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_checklist(uow: Uow, claim_id: UUID) -> HTMLResponse:
    """The checklist as a page to read on a phone and print."""
    return await render(uow, claim_id)


@router.post("/{claim_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_checklist(uow: Uow, claim_id: UUID) -> ShareLinkOut:
    """A link that opens the checklist without a token for thirty days."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    return uow.share(KIND, claim.id)


@router.get("/shared/checklist/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_checklist(uow: Uow, token: str) -> HTMLResponse:
    """The checklist behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))


def _claim(uow: UnitOfWork, claim: Claim) -> ClaimOut:
    described = claim.description_sealed
    cover = Answer[CoverDecision].model_validate(claim.cover)
    return ClaimOut(
        description=None if described is None else uow.kit.cipher.open(described),
        cover=Answer(
            result=cover.result, because=cover.because, caveats=caveats(cover.caveats, uow.language)
        ),
        **claim.model_dump(exclude={"agency_id", "description_sealed", "cover", "supplements"}),
    )


def _evidence(uow: UnitOfWork, evidence: Evidence) -> EvidenceOut:
    return EvidenceOut(
        reference=uow.kit.cipher.open(evidence.reference_sealed),
        **evidence.model_dump(include={"id", "item_code", "source", "dated", "received_at"}),
    )
