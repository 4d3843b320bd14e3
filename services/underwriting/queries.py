"""Every question that `underwriting` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import Date, bindparam, cast, func, select
from sqlmodel import col

from services.underwriting.domain.application import State
from services.underwriting.tables import Application, MaterialRequest, PrecheckRecord
from shared.calendar import ZONE
from shared.pagination import Listing

APPLICATION = select(Application).where(col(Application.id) == bindparam("application_id"))
APPLICATION_HANDED_IN = APPLICATION.where(col(Application.submitted_at).is_not(None))
APPLICATIONS_OF_PROPOSAL = select(Application).where(
    col(Application.proposal_id) == bindparam("proposal_id"),
    col(Application.client_id) == bindparam("client_id"),
)
OTHER_APPLICATIONS_FOR_INSURED = select(Application).where(
    col(Application.client_id) == bindparam("client_id"),
    col(Application.insured_member_id) == bindparam("insured_member_id"),
    col(Application.id) != bindparam("application_id"),
    col(Application.status) != State.WITHDRAWN,
    col(Application.status) != State.CLOSED,
)
MATERIAL_REQUEST = select(MaterialRequest).where(
    col(MaterialRequest.id) == bindparam("request_id"),
    col(MaterialRequest.application_id) == bindparam("application_id"),
)
MATERIAL_REQUESTS_OF_REPORT = select(MaterialRequest).where(
    col(MaterialRequest.application_id) == bindparam("application_id"),
    col(MaterialRequest.requested_at) == bindparam("requested_at"),
)
PRECHECK = select(PrecheckRecord).where(col(PrecheckRecord.id) == bindparam("precheck_id"))

_FILTERS = (
    ("client_id", col(Application.client_id)),
    ("proposal_id", col(Application.proposal_id)),
    ("status", col(Application.status)),
    ("line", col(Application.line)),
)
APPLICATIONS = Listing(
    select(Application),
    order=(col(Application.opened_at), col(Application.id)),
    filters=_FILTERS,
    descending=True,
)
APPLICATIONS_HANDED_IN = Listing(
    select(Application).where(col(Application.submitted_at).is_not(None)),
    order=(col(Application.opened_at), col(Application.id)),
    filters=_FILTERS,
    descending=True,
)
MATERIAL_REQUESTS = Listing(
    select(MaterialRequest).where(col(MaterialRequest.application_id) == bindparam("application_id")),
    order=(col(MaterialRequest.requested_at), col(MaterialRequest.id)),
)
PRECHECKS = Listing(
    select(PrecheckRecord),
    order=(col(PrecheckRecord.prechecked_at), col(PrecheckRecord.id)),
    filters=(("client_id", col(PrecheckRecord.client_id)),),
    descending=True,
)

_DAYS = cast(func.timezone(ZONE.key, col(Application.decided_at)), Date) - cast(
    func.timezone(ZONE.key, col(Application.submitted_at)), Date
)
DAYS_IN_UNDERWRITING = (
    select(
        col(Application.carrier_id),
        col(Application.line),
        func.count().label("decided"),
        func.percentile_cont(0.5).within_group(_DAYS).label("median_days"),
    )
    .where(col(Application.decided_at).is_not(None), col(Application.submitted_at).is_not(None))
    .group_by(col(Application.carrier_id), col(Application.line))
    .order_by(col(Application.carrier_id), col(Application.line))
)
"""How long carriers took to decide, in calendar days (`domain.application_clocks.days_in_underwriting`)."""
