"""Every question that `servicing` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import bindparam, distinct, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import AutoString, col

from services.servicing.tables import (
    HeldPolicy,
    PolicyClaim,
    PremiumPayment,
    PublishedProduct,
    Review,
    Task,
    TimelineEntry,
    UpgradeNotice,
)
from shared.pagination import Listing

POLICY = select(HeldPolicy).where(col(HeldPolicy.id) == bindparam("policy_id"))
POLICIES_OF_PRODUCT = select(HeldPolicy).where(
    col(HeldPolicy.product_code) == bindparam("product_code"),
    col(HeldPolicy.status).in_(("in_force", "grace", "suspended")),
)
CLAIM = select(PolicyClaim).where(col(PolicyClaim.id) == bindparam("claim_id"))
PUBLISHED_AFTER = select(PublishedProduct).where(
    col(PublishedProduct.code) == bindparam("product_code"),
    col(PublishedProduct.published_at) > bindparam("after"),
)
CLAIMS_ON_POLICY = (
    select(PolicyClaim)
    .where(col(PolicyClaim.policy_id) == bindparam("policy_id"))
    .order_by(col(PolicyClaim.paid_on), col(PolicyClaim.id))
)
TASK = select(Task).where(col(Task.id) == bindparam("task_id"))
OPEN_TASKS_OF_KINDS = select(Task).where(
    col(Task.client_id) == bindparam("client_id"),
    col(Task.kind) == func.any(bindparam("kinds", type_=ARRAY(AutoString))),
    col(Task.status).in_(("open", "overdue")),
)
REVIEW = select(Review).where(col(Review.id) == bindparam("review_id"))

POLICIES = Listing(
    select(HeldPolicy),
    order=(col(HeldPolicy.issued_at), col(HeldPolicy.id)),
    filters=(
        ("client_id", col(HeldPolicy.client_id)),
        ("status", col(HeldPolicy.status)),
        ("line", col(HeldPolicy.line)),
    ),
    descending=True,
)
PAYMENTS = Listing(
    select(PremiumPayment).where(col(PremiumPayment.policy_id) == bindparam("policy_id")),
    order=(col(PremiumPayment.due_on), col(PremiumPayment.id)),
)
TASKS = Listing(
    select(Task),
    order=(col(Task.due_at), col(Task.id)),
    filters=(
        ("client_id", col(Task.client_id)),
        ("status", col(Task.status)),
        ("kind", col(Task.kind)),
    ),
)
REVIEWS = Listing(
    select(Review),
    order=(col(Review.due_on), col(Review.id)),
    filters=(("client_id", col(Review.client_id)), ("status", col(Review.status))),
)
NOTICES_OF_POLICY = select(UpgradeNotice).where(col(UpgradeNotice.policy_id) == bindparam("policy_id"))
UPGRADE_NOTICES = Listing(
    select(UpgradeNotice),
    order=(col(UpgradeNotice.noticed_at), col(UpgradeNotice.id)),
    filters=(
        ("client_id", col(UpgradeNotice.client_id)),
        ("policy_id", col(UpgradeNotice.policy_id)),
    ),
    descending=True,
)
TIMELINE = Listing(
    select(TimelineEntry).where(col(TimelineEntry.client_id) == bindparam("client_id")),
    order=(col(TimelineEntry.occurred_at), col(TimelineEntry.id)),
    filters=(("event", col(TimelineEntry.event)),),
)

_local_day = func.date(func.timezone("Asia/Shanghai", col(TimelineEntry.occurred_at)))
EVENTS_BY_DAY = (
    select(
        col(TimelineEntry.event),
        _local_day.label("day"),
        func.count(distinct(col(TimelineEntry.client_id))).label("clients"),
    )
    .where(col(TimelineEntry.occurred_at) >= bindparam("since"))
    .group_by(col(TimelineEntry.event), _local_day)
    .order_by(_local_day)
)
CLIENTS_BY_EVENT = (
    select(col(TimelineEntry.event), func.count(distinct(col(TimelineEntry.client_id))).label("clients"))
    .where(col(TimelineEntry.occurred_at) >= bindparam("since"))
    .group_by(col(TimelineEntry.event))
)
TASKS_BY_STATUS = select(col(Task.status), func.count().label("tasks")).group_by(col(Task.status))
