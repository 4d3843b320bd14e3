"""What clients sign where a tier may not fit them; plans for firms."""

from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS suitability_statement (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        proposal_id uuid NOT NULL,
        tier varchar NOT NULL,
        annual_premium numeric(15, 2) NOT NULL,
        text_number integer NOT NULL,
        language varchar NOT NULL,
        paragraphs jsonb NOT NULL,
        digest varchar NOT NULL,
        triggers jsonb NOT NULL,
        stop_for jsonb NOT NULL,
        care_steps jsonb NOT NULL,
        goes_on boolean NOT NULL,
        signed_at timestamptz NOT NULL,
        kept_until date NOT NULL,
        CONSTRAINT suitability_statement_goes_on CHECK (goes_on OR stop_for = '[]'::jsonb)
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS one_statement_a_text ON suitability_statement (proposal_id, tier, digest)",
    "CREATE INDEX IF NOT EXISTS statement_by_proposal ON suitability_statement (proposal_id, signed_at, id)",
    "ALTER TABLE suitability ADD COLUMN IF NOT EXISTS statement_id uuid",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
