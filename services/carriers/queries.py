"""Every question that `carriers` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from services.carriers.tables import Attempt, Callback, Case, Delivery, Endpoint, Subscription
from shared.pagination import Listing
from shared.rows import columns_of

ENDPOINT = select(Endpoint).where(col(Endpoint.id) == bindparam("endpoint_id"))
ENDPOINT_BY_KEY = select(Endpoint).where(
    col(Endpoint.carrier_key) == bindparam("carrier_key"), col(Endpoint.enabled)
)
SUBSCRIPTION = select(Subscription).where(col(Subscription.id) == bindparam("subscription_id"))
SUBSCRIPTIONS_TO = select(Subscription).where(
    col(Subscription.enabled), col(Subscription.events).op("@>")(bindparam("events", type_=JSONB()))
)
CASE = select(Case).where(
    col(Case.id) == bindparam("case_id"),
    col(Case.kind) == bindparam("kind"),
    col(Case.carrier_id) == bindparam("carrier_id"),
)
DELIVERY = select(Delivery).where(col(Delivery.id) == bindparam("delivery_id"))
ATTEMPTS = (
    select(Attempt)
    .where(col(Attempt.delivery_id) == bindparam("delivery_id"))
    .order_by(col(Attempt.number).desc())
    .limit(100)
)
PENDING_TO = (
    select(Delivery)
    .where(col(Delivery.recipient_id) == bindparam("recipient_id"), col(Delivery.status) == "pending")
    .limit(500)
)
CALLBACK = select(Callback).where(col(Callback.id) == bindparam("callback_id"))

ENDPOINTS = Listing(
    select(Endpoint),
    order=(col(Endpoint.created_at), col(Endpoint.id)),
    filters=(("carrier_id", col(Endpoint.carrier_id)), ("enabled", col(Endpoint.enabled))),
)
SUBSCRIPTIONS = Listing(
    select(Subscription),
    order=(col(Subscription.created_at), col(Subscription.id)),
    filters=(("enabled", col(Subscription.enabled)),),
)
CASES = Listing(
    select(Case),
    order=(col(Case.opened_at), col(Case.id)),
    filters=(
        ("carrier_id", col(Case.carrier_id)),
        ("client_id", col(Case.client_id)),
        ("kind", col(Case.kind)),
    ),
    descending=True,
)
DELIVERIES = Listing(
    select(Delivery),
    order=(col(Delivery.created_at), col(Delivery.id)),
    filters=(
        ("status", col(Delivery.status)),
        ("carrier_id", col(Delivery.carrier_id)),
        ("recipient_id", col(Delivery.recipient_id)),
        ("event", col(Delivery.event)),
        ("client_id", col(Delivery.client_id)),
    ),
    descending=True,
)
CALLBACKS = Listing(
    select(Callback),
    order=(col(Callback.received_at), col(Callback.id)),
    filters=(
        ("carrier_id", col(Callback.carrier_id)),
        ("case_id", col(Callback.case_id)),
        ("client_id", col(Callback.client_id)),
    ),
    descending=True,
)

CLAIM = f"""
    UPDATE delivery SET leased_until = $2, version = version + 1 WHERE id IN (
        SELECT due.id
        FROM (
            SELECT id FROM carrier_endpoint WHERE enabled
            UNION ALL
            SELECT id FROM partner_subscription WHERE enabled
        ) AS recipient
        CROSS JOIN LATERAL (
            SELECT d.id FROM delivery d
            WHERE d.recipient_id = recipient.id AND d.status = 'pending' AND d.next_attempt_at <= $1
              AND (d.leased_until IS NULL OR d.leased_until <= $1)
              AND NOT EXISTS (
                  SELECT 1 FROM delivery earlier
                  WHERE earlier.lane = d.lane AND earlier.status = 'pending' AND earlier.position < d.position
              )
            ORDER BY d.next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
        ) AS due
        WHERE recipient.id <> ALL($5::uuid[])
        LIMIT $4
    ) RETURNING {columns_of(Delivery)}
"""  # noqa: S608
"""Take deliveries that are due ($1) on lease until $2: at most $3 a recipient and $4 in all, none to those of $5.

Only recipients that are there and enabled are looked at; what is meant for others waits, and costs nothing.
"""
