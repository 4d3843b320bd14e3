"""Questions about first contact, and about the agency's own figures."""

from sqlalchemy import Numeric, bindparam, cast, func, select
from sqlmodel import col

from services.leads.tables import (
    AssessedClient,
    BoundaryDelivery,
    Contact,
    DoNotContactOrder,
    Evidence,
    Interview,
    LifeEvent,
)
from shared.pagination import Listing

DO_NOT_CONTACT_IN_FORCE = select(DoNotContactOrder).where(
    col(DoNotContactOrder.client_id) == bindparam("client_id"), col(DoNotContactOrder.lifted_at).is_(None)
)
LIFE_EVENT = select(LifeEvent).where(
    col(LifeEvent.id) == bindparam("life_event_id"), col(LifeEvent.client_id) == bindparam("client_id")
)
INTERVIEW = select(Interview).where(col(Interview.id) == bindparam("interview_id"))
INTERVIEW_WITH_WORRIES = (
    select(Interview)
    .where(col(Interview.client_id) == bindparam("client_id"), col(Interview.worries_at).is_not(None))
    .order_by(col(Interview.worries_at).desc())
    .limit(1)
)
LATEST_DELIVERY = (
    select(BoundaryDelivery)
    .where(col(BoundaryDelivery.client_id) == bindparam("client_id"))
    .order_by(col(BoundaryDelivery.delivered_at).desc())
    .limit(1)
)
ASSESSED_CLIENT = select(AssessedClient).where(col(AssessedClient.id) == bindparam("client_id"))
EVIDENCE = select(Evidence).where(col(Evidence.id) == bindparam("evidence_id"))

_gap = func.jsonb_extract_path_text(col(AssessedClient.gaps), bindparam("risk"))
CLIENTS_WITH_GAP = select(
    func.count(_gap).label("sample"),
    func.count(col(AssessedClient.id)).filter(cast(_gap, Numeric) > 0).label("affected"),
)

DO_NOT_CONTACT_ORDERS = Listing(
    select(DoNotContactOrder).where(col(DoNotContactOrder.client_id) == bindparam("client_id")),
    order=(col(DoNotContactOrder.requested_at), col(DoNotContactOrder.id)),
    descending=True,
)
LIFE_EVENTS = Listing(
    select(LifeEvent).where(col(LifeEvent.client_id) == bindparam("client_id")),
    order=(col(LifeEvent.recorded_at), col(LifeEvent.id)),
    filters=(("event_code", col(LifeEvent.event_code)),),
    descending=True,
)
CONTACTS = Listing(
    select(Contact).where(col(Contact.client_id) == bindparam("client_id")),
    order=(col(Contact.contacted_at), col(Contact.id)),
    filters=(("channel", col(Contact.channel)),),
    descending=True,
)
INTERVIEWS = Listing(
    select(Interview).where(col(Interview.client_id) == bindparam("client_id")),
    order=(col(Interview.held_at), col(Interview.id)),
    descending=True,
)
DELIVERIES = Listing(
    select(BoundaryDelivery).where(col(BoundaryDelivery.client_id) == bindparam("client_id")),
    order=(col(BoundaryDelivery.delivered_at), col(BoundaryDelivery.id)),
    descending=True,
)
EVIDENCES = Listing(
    select(Evidence),
    order=(col(Evidence.computed_at), col(Evidence.id)),
    filters=(("statistic", col(Evidence.statistic)),),
    descending=True,
)
