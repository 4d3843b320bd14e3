"""Notices that a newer version of what a client holds is on sale."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS upgrade_notice (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        policy_id uuid NOT NULL,
        product_id uuid NOT NULL,
        product_code varchar NOT NULL,
        noticed_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS upgrade_notice_by_client ON upgrade_notice (client_id, noticed_at, id)",
    "CREATE INDEX IF NOT EXISTS upgrade_notice_by_time ON upgrade_notice (agency_id, noticed_at, id)",
    "CREATE INDEX IF NOT EXISTS upgrade_notice_by_policy ON upgrade_notice (policy_id)",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
