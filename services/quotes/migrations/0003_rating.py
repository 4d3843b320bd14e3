"""Comparisons that were made for clients."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS comparison (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        line varchar NOT NULL,
        mode varchar NOT NULL,
        compared_on date NOT NULL,
        life jsonb NOT NULL,
        wish jsonb NOT NULL,
        sides jsonb NOT NULL,
        because jsonb NOT NULL,
        caveats jsonb NOT NULL,
        made_at timestamptz NOT NULL,
        CONSTRAINT comparison_mode CHECK (mode IN ('tied_agent', 'agency', 'broker'))
    )
    """,
    "CREATE INDEX IF NOT EXISTS comparison_by_client ON comparison (client_id, made_at, id)",
    "CREATE INDEX IF NOT EXISTS comparison_by_time ON comparison (agency_id, made_at, id)",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
