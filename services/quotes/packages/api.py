"""The routes of packages: a carrier's products in one archive."""

from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.quotes import queries
from services.quotes.domain.faults import Fault
from services.quotes.domain.problems.packages import PackageRefused
from services.quotes.packages import use_cases
from services.quotes.packages.archive import Unpacked, shown_name
from services.quotes.packages.reading import Package
from services.quotes.packages.schemas import (
    FaultOut,
    PackagedOut,
    PackageIn,
    PackageOut,
    PackageReportOut,
    multipart_body,
)
from services.quotes.packages.use_cases import Report, packaged_json
from services.quotes.tables import ProductPackage
from shared.caller import Role
from shared.file_store import ZIP, FileKey
from shared.ids import new_id
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router, streamed
from shared.unit_of_work import UnitOfWork
from shared.uploads import received

router = service_router("quotes")

ARCHIVE_BYTES: Final = 16_777_216
FAULTS_TOLD: Final = 500
_READ: Final = "package_read"


@router.post("/products/packages", tags=["catalogue"], openapi_extra=multipart_body())
@allow(Role.OPS, Role.MANAGER)
@streamed
async def load_package(uow: Uow, request: Request) -> PackageReportOut:
    """Load a carrier's products from an archive: all of them, or with any fault none; the same again changes nothing."""
    asked, package = await _sent(uow, request)
    report = await use_cases.load(uow, package, asked.carrier_id, dry_run=asked.dry_run)
    told = _report(report, asked, uow.language)
    if report.faults and not asked.dry_run:
        raise PackageRefused(
            "/file",
            digest=report.digest,
            faults=[fault.model_dump(mode="json") for fault in told.faults],
            faults_left_out=told.faults_left_out,
        )
    return told


@router.get("/products/packages", tags=["catalogue"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def list_packages(uow: Uow, asked: Asked) -> PageOf[PackageOut]:
    """Packages that were loaded, the newest first; a carrier sees its own."""
    return await queries.catalogue.PACKAGES.page(uow, asked, _package_out)


async def _sent(uow: UnitOfWork, request: Request) -> tuple[PackageIn, Package]:
    """What was sent, read once however often the work is done again. Raises RequestValidationError."""
    if _READ not in request.scope:
        files, key = uow.kit.files, FileKey(use_cases.FOLDER, uow.caller.agency_id, new_id())
        limit = min(ARCHIVE_BYTES, uow.kit.settings.upload_limit_bytes)
        upload = await received(request, files, key, at_most=limit, accepted={ZIP})
        unpacked: Unpacked = await use_cases.unpacked_upload(uow, upload.file.key)
        request.scope[_READ] = (_asked(upload.fields), await use_cases.read(uow, unpacked))
    found: tuple[PackageIn, Package] = request.scope[_READ]
    return found


def _asked(fields: dict[str, str]) -> PackageIn:
    """The fields beside the file; raises RequestValidationError."""
    try:
        return PackageIn.model_validate(fields)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None


def _report(report: Report, asked: PackageIn, language: Language) -> PackageReportOut:
    changes = any(one.is_new for one in report.products)
    return PackageReportOut(
        digest=report.digest,
        dry_run=asked.dry_run,
        outcome="refused" if report.faults else "published" if changes else "unchanged",
        products=[_packaged(packaged_json(one)) for one in report.products] if not report.faults else [],
        faults=[_fault(fault, language) for fault in report.faults[:FAULTS_TOLD]],
        faults_left_out=max(0, len(report.faults) - FAULTS_TOLD),
    )


def _fault(fault: Fault, language: Language) -> FaultOut:
    return FaultOut(
        file=shown_name(fault.file),
        line=fault.line,
        column=None if fault.column is None else shown_name(fault.column),
        code=fault.problem.code,
        message=fault.problem.message(language),
    )


def _packaged(one: dict[str, Any]) -> PackagedOut:
    return PackagedOut.model_validate(one)


def _package_out(package: ProductPackage) -> PackageOut:
    return PackageOut(
        id=package.id,
        carrier_id=package.carrier_id,
        digest=package.digest,
        loaded_by=package.loaded_by,
        products=[_packaged(one) for one in package.products],
        loaded_at=package.loaded_at,
    )
