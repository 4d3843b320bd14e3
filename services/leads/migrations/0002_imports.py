"""Bulk import: files on their way in, what was refused of them, and leads found by their identity number."""

from alembic import op

from shared.migrate import build_index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE lead ADD COLUMN IF NOT EXISTS id_number_sealed bytea,
        ADD COLUMN IF NOT EXISTS id_number_digest bytea
    """,
    """
    CREATE TABLE IF NOT EXISTS lead_import (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        agent_id uuid,
        team_id uuid,
        kind varchar NOT NULL CONSTRAINT lead_import_kind CHECK (kind IN ('leads', 'clients')),
        dry_run boolean NOT NULL,
        format varchar NOT NULL CONSTRAINT lead_import_format CHECK (format IN ('csv', 'xlsx')),
        source varchar NOT NULL,
        channel varchar NOT NULL,
        consent_purposes jsonb NOT NULL,
        consent_text_version varchar NOT NULL,
        consent_proof_sealed bytea,
        file_id uuid NOT NULL,
        encoding varchar,
        separator varchar,
        status varchar NOT NULL CONSTRAINT lead_import_status
            CHECK (status IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
        failure varchar,
        failure_details jsonb NOT NULL,
        total integer,
        rows integer NOT NULL,
        captured integer NOT NULL,
        merged integer NOT NULL,
        refused integer NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT lead_import_failure CHECK ((status = 'failed') = (failure IS NOT NULL)),
        CONSTRAINT lead_import_counts CHECK (rows = captured + merged + refused)
    )
    """,
    "CREATE INDEX IF NOT EXISTS lead_import_by_time ON lead_import (agency_id, created_at, id)",
    """
    CREATE TABLE IF NOT EXISTS refused_cell (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        import_id uuid NOT NULL,
        line integer NOT NULL,
        column_name varchar NOT NULL,
        code varchar NOT NULL,
        details jsonb NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS refused_cell_by_line ON refused_cell (import_id, line, id)",
)


def upgrade() -> None:
    """Create them; a repetition after the index failed finds them there."""
    for statement in STATEMENTS:
        op.execute(statement)
    build_index(
        "one_lead_an_identity_number",
        "lead (agency_id, id_number_digest) WHERE id_number_digest IS NOT NULL",
        unique=True,
    )
