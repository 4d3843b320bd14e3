"""Endpoints, subscriptions, cases, deliveries with their attempts, and callbacks."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE carrier_endpoint (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        carrier_key varchar NOT NULL UNIQUE,
        name varchar NOT NULL,
        url varchar NOT NULL,
        events jsonb NOT NULL,
        webhook_secret_sealed bytea NOT NULL,
        retired_webhook_secret_sealed bytea,
        webhook_secret_retires_at timestamptz,
        callback_secret_sealed bytea NOT NULL,
        retired_callback_secret_sealed bytea,
        callback_secret_retires_at timestamptz,
        enabled boolean NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT one_endpoint_a_carrier UNIQUE (agency_id, carrier_id)
    )
    """,
    """
    CREATE TABLE partner_subscription (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        name varchar NOT NULL,
        url varchar NOT NULL,
        events jsonb NOT NULL,
        webhook_secret_sealed bytea NOT NULL,
        retired_webhook_secret_sealed bytea,
        webhook_secret_retires_at timestamptz,
        enabled boolean NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX partner_subscription_by_time ON partner_subscription (agency_id, created_at, id)",
    """
    CREATE TABLE carrier_case (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        kind varchar NOT NULL CONSTRAINT carrier_case_kind CHECK (kind IN ('application', 'claim')),
        opened_at timestamptz NOT NULL,
        reports integer NOT NULL,
        last_report varchar,
        last_reported_at timestamptz,
        CONSTRAINT carrier_case_report CHECK ((reports = 0) = (last_report IS NULL))
    )
    """,
    "CREATE INDEX carrier_case_by_time ON carrier_case (agency_id, opened_at, id)",
    "CREATE INDEX carrier_case_by_client ON carrier_case (client_id)",
    """
    CREATE TABLE delivery (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        agency_id uuid NOT NULL,
        client_id uuid,
        carrier_id uuid,
        recipient_id uuid NOT NULL,
        lane uuid NOT NULL,
        event varchar NOT NULL,
        event_id uuid NOT NULL,
        body varchar NOT NULL,
        correlation_id varchar NOT NULL,
        status varchar NOT NULL CONSTRAINT delivery_status CHECK (status IN ('pending', 'delivered', 'failed')),
        attempts integer NOT NULL,
        attempts_in_a_row integer NOT NULL,
        created_at timestamptz NOT NULL,
        next_attempt_at timestamptz,
        leased_until timestamptz,
        delivered_at timestamptz,
        CONSTRAINT delivery_due CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL)),
        CONSTRAINT delivery_done CHECK ((status = 'delivered') = (delivered_at IS NOT NULL)),
        CONSTRAINT delivery_lease CHECK (leased_until IS NULL OR status = 'pending')
    )
    """,
    "CREATE INDEX delivery_due_now ON delivery (recipient_id, next_attempt_at) WHERE status = 'pending'",
    "CREATE INDEX delivery_in_lane ON delivery (lane, position) WHERE status = 'pending'",
    "CREATE INDEX delivery_by_time ON delivery (agency_id, created_at, id)",
    "CREATE INDEX delivery_by_status ON delivery (agency_id, status, created_at, id)",
    "CREATE INDEX delivery_by_recipient ON delivery (recipient_id, created_at, id)",
    """
    CREATE TABLE delivery_attempt (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid,
        carrier_id uuid,
        delivery_id uuid NOT NULL,
        number integer NOT NULL,
        started_at timestamptz NOT NULL,
        milliseconds integer NOT NULL,
        status_code integer,
        error varchar,
        CONSTRAINT delivery_attempt_end CHECK (num_nonnulls(status_code, error) >= 1),
        CONSTRAINT one_attempt_a_number UNIQUE (delivery_id, number)
    )
    """,
    """
    CREATE TABLE carrier_callback (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        case_kind varchar NOT NULL,
        case_id uuid NOT NULL,
        webhook_id varchar NOT NULL,
        report varchar NOT NULL,
        reported_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        body_sealed bytea NOT NULL,
        body_digest bytea NOT NULL
    )
    """,
    "CREATE INDEX carrier_callback_by_time ON carrier_callback (agency_id, received_at, id)",
    "CREATE INDEX carrier_callback_by_case ON carrier_callback (case_id, received_at, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
