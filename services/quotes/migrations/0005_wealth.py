"""Wealth plans and upgrade comparisons."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS wealth_plan (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        goal varchar NOT NULL,
        edition integer NOT NULL,
        status varchar NOT NULL,
        amount numeric(15, 2) NOT NULL,
        annual_premium numeric(15, 2) NOT NULL,
        family_income numeric(15, 2),
        family_expenses numeric(15, 2),
        insured jsonb NOT NULL,
        plan jsonb NOT NULL,
        drafted_at timestamptz NOT NULL,
        presented_at timestamptz,
        settled_at timestamptz,
        rejection_reason varchar,
        assessed jsonb,
        CONSTRAINT wealth_plan_status
            CHECK (status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')),
        CONSTRAINT wealth_plan_assessed CHECK ((status = 'accepted') = (assessed IS NOT NULL)),
        CONSTRAINT wealth_plan_rejected CHECK ((status = 'rejected') = (rejection_reason IS NOT NULL)),
        CONSTRAINT wealth_plan_edition CHECK (edition > 0)
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS one_wealth_plan_an_edition ON wealth_plan (client_id, goal, edition)",
    "CREATE INDEX IF NOT EXISTS wealth_plan_by_client ON wealth_plan (client_id, drafted_at, id)",
    "CREATE INDEX IF NOT EXISTS wealth_plan_by_time ON wealth_plan (agency_id, drafted_at, id)",
    """
    CREATE TABLE IF NOT EXISTS upgrade_comparison (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        policy_id uuid,
        product_id uuid NOT NULL,
        line varchar NOT NULL,
        answer jsonb NOT NULL,
        compared_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS upgrade_comparison_by_client ON upgrade_comparison (client_id, compared_at, id)",
    "CREATE INDEX IF NOT EXISTS upgrade_comparison_by_time ON upgrade_comparison (agency_id, compared_at, id)",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
