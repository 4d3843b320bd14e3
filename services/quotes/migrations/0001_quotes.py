"""Products with their rates, proposals, suitability, and what underwriting says to them."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE product (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        carrier_id uuid NOT NULL,
        code varchar NOT NULL,
        product_version integer NOT NULL,
        line varchar NOT NULL,
        status varchar NOT NULL CONSTRAINT product_status CHECK (status IN ('on_sale', 'withdrawn')),
        sale_from date NOT NULL,
        sale_to date,
        facts jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT product_sale_dates CHECK (sale_to IS NULL OR sale_from <= sale_to)
    )
    """,
    "CREATE UNIQUE INDEX one_product_a_version ON product (agency_id, code, product_version)",
    "CREATE INDEX product_by_time ON product (agency_id, published_at, id)",
    """
    CREATE TABLE rate_table (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        code varchar NOT NULL,
        blocks jsonb NOT NULL
    )
    """,
    """
    CREATE TABLE proposal (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        member_id uuid NOT NULL,
        birth_date date NOT NULL,
        sex varchar NOT NULL,
        occupation_class integer NOT NULL,
        annual_budget numeric(15, 2),
        family_annual_income numeric(15, 2),
        gaps jsonb NOT NULL,
        status varchar NOT NULL CONSTRAINT proposal_status
            CHECK (status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')),
        draft_reason varchar,
        offer jsonb,
        drafted_at timestamptz NOT NULL,
        presented_at timestamptz,
        settled_at timestamptz,
        chosen_tier varchar,
        rejection_reason varchar,
        household_changed_on date,
        CONSTRAINT proposal_offer CHECK (status IN ('draft', 'superseded') OR offer IS NOT NULL),
        CONSTRAINT proposal_draft CHECK ((status = 'draft') <= (draft_reason IS NOT NULL)),
        CONSTRAINT proposal_chosen CHECK ((status = 'accepted') = (chosen_tier IS NOT NULL)),
        CONSTRAINT proposal_rejected CHECK ((status = 'rejected') = (rejection_reason IS NOT NULL))
    )
    """,
    "CREATE UNIQUE INDEX one_proposal_an_assessment ON proposal (assessment_id)",
    "CREATE INDEX proposal_by_client ON proposal (client_id, drafted_at, id)",
    "CREATE INDEX proposal_by_time ON proposal (agency_id, drafted_at, id)",
    "CREATE INDEX proposal_in_draft ON proposal (agency_id) WHERE status = 'draft'",
    """
    CREATE TABLE suitability (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        tier varchar NOT NULL,
        result varchar NOT NULL,
        triggers jsonb NOT NULL,
        stop_for jsonb NOT NULL,
        statement_signed boolean NOT NULL,
        confirmed_in_writing boolean NOT NULL,
        because jsonb NOT NULL,
        assessed_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE underwriting_outlook (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        line varchar NOT NULL,
        outcome varchar NOT NULL,
        told_by varchar NOT NULL,
        told_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX outlook_by_client ON underwriting_outlook (client_id, line)",
)


def upgrade() -> None:
    """Create them."""
    for statement in STATEMENTS:
        op.execute(statement)
