"""Cash values beside the rates, packages of products that carriers sent, and products withdrawn before they were sold."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE product DROP CONSTRAINT IF EXISTS product_sale_dates,
        ADD CONSTRAINT product_sale_dates CHECK (sale_to IS NULL OR sale_from <= sale_to + 1)
    """,
    """
    CREATE TABLE IF NOT EXISTS cash_value_table (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        code varchar NOT NULL,
        blocks jsonb NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS product_package (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        digest varchar NOT NULL,
        loaded_by varchar NOT NULL,
        products jsonb NOT NULL,
        loaded_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS one_package_a_content ON product_package (agency_id, carrier_id, digest)",
    "CREATE INDEX IF NOT EXISTS package_by_time ON product_package (agency_id, loaded_at, id)",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
