"""Routes of what the jurisdiction's data says to everybody alike: handbooks of needs, and blank forms."""

from fastapi.responses import HTMLResponse

from services.leads import reference_documents
from services.leads.domain.form_packs import BlankForm, FormCode, blank_form, pack
from services.leads.domain.handbooks import Handbook, handbook
from services.leads.domain.materials import ClientSegment
from services.leads.schemas.reference import AsOf, FormPackOut, HandbookHeadOut, HandbooksOut
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.get("/handbooks", tags=["handbooks"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_handbooks(uow: Uow, on: AsOf = None) -> HandbooksOut:
    """The handbooks of needs, by segment."""
    day = on or local_date(uow.now)
    books = [
        handbook(uow.kit.jurisdiction, segment, on=day, language=uow.language) for segment in ClientSegment
    ]
    return HandbooksOut(items=[HandbookHeadOut.model_validate(book, from_attributes=True) for book in books])


@router.get("/handbooks/{segment}", tags=["handbooks"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_handbook(uow: Uow, segment: ClientSegment, on: AsOf = None) -> Handbook:
    """One handbook: what the segment answers for, and its risks, every figure with source, date and confidence."""
    day = on or local_date(uow.now)
    return handbook(uow.kit.jurisdiction, segment, on=day, language=uow.language)


@router.get("/handbooks/{segment}/document", tags=["handbooks"], response_class=HTMLResponse)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def show_handbook(uow: Uow, segment: ClientSegment, on: AsOf = None) -> HTMLResponse:
    """The handbook as a page to read and to print."""
    day = on or local_date(uow.now)
    return reference_documents.render_handbook(
        uow, handbook(uow.kit.jurisdiction, segment, on=day, language=uow.language)
    )


@router.get("/forms", tags=["forms"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_forms(uow: Uow, line: Line | None = None, on: AsOf = None) -> FormPackOut:
    """The forms that an application of a line takes, or all there are."""
    day = on or local_date(uow.now)
    return FormPackOut(items=pack(uow.kit.jurisdiction, line, on=day, language=uow.language))


@router.get("/forms/{form}", tags=["forms"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_form(uow: Uow, form: FormCode, line: Line | None = None, on: AsOf = None) -> BlankForm:
    """One blank form in the version of a day, with its notes; for a line, only what that line asks."""
    day = on or local_date(uow.now)
    return blank_form(uow.kit.jurisdiction, form, line, on=day, language=uow.language)


@router.get("/forms/{form}/document", tags=["forms"], response_class=HTMLResponse)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def show_form(uow: Uow, form: FormCode, line: Line | None = None, on: AsOf = None) -> HTMLResponse:
    """The blank form as a page to print and fill in."""
    day = on or local_date(uow.now)
    return reference_documents.render_form(
        uow, blank_form(uow.kit.jurisdiction, form, line, on=day, language=uow.language)
    )
