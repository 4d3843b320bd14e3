"""What clients sign where a tier may not fit them; plans for firms."""

from alembic import op

revision = "0006"
down_revision = "0005"
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
    """
    CREATE TABLE IF NOT EXISTS enterprise_proposal (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        agency_id uuid NOT NULL,
        client_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        firm jsonb NOT NULL,
        needs jsonb NOT NULL,
        gaps jsonb NOT NULL,
        annual_budget numeric(15, 2),
        status varchar NOT NULL CONSTRAINT enterprise_proposal_status
            CHECK (status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')),
        draft_reason varchar,
        offer jsonb,
        accepted_lines jsonb,
        rejection_reason varchar,
        facts_as_of timestamptz NOT NULL,
        drafted_at timestamptz NOT NULL,
        presented_at timestamptz,
        settled_at timestamptz,
        firm_changed_on date,
        firm_changes jsonb NOT NULL,
        CONSTRAINT enterprise_proposal_offer CHECK (status IN ('draft', 'superseded') OR offer IS NOT NULL),
        CONSTRAINT enterprise_proposal_draft CHECK ((status = 'draft') <= (draft_reason IS NOT NULL)),
        CONSTRAINT enterprise_proposal_chosen CHECK ((status = 'accepted') = (accepted_lines IS NOT NULL)),
        CONSTRAINT enterprise_proposal_rejected CHECK ((status = 'rejected') = (rejection_reason IS NOT NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS one_enterprise_proposal_an_assessment
        ON enterprise_proposal (assessment_id)
    """,
    """
    CREATE INDEX IF NOT EXISTS enterprise_proposal_by_client
        ON enterprise_proposal (client_id, drafted_at, id)
    """,
    """
    CREATE INDEX IF NOT EXISTS enterprise_proposal_by_time
        ON enterprise_proposal (agency_id, drafted_at, id)
    """,
    """
    CREATE INDEX IF NOT EXISTS enterprise_proposal_in_draft
        ON enterprise_proposal (agency_id) WHERE status = 'draft'
    """,
    "ALTER TABLE suitability ADD COLUMN IF NOT EXISTS statement_id uuid",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
