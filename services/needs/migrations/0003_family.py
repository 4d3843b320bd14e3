"""Versions of what is agreed with a client, and gap update tables as they were shared."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE consensus (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        number integer NOT NULL,
        kind varchar NOT NULL CONSTRAINT consensus_kind CHECK (kind IN ('edited', 'confirmed')),
        by_role varchar NOT NULL,
        by_id varchar NOT NULL,
        recorded_at timestamptz NOT NULL,
        gaps jsonb NOT NULL,
        annual_budget numeric(15, 2),
        reason_sealed bytea,
        CONSTRAINT each_consensus_version_once UNIQUE (client_id, number)
    )
    """,
    """
    CREATE TABLE gap_comparison (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        sides jsonb NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
