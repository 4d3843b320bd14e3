"""Campaigns, leads, touches and the consent ledger."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE campaign (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        public_key varchar NOT NULL UNIQUE,
        title varchar NOT NULL,
        channel varchar NOT NULL,
        source varchar NOT NULL,
        agent_id uuid,
        team_id uuid,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE lead (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        segment varchar NOT NULL,
        name_sealed bytea NOT NULL,
        phone_sealed bytea NOT NULL,
        phone_digest bytea NOT NULL,
        birth_date date,
        sex varchar,
        status varchar NOT NULL CONSTRAINT lead_status CHECK (status IN ('new', 'qualified', 'won', 'refused')),
        source varchar NOT NULL,
        channel varchar NOT NULL,
        campaign_id uuid,
        agent_id uuid,
        team_id uuid,
        captured_at timestamptz NOT NULL,
        won_at timestamptz,
        CONSTRAINT one_lead_a_phone UNIQUE (agency_id, phone_digest)
    )
    """,
    "CREATE INDEX lead_by_time ON lead (agency_id, captured_at, id)",
    """
    CREATE TABLE touch (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        source varchar NOT NULL,
        channel varchar NOT NULL,
        campaign_id uuid,
        touched_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX touch_by_client ON touch (client_id, touched_at, id)",
    """
    CREATE TABLE consent (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        purpose varchar NOT NULL,
        text_version varchar NOT NULL,
        channel varchar NOT NULL,
        granted_at timestamptz NOT NULL,
        withdrawn_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX one_consent_in_force ON consent (client_id, purpose) WHERE withdrawn_at IS NULL",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
