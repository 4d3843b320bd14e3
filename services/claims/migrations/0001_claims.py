"""Covered policies, claims, their evidence and their progress."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE covered_policy (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid,
        line varchar,
        sum_insured numeric(15, 2),
        effective_on date,
        coverage_last_day date,
        waiting_days integer,
        overdue jsonb NOT NULL,
        suspensions jsonb NOT NULL,
        ended_on date,
        CONSTRAINT covered_policy_terms
            CHECK ((line IS NULL) = (effective_on IS NULL) AND (line IS NULL) = (sum_insured IS NULL))
    )
    """,
    "CREATE INDEX covered_policy_by_client ON covered_policy (client_id, id)",
    """
    CREATE TABLE claim (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        policy_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        line varchar NOT NULL,
        cause varchar NOT NULL,
        loss varchar NOT NULL,
        incident_on date NOT NULL,
        description_sealed bytea,
        status varchar NOT NULL,
        cover jsonb NOT NULL,
        arrears numeric(15, 2) NOT NULL,
        filed_at timestamptz NOT NULL,
        received_on date,
        supplements jsonb NOT NULL,
        decision varchar,
        decided_on date,
        amount numeric(15, 2),
        reason_code varchar,
        agreed_on date,
        paid_on date,
        late jsonb NOT NULL
    )
    """,
    "CREATE INDEX claim_by_client ON claim (client_id, filed_at, id)",
    "CREATE INDEX claim_by_time ON claim (agency_id, filed_at, id)",
    """
    CREATE TABLE evidence (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        claim_id uuid NOT NULL,
        item_code varchar NOT NULL,
        source varchar NOT NULL,
        dated date NOT NULL,
        reference_sealed bytea NOT NULL,
        received_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX evidence_by_claim ON evidence (claim_id, received_at, id)",
    """
    CREATE TABLE progress_entry (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        claim_id uuid NOT NULL,
        code varchar NOT NULL,
        happened_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX progress_by_claim ON progress_entry (claim_id, happened_at, id)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
