"""The parts of a draft: put in by client or agent, and confirmed by the client alone.

Whatever is put in undoes the confirmation: the policyholder confirms the application that leaves.
"""

from uuid import UUID

from services.underwriting.api.views import whole
from services.underwriting.domain.application_file import Designation
from services.underwriting.domain.beneficiaries import Beneficiary
from services.underwriting.schemas.applications import (
    ApplicationOut,
    BeneficiariesIn,
    DeclarationIn,
    DeclarationOut,
    DisclosuresIn,
    InsuredIn,
    PolicyholderIn,
    SaleIn,
)
from services.underwriting.texts import DECLARATION_VERSION, TEXTS
from services.underwriting.use_cases import applications
from shared.caller import Role
from shared.contracts.leads import Purpose
from shared.privacy.stopping import for_purpose
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("underwriting")


@router.get("/declaration", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_declaration(uow: Uow) -> DeclarationOut:
    """The declaration (投保声明) that the policyholder confirms, and the version of its text."""
    institution = uow.kit.settings.institution_name
    return DeclarationOut(
        text_version=DECLARATION_VERSION, text=TEXTS.say("declaration", uow.language, institution=institution)
    )


@router.put("/applications/{application_id}/insured", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT)
async def name_insured(
    uow: Uow, application_id: UUID, version: IfMatch, insured: InsuredIn
) -> ApplicationOut:
    """Say who is insured; the identity number is checked, and held against what was priced."""
    person = applications.InsuredPerson(**insured.model_dump())
    return whole(uow, await applications.name_insured(uow, application_id, version, person))


@router.put("/applications/{application_id}/policyholder", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT)
async def name_policyholder(
    uow: Uow, application_id: UUID, version: IfMatch, policyholder: PolicyholderIn
) -> ApplicationOut:
    """Say who applies, where that is not the insured."""
    named = await applications.name_policyholder(uow, application_id, version, **policyholder.model_dump())
    return whole(uow, named)


@router.put("/applications/{application_id}/beneficiaries", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT)
async def designate_beneficiaries(
    uow: Uow, application_id: UUID, version: IfMatch, designation: BeneficiariesIn
) -> ApplicationOut:
    """Say who receives the benefit, in place of those named before.

    Shares that do not add up are refused with BENEFICIARY_SHARES, whose `suggested` are shares that do.
    """
    named = Designation(
        beneficiaries=tuple(Beneficiary(**one.model_dump()) for one in designation.beneficiaries),
        **designation.model_dump(exclude={"beneficiaries"}),
    )
    return whole(uow, await applications.designate_beneficiaries(uow, application_id, version, named))


@router.put("/applications/{application_id}/disclosures", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA)
async def disclose(
    uow: Uow, application_id: UUID, version: IfMatch, disclosures: DisclosuresIn
) -> ApplicationOut:
    """Say what was found, in place of what was said before; a cold or a healed minor illness is left out."""
    return whole(uow, await applications.disclose(uow, application_id, version, disclosures.findings))


@router.put("/applications/{application_id}/sale", tags=["filling in"])
@allow(Role.CLIENT, Role.AGENT)
async def describe_sale(uow: Uow, application_id: UUID, version: IfMatch, sale: SaleIn) -> ApplicationOut:
    """Say how the cover was sold, and where the recording of the sale lies."""
    recording = None
    if sale.recording is not None:
        recording = applications.Recording(sale.recording.reference, sale.recording.recorded_on)
    described = await applications.describe_sale(
        uow, application_id, version, channel=sale.channel, design=sale.design, recording=recording
    )
    return whole(uow, described)


@router.post("/applications/{application_id}/confirm-declarations", tags=["filling in"])
@allow(Role.CLIENT)
async def confirm_declarations(
    uow: Uow, application_id: UUID, version: IfMatch, declaration: DeclarationIn
) -> ApplicationOut:
    """The policyholder confirms the declaration over the application as it stands; nobody may do it for him."""
    confirmed = await applications.confirm_declaration(
        uow, application_id, version, text_version=declaration.text_version
    )
    return whole(uow, confirmed)
