"""Versions of products that came on sale."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE published_product (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        code varchar NOT NULL,
        published_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX published_product_by_code ON published_product (agency_id, code, published_at)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
