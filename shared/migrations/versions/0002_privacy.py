"""What every service knows of a client's wishes: purposes stopped, contracts, an erasure asked for, who looked."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE stopped_purpose (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        purpose varchar NOT NULL,
        withdrawn_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX stopped_purpose_by_client ON stopped_purpose (client_id, purpose)",
    """
    CREATE TABLE client_contract (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        effective_on date,
        coverage_last_day date,
        ended_on date,
        told_at timestamptz NOT NULL,
        CONSTRAINT client_contract_issued CHECK ((effective_on IS NULL) = (coverage_last_day IS NULL)),
        CONSTRAINT client_contract_heard_of CHECK (effective_on IS NOT NULL OR ended_on IS NOT NULL)
    )
    """,
    "CREATE INDEX client_contract_by_client ON client_contract (client_id, id)",
    """
    CREATE TABLE client_erasure (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        request_id uuid NOT NULL,
        status varchar NOT NULL
            CONSTRAINT client_erasure_status CHECK (status IN ('requested', 'restricted', 'erased')),
        contract_in_force boolean NOT NULL,
        requested_at timestamptz NOT NULL,
        settled_at timestamptz NOT NULL,
        decided_at timestamptz,
        deleted jsonb NOT NULL,
        CONSTRAINT client_erasure_decided CHECK ((status = 'requested') = (decided_at IS NULL))
    )
    """,
    """
    CREATE TABLE access_entry (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        at timestamptz NOT NULL,
        actor_id varchar NOT NULL,
        role varchar NOT NULL,
        method varchar NOT NULL,
        route varchar NOT NULL,
        changed boolean NOT NULL,
        correlation_id varchar NOT NULL
    )
    """,
    "CREATE INDEX access_entry_by_client ON access_entry (client_id, at, id)",
    "CREATE INDEX access_entry_by_time ON access_entry USING brin (at)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
